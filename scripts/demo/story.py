"""The main job, step by step, each printed with its time; the first step that fails ends it loudly."""

import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from sandbox.people import PEOPLE
from scripts.demo import filing
from scripts.demo.client import Device, Refused, World
from scripts.demo.people import Desk, Phone

T = TypeVar("T")
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Story:
    """One company from an empty draft to its licence."""

    def __init__(self, world: World, people: Path, secrets: Path) -> None:
        self.world = world
        self.phones = [Phone(world, person, people) for person in PEOPLE[:3]]
        self.phones[1].home = "alipay"
        self.reviewer, self.approver = Desk(world, "shencha", secrets), Desk(world, "hezhun", secrets)
        self.began = time.monotonic()
        self.application: dict[str, Any] = {}

    def play(self) -> None:
        """All of it."""
        self.step("登录 the founder signs in by code", self.phones[0].sign_in)
        self.step("新建 a draft is begun", self.begin)
        self.fill_in()
        self.step("核名 the name is checked and reserved", self.reserve)
        self.step("提交核实 the content is frozen, three people are invited", self.submit)
        for phone in self.phones:
            self.agree(phone)
        self.step("立案 everybody has signed: the office has it", self.filed)
        self.step("审查 an officer claims and looks", self.review)
        self.step("核准 a second officer approves", self.approve)
        self.step("发照 the licence is sealed and verifies", self.licence)
        print(f"\n完成 done in {time.monotonic() - self.began:.1f} s: {self.application['company_name']}")

    def step(self, title: str, act: Callable[[], T]) -> T:
        """Do one step and print how long it took."""
        start = time.monotonic()
        result = act()
        note = f" · {result}" if isinstance(result, str) and result else ""
        print(f"{time.monotonic() - self.began:7.1f} s  (+{time.monotonic() - start:5.2f})  {title}{note}", flush=True)
        return result

    @property
    def base(self) -> str:
        return f"/api/v1/applications/{self.application['id']}"

    def begin(self) -> None:
        body = {"kind": "incorporation", "office": filing.OFFICE}
        self.application = self.phones[0].post("/api/v1/applications/", body)

    def fill_in(self) -> None:
        name, (first, second, third) = filing.trade_name(), self.phones
        for title, patch in filing.steps(
            (first.person, second.person, third.person), name, datetime.now(SHANGHAI).date()
        ):
            self.step(f"填写 {title}", lambda patch=patch: self.save(patch))  # type: ignore[misc]

    def save(self, patch: dict[str, Any]) -> str:
        body = {"version": self.application["version"], "patch": patch}
        self.application = self.phones[0].call("PATCH", self.base, body)
        blocking = [p for found in self.application["findings"].values() for p in found if p["severity"] == "error"]
        return f"{len(blocking)} findings" if blocking else ""

    def reserve(self) -> str:
        answer = self.phones[0].get(f"{self.base}/name")
        if not answer["free"]:
            raise RuntimeError(f"the name is not free: {answer['findings']} {answer['conflicts']}")
        held: dict[str, Any] = self.phones[0].post(f"{self.base}/name-reservation")
        return str(held["full_name"])

    def submit(self) -> None:
        self.application = self.phones[0].post(f"{self.base}/submission")
        self.phones[0].until(f"{self.base}/signatories", lambda board: len(board["seats"]) == 3)

    def agree(self, phone: Phone) -> None:
        """One person: sign in, open the link, see the card, prove, sign."""
        name = phone.person.name
        self.step(f"{name} 登录 signs in", phone.sign_in)
        card = self.step(f"{name} 打开邀请 opens the invitation", lambda: self.open_invitation(phone))
        verdict = self.step(f"{name} 人脸核验 films the challenge", lambda: self.prove(phone, card))
        print(f"{'':18}{verdict}")
        self.step(f"{name} 签名 reads and signs", lambda: self.sign(phone, card))

    def open_invitation(self, phone: Phone) -> dict[str, Any]:
        seats = self.phones[0].get(f"{self.base}/signatories")["seats"]
        link = next(seat["link"] for seat in seats if seat["name"] == phone.person.name)
        code = link.rsplit("/", 1)[-1]
        seen = Device(self.world, "a stranger").get(f"/api/v1/invitations/{code}")
        if phone.person.name in json.dumps(seen, ensure_ascii=False):
            raise RuntimeError("the invitation shows a name to a stranger")
        card: dict[str, Any] = phone.put(f"/api/v1/invitations/{code}/opening")
        return card

    def prove(self, phone: Phone, card: dict[str, Any]) -> str:
        attempt = phone.prove(card["verification"])
        if attempt["verdict"] != "pass":
            raise RuntimeError(f"{phone.person.key}: {attempt['verdict']} {[r['reason'] for r in attempt['reasons']]}")
        return f"verdict {attempt['verdict']}"

    def sign(self, phone: Phone, card: dict[str, Any]) -> str:
        path = f"/api/v1/signatures/{card['signature_id']}"
        phone.until(path, lambda c: c["papers_ready"] and c["state"] == "READY")
        seen = phone.put(f"{path}/viewing")
        phone.put(f"{path}/act", {"card_sha256": seen["card_sha256"]})
        phone.until(path, lambda c: all(paper["signed"] for paper in c["papers"]))
        return " / ".join(line["zh"] for line in seen["lines"][:2])

    def filed(self) -> str:
        self.application = self.phones[0].until(self.base, lambda a: a["state"] == "SUBMITTED")
        return f"due {self.application['due_at']}"

    def review(self) -> str:
        self.reviewer.sign_in()
        case = f"/api/v1/cases/{self.application['id']}"
        self.reviewer.post(f"{case}/claim")
        seen = self.reviewer.get(case)
        for attempts in seen["attempts"].values():
            passed = next(a for a in attempts if a["verdict"] == "pass")
            frame = self.reviewer.get(f"{case}/evidence/{passed['id']}?purpose=identity")
            if frame[:2] != b"\xff\xd8":
                raise RuntimeError("the evidence frame is no JPEG")
        self.reviewer.post(f"{case}/proposal", {"comment": "材料齐全，符合法定形式。"})
        try:
            self.reviewer.post(f"{case}/approval", {"comment": "自审自批"})
        except Refused as refused:
            if refused.status != 403:
                raise
        else:
            raise RuntimeError("the reviewer could approve the case they proposed")
        return f"{len(seen['seats'])} persons, {len(seen['documents'])} papers"

    def approve(self) -> None:
        self.approver.sign_in()
        self.approver.post(f"/api/v1/cases/{self.application['id']}/approval", {"comment": "准予登记。"})

    def licence(self) -> str:
        self.phones[0].until(self.base, lambda a: a["state"] in {"LICENSED", "COMPLETED"})
        licence = self.phones[0].get(f"{self.base}/licence")
        page = Device(self.world, "a stranger").get(
            f"/api/v1/licences/verification/{licence['verify_token']}", params={"t": _signed_part(licence["statement"])}
        )
        if not (page["in_force"] and page["authentic"]):
            raise RuntimeError("the licence does not verify by its QR")
        wanted = {"filing_receipt", "registration_notice"}
        done = lambda answer: wanted <= {d["kind"] for d in answer["documents"]}  # noqa: E731  (a condition, named)
        papers = self.phones[0].until(f"{self.base}/documents", done)["documents"]
        for each in papers:
            check_signatures(each["kind"], self.phones[0].get(f"{self.base}/documents/{each['id']}"))
        check_signatures("licence", self.phones[0].get(f"{self.base}/licence.pdf"))
        return f"{licence['uscc']} · {self.world.api}/v/{licence['verify_token']}"


def check_signatures(title: str, pdf: bytes) -> None:
    """Every signature of a paper is valid in the eyes of poppler's pdfsig."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        said = subprocess.run(["pdfsig", "-nocert", file.name], capture_output=True, text=True, check=False).stdout
    states = [line for line in said.splitlines() if "Signature Validation" in line]
    if not states or not all("Signature is Valid" in line for line in states):
        raise RuntimeError(f"{title}: pdfsig says {states}")


def _signed_part(statement: str) -> str:
    return str(parse_qs(urlsplit(json.loads(statement)["qr"]).query)["t"][0])
