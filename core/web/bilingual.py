"""Words that people read, in both languages, as the API returns them."""

from typing import Self

from core.errors import Text
from core.web.operation import View


class Bilingual(View):
    zh: str
    en: str

    @classmethod
    def of(cls, text: Text) -> Self:
        return cls(zh=text.zh, en=text.en)

    @classmethod
    def maybe(cls, text: Text | None) -> Self | None:
        return cls.of(text) if text else None
