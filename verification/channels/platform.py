"""Doors at which a platform checks the face in its own app: WeChat's 人脸核身, Alipay's 身份认证.

Both are open to state bodies on application; each deployment names those it has in `app/wiring.py`.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from core.errors import Text
from verification.channels.door import Answer, Begun, Material, Named
from verification.states import VerificationChannel


class FaceService(Protocol):
    """A platform's face check; one adapter a platform in `verification/providers/`."""

    name: str

    async def begin(self, person: Named, number: str, login_code: str) -> Begun:
        """Begin a check under our number (32 hex digits). Raises Unavailable, Invalid (login code)."""
        ...

    async def result(self, person: Named, number: str, reference: str) -> Answer:
        """Ask the platform's server. Raises Unavailable; an answer it does not know is an error."""
        ...


@dataclass(frozen=True)
class PlatformDoor:
    """A door behind which a platform's own face check stands."""

    channel: VerificationChannel
    title: Text
    instructions: Text
    service: FaceService
    lasts: timedelta = timedelta(hours=1)
    material: Material | None = None
    accepting: frozenset[str] = frozenset()
    declining: frozenset[str] = frozenset()

    async def begin(self, person: Named, number: UUID, login_code: str) -> Begun:
        return await self.service.begin(person, number.hex, login_code)

    async def result(self, person: Named, number: UUID, reference: str) -> Answer:
        return await self.service.result(person, number.hex, reference)


def wechat_door(service: FaceService) -> PlatformDoor:
    """WeChat's, inside its mini-program only."""
    return PlatformDoor(
        VerificationChannel.WECHAT,
        Text("微信人脸核身", "WeChat face check"),
        Text("在微信小程序内按微信的提示完成，由微信返回结果。", "Follow WeChat's prompts in the mini-program."),
        service,
    )


def alipay_door(service: FaceService) -> PlatformDoor:
    """Alipay's, in its app, opened from any browser or mini-program."""
    return PlatformDoor(
        VerificationChannel.ALIPAY,
        Text("支付宝身份认证", "Alipay identity check"),
        Text("将打开支付宝，按支付宝的提示完成，由支付宝返回结果。", "Alipay opens; follow its own prompts there."),
        service,
    )
