"""A filing of three people, whatever they do not do on their screens done over HTTP: nobody films, no code is waited
for. The postcode is left out, for which an officer asks (`SecondStory.send_back`).
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from sandbox.people import Person
from scripts.demo import filing
from scripts.demo.client import Device, World
from scripts.demo.people import Desk, Phone
from scripts.demo.second_story import SecondStory
from scripts.demo.story import SHANGHAI
from tests.system import System

DESK = "/api/v1/verification-desk"
POSTS = {
    "director": ["p3"],
    "legal_representative": "p3",
    "no_supervisor": True,
    "finance_officer": "p3",
    "liaison": "p3",
}
"""All with one person, so that what concerns the posts concerns nobody else."""


def session(who: Phone) -> str:
    """A session on a phone of theirs that is new to us, by what WeChat vouches for: nobody waits for a text message."""
    who.enter("wechat", phone_code=who.world.outside(f"/wechat/phones/{who.person.phone}/phone-code")["code"])
    return who.token


class Case(SecondStory):
    """One filing, the phones that its people had before, and the officers' desks."""

    def __init__(self, system: System, people: tuple[Person, Person, Person]) -> None:
        secrets = system.folder / "keys" / "sample_officers.json"
        world = World(system.api, system.sandbox, system.folder / "devices")
        photographs = Path(system.environment["ZHAOBAN_PEOPLE"])
        super().__init__(world, photographs, secrets)
        self.phones = [Phone(world, each, photographs) for each in people]
        self.verifier = Desk(world, "shencha2", secrets)  # Whoever verifies a person does not review their filing.
        self.cashiers = Device(World(system.sandbox, system.sandbox, world.folder), "the cashiers")

    def fill_in(self) -> None:
        """All but the name and the postcode."""
        first, second, third = (phone.person for phone in self.phones)
        for _, patch in filing.steps((first, second, third), "", datetime.now(SHANGHAI).date()):
            patch.pop("name", None)
            patch.get("address", {}).pop("postcode", None)
            if "posts" in patch:
                patch = {"posts": POSTS, "paper_licence": True}
            if patch:
                self.save(patch)

    @property
    def names(self) -> tuple[str, ...]:
        """What stays Chinese in English, too."""
        company = self.phones[0].get(self.base)["company_name"]
        return (company, *(phone.person.name for phone in self.phones))

    def room(self, who: Phone) -> str:
        """The page of their invitation."""
        seats = self.phones[0].get(f"{self.base}/signatories")["seats"]
        link = next(str(seat["link"]) for seat in seats if seat["name"] == who.person.name)
        return f"/pages/invitation/index?code={link.rsplit('/', 1)[-1]}"

    def handed_in(self, who: Phone) -> tuple[str, httpx.Response]:
        """The appointment that an officer takes from the queue, and the material as they are shown it."""
        desk = self.verifier.until(f"{DESK}/", lambda desk: _of(who, desk))
        (waiting,) = _of(who, desk)
        path = f"{DESK}/appointments/{waiting['id']}"
        self.verifier.post(f"{path}/taking")
        headers = {"authorization": f"Bearer {self.verifier.token}"}
        shown = self.verifier.http.get(f"{path}/material?purpose=identity", headers=headers)
        return waiting["id"], shown.raise_for_status()

    def decide(self, appointment: str, ground: str, *, accept: bool = True) -> None:
        """The officer who has taken it says yes or no."""
        body = {"accept": accept, "ground": ground}
        self.verifier.post(f"{DESK}/appointments/{appointment}/decision", body)

    def at_the_window(self, code: str) -> None:
        """An officer sees the person and their identity card."""
        self.decide(self.verifier.post(f"{DESK}/window", {"code": code})["id"], "CARD_MATCHES")

    def signed_by(self, who: Phone) -> None:
        """One person takes the window, if need be, and signs."""
        card = self.open_invitation(who)
        if card["verification"]["state"] != "PASSED" or card["verify_again"]:
            door = who.put(f"/api/v1/verifications/{card['verification']['id']}/door", {"channel": "window"})
            self.at_the_window(door["code"])
        self.sign(who, card)

    def license(self) -> None:
        """Two officers at their desks, up to the sealed licence."""
        case = f"/api/v1/cases/{self.application['id']}"
        self.reviewer.sign_in()
        self.reviewer.post(f"{case}/claim")
        self.reviewer.post(f"{case}/proposal", {"comment": "材料齐全，符合法定形式。"})
        self.approve()
        self.phones[0].until(self.base, lambda a: a["state"] in {"LICENSED", "COMPLETED"})

    def order_by_wechat(self, state: str) -> str:
        """The number of the newest order at WeChat's cashier, once it stands so."""
        answer = self.cashiers.until("/cashier/orders", lambda answer: _newest_by_wechat(answer)["state"] == state)
        return str(_newest_by_wechat(answer)["number"])

    def charge_state(self, charge: str) -> str:
        state: str = self.phones[0].get(f"/api/v1/charges/{charge}")["state"]
        return state

    def sent_back(self) -> list[dict[str, Any]]:
        """Refunds of what was paid for nothing, that have arrived."""
        refunds = self.approver.get("/api/v1/refunds?state=succeeded")["refunds"]
        return [each for each in refunds if each["reason"] == "paid_after_close"]


def _of(who: Phone, desk: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in desk["appointments"] if each["name"] == who.person.name]


def _newest_by_wechat(answer: dict[str, Any]) -> dict[str, Any]:
    newest: dict[str, Any] = next(each for each in answer["orders"] if each["party"] == "wechat")
    return newest
