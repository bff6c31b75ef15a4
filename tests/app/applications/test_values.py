"""Values in words: what a signatory and an officer read beside a changed field."""

import pytest

from app.applications.content import load
from app.applications.differences import differences
from app.applications.labels import label
from app.applications.values import in_words
from config.reference.scope import scope_items
from core.errors import Text

CONTENT = load({"people": {"p1": {"name": "梁清"}, "p2": {"name": "苏禾"}}})


@pytest.mark.parametrize(
    ("path", "value", "zh", "en"),
    [
        ("capital.registered_fen", 100_000_000, "1,000,000 元", "1,000,000 yuan"),
        ("address.region_code", "990122", "安和省清江市云溪县", None),
        ("address.commitment", True, "是", "yes"),
        ("term.long_term", True, "长期", "without end"),
        ("people.p1.id_long_term", False, "有期限", "limited"),
        ("people.p1.sex", "female", "女", "female"),
        ("people.p1.nationality", "CN", "中国", "China"),
        ("shareholders.p1.method", "money", "货币", "money"),
        ("shareholders.p1.due_on", "2030-01-31", "2030-01-31", "2030-01-31"),
        ("posts.legal_representative", "p2", "苏禾", "苏禾"),
        ("posts.director", ["p1", "p2"], "梁清、苏禾", "梁清, 苏禾"),
        ("posts.supervisor", [], "无", "none"),
        ("name.trade_name", "p1", "p1", "p1"),
    ],
)
def test_a_value_is_said_in_words_and_never_as_a_code(path: str, value: object, zh: str, en: str | None) -> None:
    said = in_words(path, value, CONTENT)
    assert said is not None
    assert said.zh == zh
    assert en is None or said.en == en


def test_scope_items_are_named_as_the_catalogue_prints_them() -> None:
    said = in_words("scope.items", ["I1001", "I1002"], CONTENT)
    assert said == Text("软件开发、人工智能应用软件开发", f"{scope_items()['I1001'].en}, {scope_items()['I1002'].en}")


def test_what_is_not_there_has_no_words() -> None:
    assert in_words("address.room", None, CONTENT) is None


def test_the_number_of_an_approval_is_named_and_not_its_scope_item() -> None:
    ((path, _, _),) = differences({}, {"scope": {"licences": {"F5126": {"number": "1"}}}})
    assert label(path, CONTENT).zh == "批准文件编号"
