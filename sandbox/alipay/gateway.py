"""The gateway's one address: check the signature, find the method, sign the reply over its exact bytes."""

import json as text_of
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from sanic import HTTPResponse, Request

from sandbox.alipay import signing
from sandbox.alipay.errors import Refused
from sandbox.store import Record
from sandbox.wire import form_of, say
from sandbox.world import World, world_of


@dataclass(frozen=True)
class Call:
    """A request whose signature is right: its method's parameters and its business content."""

    world: World
    method: str
    parameters: dict[str, str]
    biz: dict[str, Any]

    def need(self, name: str) -> str:
        """A field of the business content that must be there."""
        value = self.biz.get(name)
        if not isinstance(value, str) or not value:
            raise Refused("40001", "isv.missing-parameter", f"缺少参数 {name}")
        return value


Method = Callable[[Call], Record]


def respond(request: Request, methods: dict[str, Method]) -> HTTPResponse:
    """Perform one call and answer as the gateway does: HTTP 200 whatever happened."""
    world = world_of(request)
    parameters = parameters_of(request)
    method = parameters.get("method", "")
    say(request, method)
    node = f"{method.replace('.', '_')}_response"
    try:
        call = admit(world, parameters)
        fault = world.faults.take("alipay", ("error",))
        if fault is not None:
            raise Refused("40004", fault["detail"] or "ACQ.SYSTEM_ERROR", "系统错误")
        if method not in methods:
            raise Refused("40002", "isv.invalid-method", "不存在的方法名")
        inner = methods[method](call)
    except Refused as refused:
        say(request, f"{method} {refused.sub_code}")
        inner = refused.as_fields()
        node = "error_response" if method == "alipay.system.oauth.token" or method not in methods else node
    return _reply(world, node, inner)


def parameters_of(request: Request) -> dict[str, str]:
    """Query and form together: the SDKs put part of the parameters into each."""
    query = {name: str(values[0]) for name, values in request.get_args().items()}
    form = form_of(request)
    return query | form


def admit(world: World, parameters: dict[str, str]) -> Call:
    """Check the public parameters and the signature. Raises Refused."""
    if parameters.get("app_id") != world.credentials["alipay"]["app_id"]:
        raise Refused("40002", "isv.invalid-app-id", "无效的AppID参数")
    if parameters.get("sign_type") != "RSA2":
        raise Refused("40002", "isv.invalid-signature-type", "无效的签名类型")
    if parameters.get("charset", "utf-8").lower() != "utf-8":
        raise Refused("40002", "isv.invalid-charset", "字符集错误")
    key = merchant_key(world)
    if not signing.verifies(key, signing.content(parameters, "sign"), parameters.get("sign", "")):
        raise Refused("40002", "isv.invalid-signature", "验签出错，建议检查签名字符串或签名私钥与应用公钥是否匹配")
    try:
        biz = text_of.loads(parameters.get("biz_content", "{}"))
    except ValueError:
        raise Refused("40002", "isv.invalid-parameter", "biz_content 不是 JSON") from None
    return Call(world, parameters.get("method", ""), parameters, biz)


def merchant_key(world: World) -> rsa.RSAPublicKey:
    key = serialization.load_pem_public_key(world.keyring.public_path("alipay.app").read_bytes())
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def alipay_key(world: World) -> rsa.RSAPrivateKey:
    return world.keyring.private_key("alipay.platform")


def _reply(world: World, node: str, inner: Record) -> HTTPResponse:
    if "code" not in inner and node != "alipay_system_oauth_token_response":
        inner = {"code": "10000", "msg": "Success", **inner}
    # The real gateway escapes the solidus: a verifier that serialises again instead of taking the bytes fails.
    exact = text_of.dumps(inner, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")
    signature = signing.sign(alipay_key(world), exact.encode())
    if world.faults.strikes("alipay", "bad_signature"):
        signature = signing.sign(alipay_key(world), b"something else")
    tail = "" if world.faults.strikes("alipay", "no_signature") else f',"sign":"{signature}"'
    return HTTPResponse(f'{{"{node}":{exact}{tail}}}', content_type="text/html;charset=utf-8")
