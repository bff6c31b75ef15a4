"""The command `zhaoban`. Each command imports what it needs when it runs, so that `judge` needs no database."""

import asyncio
import os
import socket
import sys
from typing import Annotated

import typer

from verification.command import cli as face

cli = typer.Typer(no_args_is_help=True, add_completion=False, help="照办 zhaoban")
for registered in face.registered_commands:
    cli.registered_commands.append(registered)
for group in face.registered_groups:
    cli.registered_groups.append(group)


@cli.command()
def up() -> None:
    """Bring the whole system up on this machine, until Ctrl-C."""
    from app.up.command import up as run_up

    run_up()


@cli.command()
def migrate(seed: Annotated[bool, typer.Option(help="Then plant the sample officers as well.")] = False) -> None:
    """Create or update the database schema."""
    from config.settings import settings
    from core.database import migrate as bring_up_to_date

    asyncio.run(bring_up_to_date(settings().database_url))
    if seed:
        plant()


@cli.command("seed")
def plant() -> None:
    """Sample officers and names, outside production; prints who to sign in as. Runs as often as you like."""
    from app.seed import seed

    asyncio.run(seed())


@cli.command()
def code(username: str) -> None:
    """The one-time code of a sample officer, for whoever has no authenticator at hand; outside production only."""
    from app.seed import NotInProduction, current_code

    try:
        typer.echo(current_code(username))
    except (NotInProduction, LookupError) as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from None


@cli.command()
def worker(concurrency: int = 8) -> None:
    """Work off facts, notices and documents until told to stop."""
    from core.jobs import EVENTS

    asyncio.run(_work([EVENTS], concurrency, "worker"))


@cli.command()
def verifier() -> None:
    """Judge videos until told to stop. Start it on as many machines as you like."""
    from config.settings import settings
    from core.jobs import VERIFICATION

    asyncio.run(_work([VERIFICATION], settings().judge_processes, "verifier"))


@cli.command()
def demo() -> None:
    """Play the whole main job against the running system, over HTTP."""
    os.execv(sys.executable, [sys.executable, "-m", "scripts.demo"])  # noqa: S606  (a fixed command, no shell)


audit = typer.Typer(no_args_is_help=True, help="The audit log 审计日志")
cli.add_typer(audit, name="audit")


@audit.callback()
def about_audit() -> None:
    """The audit log 审计日志."""


@audit.command("verify")
def verify_audit(
    seen: str = typer.Option("", help="A head noted earlier, ID:FINGERPRINT, which must still be there."),
) -> None:
    """Walk the chain of the audit log. Exit status 1: a row was changed, removed or put in; 2: the end was cut off."""
    from app.administration.audit_command import prove

    raise typer.Exit(asyncio.run(prove(seen, say=typer.echo)))


async def _work(queues: list[str], concurrency: int, process: str) -> None:
    import structlog

    from app import wiring
    from config import logging
    from config.settings import settings
    from core import database, jobs

    logging.configure(settings().log_level, process=process)
    wiring.compose()
    name = f"{process}@{socket.gethostname()}:{os.getpid()}"
    async with database.opened(settings().database_url, connections=concurrency + 2):
        structlog.get_logger().info("Starting worker", queues=queues, name=name)
        await jobs.run(settings().database_url, queues=queues, concurrency=concurrency, name=name)


def main() -> None:
    """Entry point of the launcher."""
    cli()


if __name__ == "__main__":
    main()
