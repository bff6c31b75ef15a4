"""WECHATPAY2-SHA256-RSA2048: five signed lines of a request, three of a reply or notice.

Source: pay.weixin.qq.com, 签名生成 and 如何使用微信支付公钥验签. Replies and notices are signed with the key whose id
(PUB_KEY_ID_…) the header Wechatpay-Serial names; under the fault sign_by_certificate with the platform certificate's,
named by its hexadecimal serial number, as happens while a merchant changes over.
"""

import base64
import binascii
import re
import time

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from sanic import Request

from sandbox.keys import token
from sandbox.wechat_pay.errors import Refused
from sandbox.world import World

SCHEME = "WECHATPAY2-SHA256-RSA2048"
VALID_SECONDS = 300
_FIELD = re.compile(r'(\w+)="([^"]*)"')

STALE_SECONDS = 3600


def check(request: Request, world: World) -> None:
    """Raise Refused SIGN_ERROR unless the merchant has signed exactly this request, now."""
    account = world.credentials["wechat_pay"]
    scheme, _, rest = request.headers.get("authorization", "").partition(" ")
    given = dict(_FIELD.findall(rest))
    if scheme != SCHEME or {*given} < {"mchid", "nonce_str", "signature", "timestamp", "serial_no"}:
        raise Refused("SIGN_ERROR", "Http头缺少认证信息或格式不正确")
    if given["mchid"] != account["mchid"] or given["serial_no"].upper() != account["merchant_serial"]:
        raise Refused("SIGN_ERROR", "商户号或证书序列号不正确")
    if not given["timestamp"].isdigit() or abs(time.time() - int(given["timestamp"])) > VALID_SECONDS:
        raise Refused("SIGN_ERROR", "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟")
    target = request.raw_url.decode()
    lines = [request.method, target, given["timestamp"], given["nonce_str"], request.body.decode()]
    if not verifies(merchant_key(world), message(lines), given["signature"]):
        raise Refused("SIGN_ERROR")


def headers(world: World, body: bytes, *, notice: bool = False) -> dict[str, str]:
    """The headers of a signed reply or notice; armed faults spoil them."""
    faults, before = world.faults, "notice_" if notice else ""
    if faults.strikes("wechat_pay", f"{before}no_signature"):
        return {}
    stale = faults.strikes("wechat_pay", f"{before}stale")
    stamp = str(int(time.time()) - (STALE_SECONDS if stale else 0))
    nonce = token(32)
    serial, key = signer(world)
    signature = sign(key, message([stamp, nonce, body.decode()]))
    if faults.strikes("wechat_pay", f"{before}bad_signature"):
        signature = sign(key, message([stamp, nonce, "something else"]))
    if notice and faults.strikes("wechat_pay", "notice_signtest"):
        signature = f"WECHATPAY/SIGNTEST/{signature[:320]}"
    if faults.strikes("wechat_pay", f"{before}unknown_serial"):
        serial = f"PUB_KEY_ID_{'9' * 28}"
    return {
        "Wechatpay-Serial": serial,
        "Wechatpay-Signature": signature,
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Signature-Type": SCHEME,
    }


def signer(world: World) -> tuple[str, rsa.RSAPrivateKey]:
    """The serial and key in force."""
    if world.faults.strikes("wechat_pay", "sign_by_certificate"):
        return "5E1B0C9A77D24F30B1A6C2D8E4F09A6B3C7D8E21", world.keyring.private_key("wechat_pay.certificate")
    return world.credentials["wechat_pay"]["public_key_id"], world.keyring.private_key("wechat_pay.platform")


def merchant_key(world: World) -> rsa.RSAPublicKey:
    key = serialization.load_pem_public_key(world.keyring.public_path("wechat_pay.merchant").read_bytes())
    assert isinstance(key, rsa.RSAPublicKey)
    return key


def message(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def sign(key: rsa.RSAPrivateKey, content: bytes) -> str:
    return base64.b64encode(key.sign(content, padding.PKCS1v15(), hashes.SHA256())).decode()


def verifies(key: rsa.RSAPublicKey, content: bytes, signature: str) -> bool:
    try:
        key.verify(base64.b64decode(signature, validate=True), content, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error):
        return False
    return True
