"""The secrets of all protocols: made once, kept in DATA/keys for the owner's eyes only, written to credentials.json.

The product is told them by its settings, as an operator would copy them from each party's console. They are worth
nothing outside this machine, and the product refuses them in production.
"""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

Credentials = dict[str, Any]

RSA_BITS = 2048
"""What WeChat Pay and Alipay (RSA2) prescribe."""


class Keyring:
    """The secrets of one data folder."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "keys"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.credentials_path = data / "credentials.json"

    def secret(self, name: str, made: str) -> str:
        """The secret of this name; `made` becomes it when there is none yet."""
        path = self.folder / name
        if not path.exists():
            _write_private(path, made.encode())
        return path.read_text()

    def private_key(self, name: str) -> rsa.RSAPrivateKey:
        """An RSA key pair: NAME.private.pem (PKCS#8) and NAME.public.pem beside each other."""
        path = self.private_path(name)
        if not path.exists():
            made = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
            public = made.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            _write_private(self.public_path(name), public)
            _write_private(path, _pkcs8(made))
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        assert isinstance(key, rsa.RSAPrivateKey)
        return key

    def private_path(self, name: str) -> Path:
        return self.folder / f"{name}.private.pem"

    def public_path(self, name: str) -> Path:
        return self.folder / f"{name}.public.pem"

    def publish(self, credentials: Credentials) -> None:
        """Write what the product needs to know to DATA/credentials.json."""
        _write_private(self.credentials_path, json.dumps(credentials, ensure_ascii=False, indent=2).encode())


def token(length: int) -> str:
    """A random word of letters and digits."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(secrets.choice(alphabet) for _ in range(length))


def _pkcs8(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, in one step: a reader sees the old content or the new."""
    beside = path.with_name(path.name + ".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    beside.replace(path)
