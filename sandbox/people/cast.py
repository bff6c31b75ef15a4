"""The cast of the sandbox world: invented people who lend a photograph's face.

Their ID numbers are of the fictitious county 990122 云溪县 and carry the check digit of GB 11643-1999, so that the
product's own rules accept them while no living person can bear them.
"""

from dataclasses import dataclass

COUNTY = "990122"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


@dataclass(frozen=True)
class Person:
    """One of the cast; `key` names the photographs of the manifest."""

    key: str
    name: str
    id_number: str
    phone: str


def id_number(born: str, sequence: int) -> str:
    """An ID number (GB 11643) for a birth date `YYYYMMDD` and a sequence of 1 to 999, odd for men, even for women."""
    body = f"{COUNTY}{born}{sequence:03d}"
    check = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True)) % 11
    return body + _CHECK_DIGITS[check]


PEOPLE = (
    Person("lin", "林知远", id_number("19890412", 31), "13900990101"),
    Person("su", "苏映荷", id_number("19970823", 26), "13900990102"),
    Person("bai", "白敬之", id_number("19551120", 53), "13900990103"),
    Person("ou", "欧振邦", id_number("19660804", 17), "13900990104"),
    Person("ke", "柯明霞", id_number("19781119", 42), "13900990105"),
    Person("fang", "方若琳", id_number("19990305", 64), "13900990106"),
    Person("wei", "魏思柔", id_number("19920616", 88), "13900990107"),
    Person("tang", "唐小满", id_number("20010521", 20), "13900990108"),
)
