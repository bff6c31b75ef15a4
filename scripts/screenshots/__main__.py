"""python -m scripts.screenshots [--looks light,dark] [--out var/screenshots]"""

import argparse
import os
import sys
from pathlib import Path

from scripts.demo.client import World
from scripts.screenshots.scenes import Scenes, reachable
from scripts.screenshots.studio import LOOKS, studio

PROJECT = Path(__file__).resolve().parents[2]


def main() -> None:
    asked = argparse.ArgumentParser(description="Photograph every page of the phone front end.")
    asked.add_argument("--looks", default=",".join(look.name for look in LOOKS), help="which looks, by name")
    asked.add_argument("--out", type=Path, default=PROJECT / "var" / "screenshots")
    options = asked.parse_args()
    environment = {**_system(), **os.environ}
    if not reachable(environment.get("PUBLIC_URL", "http://127.0.0.1:1")):
        sys.exit("没有正在运行的系统，请先运行 make run。No running system: start `make run` first.")
    world = World(environment["PUBLIC_URL"], environment["SANDBOX_URL"], PROJECT / "var" / "demo")
    people = Path(environment.get("ZHAOBAN_PEOPLE", PROJECT / "var" / "people"))
    secrets = Path(environment.get("ZHAOBAN_KEYS", PROJECT / "var" / "keys")) / "sample_officers.json"
    looks = tuple(look for look in LOOKS if look.name in options.looks.split(","))
    with studio(world.api, options.out, looks) as camera:
        Scenes(world, people, secrets, camera).play()
        for sheet in camera.sheets():
            print(sheet)


def _system() -> dict[str, str]:
    """What `zhaoban up` wrote for commands in other terminals."""
    path = PROJECT / "var" / "run" / "system.env"
    lines = path.read_text().splitlines() if path.exists() else []
    return {name: value.strip("\"' ") for name, _, value in (line.partition("=") for line in lines)}


if __name__ == "__main__":
    main()
