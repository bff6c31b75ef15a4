"""A telephone inside WeChat or Alipay: one compiled bundle in a process of Node, driven by what its screen says."""

import json
import re
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox.people import Capture, Person, Prompted, perform
from scripts.setup import front_ends
from tests.miniprogram.builds import BUILT, ORIGIN
from tests.system import System

PROGRAM = Path(__file__).with_name("hosts") / "phone.cjs"
PATIENCE_S = 90.0
LATE_S = 0.05
"""A prompt stands on the screen a moment after it was meant to; the film is of somebody who then reads it."""


class HostPhone:
    """One person's phone. `kind`: wechat or alipay."""

    def __init__(self, kind: str, person: Person, system: System, folder: Path) -> None:
        self.kind, self.person, self.folder = kind, person, folder
        self.people = Path(system.environment["ZHAOBAN_PEOPLE"])
        bundle = folder / kind
        shutil.copytree(BUILT[kind], bundle)
        # Node must read it as the hosts do, whatever the package around it says.
        (bundle / "package.json").write_text('{"type": "commonjs"}')
        settings = {"origin": ORIGIN, "api": system.api, "sandbox": system.sandbox, "number": person.phone}
        self.process = subprocess.Popen(
            ["node", str(PROGRAM), kind, str(bundle), json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(folder / f"{kind}.log").open("wb"),
            env={**system.environment, **front_ends.node()},
            text=True,
        )

    def order(self, order: str, **rest: Any) -> Any:
        """One order and its answer."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"order": order, **rest}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the phone has stopped: {self.log()}"
        answer = json.loads(line)
        assert "problem" not in answer, f"{answer['problem']}\n{self.log()}"
        return answer["result"]

    def launch(self, url: str) -> None:
        self.order("launch", url=url)

    def screen(self) -> str:
        return str(self.order("text"))

    def see(self, pattern: str, patience_s: float = PATIENCE_S) -> str:
        """Wait until the screen says this, and return all it says."""
        return str(self._until(self.screen, lambda text: bool(re.search(pattern, text)), pattern, patience_s))

    def tap(self, words: str, nth: int = 0) -> None:
        """Wait for it and touch it."""
        self._until(lambda: self.order("tap", words=words, nth=nth) or self.screen(), lambda did: did is True, words)

    def says(self, words: str) -> None:
        """Wait until the screen says exactly this somewhere."""
        self.see(re.escape(words))

    def press(self, words: str) -> None:
        """The button that says this."""
        self.tap(words)

    def chip(self, words: str, turn: int = 0) -> None:
        """The `turn`-th of those that say this."""
        self.tap(words, turn)

    def fill(self, label: str, value: str, turn: int = 0) -> None:
        """Wait for the `turn`-th field whose label begins so, write into it and leave it."""
        write = lambda: self.order("write", label=label, value=value, nth=turn) or self.screen()  # noqa: E731
        self._until(write, lambda did: did is True, f"a field “{label}”")

    def pick_day(self, label: str, day: str, turn: int = 0) -> None:
        """Choose a day in the host's calendar: WeChat's is an element of the page, Alipay opens one at a touch."""
        self.see(label)
        if self.kind == "wechat":
            self.order("fire", event="change", detail={"value": day}, where=["mode", "date"])
        else:
            self.order("calendar", day=day)
            self.tap("选日期", turn)

    def look_into_the_camera(self, begin: str) -> None:
        """Act for the camera what the server has just asked for, and begin."""
        challenge = self._until(lambda: self.order("challenge"), bool, "a challenge")
        film = self.folder / f"{self.person.key}-{challenge['attempt_id']}.mp4"
        film.write_bytes(self._act(challenge))
        self.order("film", path=str(film))
        self.tap(begin)

    def heard(self) -> list[dict[str, Any]]:
        """Every request that the bundle made: method, path, status, override."""
        heard: list[dict[str, Any]] = self.order("heard")
        return heard

    def log(self) -> str:
        return "".join(path.read_text(errors="replace") for path in self.folder.glob("*.log"))

    def close(self) -> None:
        """Hang up. Nothing may have gone wrong unseen."""
        errors = self.order("errors")
        self.process.kill()
        self.process.wait()
        assert errors == [], errors

    def _troubles(self) -> str:
        refused = [each for each in self.heard() if each["status"] >= 400]
        return f"{refused[-3:]}\n{self.log()}"

    def _act(self, challenge: dict[str, Any]) -> bytes:
        begin, each = challenge["lead_in_s"] + LATE_S, challenge["shown_s"]
        prompts = [
            Prompted(action, begin + n * each, begin + (n + 1) * each) for n, action in enumerate(challenge["actions"])
        ]
        return perform(
            self.person.key, prompts, folder=self.people, options=Capture(seed=secrets.randbelow(2**31))
        )  # fmt: skip

    def _until(
        self, look: Callable[[], Any], done: Callable[[Any], bool], wanted: str, patience_s: float = PATIENCE_S
    ) -> Any:
        deadline = time.monotonic() + patience_s
        while not done(seen := look()):
            assert time.monotonic() < deadline, f"waited for {wanted}; there is: {str(seen)[:600]}\n{self._troubles()}"
            time.sleep(0.1)
        return seen
