"""Names beside each other: the seven levels, with the published examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.names.compare import MAX_SOUNDS, Comparable, Standing, compare, conflict_key, conflicts, prepare, sounds
from app.names.parse import CompanyName, parse
from core.errors import Severity


def one(full: str, area: str = "11") -> Comparable:
    return prepare(parse(full), area)


@pytest.mark.parametrize(
    ("mine", "other", "level", "part"),
    [
        ("北京红光酒业有限公司", "北京红光酒业有限公司", 1, "北京红光酒业有限公司"),
        ("北京紅光酒業有限公司", "北京红光酒业有限公司", 1, "北京红光酒业有限公司"),
        ("北京红光酒业发展有限公司", "红光(北京)酒业发展有限公司", 2, "红光"),
        ("北京市红光酒业有限公司", "北京红光酒业有限公司", 2, "红光"),
        ("北京红光酒业有限公司", "红光酒业有限公司", 3, "红光"),
        ("北京红光酒业有限公司", "北京红光酒厂", 3, "红光"),
        ("北京红光酒业有限公司", "北京红光酒业发展有限责任公司", 3, "红光"),
        ("北京红光有限公司", "北京红光酒业有限公司", 3, "红光"),
        ("北京红光实业有限公司", "北京红光软件有限公司", 3, "红光"),
        ("万青地产有限公司", "万青房地产有限公司", 4, "万青"),
        ("万青地产有限公司", "万青置业有限公司", 4, "万青"),
        ("牛栏山酒业有限公司", "牛兰山酒业有限公司", 5, "牛兰山"),
        ("牛栏山酒业有限公司", "牛蓝山白酒有限公司", 5, "牛蓝山"),
        ("鑫源商贸有限公司", "欣源贸易有限公司", 5, "欣源"),
        ("长盛酒业有限公司", "昌盛酒业有限公司", 5, "昌盛"),
        ("长盛酒业有限公司", "章程酒业有限公司", 5, "章程"),
        ("阿里巴巴科技有限公司", "马云阿理巴巴网络科技有限公司", 6, "阿理巴巴"),
        ("马云阿理巴巴网络科技有限公司", "阿里巴巴科技有限公司", 6, "阿里巴巴"),
        ("新红光酒业有限公司", "红光白酒有限公司", 6, "红光"),
        ("红光酒业有限公司", "新红光白酒有限公司", 6, "红光"),
        ("沃禾软件有限公司", "沃禾餐饮有限公司", 7, "沃禾"),
    ],
)
def test_published_and_everyday_examples_meet_at_their_level(mine: str, other: str, level: int, part: str) -> None:
    found = compare(one(mine), one(other))
    assert found is not None
    assert (found.level, found.part) == (level, part)
    start, end = found.span
    assert found.name[start:end] == part


@pytest.mark.parametrize(
    ("mine", "other"),
    [
        ("沃禾软件有限公司", "沐澄软件有限公司"),
        ("鑫源商贸有限公司", "欣源餐饮有限公司"),
        ("新红光酒业有限公司", "红光软件有限公司"),
        ("红光酒业有限公司", "新宏广酒业有限公司"),
    ],
)
def test_names_that_nobody_confuses_do_not_meet(mine: str, other: str) -> None:
    assert compare(one(mine), one(other)) is None


def test_another_city_is_another_registry() -> None:
    assert compare(one("沃禾软件有限公司", "4201"), one("武汉沃禾软件有限公司", "4202")) is None


def test_the_very_same_name_meets_everywhere() -> None:
    found = compare(one("沃禾软件有限公司", "4201"), one("沃禾软件有限公司", "4202"))
    assert found is not None
    assert found.level == 1


@pytest.mark.parametrize(
    ("other", "standing", "rule", "case", "severity"),
    [
        ("红光酒业有限公司", Standing.REGISTERED, "NM-07", None, Severity.ERROR),
        ("红光酒业有限公司", Standing.RESERVED, "NM-07", "reserved", Severity.ERROR),
        ("红光酒业有限公司", Standing.GONE, "NM-07", "gone", Severity.ERROR),
        ("宏光酒业有限公司", Standing.RESERVED, "NM-08", "sound", Severity.WARNING),
        ("新红光酒业有限公司", Standing.REGISTERED, "NM-08", "contained", Severity.WARNING),
        ("红光软件有限公司", Standing.REGISTERED, "NM-10", None, Severity.INFO),
    ],
)
def test_a_conflict_speaks_with_the_catalogue_and_names_the_other(
    other: str, standing: Standing, rule: str, case: str | None, severity: Severity
) -> None:
    found = compare(one("北京红光酒业有限公司"), one(other), standing)
    assert found is not None
    problem = found.problem()
    assert (problem.rule, problem.detail.get("case"), problem.severity) == (rule, case, severity)
    assert other in problem.text.zh
    assert problem.detail["conflict"] == other


def test_conflicts_come_gravest_first() -> None:
    others = ["红光软件有限公司", "宏光酒业有限公司", "红光酒业有限公司", "沐澄酒业有限公司"]
    found = conflicts(one("北京红光酒业有限公司"), [(one(other), Standing.REGISTERED) for other in others])
    assert [c.level for c in found] == [3, 5, 7]


PARTS = st.builds(
    CompanyName,
    region=st.sampled_from(["", "北京", "北京市"]),
    trade_name=st.text("红宏光广新长昌", min_size=2, max_size=4),
    industry=st.sampled_from(["", "酒业", "白酒", "酒业发展", "软件", "实业"]),
    form=st.sampled_from(["有限公司", "有限责任公司"]),
    bracketed=st.booleans(),
)


@given(PARTS, PARTS)
def test_two_names_meet_at_the_same_level_whoever_came_first(mine: CompanyName, other: CompanyName) -> None:
    there = compare(prepare(mine, "11"), prepare(other, "11"))
    back = compare(prepare(other, "11"), prepare(mine, "11"))
    assert (there and there.level) == (back and back.level)


@given(PARTS, PARTS)
def test_names_of_different_keys_never_block_each_other(mine: CompanyName, other: CompanyName) -> None:
    found = compare(prepare(mine, "11"), prepare(other, "11"))
    if found and found.blocks:
        assert conflict_key(mine, "11") == conflict_key(other, "11")


@given(PARTS)
def test_every_name_conflicts_with_itself(name: CompanyName) -> None:
    found = compare(prepare(name, "11"), prepare(name, "11"))
    assert found is not None
    assert found.level == 1


def test_readings_include_every_sound_of_a_character() -> None:
    assert set(sounds("长盛")) == {"chang cheng", "chang sheng", "zhang cheng", "zhang sheng"}
    assert sounds("鑫源")[0].split()[1] == "yuan"


def test_the_number_of_readings_kept_is_bounded() -> None:
    assert len(sounds("长乐行单解朴盛长乐行单解朴盛")) == MAX_SOUNDS
