"""Sample officers for every place that is not production, and a printed list of who to try the product as.

Passwords and one-time secrets are made once per installation and kept beside its keys, so that nothing in the source
opens any door.
"""

import json
import os
import secrets
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyotp

from app.accounts.models import Officer
from app.accounts.officers import hasher
from config.settings import settings
from core import database
from core.actors import Role

OFFICE = "990122"
SAMPLE_OFFICERS = {
    "shencha": ("审查员 许静安", [Role.REVIEWER]),
    "shencha2": ("审查员 高远航", [Role.REVIEWER]),
    "hezhun": ("核准员 陶文谦", [Role.APPROVER]),
    "zhuguan": ("主管 沈若水", [Role.SUPERVISOR, Role.REVIEWER, Role.APPROVER]),
    "guanli": ("管理员 戴明远", [Role.ADMINISTRATOR]),
}


class NotInProduction(RuntimeError):
    """Sample officers would be a door for anybody."""


async def seed() -> None:
    """Plant what is missing, and print who to sign in as. Runs as often as you like."""
    if settings().is_production:
        raise NotInProduction("zhaoban seed plants sample officers: production refuses them")
    known = sample_secrets()
    async with database.opened(settings().database_url, connections=2):
        for username, (name, roles) in SAMPLE_OFFICERS.items():
            await _plant(username, name, roles, known[username])
    print(_sheet(known))


def secrets_file() -> Path:
    """Where this installation's sample passwords are."""
    return settings().keys_folder / "sample_officers.json"


def sample_secrets() -> dict[str, dict[str, str]]:
    """Password and one-time secret of each sample officer; made at the first call."""
    path = secrets_file()
    known: dict[str, dict[str, str]] = json.loads(path.read_text()) if path.exists() else {}
    missing = [username for username in SAMPLE_OFFICERS if username not in known]
    if missing:
        for username in missing:
            known[username] = {"password": secrets.token_urlsafe(9), "totp": pyotp.random_base32()}
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(known, file, ensure_ascii=False, indent=2)
        beside.replace(path)
    return known


def current_code(username: str) -> str:
    """The six digits that a sample officer's authenticator would show now. Raises NotInProduction, LookupError."""
    if settings().is_production:
        raise NotInProduction("sample officers do not exist in production")
    if username not in SAMPLE_OFFICERS:
        raise LookupError(f"no such sample officer; there are {', '.join(SAMPLE_OFFICERS)}")
    return pyotp.TOTP(sample_secrets()[username]["totp"]).now()


async def _plant(username: str, name: str, roles: list[Role], known: dict[str, str]) -> None:
    if await Officer.exists(username=username):
        return
    values: dict[str, Any] = {
        "id": uuid4(),
        "display_name": name,
        "office": OFFICE,
        "roles": [role.value for role in roles],
        "password_hash": hasher.hash(known["password"]),
        "totp_secret": known["totp"],
    }
    await Officer.get_or_create(username=username, defaults=values)


def _sheet(known: dict[str, dict[str, str]]) -> str:
    rows = ["  登记人员 Officers（用户名 / 密码 / 动态验证码密钥 user name / password / one-time secret）："]
    for username, (name, roles) in SAMPLE_OFFICERS.items():
        mine = known[username]
        role = "、".join(roles)
        rows.append(f"    {username:<9} {mine['password']:<13} {mine['totp']}  {name} ({role})")
    rows.append("  动态验证码：把密钥加入手机认证器，或运行 ./zhaoban code shencha")
    rows.append("  The six-digit code: add the secret to an authenticator, or run ./zhaoban code shencha")
    rows.append("  办事群众 People：任意大陆手机号，验证码见沙箱手机页 any mainland number; codes: see the sandbox")
    rows.append("  样例人物的姓名与身份证号见沙箱“人口库”页 sample people: see the sandbox's population register")
    return "\n".join(rows)
