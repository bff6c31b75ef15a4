"""What people may do with what is theirs: have erased what a seat kept that is another's now, give up what they began,
and unlink WeChat.
"""

from sandbox.people import Person
from scripts.demo import filing
from tests.miniprogram.case import Case
from tests.miniprogram.examine import examine
from tests.miniprogram.handset import Handset

LINKED = "已关联的账号"


def erases_what_a_former_seat_kept(case: Case, phone: Handset, instead: Person) -> None:
    """The second of the three was filmed; then the founder named somebody else in their place."""
    task = _is_replaced(case, instead)
    phone.open("/pages/data/index")
    examine(phone, "my data with a former seat", *case.names)
    phone.press("删除这次核验的数据")
    phone.tap("是")
    phone.page.locator("uni-button", has_text="删除这次核验的数据").wait_for(state="detached")
    kept = [each for each in case.phones[1].get("/api/v1/my-data")["kept"] if each["task_id"] == task]
    assert {each["kind"] for each in kept} >= {"evidence", "movement"}
    assert all(each["erased_at"] for each in kept)


def _is_replaced(case: Case, instead: Person) -> str:
    """The task of their seat in a filing of its own, whatever is on no screen done over HTTP."""
    who = case.phones[1]
    case.begin()
    case.fill_in()
    case.save(
        {"name": {"region": "云溪", "trade_name": filing.trade_name(), "industry": "软件开发", "form": "有限公司"}}
    )
    case.reserve()
    case.submit()
    card = case.open_invitation(who)
    case.prove(who, card)
    case.application = case.phones[0].post(f"{case.base}/reopening")
    case.save({"people": {"p2": filing.person(instead)}, "address": {"postcode": "990122"}})
    case.submit()
    who.until("/api/v1/my-data", lambda mine: any(each["erasable"] for each in mine["kept"]))
    return str(card["verification"]["id"])


def gives_up_a_draft(case: Case, phone: Handset) -> None:
    """The founder has the filing back to change it, and would rather leave it."""
    case.application = case.phones[0].post(f"{case.base}/reopening")
    phone.open(f"/pages/start/index?id={case.application['id']}")
    phone.press("不办了")
    phone.tap("是")
    phone.says("需要我处理")
    assert case.phones[0].get(case.base)["state"] == "WITHDRAWN"


def unlinks_wechat(case: Case, phone: Handset) -> None:
    """From then on WeChat alone signs nobody in here."""
    phone.open("/pages/me/index")
    phone.says(LINKED)
    examine(phone, "me with a linked account")
    phone.page.get_by_role("button", name="微信 解除关联").click()
    phone.tap("是")
    phone.page.get_by_text(LINKED).wait_for(state="detached")
    assert case.phones[1].get("/api/v1/identities")["identities"] == []
