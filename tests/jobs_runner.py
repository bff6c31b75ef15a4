"""Working off the queue inside a test: what a worker process does, until nothing is left to do now."""

from config.settings import settings
from core.jobs import opened


async def run_jobs(queues: list[str] | None = None) -> None:
    """Run every job that is due, and those they enqueue; a job that fails stays for its retry."""
    async with opened(settings().database_url, connections=3) as app:
        await app.run_worker_async(
            queues=queues, wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="never"
        )
