"""Accounts of people, officers of registry offices, and the sessions of both."""

from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.sealed import SealedText


class Account(Model):
    """A person of the public, known by a verified phone number."""

    id = fields.UUIDField(primary_key=True)
    phone: Any = SealedText()
    phone_index = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "account"


class Platform(StrEnum):
    """Whose mini-program somebody signs in with."""

    WECHAT = "wechat"
    ALIPAY = "alipay"


class MiniProgramIdentity(Model):
    """What a platform calls one of our people in one app: openid of WeChat, open_id (older: user_id) of Alipay."""

    id = fields.UUIDField(primary_key=True)
    account: Any = fields.ForeignKeyField("zhaoban.Account", related_name="identities", on_delete=fields.CASCADE)
    account_id: Any
    platform = fields.CharEnumField(Platform, max_length=32)
    app_id = fields.CharField(max_length=32)
    open_id: str = SealedText()  # type: ignore[assignment]
    open_id_index = fields.CharField(max_length=64)
    linked_at = fields.DatetimeField()

    class Meta:
        table = "mini_program_identity"
        unique_together = (("platform", "app_id", "open_id_index"),)


class SignInCode(Model):
    """A code sent to a phone: six digits, five minutes, five tries, used once.

    Its `id` is the number of the request, told to the asker alone; `asked_from` a blind index of their address.
    """

    id = fields.UUIDField(primary_key=True)
    phone_index = fields.CharField(max_length=64, db_index=True)
    code_hash = fields.CharField(max_length=64)
    asked_from = fields.CharField(max_length=64, default="")
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    tries = fields.SmallIntField(default=0)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sign_in_code"


class Officer(Model):
    """An officer of a registry office (登记机关). `roles` are values of core.actors.Role.

    `totp_pending` is an authenticator's secret that was shown and not yet confirmed; `enrolment_hash` that of the link
    by which a new officer begins. An empty `password_hash` matches no password. Wrong tries on devices that the officer
    has used before are counted apart (`waiting.py`): `known_tries`, `known_locked_until`.
    """

    id = fields.UUIDField(primary_key=True)
    username = fields.CharField(max_length=64, unique=True)
    display_name = fields.CharField(max_length=64)
    office = fields.CharField(max_length=6)
    roles: list[str] = fields.JSONField(default=list)
    password_hash = fields.CharField(max_length=256)
    totp_secret: Any = SealedText()
    totp_last_step = fields.BigIntField(default=0)
    failed_tries = fields.SmallIntField(default=0)
    locked_until: Any = fields.DatetimeField(null=True)
    known_tries: int | None = fields.SmallIntField(null=True)
    known_locked_until: Any = fields.DatetimeField(null=True)
    active = fields.BooleanField(default=True)
    totp_pending: str | None = SealedText(null=True)  # type: ignore[assignment]
    recovery_hashes: list[str] | None = fields.JSONField(null=True)
    enrolment_hash: Any = fields.CharField(max_length=64, null=True, unique=True)
    enrolment_expires_at: Any = fields.DatetimeField(null=True)

    class Meta:
        table = "officer"


class Session(Model):
    """One sign-in on one device. Exactly one of `account` and `officer` is set."""

    id = fields.UUIDField(primary_key=True)
    token_hash = fields.CharField(max_length=64, unique=True)
    account: Any = fields.ForeignKeyField("zhaoban.Account", null=True, on_delete=fields.CASCADE)
    officer: Any = fields.ForeignKeyField("zhaoban.Officer", null=True, on_delete=fields.CASCADE)
    device_id = fields.CharField(max_length=64)
    device_label = fields.CharField(max_length=64, default="")
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "session"
