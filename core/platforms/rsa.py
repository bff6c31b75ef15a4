"""RSASSA-PKCS1-v1_5 with SHA-256, the only signature both providers may use with us (WECHATPAY2-SHA256-RSA2048, RSA2).

The algorithm is ours to fix, never the message's: a verifier that follows the message's own `sign_type` accepts the
broken SHA-1 of old.
"""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256


def private_key(pem: str) -> RSAPrivateKey:
    """Raises ValueError for anything but an RSA private key in PEM."""
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("an RSA private key is needed")
    return key


def public_key(pem: str) -> RSAPublicKey:
    """Raises ValueError for anything but an RSA public key in PEM."""
    key = serialization.load_pem_public_key(pem.encode())
    if not isinstance(key, RSAPublicKey):
        raise ValueError("an RSA public key is needed")
    return key


def sign(key: RSAPrivateKey, message: bytes) -> str:
    return base64.b64encode(key.sign(message, PKCS1v15(), SHA256())).decode()


def verifies(key: RSAPublicKey, message: bytes, signature: str) -> bool:
    try:
        key.verify(base64.b64decode(signature, validate=True), message, PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
