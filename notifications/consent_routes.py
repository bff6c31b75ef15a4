"""HTTP of messages inside WeChat: what to ask for, what was answered, and the address of WeChat's own pushes."""

from pydantic import Field
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import text

from core import clock
from core.actors import Role
from core.web.body import Body
from core.web.limits import limit
from core.web.operation import ANYONE, View, operation
from notifications import consent, pushed
from notifications.states import MessageAnswer

bp = Blueprint("message_consent", url_prefix="/api/v1")

ANSWERS_PER_HOUR = 120


class MessageTemplate(View):
    """`lasting`: one consent for all messages to come; without it, one message each. `answer`: what was last heard."""

    key: str
    id: str
    lasting: bool
    answer: MessageAnswer | None


class MessageTemplates(View):
    """`ask`: what is worth asking for now, each inner list for one call of wx.requestSubscribeMessage after a tap."""

    templates: list[MessageTemplate]
    ask: list[list[str]]


class MessageAnswers(Body):
    """Template id → the word WeChat gave back (accept, reject, ban, filter), without its errMsg."""

    answers: dict[str, str] = Field(min_length=1, max_length=10)


@bp.get("/message-templates")
@operation(
    "Which messages to ask me for in WeChat (订阅消息); none for who never signed in there",
    who={Role.PERSON},
    returns=MessageTemplates,
)
async def read_message_templates(request: Request) -> MessageTemplates:
    standing = await consent.standing(by=request.ctx.actor)
    shown = [
        MessageTemplate(key=each.key, id=each.template.id, lasting=each.template.lasting, answer=each.answer)
        for each in standing
    ]
    return MessageTemplates(templates=shown, ask=consent.to_ask(standing))


@bp.post("/message-answers")
@operation("Say what I answered to WeChat's question", who={Role.PERSON}, body=MessageAnswers)
async def answer_messages(request: Request, body: MessageAnswers) -> None:
    actor = request.ctx.actor
    await limit("message-answers", str(actor.id), times=ANSWERS_PER_HOUR, per_seconds=3600)
    await consent.record_answers(body.answers, by=actor, now=clock.now())


@bp.get("/callbacks/wechat")
@operation("WeChat checks that this address is ours", who=ANYONE, media="text/plain")
async def confirm_wechat_push(request: Request) -> HTTPResponse:
    return text(pushed.confirm(_query(request), now=clock.now()))


@bp.post("/callbacks/wechat")
@operation("WeChat's message push (消息推送)", who=ANYONE, stream="*/*")
async def hear_wechat_push(request: Request) -> HTTPResponse:
    await pushed.hear(_query(request), request.body or b"", now=clock.now())
    return text("success")


def _query(request: Request) -> dict[str, str]:
    return {name: str(values[0]) for name, values in request.args.items()}
