"""The Redis protocol (`redis.asyncio`, which is aioredis merged): limits, live fan-out, shared tokens. Nothing of
lasting worth lives there; losing it costs a sign-in's cache and a second of delay.
"""

from functools import cache

from redis.asyncio import Redis

from config.settings import settings


@cache
def redis() -> "Redis":
    """The client of this process, with its connection pool; time limits keep an outage short."""
    return Redis.from_url(
        settings().redis_url, socket_timeout=2.0, socket_connect_timeout=2.0, health_check_interval=15
    )
