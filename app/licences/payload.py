"""What a licence proves without asking the registry: the signed text of its QR, and `licence.json` with a signature.

The QR carries one address. Its last part is an Ed25519 signature (RFC 8032) over everything before it, so neither the
host nor a value can be exchanged, and a relying party checks it offline with the published public key:

    https://host/path?t=1.<uscc>.<version>.<issued at, Unix seconds>.<name hash>.<key id>.<signature>

`name hash` is the first 128 bits of SHA-256 over the name (NFC, UTF-8); hash and signature are base64url (RFC 4648).
"""

import json
import re
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.documents.keys import LicenceKey, key_id
from app.licences.render import LicenceContents

FORMAT = "1"
_TOKEN = re.compile(
    r"(?P<url>https?://[^\s?#]+)\?t=1\.(?P<uscc>[0-9A-Z]{18})\.(?P<version>[1-9][0-9]{0,8})\.(?P<issued>[0-9]{1,12})"
    r"\.(?P<name>[\w-]{22})\.(?P<key>[0-9a-f]{8})\.(?P<signature>[\w-]{86})",
    re.ASCII,
)


class ForgedPayload(Exception):
    """Not a payload of ours: malformed, changed, or signed with a key that is not published."""


@dataclass(frozen=True)
class LicenceClaims:
    """What a verified payload states."""

    url: str
    uscc: str
    version: int
    issued_at: datetime
    name_hash: str
    key_id: str

    def is_of(self, name: str) -> bool:
        """Whether the licence was issued to this name: what a reader compares with the printed one."""
        return self.name_hash == name_hash(name)


def name_hash(name: str) -> str:
    return _encode(sha256(unicodedata.normalize("NFC", name).encode()).digest()[:16])


def sign_payload(url: str, *, uscc: str, name: str, version: int, issued_at: datetime, key: LicenceKey) -> str:
    """The text of the QR. `url` is the licence's public address, without query or fragment."""
    text = f"{url}?t={FORMAT}.{uscc}.{version}.{int(issued_at.timestamp())}.{name_hash(name)}.{key.key_id}"
    signed = f"{text}.{_encode(key.key.sign(text.encode()))}"
    if not _TOKEN.fullmatch(signed):
        raise ValueError("the address, the code or the version cannot be carried by a licence payload")
    return signed


def verify_payload(text: str, published: Mapping[str, bytes]) -> LicenceClaims:
    """The claims of a scanned QR, without any network; `published` maps key ids to raw public keys.

    Raises ForgedPayload.
    """
    found = _TOKEN.fullmatch(text)
    if found is None:
        raise ForgedPayload("this is not the payload of a licence")
    signed, _, signature = text.rpartition(".")
    _verify(published, found["key"], signed.encode(), _decode(signature))
    return LicenceClaims(
        url=found["url"],
        uscc=found["uscc"],
        version=int(found["version"]),
        issued_at=datetime.fromtimestamp(int(found["issued"]), UTC),
        name_hash=found["name"],
        key_id=found["key"],
    )


def machine_readable(
    licence: LicenceContents, *, qr_text: str, pdf_sha256: str, issued_at: datetime, sample: bool
) -> bytes:
    """`licence.json`: the licence's fields in canonical form (sorted keys, no spaces, UTF-8)."""
    fields = asdict(licence) | {
        "established_on": licence.established_on.isoformat(),
        "issued_on": licence.issued_on.isoformat(),
        "issued_at": issued_at.astimezone(UTC).isoformat(timespec="seconds"),
        "office": {"name": licence.office.name, "code": licence.office.code},
        "format": "zhaoban-licence/1",
        "qr": qr_text,
        "pdf_sha256": pdf_sha256,
        "sample": sample,
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sign_detached(document: bytes, key: LicenceKey) -> bytes:
    """The detached signature file of `licence.json`."""
    signature = {"alg": "Ed25519", "key_id": key.key_id, "signature": _encode(key.key.sign(document))}
    return json.dumps(signature, sort_keys=True, separators=(",", ":")).encode()


def verify_detached(document: bytes, signature: bytes, published: Mapping[str, bytes]) -> None:
    """Raises ForgedPayload unless `signature` is a published key's signature over exactly these bytes."""
    try:
        fields = json.loads(signature)
        alg, key, value = fields["alg"], fields["key_id"], _decode(fields["signature"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ForgedPayload("this is not the signature file of a licence") from None
    if alg != "Ed25519":
        raise ForgedPayload("the signature uses another algorithm than Ed25519")
    _verify(published, key, document, value)


def _verify(published: Mapping[str, bytes], identifier: str, signed: bytes, signature: bytes) -> None:
    public = published.get(identifier)
    if public is None or key_id(public) != identifier:
        raise ForgedPayload("the signing key is not published")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except InvalidSignature:
        raise ForgedPayload("the signature does not fit the content") from None


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    """Strict: one signature has one spelling (RFC 4648 section 3.5)."""
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _encode(data) != text:
        raise ForgedPayload("the signature is not written in canonical base64url")
    return data
