"""Doors at which an officer decides: a recorded statement, a window, a notary's document."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from core.errors import Text
from verification.channels.door import Answer, Begun, Material, Named
from verification.states import VerificationChannel

MIB = 1024 * 1024


@dataclass(frozen=True)
class OfficerDoor:
    """A door whose use waits for an officer. `digits`: the length of the code that is said or shown; 0 for none."""

    channel: VerificationChannel
    title: Text
    instructions: Text
    lasts: timedelta
    material: Material | None
    accepting: frozenset[str]
    declining: frozenset[str]
    digits: int = 0

    async def begin(self, person: Named, number: UUID, login_code: str) -> Begun:
        return Begun(code="".join(secrets.choice("0123456789") for _ in range(self.digits)))

    async def result(self, person: Named, number: UUID, reference: str) -> Answer:
        """An officer decides, nobody else can be asked."""
        return Answer.PENDING


VIDEO_OFFICER = OfficerDoor(
    channel=VerificationChannel.VIDEO_OFFICER,
    title=Text("视频核验", "Video officer"),
    instructions=Text(
        "请在安静、明亮处录一段不超过一分钟的视频：露出全脸，说出您的姓名、正在办理的事项和屏幕上的六位口令。"
        "登记人员看过后给出结论，视频随即删除。",
        "Record up to one minute in a quiet, bright place: show your whole face, say your name, what you are filing "
        "and the six digits on the screen. An officer watches it and decides; the video is deleted at once.",
    ),
    lasts=timedelta(days=3),
    material=Material(("video/mp4", "video/webm"), 60 * MIB, "statement", archived=False),
    accepting=frozenset({"CODE_SPOKEN"}),
    declining=frozenset({"CODE_NOT_SPOKEN", "NOT_SAME_PERSON", "NOT_CLEAR", "NOT_LIVE"}),
    digits=6,
)
WINDOW = OfficerDoor(
    channel=VerificationChannel.WINDOW,
    title=Text("窗口核验", "Service window"),
    instructions=Text(
        "请本人携带身份证原件到登记机关窗口，出示八位预约码；已填写的内容都在，不用重填。",
        "Come to the registry's window with your ID card and show the eight-digit code; nothing has to be typed again.",
    ),
    lasts=timedelta(days=30),
    material=None,
    accepting=frozenset({"CARD_MATCHES"}),
    declining=frozenset({"CARD_DIFFERS", "NOT_COME"}),
    digits=8,
)
NOTARY = OfficerDoor(
    channel=VerificationChannel.NOTARY,
    title=Text("公证文书", "Notary's document"),
    instructions=Text(
        "请上传证明您本人身份和签署意愿的公证书（PDF）；登记人员查验后给出结论，公证书随登记档案保存。",
        "Upload the notary's document about your identity and will to sign (PDF). An officer verifies it; it is kept "
        "with the filing's archive.",
    ),
    lasts=timedelta(days=30),
    material=Material(("application/pdf",), 20 * MIB, "notary", archived=True),
    accepting=frozenset({"DOCUMENT_GENUINE"}),
    declining=frozenset({"DOCUMENT_DEFECTIVE", "NOT_SAME_PERSON"}),
)
OFFICER_DOORS = (VIDEO_OFFICER, WINDOW, NOTARY)
