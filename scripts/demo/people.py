"""Phones and desks: how a person and an officer use the product."""

import json
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pyotp

from sandbox.people import Capture, Person, Prompted, perform
from scripts.demo.client import Device, Refused, World


class Phone(Device):
    """A person of the cast with their phone."""

    def __init__(self, world: World, person: Person, people: Path) -> None:
        super().__init__(world, f"person:{person.key}")
        self.person, self.people, self.home = person, people, "browser"
        self.asked = ""

    def sign_in(self) -> str:
        """Where this telephone is at home; one that is signed in stays so."""
        if self.resume():
            return ""
        if self.home == "browser":
            device = {"id": self.device_id, "label": "demo phone"}
            code = self.fresh_code()
            body = {"phone": self.person.phone, "code": code, "request_id": self.asked, "device": device}
            self._keep(self.post("/api/v1/sign-in/sessions", body))
            return "by text message"
        try:
            self.enter(self.home)
        except Refused as refused:
            if "phone_code" not in refused.body.get("problems", {}):
                raise
            code = self.fresh_code()
            self.enter(self.home, phone=self.person.phone, sms_code=code, request_id=self.asked)
        return f"from {self.home}"

    def enter(self, platform: str, **proof: str) -> None:
        """One sign-in with a fresh code of the platform; the first time with a proof of the number too."""
        code = self.world.outside(f"/{platform}/phones/{self.person.phone}/login")["code"]
        body = {"platform": platform, "code": code, "device": {"id": uuid4().hex, "label": f"demo {platform}"}, **proof}
        self._keep(self.post("/api/v1/sign-in/mini-program", body))

    def _keep(self, session: dict[str, str]) -> None:
        self.token = session["token"]
        self.world.remember(self.who, self.token)

    def fresh_code(self) -> str:
        """Ask for a code by text message and read it; one a minute, so an earlier one is waited out."""
        before = self._newest()
        while True:
            try:
                self.asked = self.post("/api/v1/sign-in/codes", {"phone": self.person.phone})["request_id"]
                break
            except Refused as refused:
                if refused.status != 429:
                    raise
                seconds = int(refused.body.get("retry_after_s", 5))
                print(
                    f"{'':18}一分钟只发一个验证码，等待 {seconds} 秒 one code a minute: waiting {seconds} s", flush=True
                )
                time.sleep(seconds)
        return self._code_after(before)

    def prove(self, task: dict[str, Any], film: Callable[[list[Prompted]], bytes] | None = None) -> dict[str, Any]:
        """Consent, take a challenge, film it, upload, and wait for the verdict: the finished attempt."""
        base = f"/api/v1/verifications/{task['id']}"
        if task["state"] == "OPENED":
            self.put(f"{base}/consent", {"version": task["consent"]["version"]})
        challenge = self.post(f"{base}/attempts")
        prompts = shown(challenge)
        # A camera never films the same twice: a film seen before is refused as a replay.
        take = Capture(seed=secrets.randbelow(2**31))
        video = film(prompts) if film else perform(self.person.key, prompts, folder=self.people, options=take)
        attempt = f"/api/v1/verifications/attempts/{challenge['attempt_id']}"
        self.put(f"{attempt}/parts/0", content=video, headers={"content-type": "video/mp4"})
        self.post(
            f"{attempt}/submission",
            {
                "nonce": challenge["nonce"],
                "parts": 1,
                "prompts": [{"action": p.action, "from_s": p.from_s, "to_s": p.to_s} for p in prompts],
            },
        )
        judged: dict[str, Any] = self.until(attempt, lambda a: a["state"] == "JUDGED")
        return judged

    def _messages(self) -> list[dict[str, Any]]:
        answer = httpx.get(
            f"{self.world.sandbox}/phones/{self.person.phone}/messages", timeout=10, trust_env=False
        ).json()
        messages: list[dict[str, Any]] = answer["messages"]
        return messages

    def _newest(self) -> int:
        return max((int(m["id"]) for m in self._messages()), default=0)

    def _code_after(self, before: int) -> str:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for message in self._messages():
                if int(message["id"]) > before and message.get("code"):
                    return str(message["code"])
            time.sleep(0.2)
        raise TimeoutError(f"no sign-in code reached the phone of {self.person.key}")


class Desk(Device):
    """An officer with password and one-time code."""

    def __init__(self, world: World, username: str, secrets: Path) -> None:
        super().__init__(world, f"officer:{username}")
        self.username, self.secrets = username, secrets

    def sign_in(self) -> None:
        """With the sample password and the code of this moment; a code works once, so a used one is waited out."""
        if self.resume():
            return
        mine = json.loads(self.secrets.read_text())[self.username]
        for _ in range(3):
            try:
                self.token = self.post(
                    "/api/v1/sign-in/officers",
                    {
                        "username": self.username,
                        "password": mine["password"],
                        "totp": pyotp.TOTP(mine["totp"]).now(),
                        "device": {"id": self.device_id, "label": "demo desk"},
                    },
                )["token"]
                break
            except Refused as refused:
                if refused.status != 422:
                    raise
                time.sleep(30 - time.time() % 30)
        self.world.remember(self.who, self.token)


def shown(challenge: dict[str, Any]) -> list[Prompted]:
    """When this phone shows each prompt, in seconds from the first frame."""
    lead, each = challenge["lead_in_s"], challenge["shown_s"]
    return [
        Prompted(action, round(lead + n * each, 2), round(lead + (n + 1) * each, 2))
        for n, action in enumerate(challenge["actions"])
    ]
