"""A device of the demo: it signs in once, keeps its session as a phone does, and shows refusals in full."""

import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

PATIENCE_S = 90.0


class Refused(RuntimeError):
    """The API answered with a problem document."""

    def __init__(self, method: str, path: str, response: httpx.Response) -> None:
        self.status = response.status_code
        try:
            self.body: dict[str, Any] = response.json()
        except ValueError:
            self.body = {"code": "no_json", "text": {"zh": response.text[:200], "en": response.text[:200]}}
        words = self.body.get("text", {})
        details = json.dumps(self.body.get("problems", {}), ensure_ascii=False)[:1500]
        super().__init__(f"{method} {path} → {self.status} {self.body.get('code')}: {words.get('zh')} {details}")


@dataclass
class World:
    """Where the product and the outside world listen, and where devices keep what they must remember."""

    api: str
    sandbox: str
    folder: Path

    def remembered(self) -> dict[str, str]:
        path = self.folder / "sessions.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def remember(self, who: str, token: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / "sessions.json"
        known = {**self.remembered(), who: token}
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(known, file)

    def outside(self, path: str, body: Any = None) -> dict[str, Any]:
        """Something that happens in the world outside: a tap on a phone, a step of a parcel."""
        answer = httpx.post(self.sandbox + path, json=body or {}, timeout=20, trust_env=False)
        answer.raise_for_status()
        said: dict[str, Any] = answer.json()
        return said


@dataclass
class Device:
    """One phone or desk with its own connection, device id and session."""

    world: World
    who: str
    token: str = ""
    device_id: str = field(default_factory=lambda: uuid4().hex)

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=self.world.api, timeout=60, trust_env=False)

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """One request; raises Refused for every problem document."""
        headers = dict(options.pop("headers", {}))
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        if method == "POST":
            headers.setdefault("idempotency-key", uuid4().hex)
        if body is not None:
            options["json"] = body
        response = self._insist(method, path, headers, options)
        if response.is_error:
            raise Refused(method, path, response)
        kind = response.headers.get("content-type", "")
        return response.json() if kind.startswith("application/json") else response.content

    def _insist(self, method: str, path: str, headers: dict[str, str], options: dict[str, Any]) -> httpx.Response:
        """The same request, under the same key, until there is an answer: what a phone does on a bad network."""
        deadline, pause = time.monotonic() + PATIENCE_S, 0.2
        while True:
            try:
                response = self.http.request(method, path, headers=headers, **options)
                if response.status_code != httpx.codes.SERVICE_UNAVAILABLE or time.monotonic() > deadline:
                    return response
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(pause)
            pause = min(pause * 1.5, 3.0)

    def get(self, path: str, **options: Any) -> Any:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None) -> Any:
        return self.call("POST", path, body)

    def put(self, path: str, body: Any = None, **options: Any) -> Any:
        return self.call("PUT", path, body, **options)

    def resume(self) -> bool:
        """Use the session this device had before, if it is still good."""
        self.token = self.world.remembered().get(self.who, "")
        if not self.token:
            return False
        try:
            self.get("/api/v1/sessions")
        except Refused:
            self.token = ""
        return bool(self.token)

    def until(self, path: str, done: Any, *, patience_s: float = PATIENCE_S) -> Any:
        """Ask again until `done(answer)`; raises TimeoutError with the last answer's state."""
        deadline, pause = time.monotonic() + patience_s, 0.1
        while True:
            answer = self.get(path)
            if done(answer):
                return answer
            if time.monotonic() > deadline:
                raise TimeoutError(f"{path} did not come to it in {patience_s:.0f} s: {str(answer)[:300]}")
            time.sleep(pause)
            pause = min(pause * 1.5, 1.0)
