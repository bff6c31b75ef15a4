"""Request signature TC3-HMAC-SHA256 of Tencent Cloud API 3.0 (签名方法 v3).

Source: cloud.tencent.com/document/api/382/52072. What is signed is method, path, query, the two headers and the
sha256 of the body; the key is derived from the secret key, the date and the service.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sanic import Request

SERVICE = "sms"
VALID_SECONDS = 300
_AUTHORIZATION = re.compile(
    r"^TC3-HMAC-SHA256 Credential=(?P<id>[^/]+)/(?P<date>\d{4}-\d\d-\d\d)/(?P<service>[^/]+)/tc3_request, ?"
    r"SignedHeaders=(?P<headers>[a-z0-9;-]+), ?Signature=(?P<signature>[0-9a-f]{64})$"
)


@dataclass(frozen=True)
class Refused(Exception):
    """The API's error: a code and a message."""

    code: str
    message: str


def check(request: Request, secret_id: str, secret_key: str, now: datetime) -> None:
    """Raise Refused with the API's AuthFailure code unless the request is signed with this key, now."""
    parts = _AUTHORIZATION.match(request.headers.get("authorization", ""))
    stamp = request.headers.get("x-tc-timestamp", "")
    if parts is None or not stamp.isdigit():
        raise Refused("AuthFailure.InvalidAuthorization", "The Authorization header is missing or malformed.")
    if abs(now.timestamp() - int(stamp)) > VALID_SECONDS:
        raise Refused("AuthFailure.SignatureExpire", "The signature has expired: more than 5 minutes off.")
    if parts["id"] != secret_id:
        raise Refused("AuthFailure.SecretIdNotFound", "The SecretId is not found.")
    signed_on = datetime.fromtimestamp(int(stamp), UTC).strftime("%Y-%m-%d")
    headers = parts["headers"].split(";")
    well_formed = parts["date"] == signed_on and parts["service"] == SERVICE and {"content-type", "host"} <= {*headers}
    expected = _signature(request, headers, stamp, parts["date"], secret_key)
    if not well_formed or not hmac.compare_digest(expected, parts["signature"]):
        raise Refused("AuthFailure.SignatureFailure", "The provided credentials could not be validated.")


def _signature(request: Request, headers: list[str], stamp: str, date: str, secret_key: str) -> str:
    unsigned = request.headers.get("x-tc-content-sha256") == "UNSIGNED-PAYLOAD"
    payload = b"UNSIGNED-PAYLOAD" if unsigned else request.body
    canonical = "\n".join(
        [
            request.method,
            request.path,
            request.query_string,
            "".join(f"{name}:{request.headers.get(name, '').strip()}\n" for name in headers),
            ";".join(headers),
            hashlib.sha256(payload).hexdigest(),
        ]
    )
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"TC3-HMAC-SHA256\n{stamp}\n{date}/{SERVICE}/tc3_request\n{digest}"
    key = f"TC3{secret_key}".encode()
    for part in (date, SERVICE, "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.new(key, to_sign.encode(), "sha256").hexdigest()
