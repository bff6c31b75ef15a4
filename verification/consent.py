"""The separate consent to the face check (单独同意), as easily withdrawn as given (PIPL art. 14, 15, 29).

Without it nothing is filmed; another door of equal standing stays open.
"""

import hashlib
from datetime import datetime
from uuid import UUID, uuid4

from tortoise.transactions import in_transaction

from core.actors import Actor
from core.errors import Conflict, Text
from core.states import move
from verification.models import Consent, VerificationTask
from verification.states import TaskAction, TaskState
from verification.tasks import lock_own_task
from verification.wanted import refuse_unwanted

VERSION = "2026-11-2"
TEXT = Text(
    "为核实您本人参与本次登记，我们将请您按提示录一段约十秒的视频，与公安人口库中您的证件照比对。"
    "目的仅限本次登记；视频判定后立即删除，只保留一张证据照片和核验结果，随登记档案保存；"
    "如需人工复核，视频最多保留三个工作日，复核后即删除。为防止视频被重复使用，另存一段不能还原成图像的动作特征，保存一年。"
    "您可以不同意，改用视频核验、窗口或公证方式，效力相同；同意后也可随时撤回，撤回后视频和动作特征立即删除，"
    "只留下不含面部信息的视频编号和当时的动作顺序，以免旧视频被再次使用。",
    "To verify that you take part in this filing yourself, we ask you to record a video of about ten seconds following "
    "prompts, and compare it with your photo in the population register. It serves this filing only. The video is "
    "deleted once judged; one evidence frame and the result are kept with the filing's archive. Where an officer must "
    "look, the video is kept for three working days at most and deleted on their decision. Against re-use of videos "
    "the course of the movement, which cannot be turned back into an image, is kept for one year. You may refuse and "
    "use a video officer, the office or a notary with equal effect. You may withdraw at any time: video and movement "
    "are then deleted at once; only a number of the video and the order of the prompts stay, which hold nothing of "
    "your face, so that an old video cannot be used again.",
)
_NEEDED = Text(
    "人脸核验需要您先单独同意；也可以改用其他核验方式。",
    "The face check needs your separate consent first; or take another way.",
)
TEXT_SHA256 = hashlib.sha256(f"{VERSION}\n{TEXT.zh}\n{TEXT.en}".encode()).hexdigest()


async def give_consent(task_id: UUID, text_version: str, *, by: Actor, now: datetime) -> VerificationTask:
    """Record the consent to exactly this text. Raises Conflict (another version, nothing is to be proven)."""
    if text_version != VERSION:
        raise Conflict(Text("同意书已更新，请重新阅读。", "The consent text has changed; please read it again."))
    async with in_transaction():
        task = await lock_own_task(task_id, by)
        await refuse_unwanted(task)
        if task.state is TaskState.OPENED:
            if not await has_consent(task):
                await Consent.create(id=uuid4(), task=task, text_version=VERSION, text_sha256=TEXT_SHA256, given_at=now)
            await move(task, TaskAction.CONSENT, by=by, now=now)
    return task


async def has_consent(task: VerificationTask) -> bool:
    """Whether a consent to the present text was given and not withdrawn."""
    return await Consent.exists(task_id=task.id, text_version=VERSION, withdrawn_at=None)


async def require_consent(task: VerificationTask) -> None:
    """Raise Conflict unless there is a consent."""
    if not await has_consent(task):
        raise Conflict(_NEEDED)
