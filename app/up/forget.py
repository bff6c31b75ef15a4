"""python -m app.up.forget: delete all that the local system has stored (database, files, keys), after a question."""

import shutil
import sys

from app.up.machine import read_machine
from app.up.output import Console
from app.up.places import forget
from app.up.preflight import Lock
from app.up.trouble import Trouble

STORED = ("postgres", "valkey", "storage", "sandbox", "demo", "keys", "log")


def main() -> None:
    console = Console()
    try:
        machine = read_machine()
        if machine.is_production:
            raise Trouble("生产环境的数据不能这样删除。", "Data of production are not deleted this way.")
        machine.run.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = Lock(machine.run / "up.lock")
        console.say(
            f"将删除 {machine.var} 中的数据库、文件、沙箱与密钥，无法恢复。输入 yes 继续：",
            f"This deletes the database, files, sandbox and keys in {machine.var} for good. Type yes to go on:",
        )
        if sys.stdin.readline().strip() != "yes":
            raise Trouble("未删除任何内容。", "Nothing was deleted.")
        forget(machine.var / "postgres")
        for name in STORED:
            if (machine.var / name).exists():
                shutil.rmtree(machine.var / name)
        lock.release()
        console.say("已删除。", "Deleted.")
    except Trouble as trouble:
        console.trouble(trouble)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
