"""Mobile numbers of the mainland: normalised to eleven digits, found by blind index."""

import phonenumbers

from core.errors import Invalid, Problem, Text
from core.sealed import blind_index

_PROBLEM = Problem(
    "AC-01",
    Text("手机号码格式不正确。", "This is not a mobile number of the mainland."),
    Text("请填写 11 位手机号码，不要加空格或区号。", "Enter the eleven digits, without spaces or country code."),
    "",
)


def normalise(phone: str) -> str:
    """Eleven digits. Raises Invalid; numbers are checked by range, never against a list of prefixes."""
    try:
        number = phonenumbers.parse(phone, "CN")
    except phonenumbers.NumberParseException:
        raise Invalid({"phone": _PROBLEM}) from None
    digits = str(number.national_number)
    if number.country_code != 86 or len(digits) != 11 or not "13" <= digits[:2] <= "19":
        raise Invalid({"phone": _PROBLEM})
    return digits


def phone_index(phone: str) -> str:
    """The blind index under which a normalised number is found."""
    return blind_index("phone", phone)
