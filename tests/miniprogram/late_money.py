"""Money that comes after its order was over: it buys nothing and goes back, and the page says so."""

from tests.miniprogram.case import Case
from tests.miniprogram.examine import examine
from tests.miniprogram.handset import Handset


def pays_too_late_and_again(case: Case, phone: Handset) -> None:
    """By WeChat too late, by Alipay after turning back; then for a second courier, who was cancelled meanwhile."""
    charge = _chooses_the_courier(case, phone)
    _leaves_wechat_for_alipay(case, phone, charge)
    _money_for_the_closed_order_comes(case, charge, "open")
    _pays_by_alipay(case, phone, charge)
    phone.press("查看寄递")
    phone.says("运单号")
    phone.press("取消寄递")
    phone.tap("是")
    phone.says("已取消")
    charge = _chooses_the_courier(case, phone)
    _is_cancelled_at_the_cashier(case, phone, charge)


def _chooses_the_courier(case: Case, phone: Handset) -> str:
    phone.open(f"/pages/delivery/index?id={case.application['id']}")
    phone.press("确定，去支付")
    phone.page.locator("uni-button", has_text="用微信支付付款").wait_for()
    newest: str = case.phones[0].get(f"{case.base}/deliveries")["deliveries"][0]["charge_id"]
    return newest


def _leaves_wechat_for_alipay(case: Case, phone: Handset, charge: str) -> None:
    """Whoever takes another way to pay has the first order closed; whoever comes back by home is led to the charge."""
    phone.press("用微信支付付款")
    phone.page.locator("button", has_text="付款").wait_for()
    phone.open(case.world.api)
    phone.says("还没有收到付款")
    phone.press("用支付宝付款")
    phone.page.get_by_text("支付宝 · Alipay").wait_for()
    phone.page.locator("button", has_text="取消").click()
    phone.open(case.world.api)
    phone.says("还没有收到付款")
    assert case.charge_state(charge) == "open"


def _money_for_the_closed_order_comes(case: Case, charge: str, state: str) -> None:
    """It is sent back, and the charge stands as before."""
    before = len(case.sent_back())
    case.world.outside(f"/cashier/wechat/{case.order_by_wechat('CLOSED')}/pay-late")
    case.approver.until("/api/v1/refunds?state=succeeded", lambda _: len(case.sent_back()) > before)
    assert case.charge_state(charge) == state


def _pays_by_alipay(case: Case, phone: Handset, charge: str) -> None:
    phone.says("还没有收到付款")
    phone.press("用支付宝付款")
    phone.page.locator("button", has_text="付款").click()
    phone.says("已收到付款")
    assert phone.page.url.startswith(case.world.api), "the cashier leads back"
    assert case.charge_state(charge) == "paid"


def _is_cancelled_at_the_cashier(case: Case, phone: Handset, charge: str) -> None:
    """The courier is taken back on another device while this phone is at the cashier, where the money goes all the
    same.
    """
    phone.press("用微信支付付款")
    phone.page.locator("button", has_text="付款").wait_for()
    delivery = case.phones[0].get(f"{case.base}/deliveries")["deliveries"][0]
    case.phones[0].post(f"/api/v1/deliveries/{delivery['id']}/cancellation")
    _money_for_the_closed_order_comes(case, charge, "cancelled")
    phone.open(case.world.api)
    phone.says("如果钱已付出，将原路退回。")
    assert phone.page.get_by_text("已收到付款").count() == 0
    examine(phone, "a fee that is over")
