"""Alipay's sign-in through the official SDK's request models, signer and reply parser."""

import base64
import json
from pathlib import Path

import pytest
from alipay.aop.api.exception.Exception import ResponseException
from alipay.aop.api.request.AlipaySystemOauthTokenRequest import AlipaySystemOauthTokenRequest
from alipay.aop.api.request.AlipayUserInfoShareRequest import AlipayUserInfoShareRequest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from sandbox.alipay import signing

PHONE = "13900990401"


def token_request(code: str) -> AlipaySystemOauthTokenRequest:
    request = AlipaySystemOauthTokenRequest()
    request.grant_type, request.code = "authorization_code", code
    return request


def test_a_code_becomes_a_token_and_the_token_a_person(sandbox, alipay):
    issued = sandbox.post(f"/alipay/phones/{PHONE}/login").json()
    granted = alipay(token_request(issued["code"]))
    assert granted["open_id"] == issued["open_id"]
    share = AlipayUserInfoShareRequest()
    share.udf_params = {"auth_token": granted["access_token"]}
    assert alipay(share)["open_id"] == issued["open_id"]
    assert alipay(share)["code"] == "10000"


def test_a_code_works_once(sandbox, alipay):
    code = sandbox.post(f"/alipay/phones/{PHONE}/login").json()["code"]
    alipay(token_request(code))
    again = alipay(token_request(code))
    assert (again["code"], again["sub_code"]) == ("40002", "isv.code-invalid")


def test_a_token_can_be_refreshed(sandbox, alipay):
    granted = alipay(token_request(sandbox.post(f"/alipay/phones/{PHONE}/login").json()["code"]))
    refresh = AlipaySystemOauthTokenRequest()
    refresh.grant_type, refresh.refresh_token = "refresh_token", granted["refresh_token"]
    assert alipay(refresh)["open_id"] == granted["open_id"]


def test_an_invented_token_is_nobody(alipay):
    share = AlipayUserInfoShareRequest()
    share.udf_params = {"auth_token": "invented"}
    assert alipay(share)["sub_code"] == "aop.invalid-auth-token"


def test_a_request_signed_by_another_key_is_refused(sandbox, alipay_with_key):
    stranger = alipay_with_key(sandbox.data / "keys" / "alipay.platform.private.pem")
    assert stranger(token_request("x"))["sub_code"] == "isv.invalid-signature"


@pytest.mark.parametrize("kind", ["bad_signature", "no_signature"])
def test_a_reply_that_cannot_be_believed_is_noticed_by_the_sdk(sandbox, alipay, kind):
    sandbox.fault("alipay", kind)
    with pytest.raises(ResponseException):
        alipay(token_request("x"))


def test_the_phone_number_is_sealed_for_the_app_and_signed_by_alipay(sandbox):
    account = sandbox.credentials["alipay"]
    shared = sandbox.post(f"/alipay/phones/{PHONE}/phone-number").json()
    public = load_pem_public_key(Path(account["alipay_public_key_path"]).read_bytes())
    assert signing.verifies(public, f'"{shared["response"]}"'.encode(), shared["sign"])
    cipher = Cipher(algorithms.AES(base64.b64decode(account["aes_key"])), modes.CBC(bytes(16))).decryptor()
    padded = cipher.update(base64.b64decode(shared["response"]))
    assert json.loads(padded[: -padded[-1]])["mobile"] == PHONE
