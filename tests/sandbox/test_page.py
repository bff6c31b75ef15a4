"""The page, in a browser: what a newcomer sees and does."""

import json
import shutil
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from PIL import Image
from playwright.sync_api import expect, sync_playwright

from sandbox.alipay import signing
from sandbox.couriers import ems

PHONE = "13900990701"


@pytest.fixture(scope="module")
def browser():
    chromium = shutil.which("chromium")
    assert chromium, "the page is tested in chromium: apt-get install chromium"
    camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=camera + quiet)
        yield running
        running.close()


@pytest.fixture
def world(running, tmp_path):
    with running(tmp_path / "data", "--callbacks", "http://127.0.0.1:9") as sandbox:
        yield sandbox


@pytest.fixture
def page(browser, world):
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, permissions=["clipboard-read", "clipboard-write", "camera"]
    )
    opened = context.new_page()
    problems: list[str] = []
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.goto(world.address)
    yield opened
    context.close()
    assert problems == []


@pytest.fixture
def ordered(world):
    """An Alipay trade that waits for its payer and an EMS parcel that waits to be picked up."""
    buyer = world.post(f"/alipay/phones/{PHONE}/login").json()["open_id"]
    account = world.credentials["alipay"]
    biz = {"out_trade_no": "PAGE000001", "subject": "营业执照寄送", "total_amount": "15.00", "buyer_open_id": buyer}
    fields = {
        "app_id": account["app_id"],
        "method": "alipay.trade.create",
        "charset": "utf-8",
        "sign_type": "RSA2",
        "notify_url": "http://127.0.0.1:9/none",
        "biz_content": json.dumps(biz),
    }
    key = load_pem_private_key(Path(account["app_private_key_path"]).read_bytes(), None)
    fields["sign"] = signing.sign(key, signing.content(fields))
    assert "10000" in world.client.post("/gateway.do", data=fields).text
    carrier = world.credentials["ems"]
    person = {"name": "江晚晴", "mobile": PHONE, "prov": "安和省", "city": "清江市", "address": "青禾街9号"}
    order = json.dumps([{"logisticsOrderNo": "PAGE000002", "sender": person, "receiver": person}])
    form = {"apiCode": "020003", "senderNo": carrier["sender_no"], "authorization": carrier["authorization"]}
    form["logitcsInterface"] = ems.encrypt(order, carrier["sign_key"])
    assert world.client.post(carrier["path"], data=form).json()["success"] is True


def test_everything_comes_from_the_sandbox_itself(world):
    answer = world.get("/")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "https://" not in answer.text
    for path in ("/static/sandbox.css", "/static/sandbox.js", "/static/icon.svg"):
        content = world.get(path)
        assert content.status_code == 200
        assert "https://" not in content.text
    assert world.get("/page/none").status_code == 404


def test_what_people_write_is_shown_as_text(world):
    added = world.post("/population/residents", {"name": "<script>甲</script>", "phone": PHONE})
    assert added.status_code == 201
    for piece in ("residents", "phones"):
        shown = world.get(f"/page/{piece}").text
        assert "&lt;script&gt;甲" in shown
        assert "<script>" not in shown


def test_a_code_from_wechat_is_there_to_be_copied(world, page):
    world.post("/population/residents", {"name": "江晚晴", "phone": PHONE})
    page.get_by_role("button", name="微信登录").click()
    toast = page.locator("#toast")
    expect(toast).to_contain_text("click to copy")
    toast.click()
    expect(toast).to_contain_text("已复制")
    assert len(page.evaluate("navigator.clipboard.readText()")) == 32


def test_the_payer_pays_and_the_courier_walks(world, page, ordered):
    card = page.locator("[data-piece=cashier] .card")
    expect(card).to_contain_text("待付款")
    card.get_by_role("button", name="取消").click()
    expect(card).to_contain_text("付款人取消过")
    card.get_by_role("button", name="付款").click()
    expect(card).to_contain_text("已付款")
    expect(page.locator("[data-piece=notices]")).to_contain_text("支付宝")
    parcel = page.locator("[data-piece=parcels] .card")
    parcel.get_by_role("button", name="下一步").click()
    expect(parcel).to_contain_text("已收取快件")
    parcel.get_by_text("让别的事发生").click()
    parcel.get_by_role("button", name="派送不成功").click()
    expect(parcel).to_contain_text("收件人不在")


def test_one_adds_oneself_by_webcam_and_leaves_again(page):
    page.get_by_text("把我自己加进来").click()
    page.get_by_role("textbox", name="姓名").fill("江晚晴")
    page.get_by_role("textbox", name="手机号").fill(PHONE)
    page.get_by_role("button", name="打开摄像头").click()
    page.get_by_role("button", name="拍照").click()
    page.get_by_role("button", name="加入人口库").click()
    person = page.locator(".people li", has_text="江晚晴")
    expect(person.locator("img")).to_be_visible()
    expect(person).to_contain_text("9901221990010190")
    expect(person).to_contain_text(PHONE)
    person.get_by_role("button", name="删除").click()
    expect(person).to_have_count(0)


def test_one_adds_oneself_by_a_file(page):
    picture = BytesIO()
    Image.new("RGB", (3000, 2000), "teal").save(picture, "PNG")
    page.get_by_text("把我自己加进来").click()
    page.get_by_role("textbox", name="姓名").fill("文件人")
    page.locator("#photo-file").set_input_files(
        {"name": "me.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    expect(page.locator("#still")).to_be_visible()
    page.get_by_role("button", name="加入人口库").click()
    expect(page.locator(".people li", has_text="文件人").locator("img")).to_be_visible()


def test_a_fault_is_armed_and_disarmed(world, page):
    page.get_by_label("故障").select_option("population/no_photo")
    page.get_by_label("次数").fill("3")
    page.get_by_role("button", name="布置").click()
    expect(page.locator("[data-piece=faults]")).to_contain_text("× 3")
    assert world.get("/faults").json()["armed"][0]["kind"] == "no_photo"
    page.get_by_role("button", name="全部撤除").click()
    expect(page.locator("[data-piece=faults]")).to_contain_text("一切正常")


def test_it_fits_a_phone(browser, world):
    world.post("/population/residents", {"name": "江晚晴", "phone": PHONE})
    narrow = browser.new_page(viewport={"width": 375, "height": 812})
    narrow.goto(world.address)
    assert narrow.evaluate("document.documentElement.scrollWidth") == 375
    narrow.close()
