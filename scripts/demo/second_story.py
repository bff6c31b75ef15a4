"""The rest of the path: in from WeChat, back for a correction, paid and carried home. A second company, printed like
the first one, on the same phones.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

from scripts.demo import filing
from scripts.demo.client import World
from scripts.demo.people import Phone
from scripts.demo.story import SHANGHAI, Story

POINT = {"rule": "AD-01", "field": "address.postcode", "note": "请填写邮政编码。"}


class SecondStory(Story):
    """Two shareholders and one who holds every post: what concerns the posts alone is that person's to sign again."""

    def __init__(self, world: World, people: Path, secrets: Path) -> None:
        super().__init__(world, people, secrets)
        self.delivery: dict[str, Any] = {}

    def play(self) -> None:
        """All of it."""
        print("\n第二家公司：微信登录、补正、缴费与寄递  A second company: WeChat, a correction, a fee and a courier")
        self.step("微信登录 the founder comes in from WeChat", self.sign_in_by_wechat)
        self.step("订阅消息 the founder agrees to be told inside WeChat", self.subscribe)
        self.step("支付宝登录 a shareholder comes again from Alipay", self.come_again_from_alipay)
        self.step("新建 a draft is begun", self.begin)
        self.fill_in()
        self.step("核名 the name is checked and reserved", self.reserve)
        self.step("提交核实 three people are invited", self.submit)
        for phone in self.phones:
            self.agree(phone)
        self.step("立案 the office has it", self.filed)
        self.step("补正 an officer returns it with one list", self.send_back)
        self.step("微信通知 the founder reads of it inside WeChat", self.told_in_wechat)
        self.step("修改 the founder edits one field and submits again", self.correct)
        self.step("改了什么 that person sees what is different", self.see_changes)
        self.agree(self.phones[2])
        self.step("重新立案 filed anew, the other signatures stand", self.filed)
        self.step("审查 the officer looks again", self.review)
        self.step("核准 a second officer approves", self.approve)
        self.step("发照 the electronic licence does not wait for paper", self.licence)
        self.step("选快递 a courier is chosen", self.choose_courier)
        self.step("缴费 the fee is paid in WeChat", self.pay)
        self.step("下单 the courier is booked", self.booked)
        self.step("寄递 the parcel travels, its pushes are heard", self.travel)
        self.step("办结 signed for: the case is closed", self.closed)

    def sign_in_by_wechat(self) -> str:
        """The first time with the number that WeChat vouches for, afterwards with WeChat's code alone."""
        phone = self.phones[0]
        proof = {"phone_code": self.world.outside(f"/wechat/phones/{phone.person.phone}/phone-code")["code"]}
        phone.enter("wechat", **proof)
        return self.come_again(phone, "wechat")

    def subscribe(self) -> str:
        """What wx.requestSubscribeMessage does: WeChat asks on the telephone, and the page passes the answer on."""
        phone = self.phones[0]
        asked = phone.get("/api/v1/message-templates")["ask"]
        for template_id in (asked or [[]])[0]:
            self.world.outside(f"/wechat/phones/{phone.person.phone}/subscribe", {"template_id": template_id})
            phone.post("/api/v1/message-answers", {"answers": {template_id: "accept"}})
        return "its push is heard as well"

    def come_again_from_alipay(self) -> str:
        """Linked once, no text message is needed any more."""
        phone = self.phones[1]
        phone.sign_in()
        return self.come_again(phone, "alipay")

    def come_again(self, phone: Phone, platform: str) -> str:
        """The platform's code alone opens the same person's account, where older sessions can be ended."""
        first = len(phone.get("/api/v1/sessions")["sessions"])
        phone.enter(platform)
        sessions = phone.get("/api/v1/sessions")["sessions"]
        if len(sessions) != first + 1:
            raise RuntimeError("the same person came in twice and is not the same person")
        other = next(each for each in sessions if not each["current"])
        phone.call("DELETE", f"/api/v1/sessions/{other['id']}")
        return "same person, one older session revoked"

    def told_in_wechat(self) -> str:
        """WeChat took the message, and said by its own push that it is on the telephone."""
        told = ("correction_required", "wechat", "delivered")
        arrived = lambda answer: told in _outcomes(answer["messages"])  # noqa: E731
        self.reviewer.until(f"/api/v1/cases/{self.application['id']}/messages?purpose=contact", arrived)
        return "delivered, as WeChat itself says"

    def fill_in(self) -> None:
        first, second, third = (phone.person for phone in self.phones)
        for title, patch in filing.steps((first, second, third), filing.trade_name(), datetime.now(SHANGHAI).date()):
            if "posts" in patch:
                patch = {"posts": _ALL_POSTS, "paper_licence": True}
            if "address" in patch:
                patch = {"address": {key: value for key, value in patch["address"].items() if key != "postcode"}}
            self.step(f"填写 {title}", lambda patch=patch: self.save(patch))  # type: ignore[misc]

    def send_back(self) -> str:
        self.reviewer.sign_in()
        case = f"/api/v1/cases/{self.application['id']}"
        self.reviewer.post(f"{case}/claim")
        given = self.reviewer.post(f"{case}/correction", {"items": [POINT]})
        notice = lambda answer: "correction_notice" in {d["kind"] for d in answer["documents"]}  # noqa: E731
        self.phones[0].until(f"{self.base}/documents", notice)
        return f"round {given['round']}, sealed notice issued"

    def correct(self) -> str:
        """After the edit only the third person, whose papers changed, is asked again."""
        (item,) = self.phones[0].get(f"{self.base}/correction")["items"]
        self.application = self.phones[0].get(self.base)
        self.save({"address": {"postcode": "990122"}})
        self.application = self.phones[0].post(f"{self.base}/submission")
        waiting = lambda board: [s["signature"] for s in board["seats"]] == ["SIGNED", "SIGNED", "WAITING"]  # noqa: E731
        self.phones[0].until(f"{self.base}/signatories", waiting)
        return f"{item['label']['zh']}: two signatures stand, one person is asked again"

    def see_changes(self) -> str:
        """The third person's card says which field and which papers changed; the others' cards say nothing."""
        changes = self.open_invitation(self.phones[2])["changes"]
        if [each["path"] for each in changes["fields"]] != [POINT["field"]]:
            raise RuntimeError(f"the card shows other changes: {changes['fields']}")
        if self.open_invitation(self.phones[0])["changes"]["papers"]:
            raise RuntimeError("somebody whose signature stands is shown changes")
        (field,) = changes["fields"]
        return f"{field['label']['zh']}：{field['before'] or '空'} → {field['after']}；{'、'.join(changes['papers'])}"

    def choose_courier(self) -> str:
        body = {"carrier": "ems", "person_key": "p1", "region_code": filing.OFFICE, "street": "听泉路18号302室"}
        self.delivery = self.phones[0].post(f"{self.base}/deliveries", body)
        charge = self.phones[0].get(f"/api/v1/charges/{self.delivery['charge_id']}")
        return f"{self.delivery['carrier_name']}, {charge['amount_fen'] / 100:.2f} yuan"

    def pay(self) -> str:
        charge = f"/api/v1/charges/{self.delivery['charge_id']}"
        started = self.phones[0].post(f"{charge}/attempts", {"channel": "wechat_jsapi"})
        self.world.outside("/cashier/wechat/request-payment", {**started["parameters"], "action": "pay"})
        self.phones[0].until(charge, lambda each: each["state"] == "paid")
        return f"{started['channel']}, notice verified and applied"

    def booked(self) -> str:
        self.delivery = self.phones[0].until(
            f"{self.base}/deliveries", lambda answer: answer["deliveries"][0]["waybill"]
        )["deliveries"][0]
        return f"waybill {self.delivery['waybill']}"

    def travel(self) -> str:
        for goal, state in _WAY:
            self.world.outside(f"/parcels/{self.delivery['waybill']}/move", {"to": goal})
            arrived = lambda answer, state=state: answer["deliveries"][0]["state"] == state  # noqa: E731
            self.phones[0].until(f"{self.base}/deliveries", arrived)
        return " → ".join(state for _, state in _WAY)

    def closed(self) -> str:
        self.application = self.phones[0].until(self.base, lambda a: a["state"] == "COMPLETED")
        sent = self.reviewer.get(f"/api/v1/cases/{self.application['id']}/messages?purpose=contact")["messages"]
        if not {"correction_required", "sign_again", "parcel_shipped"} <= {each["template"] for each in sent}:
            raise RuntimeError("the officers do not see what was sent")
        told = lambda page: "parcel_delivered" in {entry["template"] for entry in page["entries"]}  # noqa: E731
        inbox = self.phones[0].until("/api/v1/inbox", told)
        return f"{self.application['company_name']}, {inbox['unread']} unread entries, {len(sent)} messages sent"


def _outcomes(messages: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {(each["template"], each["channel"], each["state"]) for each in messages}


_ALL_POSTS = {
    "director": ["p3"],
    "legal_representative": "p3",
    "no_supervisor": True,
    "finance_officer": "p3",
    "liaison": "p3",
}
_WAY = (
    ("picked_up", "PICKED_UP"),
    ("in_transit", "IN_TRANSIT"),
    ("out_for_delivery", "OUT_FOR_DELIVERY"),
    ("delivered", "DELIVERED"),
)
