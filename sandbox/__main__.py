"""python -m sandbox --port 9000 --data var/sandbox --callbacks http://127.0.0.1:8000"""

import argparse
import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

from sandbox.fence import names_loopback
from sandbox.server import serve

DEFAULT_SPEED = 20.0


def main() -> None:
    options = _options()
    if not names_loopback(options.host):
        sys.exit(f"sandbox: {options.host} is not a loopback address; the sandbox has no locks and stays on loopback")
    try:
        listener = socket.create_server((options.host, options.port), backlog=200)
    except OSError as error:
        sys.exit(f"sandbox: cannot listen on {options.host}:{options.port}: {os.strerror(error.errno or 0)}")
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, _end)
    address = f"http://{options.host}:{listener.getsockname()[1]}"
    people = None if options.empty else Path(options.people)
    asyncio.run(serve(listener, Path(options.data), address, options.callbacks, options.speed, people))


def _end(number: int, frame: object) -> None:
    """End at once, wherever the process is: the memory is whole at every instant, and nobody waits for an answer.

    Waiting for what is under way would hold up a Ctrl-C for as long as photographs are being fetched.
    """
    os._exit(0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox", description="The outside world on loopback.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9000, help="0 takes a free one; the first line printed tells which")
    parser.add_argument("--data", default="var/sandbox", help="folder of its memory, keys and credentials.json")
    parser.add_argument("--callbacks", default="http://127.0.0.1:8000", help="where the product listens")
    parser.add_argument("--people", default="var/people", help="folder of the photographs the people are made from")
    parser.add_argument("--empty", action="store_true", help="nobody moves into the population register at the start")
    parser.add_argument("--speed", type=float, default=DEFAULT_SPEED, help="how much faster notices are repeated")
    return parser.parse_args()


if __name__ == "__main__":
    main()
