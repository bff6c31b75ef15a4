"""X.509 certificates of the signing infrastructure (RFC 5280), on the curve P-256."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

SAMPLE_MARK = "SAMPLE"
VERIFICATION_URN = "urn:zhaoban:verification:"
# RFC 9608: the certificate dies before a revocation could be published, so there is nothing to ask for.
NO_REVOCATION_AVAILABLE = x509.ObjectIdentifier("2.5.29.56")
# X.520 `name`: holds a name of any length where the common name has no room for it.
FULL_NAME = x509.ObjectIdentifier("2.5.4.41")
COMMON_NAME_LIMIT_BYTES = 64
PERSON_VALIDITY = timedelta(minutes=15)
CLOCK_SKEW = timedelta(minutes=1)

SigningKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Issuer:
    """A certification authority's certificate and key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def subject(name: str, organisation: str | None = None, *, sample: bool) -> x509.Name:
    """A distinguished name; outside production the organisational unit carries the sample mark.

    A common name has 64 bytes, which 22 Chinese characters exceed: a longer name is clipped there and stands whole in
    the attribute `name`.
    """
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN")]
    if organisation:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    if sample:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, f"样本 {SAMPLE_MARK}"))
    clipped = name.encode()[:COMMON_NAME_LIMIT_BYTES].decode(errors="ignore")
    if clipped != name:
        parts.append(x509.NameAttribute(FULL_NAME, name))
    parts.append(x509.NameAttribute(NameOID.COMMON_NAME, clipped))
    return x509.Name(parts)


def is_sample(certificate: x509.Certificate) -> bool:
    """Whether subject or issuer carries the sample mark."""
    names = (certificate.subject, certificate.issuer)
    return any(SAMPLE_MARK in str(attribute.value) for name in names for attribute in name)


def authority(name: x509.Name, issuer: Issuer | None, *, at: datetime, years: int) -> Issuer:
    """A new root (without `issuer`) or an authority below it that issues only end certificates."""
    key = new_key()
    builder = _builder(name, issuer.certificate.subject if issuer else name, key, at, at + timedelta(days=365 * years))
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0 if issuer else 1), critical=True)
    builder = builder.add_extension(_usage(authority=True), critical=True)
    return Issuer(_signed(builder, issuer.key if issuer else key), key)


def end_certificate(
    name: x509.Name,
    key: SigningKey,
    issuer: Issuer,
    *,
    not_before: datetime,
    not_after: datetime,
    extensions: Sequence[x509.ExtensionType] = (),
    critical: Sequence[x509.ExtensionType] = (),
) -> x509.Certificate:
    """A certificate that signs documents: digital signature and content commitment (non-repudiation)."""
    builder = _builder(name, issuer.certificate.subject, key, not_before, not_after)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(authority=False), critical=True)
    for extension in (*extensions, *critical):
        builder = builder.add_extension(extension, critical=extension in critical)
    return _signed(builder, issuer.key)


def person_certificate(
    name: str, verification_id: str, key: ec.EllipticCurvePrivateKey, issuer: Issuer, *, at: datetime
) -> x509.Certificate:
    """A certificate for one sitting of one verified person, which names the verification it rests on."""
    return end_certificate(
        subject(name, sample=is_sample(issuer.certificate)),
        key,
        issuer,
        not_before=at - CLOCK_SKEW,
        not_after=at + PERSON_VALIDITY,
        extensions=(
            x509.SubjectAlternativeName([x509.UniformResourceIdentifier(VERIFICATION_URN + verification_id)]),
            x509.UnrecognizedExtension(NO_REVOCATION_AVAILABLE, b"\x05\x00"),
        ),
    )


def verification_of(certificate: x509.Certificate) -> str | None:
    """The verification a person's certificate is bound to, or None for another certificate."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return None
    uris = names.get_values_for_type(x509.UniformResourceIdentifier)
    found = [uri.removeprefix(VERIFICATION_URN) for uri in uris if uri.startswith(VERIFICATION_URN)]
    return found[0] if found else None


def holder_name(certificate: x509.Certificate) -> str:
    """The holder's whole name."""
    for oid in (FULL_NAME, NameOID.COMMON_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            return str(attribute.value)
    return ""


def _builder(
    name: x509.Name, issuer: x509.Name, key: SigningKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _signed(builder: x509.CertificateBuilder, signing_key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key())
    return builder.add_extension(identifier, critical=False).sign(signing_key, hashes.SHA256())


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
