"""GB 11643-1999. The numbers are the standard's own samples, or of counties nobody comes from."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.register.id_number import (
    Fault,
    Sex,
    age_on,
    born_on,
    check_character,
    county_is_current,
    fault,
    normalise,
    sex,
)

TODAY = date(2026, 11, 21)
FICTITIOUS = "99012219900307002" + check_character("99012219900307002")


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "440524188001010014", "420106199001011231", "330106200002290010"]
)
def test_samples_of_the_standard_pass(number: str) -> None:
    assert fault(number, on=TODAY) is None


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("", Fault.LENGTH),
        ("1101051949123100", Fault.LENGTH),
        ("110105194912310021X", Fault.LENGTH),
        ("11010519491231O02X", Fault.LENGTH),
        ("１１０１０５１９４９１２３１００２Ｘ", Fault.LENGTH),
        ("110105491231002", Fault.FIFTEEN),
        ("99010519491231002X", Fault.REGION),
        ("01010519491231002X", Fault.REGION),
        ("71010519491231002X", Fault.REGION),
        ("11010519491232002X", Fault.DATE),
        ("110105190002290010", Fault.DATE),
        ("110105202612310010", Fault.DATE),
        ("110105187001010010", Fault.DATE),
        ("110105194912310021", Fault.CHECK_DIGIT),
    ],
)
def test_a_wrong_number_says_what_is_wrong(number: str, expected: Fault) -> None:
    assert fault(number, on=TODAY) is expected


def test_blanks_around_and_a_small_x_are_forgiven() -> None:
    assert fault(" 11010519491231002x ", on=TODAY) is None
    assert normalise(" 11010519491231002x ") == "11010519491231002X"


def test_the_fictitious_county_needs_leave() -> None:
    assert fault(FICTITIOUS, on=TODAY) is Fault.REGION
    assert fault(FICTITIOUS, on=TODAY, fictitious=True) is None
    assert county_is_current(FICTITIOUS, fictitious=True)


@pytest.mark.parametrize("head", ["990000", "990100", "990123"])
def test_leave_extends_to_fictitious_counties_only(head: str) -> None:
    number = head + "19900307002"
    assert fault(number + check_character(number), on=TODAY, fictitious=True) is Fault.REGION


@pytest.mark.parametrize("head", ["810000", "820000", "830000"])
def test_residence_permits_bear_such_numbers_too(head: str) -> None:
    number = head + "19900307002"
    assert fault(number + check_character(number), on=TODAY) is None
    assert county_is_current(number)


@pytest.mark.parametrize("head", ["310115", "420115", "460108", "500103", "430902"])
def test_a_county_younger_than_its_bearer_is_no_fault(head: str) -> None:
    number = head + "19900101001"
    assert fault(number + check_character(number), on=TODAY) is None
    assert county_is_current(number)


def test_a_county_that_is_no_more_is_doubtful_not_wrong() -> None:
    number = "11010319800101001"
    assert fault(number + check_character(number), on=TODAY) is None
    assert not county_is_current(number)


def test_a_number_tells_birth_and_sex() -> None:
    assert born_on("11010519491231002X") == date(1949, 12, 31)
    assert sex("11010519491231002X") is Sex.FEMALE
    assert sex("440524188001010014") is Sex.MALE


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 11, 21), TODAY, 18),
        (date(2008, 11, 22), TODAY, 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (TODAY, TODAY, 0),
    ],
)
def test_age_counts_whole_years(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999))
def test_a_computed_check_character_makes_a_number_whole(born: date, sequence: int) -> None:
    first_17 = f"990122{born:%Y%m%d}{sequence:03d}"
    number = first_17 + check_character(first_17)
    assert fault(number, on=TODAY, fictitious=True) is None
    assert born_on(number) == born


@given(st.dates(date(1900, 1, 1), TODAY - timedelta(days=1)), st.integers(0, 999), st.data())
def test_one_mistyped_digit_is_noticed(born: date, sequence: int, data: st.DataObject) -> None:
    first_17 = f"990122{born:%Y%m%d}{sequence:03d}"
    number = first_17 + check_character(first_17)
    place = data.draw(st.integers(0, 16))
    typed = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert fault(number[:place] + typed + number[place + 1 :], on=TODAY, fictitious=True) is not None
