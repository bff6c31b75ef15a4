"""RSA2 (RSASSA-PKCS1-v1_5 with SHA-256) as Alipay's gateway and notices use it.

Source: opendocs.alipay.com, 自行实现签名 and 自行实现验签. A request or notice is signed over its non-empty parameters
sorted by name; a reply over the exact bytes of its inner JSON object.
"""

import base64
import binascii
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def content(parameters: Mapping[str, str], *without: str) -> bytes:
    """The text to be signed: name=value joined by &, sorted, empty values and those named left out."""
    pairs = sorted((name, value) for name, value in parameters.items() if value != "" and name not in without)
    return "&".join(f"{name}={value}" for name, value in pairs).encode()


def sign(key: rsa.RSAPrivateKey, message: bytes) -> str:
    return base64.b64encode(key.sign(message, padding.PKCS1v15(), hashes.SHA256())).decode()


def sign_sha1(key: rsa.RSAPrivateKey, message: bytes) -> str:
    """The retired `RSA` signature, which no verifier should accept any more; only a fault makes it."""
    return base64.b64encode(key.sign(message, padding.PKCS1v15(), hashes.SHA1())).decode()  # noqa: S303


def verifies(key: rsa.RSAPublicKey, message: bytes, signature: str) -> bool:
    try:
        key.verify(base64.b64decode(signature, validate=True), message, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, binascii.Error):
        return False
    return True
