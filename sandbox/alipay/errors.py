"""Alipay's errors: a gateway code with its message, and a sub-code of the method."""

from dataclasses import dataclass

MESSAGES = {
    "20000": "Service Currently Unavailable",
    "20001": "Insufficient Token Permissions",
    "40001": "Missing Required Arguments",
    "40002": "Invalid Arguments",
    "40004": "Business Failed",
    "40006": "Insufficient Permissions",
}


@dataclass(frozen=True)
class Refused(Exception):
    """What the gateway answers instead of a result."""

    code: str
    sub_code: str
    sub_msg: str

    def as_fields(self) -> dict[str, str]:
        return {"code": self.code, "msg": MESSAGES[self.code], "sub_code": self.sub_code, "sub_msg": self.sub_msg}


def failed(sub_code: str, sub_msg: str) -> Refused:
    """Business Failed (40004)."""
    return Refused("40004", sub_code, sub_msg)
