"""The authenticator app of an officer: a secret shown once as a QR code, in force once a code of it was repeated."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from uuid import UUID

import pyotp
import segno
from tortoise.transactions import in_transaction

from app.accounts.models import Officer
from app.accounts.officers import STEP_SECONDS, require_password, step_of
from app.accounts.recovery import make_codes
from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid, Problem, Text

ISSUER = "照办登记管理台"
WRONG_CODE = Problem(
    "AC-12",
    Text("动态验证码不正确。", "The time-based code is wrong."),
    Text(
        "请确认手机时间准确，并输入认证器当前显示的 6 位数字。",
        "Check that the phone's clock is right and enter the six digits which the app shows now.",
    ),
)
_NONE_PENDING = Text(
    "没有待确认的认证器，请重新生成二维码。", "No authenticator waits to be confirmed; make a new QR code."
)


@dataclass(frozen=True)
class Offer:
    """What the officer scans: the QR code as an SVG picture, and the secret to type where scanning is impossible."""

    qr_svg: str
    secret: str


def offer(username: str, secret: str) -> Offer:
    """The picture of a secret, as every authenticator app reads it (Key URI format)."""
    uri = pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=username, issuer_name=ISSUER)
    picture = BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", scale=5, border=2, xmldecl=False, light="#fff")
    return Offer(picture.getvalue().decode(), secret)


async def begin_renewal(password: str, *, by: Actor) -> Offer:
    """A new secret beside the old one, which stays in force until the new one is confirmed. Raises Invalid."""
    officer = await require_password(by.id, password)
    secret = pyotp.random_base32()
    await Officer.filter(id=officer.id).update(totp_pending=secret)
    return offer(officer.username, secret)


async def confirm_renewal(code: str, *, by: Actor, now: datetime) -> list[str]:
    """Put the new secret in force and hand out new recovery codes. Raises Invalid, Conflict."""
    async with in_transaction():
        officer = await Officer.select_for_update().get(id=by.id)
        if not officer.totp_pending:
            raise Conflict(_NONE_PENDING)
        codes = await adopt(officer, officer.totp_pending, code, now=now)
        await audit.record("officer.authenticator_renewed", by=by, now=now, subject=("Officer", officer.id))
    return codes


async def renew_recovery_codes(password: str, *, by: Actor, now: datetime) -> list[str]:
    """Ten new recovery codes; the old ones end. Raises Invalid."""
    await require_password(by.id, password)
    codes, hashes = make_codes()
    async with in_transaction():
        await Officer.filter(id=by.id).update(recovery_hashes=hashes)
        await audit.record("officer.recovery_codes_renewed", by=by, now=now, subject=("Officer", by.id))
    return codes


async def adopt(officer: Officer, secret: str, code: str, *, now: datetime) -> list[str]:
    """Make `secret` the officer's own if `code` is of it; the recovery codes that go with it. Raises Invalid."""
    step = step_of(secret, code, now)
    if step is None:
        raise Invalid({"totp": WRONG_CODE})
    codes, officer.recovery_hashes = make_codes()
    officer.totp_secret, officer.totp_pending, officer.totp_last_step = secret, None, step
    await officer.save(update_fields=["totp_secret", "totp_pending", "totp_last_step", "recovery_hashes"])
    return codes


async def remaining_codes(officer_id: UUID) -> int:
    """How many recovery codes are unused."""
    return len((await Officer.get(id=officer_id)).recovery_hashes or [])
