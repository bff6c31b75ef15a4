"""What each party can be told to do wrong, how often, and who asks for it.

A fault is armed by `POST /faults` and spent by the requests or notices it strikes. The names are listed by
`GET /faults` and explained in docs/sandbox.md.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sandbox.store import Record, Store

TRANSPORT: dict[str, str] = {
    "http500": "应答 500 · answers 500",
    "http502": "网关错误页 · a gateway's 502 page",
    "http429": "应答 429 限流 · answers 429",
    "html": "200 但内容是网页 · 200 with a web page for a body",
    "drop_after": "处理后断开 · does the work, then drops the connection",
    "timeout": "迟迟不答 · answers nothing for a minute, then drops",
    "down": "停机 · answers 503",
}
"""The faults of any HTTP service."""

BEFORE_WORK = ("http500", "http502", "http429", "html", "timeout", "down")


@dataclass(frozen=True)
class Unknown(Exception):
    """No such service, or no such fault of it; `known` names what there is."""

    what: str
    known: tuple[str, ...]


class Faults:
    """The armed faults: (service, kind) -> how many times still."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.known: dict[str, dict[str, str]] = {}

    def declare(self, service: str, own: dict[str, str]) -> None:
        """Name a service and the faults it has besides those of transport."""
        self.known[service] = {**TRANSPORT, **own}

    def arm(self, service: str, kind: str, times: int, detail: str = "") -> Record:
        if service not in self.known:
            raise Unknown("service", tuple(self.known))
        if kind not in self.known[service]:
            raise Unknown("kind", tuple(self.known[service]))
        fault = {"service": service, "kind": kind, "times": times, "detail": detail}
        return self._store.put("fault", f"{service}/{kind}", fault)

    def take(self, service: str, kinds: Collection[str]) -> Record | None:
        """Spend one of the armed faults of these kinds, if there is one."""
        for kind in kinds:
            fault = self._store.get("fault", f"{service}/{kind}")
            if fault is None:
                continue
            self._spend(fault)
            return fault
        return None

    def strikes(self, service: str, kind: str) -> bool:
        """Whether this fault is armed; spends one."""
        return self.take(service, (kind,)) is not None

    def armed(self) -> list[Record]:
        return self._store.all("fault")

    def calm(self, service: str | None = None) -> None:
        """Disarm the faults of a service, or all."""
        for fault in self.armed():
            if service in (None, fault["service"]):
                self._store.delete("fault", f"{fault['service']}/{fault['kind']}")

    def _spend(self, fault: Record) -> None:
        key = f"{fault['service']}/{fault['kind']}"
        if fault["times"] <= 1:
            self._store.delete("fault", key)
        else:
            self._store.put("fault", key, {**fault, "times": fault["times"] - 1})
