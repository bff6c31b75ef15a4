"""What an officer sees before any judgement: the clock in working days, masked numbers, filters that mean something."""

from datetime import UTC, datetime

import pytest

from app.review.legal_clock import working_days_left
from app.review.masking import mask, masked
from app.review.queue_filters import Order, QueueView, read_filter
from core.clock import end_of_legal_day, legal_date
from core.errors import Invalid

FRIDAY_MORNING = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


class Arguments(dict[str, list[str]]):
    """The query part of an address."""

    def get(self, name: str, default: object = None) -> object:  # type: ignore[override]
        return self[name][0] if name in self else default

    def getlist(self, name: str) -> list[str] | None:
        return dict.get(self, name)


@pytest.mark.parametrize(
    ("due", "left"),
    [
        ("2026-11-20", 0),  # the last day itself
        ("2026-11-23", 1),  # Monday: the weekend does not count
        ("2026-11-25", 3),
        ("2026-11-19", -1),
        ("2026-11-13", -5),
    ],
)
def test_the_clock_counts_working_days_to_the_last_day(due: str, left: int) -> None:
    due_at = end_of_legal_day(legal_date(datetime.fromisoformat(f"{due}T04:00+00:00")))
    assert working_days_left(due_at, FRIDAY_MORNING) == left


def test_a_public_holiday_is_no_working_day() -> None:
    before_national_day = datetime(2025, 9, 30, 2, 0, tzinfo=UTC)
    first_day_after = end_of_legal_day(legal_date(datetime(2025, 10, 9, 2, 0, tzinfo=UTC)))
    assert working_days_left(first_day_after, before_national_day) == 1


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("id_number", "990122198904120312", "990122**********12"),
        ("phone", "13900990101", "139****0101"),
        ("email", "lin@example.com", "l***@example.com"),
        ("address", "云溪县听泉路18号302室", "云溪县听泉路" + "*" * 7),
        ("phone", "110", "***"),
    ],
)
def test_a_masked_value_can_be_recognised_and_not_used(field: str, value: str, shown: str) -> None:
    assert mask(field, value) == shown


def test_masking_leaves_the_filing_itself_alone() -> None:
    content = {"people": {"p1": {"name": "林知远", "phone": "13900990101"}}, "address": {"phone": "13900990101"}}
    shown = masked(content)
    assert shown["people"]["p1"] == {"name": "林知远", "phone": "139****0101"}
    assert shown["address"]["phone"] == "139****0101"
    assert content["people"]["p1"]["phone"] == "13900990101"


def test_a_filter_is_read_from_the_address_of_the_page() -> None:
    wanted = read_filter(Arguments(view=["overdue"], q=[" 青禾 "], order=["submitted_at"], desc=["1"], limit=["9999"]))
    assert (wanted.view, wanted.words, wanted.order) == (QueueView.OVERDUE, "青禾", Order.AGE)
    assert wanted.descending
    assert wanted.limit == 100


@pytest.mark.parametrize("name", ["view", "order", "state"])
def test_an_unknown_filter_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_filter(Arguments(**{name: ["DROP"]}))
    assert set(refused.value.problems) == {name}
