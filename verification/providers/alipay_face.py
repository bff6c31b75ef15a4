"""Alipay's identity check (身份认证): initialize → the page in Alipay → query, all by our server.

Source: opendocs.alipay.com, alipay.user.certify.open.initialize, .certify, .query. Passed is `passed` = T in a reply
that bears Alipay's signature; what the page returns to the client proves nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from alipay.aop.api.domain.AlipayUserCertifyOpenCertifyModel import AlipayUserCertifyOpenCertifyModel
from alipay.aop.api.domain.AlipayUserCertifyOpenInitializeModel import AlipayUserCertifyOpenInitializeModel
from alipay.aop.api.domain.AlipayUserCertifyOpenQueryModel import AlipayUserCertifyOpenQueryModel
from alipay.aop.api.request.AlipayUserCertifyOpenCertifyRequest import AlipayUserCertifyOpenCertifyRequest
from alipay.aop.api.request.AlipayUserCertifyOpenInitializeRequest import AlipayUserCertifyOpenInitializeRequest
from alipay.aop.api.request.AlipayUserCertifyOpenQueryRequest import AlipayUserCertifyOpenQueryRequest

from core import clock
from core.errors import UnknownAnswer
from core.platforms.alipay import AlipayGateway, Reply
from verification.channels.door import Answer, Begun, Named

NAME = "alipay_face"
ENDED = frozenset({"CERTIFY_ID_EXPIRED"})


class AlipayFace:
    """The identity check of one app. `return_url` is where the person comes back to."""

    name = NAME

    def __init__(self, gateway: AlipayGateway, *, return_url: str, now: Callable[[], datetime] = clock.now) -> None:
        self._gateway, self._return_url, self._now = gateway, return_url, now

    async def begin(self, person: Named, number: str, login_code: str) -> Begun:
        """Alipay needs no login code: the person signs in to Alipay on its own page."""
        model = AlipayUserCertifyOpenInitializeModel()
        model.outer_order_no, model.biz_code = number, "FACE"
        model.merchant_config = {"return_url": self._return_url}
        model.identity_param = {
            "identity_type": "CERT_INFO",
            "cert_type": "IDENTITY_CARD",
            "cert_name": person.name,
            "cert_no": person.id_number,
        }
        answer = await self._ask(AlipayUserCertifyOpenInitializeRequest(biz_model=model))
        certify_id = str(answer.fields["certify_id"])
        return Begun(reference=certify_id, launch={"url": self._page(certify_id), "certify_id": certify_id})

    def _page(self, certify_id: str) -> str:
        model = AlipayUserCertifyOpenCertifyModel()
        model.certify_id = certify_id
        return self._gateway.page(AlipayUserCertifyOpenCertifyRequest(biz_model=model), now=self._now())

    async def result(self, person: Named, number: str, reference: str) -> Answer:
        model = AlipayUserCertifyOpenQueryModel()
        model.certify_id = reference
        answer = await self._ask(AlipayUserCertifyOpenQueryRequest(biz_model=model))
        passed = answer.fields.get("passed")
        if answer.sub_code in ENDED:
            return Answer.FAILED
        if passed == "T":
            return Answer.PASSED
        if passed == "F":
            # F is also what an unfinished check says; only one that ended bears a reason.
            return Answer.FAILED if answer.fields.get("fail_reason") else Answer.PENDING
        raise UnknownAnswer(NAME, f"query answered passed={passed!r}")

    async def _ask(self, request: Any) -> Reply:
        """Raises Unavailable, UnknownAnswer."""
        answer = await self._gateway.call(request)
        if not answer.done and answer.sub_code not in ENDED:
            raise UnknownAnswer(NAME, answer.sub_code)
        return answer
