"""python -m scripts.demo: play the main job against the system that `zhaoban up` started."""

import os
import sys
from pathlib import Path

import httpx

from scripts.demo.client import Refused, World
from scripts.demo.second_story import SecondStory
from scripts.demo.story import Story

PROJECT = Path(__file__).resolve().parents[2]


def main() -> None:
    environment = {**_system(), **os.environ}
    if not {"PUBLIC_URL", "SANDBOX_URL"} <= environment.keys():
        sys.exit("没有正在运行的系统，请先运行 make run。No running system: start `make run` first.")
    world = World(environment["PUBLIC_URL"], environment["SANDBOX_URL"], PROJECT / "var" / "demo")
    people = Path(environment.get("ZHAOBAN_PEOPLE", PROJECT / "var" / "people"))
    secrets = Path(environment.get("ZHAOBAN_KEYS", PROJECT / "var" / "keys")) / "sample_officers.json"
    try:
        Story(world, people, secrets).play()
        SecondStory(world, people, secrets).play()
    except (Refused, RuntimeError, TimeoutError, httpx.TransportError) as failed:
        sys.exit(f"\n失败 FAILED: {failed}")


def _system() -> dict[str, str]:
    """What `zhaoban up` wrote for commands in other terminals."""
    path = PROJECT / "var" / "run" / "system.env"
    if not path.exists():
        return {}
    lines = (line.partition("=") for line in path.read_text().splitlines() if "=" in line)
    return {name: value.strip().strip('"').strip("'") for name, _, value in lines}


if __name__ == "__main__":
    main()
