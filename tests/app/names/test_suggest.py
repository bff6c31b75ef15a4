"""Free names near a taken one."""

from app.names.compare import compare, prepare
from app.names.parse import CompanyName
from app.names.rules import check_name
from app.names.suggest import COUNT, MAX_TRIED, suggest

HOME = "990122"
NAME = CompanyName("云溪县", "红光", "软件", "有限公司")


def test_three_names_that_break_no_rule_and_differ_in_the_trade_name_alone() -> None:
    free = suggest(NAME, lambda _: False, home=HOME, fictitious=True)
    assert len(free) == COUNT == len({name.full for name in free})
    for name in free:
        assert check_name(name, home=HOME, fictitious=True) == {}
        assert (name.region, name.industry, name.form) == (NAME.region, NAME.industry, NAME.form)
        assert compare(prepare(name, "9901"), prepare(NAME, "9901")) is None


def test_what_is_taken_is_not_offered() -> None:
    first = suggest(NAME, lambda _: False, home=HOME, fictitious=True)
    second = suggest(NAME, lambda name: name in first, home=HOME, fictitious=True)
    assert not set(first) & set(second)


def test_the_same_question_has_the_same_answer_and_another_name_another() -> None:
    assert suggest(NAME, lambda _: False, home=HOME, fictitious=True) == suggest(
        NAME, lambda _: False, home=HOME, fictitious=True
    )
    other = CompanyName("云溪县", "蓝天", "软件", "有限公司")
    pools = [suggest(each, lambda _: False, home=HOME, fictitious=True)[0].trade_name[1] for each in (NAME, other)]
    assert pools[0] != pools[1]


def test_when_everything_is_taken_it_gives_up() -> None:
    asked: list[CompanyName] = []

    def taken(name: CompanyName) -> bool:
        asked.append(name)
        return True

    assert suggest(NAME, taken, home=HOME, fictitious=True) == []
    assert 0 < len(asked) <= MAX_TRIED


def test_without_a_trade_name_there_is_nothing_to_offer() -> None:
    assert suggest(CompanyName(form="有限公司"), lambda _: False, home=HOME, fictitious=True) == []
