"""SendSms as the unchanged client of Tencent Cloud's SDK meets it."""

import json
from typing import Any

import pytest
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111 import models
from tencentcloud.sms.v20210111.sms_client import SmsClient
from tencentcloud.sms.v20210111.sms_client_async import SmsClient as AsyncSmsClient


def profile(account: dict[str, Any]) -> ClientProfile:
    http = HttpProfile(protocol="http", endpoint=account["endpoint"], reqTimeout=10)
    return ClientProfile(httpProfile=http)


def client(account: dict[str, Any], **other: str) -> SmsClient:
    account = account | other
    credential = Credential(account["secret_id"], account["secret_key"])
    return SmsClient(credential, account["region"], profile(account))


def message(account: dict[str, Any], *numbers: str, **other: object) -> models.SendSmsRequest:
    request = models.SendSmsRequest()
    body = {
        "PhoneNumberSet": list(numbers),
        "SmsSdkAppId": account["sdk_app_id"],
        "SignName": account["sign_name"],
        "TemplateId": account["templates"]["sign_in_code"],
        "TemplateParamSet": ["384756", "5"],
    }
    request.from_json_string(json.dumps(body | other))
    return request


@pytest.fixture
def account(sandbox) -> dict[str, Any]:
    return sandbox.credentials["tencent_sms"]


def test_a_code_arrives_on_the_phone(sandbox, account):
    status = client(account).SendSms(message(account, "+8613900990201")).SendStatusSet[0]
    assert (status.Code, status.PhoneNumber, status.Fee) == ("Ok", "+8613900990201", 1)
    arrived = sandbox.get("/phones/13900990201/messages").json()["messages"][-1]
    assert arrived["code"] == "384756"
    assert arrived["serial"] == status.SerialNo
    assert arrived["text"].startswith("【云溪照办】您的验证码为384756，5分钟内有效")
    assert "13900990201" in {phone["number"] for phone in sandbox.get("/phones").json()["phones"]}


async def test_the_async_client_is_served_alike(sandbox, account):
    async with AsyncSmsClient(Credential(account["secret_id"], account["secret_key"]), "", profile(account)) as sms:
        answer = await sms.SendSms(message(account, "13900990202"))
    assert answer.SendStatusSet[0].Code == "Ok"
    assert len(sandbox.get("/phones/+8613900990202/messages").json()["messages"]) == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"secret_key": "not-the-key"}, "AuthFailure.SignatureFailure"),
        ({"secret_id": "AKIDnobody"}, "AuthFailure.SecretIdNotFound"),
        ({"sdk_app_id": "1"}, "InvalidParameterValue.SdkAppIdNotExist"),
        ({"sign_name": "别家"}, "FailedOperation.SignatureIncorrectOrUnapproved"),
    ],
)
def test_a_wrong_account_is_refused(account, wrong, code):
    with pytest.raises(TencentCloudSDKException) as refused:
        client(account, **wrong).SendSms(message(account | wrong, "+8613900990203"))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"TemplateId": "1"}, "FailedOperation.TemplateUnapprovedOrNotExist"),
        ({"TemplateParamSet": ["384756"]}, "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"),
        ({"TemplateParamSet": ["38a756", "5"]}, "InvalidParameterValue.TemplateParameterFormatError"),
        ({"PhoneNumberSet": ["12345"]}, "InvalidParameterValue.IncorrectPhoneNumber"),
    ],
)
def test_a_message_that_cannot_be_sent_says_why_for_its_number(sandbox, account, other, code):
    before = len(sandbox.get("/phones/13900990204/messages").json()["messages"])
    status = client(account).SendSms(message(account, "+8613900990204", **other)).SendStatusSet[0]
    assert (status.Code, status.SerialNo, status.Fee) == (code, "", 0)
    assert len(sandbox.get("/phones/13900990204/messages").json()["messages"]) == before


def test_no_link_hides_in_a_parameter(account):
    invitation = {"TemplateId": account["templates"]["invitation"]}
    values = ["林知远", "云溪县青禾茶业有限公司", "https://elsewhere.example/x"]
    request = message(account, "+8613900990205", TemplateParamSet=values, **invitation)
    code = client(account).SendSms(request).SendStatusSet[0].Code
    assert code == "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter"


def test_more_than_two_hundred_numbers_are_too_many(account):
    numbers = [f"+8613900{n:06d}" for n in range(201)]
    with pytest.raises(TencentCloudSDKException) as refused:
        client(account).SendSms(message(account, *numbers))
    assert refused.value.code == "LimitExceeded.PhoneNumberCountLimit"


def test_the_daily_limit_of_a_number_is_a_fault_one_can_ask_for(sandbox, account):
    sandbox.fault("sms", "number_limit")
    codes = [client(account).SendSms(message(account, "+8613900990206")).SendStatusSet[0].Code for _ in range(2)]
    assert codes == ["LimitExceeded.PhoneNumberDailyLimit", "Ok"]


def test_an_internal_error_is_the_apis_own(sandbox, account):
    sandbox.fault("sms", "http500")
    with pytest.raises(TencentCloudSDKException) as failed:
        client(account).SendSms(message(account, "+8613900990207"))
    assert failed.value.code == "InternalError"


def test_a_lost_answer_has_still_sent_the_message(sandbox, account):
    sandbox.fault("sms", "drop_after")
    with pytest.raises(TencentCloudSDKException) as lost:
        client(account).SendSms(message(account, "+8613900990208"))
    assert lost.value.code == "ClientNetworkError"
    assert len(sandbox.get("/phones/13900990208/messages").json()["messages"]) == 1


def test_each_delivery_report_is_pulled_once(sandbox, account):
    sandbox.fault("sms", "undelivered")
    client(account).SendSms(message(account, "+8613900990209"))
    pull = models.PullSmsSendStatusRequest()
    pull.Limit, pull.SmsSdkAppId = 100, account["sdk_app_id"]
    first = client(account).PullSmsSendStatus(pull).PullSmsSendStatusSet
    assert [one.ReportStatus for one in first if one.SubscriberNumber == "13900990209"] == ["FAIL"]
    assert client(account).PullSmsSendStatus(pull).PullSmsSendStatusSet == []


def test_a_further_template_can_be_approved(sandbox, account):
    text = {"name": "greeting", "kind": "notice", "content": "{1}，您好。"}
    made = sandbox.client.put("/sms/templates/2499999", json=text)
    assert made.json() == {"id": "2499999", "parameters": 1}
    request = message(account, "+8613900990210", TemplateId="2499999", TemplateParamSet=["苏映荷"])
    assert client(account).SendSms(request).SendStatusSet[0].Code == "Ok"
    assert sandbox.get("/phones/13900990210/messages").json()["messages"][0]["text"] == "【云溪照办】苏映荷，您好。"
