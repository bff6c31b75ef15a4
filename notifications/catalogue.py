"""Every text the product sends, read from `catalogue.toml` and checked as a whole when it is first used."""

import string
import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from core.clock import SHANGHAI
from core.errors import Text
from notifications.provider import Card
from notifications.states import MessageChannel

SOURCE = Path(__file__).with_name("catalogue.toml")
SHORT = 20
"""Characters of a parameter marked `:short`; a longer value ends in an ellipsis."""


class Mistake(ValueError):
    """The catalogue contradicts itself, or a caller uses it wrongly. Names keys and parameters, never values."""


class _Words(string.Formatter):
    """`{name}`, `{name:short}`, `{name:tail}`; nothing else, so that a value can never be looked into."""

    def format_field(self, value: Any, format_spec: str) -> str:
        text = str(value)
        if format_spec == "short":
            return text if len(text) <= SHORT else text[: SHORT - 1] + "…"
        return text.rsplit("/", 1)[-1] if format_spec == "tail" else text


ENGLISH = "_en"
"""What ends the name of a parameter that is the English word of the one named before: carrier, carrier_en."""
ADDRESS = "_id"
"""What ends the name of a parameter that stands in the address of a page and in no text."""
HOME = "pages/home/index"
_WORDS = _Words()
_SPECS = ("", "short", "tail")


def _placeholders(pattern: str) -> set[str]:
    """The parameters a pattern speaks of. Raises Mistake for anything but the three forms."""
    names = set()
    for _, name, spec, conversion in _WORDS.parse(pattern):
        if name is None:
            continue
        if not name.isidentifier() or spec not in _SPECS or conversion:
            raise Mistake(f"{{{name}:{spec}}} is not a form of parameter")
        names.add(name)
    return names


_STRICT = ConfigDict(extra="forbid", frozen=True)


class Bilingual(BaseModel):
    model_config = _STRICT
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Sms(BaseModel):
    """The provider's approved text by key, and what fills it, in order."""

    model_config = _STRICT
    template: str
    params: tuple[str, ...]


class WechatCard(BaseModel):
    """The subscription message (订阅消息) by our key, and what fills its fields: the text's parameters, and `at`, when
    the message was written (legal time).
    """

    model_config = _STRICT
    template: str
    values: dict[str, str]


GIVEN = frozenset({"at", "matter"})
"""What cards and pages may speak of without declaring it; `matter` is the last part of the message's subject."""


def _minutes(value: Any) -> Any:
    return timedelta(minutes=value) if isinstance(value, int) else value


class Template(BaseModel):
    """One text. `secret`: its parameters open doors; it is never kept nor shown. `page`: which page of the phone front
    end a tap on the message opens.
    """

    model_config = _STRICT
    params: frozenset[str]
    channels: tuple[MessageChannel, ...] = Field(min_length=1)
    title: Bilingual
    body: Bilingual
    page: str | None = None
    secret: bool = False
    valid: Annotated[timedelta | None, BeforeValidator(_minutes)] = Field(None, alias="valid_minutes")
    sms: Sms | None = None
    wechat: WechatCard | None = None

    @model_validator(mode="after")
    def hold_together(self) -> "Template":
        spoken = {"body.zh": _placeholders(self.body.zh), "body.en": _placeholders(self.body.en)}
        said = frozenset(each for each in self.params if not each.endswith(ADDRESS))
        plain = frozenset(each for each in said if not each.endswith(ENGLISH))
        _same("body.zh", spoken["body.zh"], plain)
        _same("body.en", {each.removesuffix(ENGLISH) for each in spoken["body.en"]}, plain)
        _same("English words", {each for each in spoken["body.en"] if each.endswith(ENGLISH)}, said - plain)
        for title in (self.title.zh, self.title.en):
            _same("title", _placeholders(title), frozenset())
        travels = MessageChannel.SMS in self.channels
        if travels != (self.sms is not None) or travels != (self.valid is not None):
            raise Mistake("the channel sms, the table sms and valid_minutes go together")
        if self.sms and (undeclared := set().union(*map(_placeholders, self.sms.params)) - self.params):
            raise Mistake(f"sms speaks of undeclared {sorted(undeclared)}")
        if (MessageChannel.WECHAT in self.channels) != (self.wechat is not None) or (self.wechat and not self.sms):
            raise Mistake("the channel wechat and the table wechat go together, beside a text message to fall back on")
        if self.wechat and not self.page:
            raise Mistake("a message inside WeChat needs the page that it opens")
        patterns = (self.page or "", *(self.wechat.values.values() if self.wechat else ()))
        if undeclared := set().union(*map(_placeholders, patterns)) - self.params - GIVEN:
            raise Mistake(f"page or wechat speaks of undeclared {sorted(undeclared)}")
        if self.secret and MessageChannel.INBOX in self.channels:
            raise Mistake("a secret must not lie in the inbox")
        return self

    def check(self, params: Mapping[str, str]) -> None:
        """Raise Mistake unless exactly the declared parameters are given."""
        _same("params", set(params), self.params)

    def render(self, params: Mapping[str, str]) -> tuple[Text, Text]:
        """Title and body with the parameters filled in."""
        body = Text(_WORDS.vformat(self.body.zh, (), params), _WORDS.vformat(self.body.en, (), params))
        return Text(self.title.zh, self.title.en), body

    def sms_params(self, params: Mapping[str, str]) -> list[str]:
        """What fills the provider's approved text, in order."""
        assert self.sms is not None
        return [_WORDS.vformat(each, (), params) for each in self.sms.params]

    def card(self, params: Mapping[str, str], *, at: datetime, subject: str) -> Card:
        """The message inside the app."""
        assert self.wechat is not None
        given = {"at": f"{at.astimezone(SHANGHAI):%Y年%m月%d日 %H:%M}", "matter": _matter(subject), **params}
        values = {name: _WORDS.vformat(each, (), given) for name, each in self.wechat.values.items()}
        return Card(self.wechat.template, values, self.opens(params, subject=subject))

    def opens(self, params: Mapping[str, str], *, subject: str) -> str:
        """The page that a tap on the message opens, without a leading slash; empty where there is none. A message that
        was written before its text named an address leads home.
        """
        if any(each.endswith(ADDRESS) for each in self.params - params.keys()):
            return HOME
        return _WORDS.vformat(self.page or "", (), {"matter": _matter(subject), **params})


def _matter(subject: str) -> str:
    return subject.rsplit(":", 1)[-1]


def _same(place: str, found: Iterable[str], declared: frozenset[str]) -> None:
    if {*found} != declared:
        raise Mistake(f"{place} has {sorted(found)}, declared are {sorted(declared)}")


def read(source: str) -> dict[str, Template]:
    """Parse a catalogue. Raises ValueError, naming the text and what is wrong with it."""
    return {key: Template.model_validate(entry) for key, entry in tomllib.loads(source).items()}


@cache
def catalogue() -> Mapping[str, Template]:
    """The product's texts."""
    return read(SOURCE.read_text(encoding="utf-8"))


def template(key: str) -> Template:
    """One text. Raises Mistake for a key that is not in the catalogue."""
    try:
        return catalogue()[key]
    except KeyError:
        raise Mistake(f"{key} is not in the catalogue of texts") from None


def secrets() -> list[str]:
    """The keys of texts that open doors."""
    return [key for key, each in catalogue().items() if each.secret]


def sms_templates() -> frozenset[str]:
    """The approved texts a provider of text messages must have."""
    return frozenset(each.sms.template for each in catalogue().values() if each.sms)


def card_fields() -> dict[str, frozenset[str]]:
    """The templates a provider of messages inside an app must have, each with its fields. Raises Mistake when two
    texts fill one template differently."""
    found: dict[str, frozenset[str]] = {}
    for key, each in catalogue().items():
        if each.wechat is not None:
            names = frozenset(each.wechat.values)
            if found.setdefault(each.wechat.template, names) != names:
                raise Mistake(f"{key} fills the template {each.wechat.template} otherwise than the texts before it")
    return found
