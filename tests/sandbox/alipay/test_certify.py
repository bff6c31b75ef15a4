"""Alipay's identity check through the SDK's request models."""

import secrets

import pytest
from alipay.aop.api.domain.AlipayUserCertifyOpenCertifyModel import AlipayUserCertifyOpenCertifyModel
from alipay.aop.api.domain.AlipayUserCertifyOpenInitializeModel import AlipayUserCertifyOpenInitializeModel
from alipay.aop.api.domain.AlipayUserCertifyOpenQueryModel import AlipayUserCertifyOpenQueryModel
from alipay.aop.api.domain.OpenCertifyIdentityParam import OpenCertifyIdentityParam
from alipay.aop.api.domain.OpenCertifyMerchantConfig import OpenCertifyMerchantConfig
from alipay.aop.api.request.AlipayUserCertifyOpenCertifyRequest import AlipayUserCertifyOpenCertifyRequest
from alipay.aop.api.request.AlipayUserCertifyOpenInitializeRequest import AlipayUserCertifyOpenInitializeRequest
from alipay.aop.api.request.AlipayUserCertifyOpenQueryRequest import AlipayUserCertifyOpenQueryRequest


@pytest.fixture
def certify_id(alipay) -> str:
    identity, merchant = OpenCertifyIdentityParam(), OpenCertifyMerchantConfig()
    identity.identity_type, identity.cert_type = "CERT_INFO", "IDENTITY_CARD"
    identity.cert_name, identity.cert_no = "林知远", "990122198904120310"
    merchant.return_url = "http://127.0.0.1:8000/back"
    model = AlipayUserCertifyOpenInitializeModel()
    model.outer_order_no, model.biz_code = secrets.token_hex(8), "FACE"
    model.identity_param, model.merchant_config = identity, merchant
    return alipay(AlipayUserCertifyOpenInitializeRequest(biz_model=model))["certify_id"]


def outcome(alipay, certify_id: str) -> dict[str, str]:
    model = AlipayUserCertifyOpenQueryModel()
    model.certify_id = certify_id
    return alipay(AlipayUserCertifyOpenQueryRequest(biz_model=model))


def test_the_person_passes_on_the_page_and_comes_back(sandbox, alipay, alipay_page, certify_id):
    assert outcome(alipay, certify_id)["passed"] == "F"
    model = AlipayUserCertifyOpenCertifyModel()
    model.certify_id = certify_id
    address = alipay_page(AlipayUserCertifyOpenCertifyRequest(biz_model=model))
    assert f"/alipay/certify/{certify_id}" in sandbox.get(address.removeprefix(sandbox.address)).text
    back = sandbox.client.post(f"/alipay/certify/{certify_id}", data={"outcome": "passed"})
    assert (back.status_code, back.headers["location"]) == (302, "http://127.0.0.1:8000/back")
    assert outcome(alipay, certify_id)["passed"] == "T"


def test_another_face_fails_with_a_reason(sandbox, alipay, certify_id):
    ended = sandbox.post(f"/alipay/certify/{certify_id}", {"outcome": "mismatch"})
    assert ended.status_code == 200
    assert (outcome(alipay, certify_id)["passed"], "不一致" in outcome(alipay, certify_id)["fail_reason"]) == (
        "F",
        True,
    )


def test_an_unknown_check_is_refused(sandbox, alipay):
    assert outcome(alipay, "none")["sub_code"] == "CERTIFY_ID_EXPIRED"
    assert sandbox.post("/alipay/certify/none", {"outcome": "passed"}).status_code == 404
