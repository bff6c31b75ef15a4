"""Company names taken apart. The home is the fictitious county 云溪县 unless a test says otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.names.parse import CompanyName, assemble, normalise, parse, split_trade, trade_words

HOME = "990122"


def read(full: str, home: str | None = HOME) -> tuple[str, str, str, str]:
    name = parse(full, home=home, fictitious=True)
    return (name.region, name.trade_name, name.industry, name.form)


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("云溪县沃禾软件有限公司", ("云溪县", "沃禾", "软件", "有限公司")),
        ("云溪沃禾软件有限公司", ("云溪", "沃禾", "软件", "有限公司")),
        ("安和省清江市云溪县沃禾软件有限责任公司", ("安和省清江市云溪县", "沃禾", "软件", "有限责任公司")),
        ("清江沃禾餐饮管理有限公司", ("清江", "沃禾", "餐饮管理", "有限公司")),
        ("沃禾（清江）软件有限公司", ("清江", "沃禾", "软件", "有限公司")),
        ("沃禾(清江)软件有限公司", ("清江", "沃禾", "软件", "有限公司")),
        ("沃禾软件（清江）有限公司", ("清江", "沃禾", "软件", "有限公司")),
        ("北京红光酒业发展有限公司", ("北京", "红光", "酒业发展", "有限公司")),
        ("红光(北京)酒业发展有限公司", ("北京", "红光", "酒业发展", "有限公司")),
        ("北京红光酒厂", ("北京", "红光", "酒", "厂")),
        ("北京市朝阳区小鹿餐饮店", ("北京市朝阳区", "小鹿", "餐饮", "店")),
        ("深圳市鹏程计算机系统有限公司", ("深圳市", "鹏程", "计算机系统", "有限公司")),
        ("沃动力机械有限公司", ("", "沃动力", "机械", "有限公司")),
        ("动力机械有限公司", ("", "动力", "机械", "有限公司")),
        ("马云阿理巴巴网络科技有限公司", ("", "马云阿理巴巴", "网络科技", "有限公司")),
        ("清江市沃禾有限公司", ("清江市", "沃禾", "", "有限公司")),
        ("云溪县知行企业管理（有限合伙）", ("云溪县", "知行", "企业管理", "（有限合伙）")),
        ("云溪县知行企业管理(普通合伙)", ("云溪县", "知行", "企业管理", "（普通合伙）")),
        ("沃禾", ("", "沃禾", "", "")),
        ("", ("", "", "", "")),
    ],
)
def test_a_name_falls_into_its_parts(full: str, parts: tuple[str, str, str, str]) -> None:
    assert read(full) == parts


@pytest.mark.parametrize(
    "full", ["和平世纪科技有限公司", "东方明珠软件有限公司", "阿里巴巴科技有限公司", "长安汽车有限公司"]
)
def test_an_ordinary_word_at_the_head_is_no_region(full: str) -> None:
    assert read(full)[0] == ""


def test_the_spoken_name_of_a_county_counts_at_home_only() -> None:
    assert read("云溪沃禾软件有限公司", home=None)[:2] == ("", "云溪沃禾")
    assert read("东方明珠软件有限公司", home="469007")[:2] == ("东方", "明珠")


def test_a_region_leaves_room_for_a_trade_name() -> None:
    assert read("清江市有限公司")[:2] == ("", "清江市")


@given(
    region=st.sampled_from(["", "云溪县", "清江市", "安和省", "安和省清江市"]),
    trade_name=st.text("沃禾沐澄屿栖朴晟曜", min_size=2, max_size=4),
    industry=st.sampled_from(["软件", "网络科技", "餐饮管理", "酒业发展", "房地产"]),
    form=st.sampled_from(["有限公司", "有限责任公司"]),
    bracketed=st.booleans(),
)
def test_a_composed_name_is_read_back(region: str, trade_name: str, industry: str, form: str, bracketed: bool) -> None:
    name = CompanyName(region, trade_name, industry, form, bracketed and bool(region))
    assert parse(name.full, home=HOME, fictitious=True) == name


@given(st.text(max_size=40))
def test_reading_loses_nothing_but_width_and_brackets(text: str) -> None:
    name = parse(text, home=HOME, fictitious=True)
    assert sorted(name.full.replace("（", "").replace("）", "")) == sorted(
        normalise(text).replace("（", "").replace("）", "")
    )


def test_parts_alone_are_taken_as_stated() -> None:
    name, agrees = stated(trade_name="沃禾软件", form="有限公司")
    assert (name.trade_name, name.industry, agrees) == ("沃禾软件", "", True)


def test_a_whole_name_alone_is_read() -> None:
    assert stated(full="云溪县沃禾软件有限公司") == (CompanyName("云溪县", "沃禾", "软件", "有限公司"), True)


def test_a_whole_name_may_put_the_region_in_brackets() -> None:
    parts = {"region": "清江", "trade_name": "沃禾", "industry": "软件", "form": "有限公司"}
    name, agrees = stated(**parts, full="沃禾（清江）软件有限公司")
    assert agrees
    assert name.bracketed


def test_parts_and_whole_that_differ_are_told_apart() -> None:
    parts = {"region": "清江", "trade_name": "沃禾", "industry": "软件", "form": "有限公司"}
    assert stated(**parts, full="清江沃木软件有限公司")[1] is False


def stated(**given_parts: str) -> tuple[CompanyName, bool]:
    empty = {"region": "", "trade_name": "", "industry": "", "form": "", "full": ""}
    return assemble(**{**empty, **given_parts}, home=HOME, fictitious=True)


@pytest.mark.parametrize(
    ("text", "trade_name", "industry"),
    [
        ("沃禾网络科技", "沃禾", "网络科技"),
        ("新发展科技", "新发展", "科技"),
        ("远行", "远行", ""),
        ("酒酒酒", "酒酒", "酒"),
    ],
)
def test_words_of_the_trade_are_taken_from_the_end(text: str, trade_name: str, industry: str) -> None:
    assert split_trade(text) == (trade_name, industry)


def test_an_expression_of_trade_words_is_told_from_others() -> None:
    assert trade_words("网络科技发展") == ["网络", "科技", "发展"]
    assert trade_words("沃禾科技") is None
    assert trade_words("") == []
