"""Access tokens, the stable kind and the classic, isolated from each other as in reality.

Stable, normal mode: the same token is given until it is about to expire. Stable, forced: a new one, the one before
dies at once. Classic: each call gives a new one; the one before lives five minutes more.
Source: developers.weixin.qq.com, getStableAccessToken and getAccessToken.
"""

from datetime import datetime, timedelta

from sandbox.keys import token
from sandbox.store import Record
from sandbox.wechat.errors import Refused
from sandbox.world import World

LIFE_SECONDS = 7200
RENEWED_BEFORE_END = timedelta(minutes=5)
CLASSIC_GRACE = timedelta(minutes=5)
FORCED_APART = timedelta(seconds=30)
FORCED_A_DAY = 20


def stable(world: World, *, force: bool) -> Record:
    """The stable token with its remaining life in seconds. Raises Refused 45009 when forced too often."""
    now = world.now()
    current = _current(world, "stable")
    if force:
        _count_force(world, now)
    if current is not None and not force and _ends(current) - now > RENEWED_BEFORE_END:
        return _answer(current, now)
    if current is not None and force:
        world.store.put("wechat_token", current["token"], {**current, "ends_at": now.isoformat(), "killed": True})
    return _answer(_make(world, "stable", now), now)


def classic(world: World) -> Record:
    now = world.now()
    current = _current(world, "classic")
    if current is not None:
        ends = min(_ends(current), now + CLASSIC_GRACE)
        world.store.put("wechat_token", current["token"], {**current, "ends_at": ends.isoformat()})
    return _answer(_make(world, "classic", now), now)


def check(world: World, given: str | None) -> None:
    """Raise Refused 41001, 40001 or 42001 unless this is a token that lives."""
    if not given:
        raise Refused(41001)
    known = world.store.get("wechat_token", given)
    if known is None or known["killed"]:
        raise Refused(40001)
    if _ends(known) <= world.now():
        raise Refused(42001)


def _make(world: World, kind: str, now: datetime) -> Record:
    made: Record = {
        "kind": kind,
        "token": f"{90 + (kind == 'stable')}_{token(130)}",
        "ends_at": (now + timedelta(seconds=LIFE_SECONDS)).isoformat(),
        "killed": False,
    }
    return world.store.put("wechat_token", made["token"], made)


def _current(world: World, kind: str) -> Record | None:
    living = [one for one in world.store.find("wechat_token", kind=kind) if _ends(one) > world.now()]
    return living[-1] if living else None


def _ends(one: Record) -> datetime:
    return datetime.fromisoformat(one["ends_at"])


def _answer(one: Record, now: datetime) -> Record:
    return {"access_token": one["token"], "expires_in": int((_ends(one) - now).total_seconds())}


def _count_force(world: World, now: datetime) -> None:
    forced = [datetime.fromisoformat(one["at"]) for one in world.store.all("wechat_force")]
    today = [at for at in forced if now - at < timedelta(days=1)]
    if len(today) >= FORCED_A_DAY or (today and now - today[-1] < FORCED_APART):
        raise Refused(45009)
    world.store.put("wechat_force", str(world.store.count("wechat_force")), {"at": now.isoformat()})
