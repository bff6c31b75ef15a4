"""Consent to messages inside an app (订阅消息): what a person answered, as the app's page, the platform's pushes and
its refusals tell us. WeChat keeps the truth; what is kept here decides whether trying is worth while.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from tortoise.transactions import in_transaction

from core.actors import Actor
from core.errors import Invalid, NotFound, Problem, Text
from core.sealed import blind_index
from notifications import providers
from notifications.models import MessageConsent
from notifications.provider import CardTemplate
from notifications.states import MessageAnswer

ASKED_AT_ONCE = 3
"""Templates in one wx.requestSubscribeMessage; lasting and one-time ones never together."""
ACCEPTING = frozenset({"accept", "acceptWithAudio", "acceptWithAlert", "acceptWithForcePush"})
DECLINING = frozenset({"reject", "ban", "filter"})

_UNKNOWN = Problem(
    "NT-02",
    Text("没有这个订阅消息模板。", "There is no such template."),
    Text("请先读取当前的模板，再按它们的编号作答。", "Read the templates first, and answer by their ids."),
)
_WORD = Problem(
    "NT-03",
    Text("不认识这种回答。", "This is no answer to a request for messages."),
    Text(
        "请原样传回微信的回答：accept、reject、ban 或 filter。",
        "Pass on WeChat's own word: accept, reject, ban or filter.",
    ),
)


@dataclass(frozen=True)
class Asked:
    """One template as a person stands to it; `answer` is None for whoever was never asked."""

    key: str
    template: CardTemplate
    answer: MessageAnswer | None

    @property
    def to_ask(self) -> bool:
        """A one-time consent is worth having again, a refusal is not asked about anew by us: WeChat's own settings
        page takes it back."""
        if self.answer is None or self.answer is MessageAnswer.SPENT:
            return True
        return self.answer is MessageAnswer.ACCEPTED and not self.template.lasting


async def standing(*, by: Actor) -> list[Asked]:
    """Every template, and how the caller stands to it; nothing for whoever never came in by the app."""
    cards = providers.cards()
    address = await providers.address_of(by.id, by.phone_index)
    if cards is None or address is None:
        return []
    known = {each.template: each.answer for each in await MessageConsent.filter(address_index=index_of(address))}
    return [Asked(key, template, known.get(key)) for key, template in cards.templates.items()]


def to_ask(templates: list[Asked]) -> list[list[str]]:
    """The ids to ask for: one list a call of wx.requestSubscribeMessage, what lasts before what does not."""
    calls = []
    for lasting in (True, False):
        ids = [each.template.id for each in templates if each.to_ask and each.template.lasting is lasting]
        calls += [ids[start : start + ASKED_AT_ONCE] for start in range(0, len(ids), ASKED_AT_ONCE)]
    return calls


async def record_answers(answers: dict[str, str], *, by: Actor, now: datetime) -> None:
    """What wx.requestSubscribeMessage gave the page: template id → word.

    Raises NotFound (the caller never came in by the app), Invalid (a template or a word nobody knows).
    """
    address = await providers.address_of(by.id, by.phone_index)
    if address is None:
        raise NotFound()
    wrong = {
        f"answers.{template_id[:64]}": _UNKNOWN if key_of(template_id) is None else _WORD
        for template_id, word in answers.items()
        if key_of(template_id) is None or answer_of(word) is None
    }
    if wrong:
        raise Invalid(dict(wrong))
    async with in_transaction():
        for template_id, word in answers.items():
            await note(address, template_id, word, at=now)


async def note(address: str, template_id: str, word: str, *, at: datetime) -> None:
    """Keep the answer given at a moment, in the caller's transaction, unless a later one is known.

    A template or a word nobody knows changes nothing: the account may have templates for other uses.
    """
    key, answer = key_of(template_id), answer_of(word)
    if key is not None and answer is not None:
        await _keep(address, key, answer, at)


async def spent(address: str, key: str, *, at: datetime) -> None:
    """The platform says that nothing is left of it, in the caller's transaction."""
    await _keep(address, key, MessageAnswer.SPENT, at)


async def accepts(address: str, key: str) -> bool:
    """Whether a message of this template is worth trying."""
    asked = MessageConsent.filter(address_index=index_of(address), template=key, answer=MessageAnswer.ACCEPTED)
    return bool(await asked.exists())


def key_of(template_id: str) -> str | None:
    """Our key of a platform's template."""
    cards = providers.cards()
    found = (key for key, each in (cards.templates if cards else {}).items() if each.id == template_id)
    return next(found, None)


def answer_of(word: str) -> MessageAnswer | None:
    """Their word as ours."""
    if word in ACCEPTING:
        return MessageAnswer.ACCEPTED
    return MessageAnswer.REFUSED if word in DECLINING else None


def index_of(address: str) -> str:
    return blind_index("message address", address)


async def _keep(address: str, key: str, answer: MessageAnswer, at: datetime) -> None:
    kept, made = await MessageConsent.get_or_create(
        address_index=index_of(address),
        template=key,
        defaults={"id": uuid4(), "answer": answer, "answered_at": at},
    )
    if made:
        return
    kept = await MessageConsent.select_for_update().get(id=kept.id)
    # A platform's moments are whole seconds.
    if at >= kept.answered_at.replace(microsecond=0):
        kept.answer, kept.answered_at = answer, at
        await kept.save(update_fields=["answer", "answered_at"])
