"""Limits of tries per time, shared by all API processes through Redis.

When Redis is away the limit does not apply: a registry that stays open matters more than a counter, and what must
never be guessed (codes, passwords) counts its tries in the database as well.
"""

import structlog
from redis.exceptions import RedisError

from core.errors import TooMany
from core.redis import redis

log = structlog.get_logger()


async def limit(name: str, key: str, *, times: int, per_seconds: int) -> None:
    """Count one try of `key` (a blind index or an id, never a personal value). Raises TooMany past `times`."""
    slot = f"limit:{name}:{key}"
    try:
        async with redis().pipeline(transaction=True) as pipe:
            pipe.incr(slot)
            pipe.expire(slot, per_seconds, nx=True)
            pipe.ttl(slot)
            count, _, left_s = await pipe.execute()
    except RedisError as outage:
        log.warning("limits.unavailable", limit=name, error=type(outage).__name__)
        return
    if count > times:
        raise TooMany(retry_after_s=max(1, left_s))
