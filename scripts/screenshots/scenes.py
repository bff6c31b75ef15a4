"""Every page at the moment of a filing when people see it."""

from pathlib import Path
from typing import Any

import httpx

from sandbox.people import PEOPLE
from scripts.demo.client import World
from scripts.demo.people import Phone
from scripts.demo.second_story import SecondStory
from scripts.screenshots.studio import Studio

CAST = ("ke", "fang", "wei")
INVITATION, FACE, DOOR = "/pages/invitation/index", "/pages/invitation/face", "/pages/invitation/door"
WORDS = "出资额与我们说好的不一样，请先说明。"
NOBODY = "00000000-0000-4000-8000-000000000000"
WRONG = {
    "people": {"p1": {"name": "柯", "id_number": "99012219900101001", "id_valid_until": "2020-01-01", "phone": "139"}},
    "shareholders": {"p1": {"subscribed_fen": 50_000_000, "method": "money", "due_on": "2050-01-01"}},
    "capital": {"registered_fen": 100_000_000},
}
"""With which the rules find fault."""
FIELDS = {
    "name": "name.trade_name",
    "industry": "name.industry",
    "form": "name.form",
    "place": "address.region_code",
    "address": "address.road",
    "contact": "address.phone",
    "scope": "scope",
    "capital": "capital",
    "people": "people",
    "shares": "shareholders",
    "posts": "posts",
    "owners": "beneficial_owners",
    "term": "term",
}


class Scenes(SecondStory):
    """The second story of the demo, with a photographer."""

    def __init__(self, world: World, people: Path, secrets: Path, studio: Studio) -> None:
        super().__init__(world, people, secrets)
        self.phones = [Phone(world, person, people) for person in PEOPLE if person.key in CAST]
        self.studio = studio

    def play(self) -> None:
        """All of it, in the order in which people come by."""
        self._before_signing_in()
        for phone in self.phones:
            phone.sign_in()
        self._founding()
        self._inviting()
        self._correcting()
        self._licensed()
        self._delivering()
        self._mine()

    @property
    def founder(self) -> Phone:
        return self.phones[0]

    def _shoot(self, name: str, path: str, who: Phone | None = None, press: str = "", wait: str = "") -> None:
        self.studio.take(name, path, (who or self.founder).token, press, wait)

    def _before_signing_in(self) -> None:
        self.studio.take("home-signed-out", "/pages/home/index")
        self.studio.take("guide", "/pages/guide/index", wait=".rows")
        self.studio.take("invitation-unknown", f"{INVITATION}?code=nobody", wait=".refusal")

    def _founding(self) -> None:
        self._shoot("start-office", "/pages/start/index", wait=".card")
        self.begin()
        self._shoot("start-region", f"/pages/start/index?id={self.application['id']}", wait=".chip")
        self.save(WRONG)
        for name in ("people", "shares"):
            self._shoot(
                f"start-{name}-wrong",
                f"/pages/start/index?id={self.application['id']}&field={FIELDS[name]}",
                wait=".note",
            )
        self.fill_in()
        for name, field in FIELDS.items():
            self._shoot(f"start-{name}", f"/pages/start/index?id={self.application['id']}&field={field}", wait=".card")
        self._shoot("start-name-check", f"/pages/start/index?id={self.application['id']}&field=name", wait=".card")
        self.reserve()
        self._shoot("start-review", f"/pages/start/index?id={self.application['id']}", wait=".card")
        self._shoot("home", "/pages/home/index", wait=".divided")

    def _inviting(self) -> None:
        self.submit()
        self._shoot("case-board", f"/pages/case/index?id={self.application['id']}", wait=".step")
        second = self.phones[1]
        code = self._code(second)
        self.studio.take("invitation-door", f"{INVITATION}?code={code}")
        self._shoot("invitation", f"{INVITATION}?code={code}", second, wait=".tile")
        card = self.open_invitation(second)
        self._shoot("not-me", f"{INVITATION}?code={code}", second, wait=".tile", press=".pair .chip:last-child")
        task = card["verification"]["id"]
        for way in ("video_officer", "window", "notary"):
            self._shoot(f"door-{way}", f"{DOOR}?task={task}&way={way}", second, wait=".tile")
        appointment = second.get(f"/api/v1/verifications/{task}")["appointment"]["id"]
        second.call("DELETE", f"/api/v1/verifications/appointments/{appointment}")
        self.agree_by_face(second, code)
        for phone in (self.phones[0], self.phones[2]):
            self.agree(phone)
        self.filed()

    def agree_by_face(self, who: Phone, code: str) -> None:
        """Consent, and every stage between that and the signature."""
        card = self.open_invitation(who)
        consent = card["verification"]["consent"]["version"]
        who.put(f"/api/v1/verifications/{card['verification']['id']}/consent", {"version": consent})
        self._shoot("invitation-consented", f"{INVITATION}?code={code}", who, wait=".tile")
        self._shoot("face", f"{FACE}?task={card['verification']['id']}", who, wait="video")
        who.put(f"/api/v1/signatures/{card['signature_id']}/question", {"words": WORDS})
        self._shoot("question", f"{INVITATION}?code={code}", who, wait=".note")
        self._shoot("case-question", f"/pages/case/index?id={self.application['id']}", wait=".step")
        who.call("DELETE", f"/api/v1/signatures/{card['signature_id']}/question")
        card = self.open_invitation(who)
        self.prove(who, card)
        who.until(f"/api/v1/signatures/{card['signature_id']}", lambda c: c["state"] == "READY")
        self._shoot("sign", f"{INVITATION}?code={code}", who, wait=".pad")
        self.sign(who, card)
        self._shoot("signed", f"{INVITATION}?code={code}", who, wait=".good")

    def _correcting(self) -> None:
        self.send_back()
        self._shoot("case-correction", f"/pages/case/index?id={self.application['id']}", wait=".step")
        self.correct()
        third = self.phones[2]
        self._shoot("invitation-changes", f"{INVITATION}?code={self._code(third)}", third, wait=".tile")
        self.agree(third)
        self.filed()

    def _licensed(self) -> None:
        self.review()
        self.approve()
        self.licence()
        self._shoot("case-licence", f"/pages/case/index?id={self.application['id']}", wait=".licence")

    def _delivering(self) -> None:
        at = f"/pages/delivery/index?id={self.application['id']}"
        self._shoot("delivery-choose", at, wait=".chip")
        self.choose_courier()
        charge = f"/pages/pay/index?charge={self.delivery['charge_id']}&application={self.application['id']}"
        self._shoot("pay", charge, wait=".amount")
        self._shoot("home-to-pay", "/pages/home/index", wait=".hero")
        self.sign_in_by_wechat()
        self.pay()
        self._shoot("paid", charge, wait=".good")
        self.booked()
        self.travel()
        self._shoot("delivery-track", at, wait=".step")
        self.closed()

    def _mine(self) -> None:
        (company,) = self.phones[2].get("/api/v1/my-companies/")["companies"][:1]
        self._shoot("home-legal-representative", "/pages/home/index", self.phones[2], wait=".hero")
        self._shoot("company", f"/pages/company/index?uscc={company['uscc']}", self.phones[2], wait=".licence")
        self._shoot("data", "/pages/data/index", wait=".rows")
        self._shoot("inbox", "/pages/inbox/index", wait=".card")
        self._shoot("me", "/pages/me/index", wait=".knob")
        self._shoot("home-done", "/pages/home/index", wait=".hero")
        self._shoot("case-unknown", f"/pages/case/index?id={NOBODY}", wait=".refusal")
        self.studio.take("offline", "/pages/inbox/index", self.founder.token, wait=".refusal", offline=True)

    def _code(self, who: Phone) -> str:
        seats: list[dict[str, Any]] = self.founder.get(f"{self.base}/signatories")["seats"]
        return next(str(s["link"]) for s in seats if s["name"] == who.person.name).rsplit("/", 1)[-1]


def reachable(address: str) -> bool:
    """Whether the system answers."""
    try:
        return httpx.get(f"{address}/readyz", timeout=5, trust_env=False).is_success
    except httpx.TransportError:
        return False
