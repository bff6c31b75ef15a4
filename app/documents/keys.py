"""The keys that seal: the office's, the authority that certifies signatories, and the licence's Ed25519 key.

Production reads files an operator provides and refuses anything marked SAMPLE; elsewhere `sample_keys` makes a
complete sample set once. Nothing here reads settings: folders, files and passwords are arguments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    pkcs12,
)

from app.documents.certificates import (
    Issuer,
    SigningKey,
    holder_name,
    is_sample,
    new_key,
    person_certificate,
)


class UnusableKeys(Exception):
    """A key file is absent, unreadable or not fit for its purpose: the process must not start."""


@dataclass(frozen=True)
class Sealer:
    """The office's electronic seal: its certificate with the chain below the root, and the key."""

    office: str
    certificate: x509.Certificate
    key: SigningKey
    chain: tuple[x509.Certificate, ...]

    @property
    def sample(self) -> bool:
        return is_sample(self.certificate)


@dataclass(frozen=True)
class PersonSigner:
    """One verified person for one sitting; the key lives in memory and ends with it."""

    name: str
    verification_id: str
    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    chain: tuple[x509.Certificate, ...]


@dataclass(frozen=True)
class PersonAuthority:
    """Issues a certificate of minutes per signatory, bound to the verification it rests on."""

    issuer: Issuer
    root: x509.Certificate

    def certify(self, *, name: str, verification_id: str, at: datetime) -> PersonSigner:
        key = new_key()
        certificate = person_certificate(name, verification_id, key, self.issuer, at=at)
        return PersonSigner(name, verification_id, certificate, key, (self.issuer.certificate, self.root))


@dataclass(frozen=True)
class LicenceKey:
    """Signs licence payloads and `licence.json`. `key_id` is the first 8 hex digits of the public key's SHA-256."""

    key: ed25519.Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """The raw public key, 32 bytes: what relying parties are given."""
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def key_id(self) -> str:
        return key_id(self.public)


@dataclass(frozen=True)
class KeyRing:
    """All that a deployment seals with, and the roots it trusts."""

    roots: tuple[x509.Certificate, ...]
    sealers: Mapping[str, Sealer]
    persons: PersonAuthority
    licence: LicenceKey

    def sealer(self, office_code: str) -> Sealer:
        """The seal of an office. Raises UnusableKeys when this deployment holds none for it."""
        try:
            return self.sealers[office_code]
        except KeyError:
            raise UnusableKeys(f"no seal for the office {office_code}") from None


@dataclass(frozen=True)
class KeyFiles:
    """Where production keeps its keys: PKCS#12 for seals and authority, PEM for the root and the Ed25519 key."""

    root: Path
    seals: Mapping[str, Path]
    person_authority: Path
    licence: Path
    password: bytes | None = None


def key_id(public: bytes) -> str:
    return sha256(public).hexdigest()[:8]


def open_production_keys(files: KeyFiles, *, now: datetime) -> KeyRing:
    """The keys an operator provided. Raises UnusableKeys, also for anything marked SAMPLE or out of its validity."""
    ring = read_keys(files)
    authority = ring.persons.issuer.certificate
    for certificate in (*ring.roots, authority, *(sealer.certificate for sealer in ring.sealers.values())):
        if is_sample(certificate):
            raise UnusableKeys(f"{holder_name(certificate)}: a SAMPLE certificate cannot seal in production")
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            raise UnusableKeys(f"{holder_name(certificate)}: the certificate is not valid today")
    return ring


def read_keys(files: KeyFiles) -> KeyRing:
    """The keys as they are in the files. Raises UnusableKeys."""
    root = x509.load_pem_x509_certificate(_read(files.root))
    sealers = {code: _sealer(file, files.password) for code, file in files.seals.items()}
    key, certificate, _ = _pkcs12(files.person_authority, files.password)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise UnusableKeys(f"{files.person_authority.name}: the authority's key must be an elliptic-curve key")
    licence = _private_key(files.licence, files.password)
    if not isinstance(licence, ed25519.Ed25519PrivateKey):
        raise UnusableKeys(f"{files.licence.name}: the licence key must be an Ed25519 key")
    return KeyRing((root,), sealers, PersonAuthority(Issuer(certificate, key), root), LicenceKey(licence))


def _sealer(file: Path, password: bytes | None) -> Sealer:
    key, certificate, chain = _pkcs12(file, password)
    return Sealer(holder_name(certificate), certificate, key, tuple(chain))


def _pkcs12(file: Path, password: bytes | None) -> tuple[SigningKey, x509.Certificate, Sequence[x509.Certificate]]:
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(_read(file), password)
    except ValueError:
        raise UnusableKeys(f"{file.name}: not a PKCS#12 file, or its password is wrong") from None
    if certificate is None or not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise UnusableKeys(f"{file.name}: holds no certificate with an EC or RSA key")
    return key, certificate, chain


def _private_key(file: Path, password: bytes | None) -> object:
    data = _read(file)
    try:
        return load_pem_private_key(data, password if b"ENCRYPTED" in data else None)
    except (ValueError, TypeError):
        raise UnusableKeys(f"{file.name}: not a PEM private key, or its password is wrong") from None


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UnusableKeys(f"{file.name}: cannot be read ({error.strerror})") from None
