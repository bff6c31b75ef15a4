"""The mini-program API, through wechatpy where it can and plain HTTP where it cannot."""

import json
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from wechatpy import WeChatClient
from wechatpy.client.api import WeChatWxa
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException, WeChatClientException

PHONE = "13900990301"


@pytest.fixture
def account(sandbox):
    return sandbox.credentials["wechat"]


@pytest.fixture
def wechat(sandbox, account):
    """wechatpy told of the sandbox: two base addresses and the token fetched by us."""

    class Wxa(WeChatWxa):
        API_BASE_URL = sandbox.address + "/"

    class Client(WeChatClient):
        API_BASE_URL = sandbox.address + "/cgi-bin/"
        wxa = Wxa()

        def fetch_access_token(self):
            return self._fetch_access_token(
                url=sandbox.address + "/cgi-bin/token",
                params={"grant_type": "client_credential", "appid": self.appid, "secret": self.secret},
            )

    return Client(account["appid"], account["secret"], auto_retry=False, timeout=10)


def code_for(sandbox, door: str = "login", phone: str = PHONE) -> str:
    return sandbox.post(f"/wechat/phones/{phone}/{door}").json()["code"]


def stable_token(sandbox, account, **more: object) -> httpx.Response:
    body = {"grant_type": "client_credential", "appid": account["appid"], "secret": account["secret"], **more}
    return sandbox.post("/cgi-bin/stable_token", body)


def test_a_code_of_the_phone_becomes_a_session_once(sandbox, wechat):
    code = code_for(sandbox)
    session = wechat.wxa.code_to_session(code)
    assert session["openid"].startswith("o")
    assert session["session_key"]
    with pytest.raises(WeChatClientException) as used:
        wechat.wxa.code_to_session(code)
    assert used.value.errcode == 40163
    assert wechat.wxa.code_to_session(code_for(sandbox))["openid"] == session["openid"]


def test_a_code_grows_old_in_five_minutes(running, tmp_path):
    with running(tmp_path) as sandbox:
        code = code_for(sandbox)
        sandbox.advance(301)
        account = sandbox.credentials["wechat"]
        query = {"appid": account["appid"], "secret": account["secret"], "js_code": code}
        answer = sandbox.get("/sns/jscode2session", params=query | {"grant_type": "authorization_code"})
        assert answer.json()["errcode"] == 40029


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [({"appid": "wx0"}, 40013), ({"secret": "0"}, 40125), ({"js_code": "0"}, 40029), ({"grant_type": "x"}, 40002)],
)
def test_a_wrong_sign_in_says_which_part_is_wrong(sandbox, account, changed, errcode):
    query = {"appid": account["appid"], "secret": account["secret"], "grant_type": "authorization_code"}
    answer = sandbox.get("/sns/jscode2session", params=query | {"js_code": code_for(sandbox)} | changed)
    assert answer.json()["errcode"] == errcode


@pytest.mark.parametrize(("kind", "errcode"), [("busy", -1), ("too_frequent", 45011), ("high_risk", 40226)])
def test_sign_in_fails_as_armed(sandbox, wechat, kind, errcode):
    sandbox.fault("wechat", kind)
    with pytest.raises(WeChatClientException) as failed:
        wechat.wxa.code_to_session(code_for(sandbox))
    assert failed.value.errcode == errcode


def test_the_stable_token_stays_and_a_forced_one_kills_it(running, tmp_path):
    with running(tmp_path) as sandbox:
        account = sandbox.credentials["wechat"]
        first = stable_token(sandbox, account).json()
        assert first["expires_in"] == 7200
        assert stable_token(sandbox, account).json()["access_token"] == first["access_token"]
        forced = stable_token(sandbox, account, force_refresh=True).json()["access_token"]
        assert forced != first["access_token"]
        old = sandbox.post(f"/cgi-bin/message/subscribe/send?access_token={first['access_token']}", {})
        assert old.json()["errcode"] == 40001
        assert stable_token(sandbox, account, force_refresh=True).json()["errcode"] == 45009
        sandbox.advance(7300)
        late = sandbox.post(f"/cgi-bin/message/subscribe/send?access_token={forced}", {})
        assert late.json()["errcode"] == 42001


def test_the_phone_number_comes_for_its_own_code(sandbox, account):
    token = stable_token(sandbox, account).json()["access_token"]
    path = f"/wxa/business/getuserphonenumber?access_token={token}"
    code = code_for(sandbox, "phone-code")
    info = sandbox.post(path, {"code": code}).json()["phone_info"]
    assert (info["purePhoneNumber"], info["watermark"]["appid"]) == (PHONE, account["appid"])
    assert sandbox.post(path, {"code": code}).json()["errcode"] == 40029
    assert sandbox.post(path, {"code": code_for(sandbox)}).json()["errcode"] == 40029


DATA = {
    "thing1": {"value": "云溪县青禾茶业有限公司"},
    "name2": {"value": "林知远"},
    "thing3": {"value": "请在十五日内确认签名"},
}


def test_a_message_needs_consent_and_spends_it(sandbox, wechat, account):
    phone, template = "13900990302", account["templates"]["invitation"]["id"]
    openid = wechat.wxa.code_to_session(code_for(sandbox, phone=phone))["openid"]
    with pytest.raises(WeChatClientException) as refused:
        wechat.wxa.send_subscribe_message(openid, template, DATA)
    assert refused.value.errcode == 43101
    sandbox.post(f"/wechat/phones/{phone}/subscribe", {"template_id": template})
    wechat.wxa.send_subscribe_message(openid, template, DATA, page="pages/task/index?id=7")
    arrived = sandbox.get(f"/phones/{phone}/messages").json()["messages"]
    assert [(one["channel"], one["page"]) for one in arrived] == [("wechat", "pages/task/index?id=7")]
    assert "企业名称：云溪县青禾茶业有限公司" in arrived[0]["text"]
    with pytest.raises(WeChatClientException):
        wechat.wxa.send_subscribe_message(openid, template, DATA)


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"touser": "o-nobody"}, 40003),
        ({"template_id": "none"}, 40037),
        ({"page": "http://elsewhere"}, 41030),
        ({"data": {**DATA, "thing3": {"value": "字" * 21}}}, 47003),
        ({"data": {"thing1": {"value": "只有一项"}}}, 47003),
    ],
)
def test_a_wrong_message_is_refused_with_the_published_code(sandbox, account, changed, errcode):
    phone, template = "13900990303", account["templates"]["invitation"]["id"]
    user = sandbox.post(f"/wechat/phones/{phone}/subscribe", {"template_id": template}).json()
    token = stable_token(sandbox, account).json()["access_token"]
    body = {"touser": user["openid"], "template_id": template, "data": DATA} | changed
    answer = sandbox.post(f"/cgi-bin/message/subscribe/send?access_token={token}", body)
    assert answer.json()["errcode"] == errcode


def test_a_token_storm_lasts_as_long_as_it_is_armed(sandbox, account):
    sandbox.fault("wechat", "token_expired", times=3)
    token = stable_token(sandbox, account).json()["access_token"]
    path = f"/cgi-bin/message/subscribe/send?access_token={token}"
    assert [sandbox.post(path, {}).json()["errcode"] for _ in range(4)] == [40001, 40001, 40001, 40003]


def face_query(sandbox, account, started, openid: str, **changed: str):
    token = stable_token(sandbox, account).json()["access_token"]
    body = {"verify_id": started["verify_id"], "out_seq_no": "V1", "cert_hash": "0" * 64, "openid": openid} | changed
    return sandbox.post(f"/cityservice/face/identify/queryverifyinfo?access_token={token}", body).json()


@pytest.fixture
def started(sandbox, account):
    """A face check that has been asked for; the session and the person's openid."""
    openid = sandbox.post(f"/wechat/phones/{PHONE}/login").json()["openid"]
    token = stable_token(sandbox, account).json()["access_token"]
    cert = {"cert_type": "IDENTITY_CARD", "cert_name": "林知远", "cert_no": "990122198904120310"}
    body = {"out_seq_no": "V1", "cert_info": cert, "openid": openid}
    answer = sandbox.post(f"/cityservice/face/identify/getverifyid?access_token={token}", body).json()
    assert (answer["errcode"], answer["expires_in"]) == (0, 3600)
    return answer, openid


@pytest.mark.parametrize(("outcome", "verify_ret"), [("passed", 10000), ("mismatch", 10004), ("cancelled", 90004)])
def test_a_face_check_ends_as_the_person_chooses(sandbox, account, started, outcome, verify_ret):
    session, openid = started
    assert face_query(sandbox, account, session, openid)["errcode"] == -1
    done = sandbox.post(f"/wechat/phones/{PHONE}/face", {"verify_id": session["verify_id"], "outcome": outcome})
    assert done.json() == {"verify_ret": verify_ret}
    assert face_query(sandbox, account, session, openid)["verify_ret"] == verify_ret


def test_a_face_check_belongs_to_one_person_and_one_number(sandbox, account, started):
    session, openid = started
    stranger = sandbox.post("/wechat/phones/13900990399/face", {"verify_id": session["verify_id"]})
    assert stranger.status_code == 404
    assert face_query(sandbox, account, session, "o-other")["errcode"] == 40003
    assert face_query(sandbox, account, session, openid, out_seq_no="V2")["errcode"] == 47003


def test_an_event_is_pushed_sealed_and_repeated_until_success(running, tmp_path, listener):
    listener.answers = [(500, b""), (200, b"success")]
    with running(tmp_path, "--callbacks", listener.url, "--speed", "100") as sandbox:
        account = sandbox.credentials["wechat"]
        sandbox.fault("wechat", "push_bad_signature")
        event = {"event": "subscribe_msg_popup_event", "List": [{"TemplateId": "t", "SubscribeStatusString": "accept"}]}
        assert sandbox.post(f"/wechat/phones/{PHONE}/push", event).status_code == 202
        forged, good = listener.wait(2)
        crypto = WeChatCrypto(account["push_token"], account["push_aes_key"], account["appid"])
        with pytest.raises(InvalidSignatureException):
            opened(crypto, forged)
        message = opened(crypto, good)
        assert (message["Event"], message["List"]) == (event["event"], event["List"])
        assert urlsplit(good.path).path == urlsplit(account["push_url"]).path


def opened(crypto, notice) -> dict:
    query = dict(parse_qsl(urlsplit(notice.path).query))
    body = json.loads(notice.body)
    return json.loads(crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"]))
