"""Judge a SendSms request as the API does: first the whole request, then each number by itself."""

import re
import time
from typing import Any

from sandbox.phones import inbox
from sandbox.store import Record
from sandbox.tencent_sms import templates
from sandbox.tencent_sms.signature import Refused
from sandbox.tencent_sms.templates import Template
from sandbox.world import World

MAX_NUMBERS = 200

NUMBER_FAULTS = {
    "number_limit": ("LimitExceeded.PhoneNumberDailyLimit", "the number of SMS messages sent to it today is exceeded"),
    "frequency_limit": ("LimitExceeded.PhoneNumberThirtySecondLimit", "one SMS message to it within 30 seconds"),
    "blacklist": ("FailedOperation.PhoneNumberInBlacklist", "the mobile number is on the blocklist"),
    "no_balance": ("FailedOperation.InsufficientBalanceInSmsPackage", "insufficient SMS package balance"),
}
FAULTS = {
    "number_limit": "号码日限额 · daily limit of a number",
    "frequency_limit": "30 秒频率限制 · thirty-second limit of a number",
    "blacklist": "免打扰名单 · number on the blocklist",
    "no_balance": "套餐余量不足 · message package used up",
    "undelivered": "受理但未送达 · accepted, never delivered",
}


def send(world: World, body: dict[str, Any]) -> list[Record]:
    """Deliver to each number and return the SendStatusSet. Raises Refused when the request as a whole is wrong."""
    numbers = _numbers(body)
    _check_account(world, body)
    template, problem = _template(world, body)
    return [_send_one(world, number, body, template, problem) for number in numbers]


def pull(world: World, limit: int) -> list[Record]:
    """The delivery reports not fetched yet, each given once (PullSmsSendStatus)."""
    reports = world.store.all("sms_report")[:limit]
    for report in reports:
        world.store.delete("sms_report", report["SerialNo"])
    return reports


def _numbers(body: dict[str, Any]) -> list[str]:
    for name in ("PhoneNumberSet", "SmsSdkAppId", "TemplateId"):
        if name not in body:
            raise Refused("MissingParameter", f"The request is missing a required parameter `{name}`.")
    numbers = body["PhoneNumberSet"]
    if not isinstance(numbers, list) or not all(isinstance(number, str) for number in numbers):
        raise Refused("InvalidParameter", "The parameter `PhoneNumberSet` should be an array of strings.")
    if not numbers:
        raise Refused("MissingParameter.EmptyPhoneNumberSet", "The mobile number list is empty.")
    if len(numbers) > MAX_NUMBERS:
        raise Refused("LimitExceeded.PhoneNumberCountLimit", "More than 200 mobile numbers in one request.")
    return numbers


def _check_account(world: World, body: dict[str, Any]) -> None:
    account = world.credentials["tencent_sms"]
    if body["SmsSdkAppId"] != account["sdk_app_id"]:
        raise Refused("InvalidParameterValue.SdkAppIdNotExist", "The SdkAppId does not exist.")
    if body.get("SignName") != account["sign_name"]:
        raise Refused("FailedOperation.SignatureIncorrectOrUnapproved", "The signature is not approved.")


def _template(world: World, body: dict[str, Any]) -> tuple[Template | None, tuple[str, str] | None]:
    """The template and what is wrong with its parameters; the API reports these for each number."""
    template = templates.find(world, str(body["TemplateId"]))
    if template is None:
        return None, ("FailedOperation.TemplateUnapprovedOrNotExist", "template is not approved or does not exist")
    values = body.get("TemplateParamSet") or []
    if len(values) != template.parameters:
        return template, (
            "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
            "the number of parameters differs from that of the approved template",
        )
    for value in values:
        if template.kind == "code" and not re.fullmatch(rf"\d{{0,{templates.CODE_DIGITS}}}", value):
            return template, ("InvalidParameterValue.TemplateParameterFormatError", "a code is up to six digits")
        if len(value) > templates.PARAMETER_LENGTH:
            return template, ("InvalidParameterValue.TemplateParameterLengthLimit", "template parameter is too long")
        if re.search(r"https?://|www\.", value):
            return template, (
                "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
                "no URL is allowed in a template parameter",
            )
    return template, None


def _send_one(
    world: World, number: str, body: dict[str, Any], template: Template | None, problem: tuple[str, str] | None
) -> Record:
    status: Record = {
        "SerialNo": "",
        "PhoneNumber": number,
        "Fee": 0,
        "SessionContext": body.get("SessionContext") or "",
        "Code": "Ok",
        "Message": "send success",
        "IsoCode": "CN",
    }
    try:
        national = inbox.national(number)
    except inbox.NotANumber:
        problem = ("InvalidParameterValue.IncorrectPhoneNumber", "incorrect mobile number format")
    fault = None if problem else world.faults.take("sms", NUMBER_FAULTS)
    if fault is not None:
        problem = NUMBER_FAULTS[fault["kind"]]
    if problem is not None or template is None:
        return {**status, "Code": problem[0] if problem else "", "Message": problem[1] if problem else ""}
    serial = f"2640:{int(time.time())}{world.store.count('sms_serial'):08d}"
    delivered = not world.faults.strikes("sms", "undelivered")
    if delivered:
        text = f"【{body['SignName']}】{template.filled(body.get('TemplateParamSet') or [])}"
        inbox.deliver(
            world, national, channel="sms", sender=body["SignName"], text=text, template=template.name, serial=serial
        )
    _report(world, national, serial, status["SessionContext"], delivered)
    return {**status, "SerialNo": serial, "PhoneNumber": f"+86{national}", "Fee": 1}


def _report(world: World, national: str, serial: str, session: str, delivered: bool) -> None:
    report: Record = {
        "UserReceiveTime": int(world.now().timestamp()),
        "CountryCode": "86",
        "SubscriberNumber": national,
        "PhoneNumber": f"+86{national}",
        "SerialNo": serial,
        "ReportStatus": "SUCCESS" if delivered else "FAIL",
        "Description": "DELIVRD" if delivered else "UNDELIV",
        "SessionContext": session,
    }
    world.store.put("sms_report", serial, report)
