"""Tencent Cloud SMS (腾讯云短信), API 2021-01-11: SendSms and PullSmsSendStatus through the SDK's async client.

Codes: https://cloud.tencent.com/document/product/382/55981 (SendSms), 382/52077 (common errors). The API has no
idempotency key: after a lost answer `reports` tells whether the message went out, before it is sent again.
"""

import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

import httpx
import structlog
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111 import models
from tencentcloud.sms.v20210111.sms_client_async import SmsClient

from core.errors import Unavailable, UnknownAnswer
from notifications.provider import DeliveryReport, Receipt, Refusal

log = structlog.get_logger()


class Passing(StrEnum):
    """What passes, so that the job tries again: their outage, a limit, or a trouble of our account with them."""

    OUTAGE = "outage"
    LIMIT = "limit"
    ACCOUNT = "account"


OUTCOMES: Mapping[str, Refusal | Passing] = {
    "InvalidParameterValue.IncorrectPhoneNumber": Refusal.NUMBER_INVALID,
    "FailedOperation.PhoneNumberParseFail": Refusal.NUMBER_INVALID,
    "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone": Refusal.NUMBER_INVALID,
    "UnsupportedOperation.UnsupportedRegion": Refusal.NUMBER_INVALID,
    "FailedOperation.PhoneNumberInBlacklist": Refusal.NUMBER_BLOCKED,
    "LimitExceeded.PhoneNumberDailyLimit": Refusal.TOO_MANY,
    "LimitExceeded.PhoneNumberSameContentDailyLimit": Refusal.TOO_MANY,
    "FailedOperation.ContainSensitiveWord": Refusal.CONTENT_REFUSED,
    "InvalidParameter.DirtyWordFound": Refusal.CONTENT_REFUSED,
    "InvalidParameterValue.ContentLengthLimit": Refusal.CONTENT_REFUSED,
    "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter": Refusal.CONTENT_REFUSED,
    "InvalidParameterValue.TemplateParameterFormatError": Refusal.CONTENT_REFUSED,
    "InvalidParameterValue.TemplateParameterLengthLimit": Refusal.CONTENT_REFUSED,
    "FailedOperation.TemplateParamSetNotMatchApprovedTemplate": Refusal.CONTENT_REFUSED,
    "LimitExceeded.PhoneNumberThirtySecondLimit": Passing.LIMIT,
    "LimitExceeded.PhoneNumberOneHourLimit": Passing.LIMIT,
    "LimitExceeded.DeliveryFrequencyLimit": Passing.LIMIT,
    "RequestLimitExceeded": Passing.LIMIT,
    "LimitExceeded.AppDailyLimit": Passing.ACCOUNT,
    "LimitExceeded.AppMainlandChinaDailyLimit": Passing.ACCOUNT,
    "FailedOperation.InsufficientBalanceInSmsPackage": Passing.ACCOUNT,
    "FailedOperation.SignatureIncorrectOrUnapproved": Passing.ACCOUNT,
    "FailedOperation.TemplateIncorrectOrUnapproved": Passing.ACCOUNT,
    "FailedOperation.TemplateUnapprovedOrNotExist": Passing.ACCOUNT,
    "InvalidParameter.AppidAndBizId": Passing.ACCOUNT,
    "InvalidParameterValue.SdkAppIdNotExist": Passing.ACCOUNT,
    "AuthFailure": Passing.ACCOUNT,
    "UnauthorizedOperation": Passing.ACCOUNT,
    "InternalError": Passing.OUTAGE,
    "ServiceUnavailable": Passing.OUTAGE,
    "ServerNetworkError": Passing.OUTAGE,  # the SDK's own word for an HTTP status other than 200
}
"""Their code, or its part before the dot → ours."""

PULL = 100  # reports a call, the API's own limit

# At DEBUG the SDK writes whole requests, with numbers and codes in them.
logging.getLogger("tencentcloud_sdk_common").setLevel(logging.WARNING)


@dataclass(frozen=True)
class TencentSms:
    """The account. `templates`: key of an approved text → its id; its parameters must admit 20 characters.

    `reports`: whether fetching delivery reports (拉取状态) is opened for this account in Tencent's console.
    """

    secret_id: str
    secret_key: str = field(repr=False)
    sdk_app_id: str
    sign_name: str
    templates: Mapping[str, str]
    endpoint: str = "sms.tencentcloudapi.com"
    scheme: str = "https"
    region: str = "ap-guangzhou"
    reports: bool = True
    timeout_s: int = 10


class Tencent:
    """The provider `tencent`."""

    name = "tencent"

    def __init__(self, account: TencentSms) -> None:
        self._account = account
        self._client = _client(account)

    @property
    def templates(self) -> frozenset[str]:
        return frozenset(self._account.templates)

    async def send(self, to: str, template: str, params: Sequence[str], message_id: UUID) -> Receipt:
        """SendSms to one number; `message_id` travels as SessionContext. Raises Unavailable, UnknownAnswer."""
        request = models.SendSmsRequest()
        request.PhoneNumberSet = [f"+86{to}"]
        request.SmsSdkAppId = self._account.sdk_app_id
        request.SignName = self._account.sign_name
        request.TemplateId = self._account.templates[template]
        request.TemplateParamSet = list(params)
        request.SessionContext = str(message_id)
        try:
            statuses = (await _call(self._client.SendSms, request)).SendStatusSet
        except _Refused as refused:
            return Receipt(refusal=_refusal(refused.code))
        if not statuses:
            raise Unavailable()
        if statuses[0].Code != "Ok":
            return Receipt(refusal=_refusal(statuses[0].Code))
        return Receipt(provider_id=statuses[0].SerialNo)

    async def reports(self) -> list[DeliveryReport]:
        """PullSmsSendStatus: up to a hundred reports, each given once. Raises Unavailable, UnknownAnswer."""
        if not self._account.reports:
            return []
        request = models.PullSmsSendStatusRequest()
        request.Limit, request.SmsSdkAppId = PULL, self._account.sdk_app_id
        try:
            found = (await _call(self._client.PullSmsSendStatus, request)).PullSmsSendStatusSet
        except _Refused as refused:
            raise UnknownAnswer("tencent", f"PullSmsSendStatus: {_refusal(refused.code)}") from None
        return [
            DeliveryReport(each.SerialNo, each.ReportStatus == "SUCCESS", _our_id(each.SessionContext))
            for each in found or []
        ]


class _Refused(Exception):
    """The API answered with an error code. Its message is dropped: it may repeat what we sent."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code


def _client(account: TencentSms) -> Any:
    http = HttpProfile(protocol=account.scheme, endpoint=account.endpoint, reqTimeout=account.timeout_s)
    client = SmsClient(
        Credential(account.secret_id, account.secret_key), account.region, ClientProfile(httpProfile=http)
    )
    # The SDK's own transport would follow the proxies of the environment; connections are not kept, as it does.
    client.http_client = httpx.AsyncClient(
        timeout=account.timeout_s, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0)
    )
    return client


async def _call(action: Any, request: Any) -> Any:
    try:
        return await action(request)
    except TencentCloudSDKException as error:
        raise _Refused(str(error.code)) from None
    except (httpx.HTTPError, json.JSONDecodeError, KeyError, TypeError):
        # No connection, no answer in time, or an answer that is not the API's (a gateway's page with status 200).
        raise Unavailable() from None


def _refusal(code: str) -> Refusal:
    """Their code as a refusal. Raises Unavailable for what passes, UnknownAnswer for what is not in the table."""
    outcome = OUTCOMES.get(code) or OUTCOMES.get(code.split(".", 1)[0])
    if outcome is None:
        shown = code if re.fullmatch(r"[A-Za-z.]{1,80}", code) else "an unreadable code"
        raise UnknownAnswer("tencent", f"Tencent Cloud SMS answered {shown}; add it to OUTCOMES")
    if outcome is Passing.ACCOUNT:
        log.error("sms.account_in_trouble", provider="tencent", code=code)
    if isinstance(outcome, Passing):
        raise Unavailable()
    return outcome


def _our_id(context: str | None) -> UUID | None:
    try:
        return UUID(context or "")
    except ValueError:
        return None
