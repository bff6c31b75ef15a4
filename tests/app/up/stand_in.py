"""`zhaoban up` with stand-ins for the product's processes: python stand_in.py PROJECT [NAME=BEHAVIOUR …]

Embedded servers, supervisor, undertaker and console are the real ones. Behaviours: `broken` ends each time with a word
about it, `full` complains of a full disk, `writes_to_full` meets one, `forks` has a child of its own.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from app.up.command import run
from app.up.machine import Machine, read_machine
from app.up.output import Console
from app.up.process import Process
from app.up.processes import SERVERS, SERVICES, Plan, answers, says
from app.up.trouble import Trouble, disk_full, no_space

BEHAVIOURS = dict(word.split("=", 1) for word in sys.argv[2:])
SLEEPER = "import signal, sys; print('Starting worker', flush=True); signal.sigwait({signal.SIGTERM})"
FORKER = "import subprocess; subprocess.Popen(['sleep', '600']); " + SLEEPER
BROKEN = "import sys; print('ImportError: no module', flush=True); sys.exit(3)"
FULL = "import sys; print('OSError: [Errno 28] No space left on device', flush=True); sys.exit(1)"
WRITES_TO_FULL = "with open('/dev/full', 'w') as file: file.write('evidence')"
SERVER = """
import http.server, signal, sys, threading
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever()
"""
CODES = {"broken": BROKEN, "full": FULL, "writes_to_full": WRITES_TO_FULL, "forks": FORKER}
SEED = "print('样例人物：林知远 13900990101')"


def process(name: str, code: str, rank: int, environment: Mapping[str, str], probe=None, *arguments: str) -> Process:
    code = CODES.get(BEHAVIOURS.get(name, ""), code)
    return Process(
        name=name,
        argv=(sys.executable, "-c", code, *arguments),
        rank=rank,
        ready=probe or says("Starting worker"),
        environment=environment,
        explain=lambda said: disk_full(Path("var")) if no_space(said) else None,
    )


def check(machine: Machine) -> None:
    if "check" in BEHAVIOURS:
        raise Trouble("模型文件缺失。", "Model files are missing.")


def sandbox(machine: Machine, port: int, environment: Mapping[str, str]) -> Process:
    return process("sandbox", SERVER, SERVERS, environment, answers(f"http://127.0.0.1:{port}/"), str(port))


def steps(machine: Machine, environment: Mapping[str, str]) -> list[Process]:
    return [process("migrate", "pass", SERVICES, environment), process("seed", SEED, SERVICES, environment)]


def services(machine: Machine, environment: Mapping[str, str]) -> list[Process]:
    api = process("api", SERVER, SERVICES, environment, answers(machine.address), str(machine.port))
    return [api, process("worker", SLEEPER, SERVICES, environment), process("verifier", SLEEPER, SERVICES, environment)]


if __name__ == "__main__":
    project = Path(sys.argv[1])
    os.chdir(project)
    console = Console()
    try:
        run(read_machine(project=project), console, Plan(check, sandbox, steps, services))
    except Trouble as trouble:
        console.trouble(trouble)
        sys.exit(1)
