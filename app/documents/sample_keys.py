"""A complete set of sample keys for every place that is not production: made once in a folder, readable by its owner.

Root and signing authority, one seal per office, one Ed25519 key for licences; every subject is marked SAMPLE, so
`keys.open_production_keys` refuses them.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12

from app.documents.certificates import Issuer, authority, end_certificate, new_key, subject
from app.documents.keys import KeyFiles, KeyRing, read_keys

_YEARS = 10


def open_sample_keys(folder: Path, offices: Mapping[str, str], *, now: datetime) -> KeyRing:
    """The sample keys in `folder`, which are made where they do not exist yet. `offices` maps codes to names.

    Several processes may start at once: one makes, the others wait and read.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    root_key = folder / "root.p12"
    seals = {code: folder / f"seal-{code}.p12" for code in offices}
    files = KeyFiles(folder / "root.pem", seals, folder / "persons.p12", folder / "licence.pem")
    with _alone(folder):
        if not files.licence.exists():
            _make_authorities(root_key, files, now)
        for code, name in offices.items():
            if not seals[code].exists():
                _make_seal(seals[code], name, root_key, now)
    return read_keys(files)


def _make_authorities(root_key: Path, files: KeyFiles, now: datetime) -> None:
    root = authority(subject("照办样本根 SAMPLE Root", "照办", sample=True), None, at=now, years=2 * _YEARS)
    persons = authority(subject("照办样本签名 SAMPLE Signatories", "照办", sample=True), root, at=now, years=_YEARS)
    _write(root_key, _bundle("root", root, ()))
    _write(files.root, root.certificate.public_bytes(Encoding.PEM))
    _write(files.person_authority, _bundle("persons", persons, (root.certificate,)))
    licence = ed25519.Ed25519PrivateKey.generate()
    # Written last: its presence says that the set is complete.
    _write(files.licence, licence.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _make_seal(file: Path, office: str, root_key: Path, now: datetime) -> None:
    key, certificate, _ = pkcs12.load_key_and_certificates(root_key.read_bytes(), None)
    root = Issuer(certificate, key)  # type: ignore[arg-type]  # what _make_authorities wrote
    seal_key = new_key()
    seal = end_certificate(
        subject(office, office, sample=True),
        seal_key,
        root,
        not_before=now - timedelta(minutes=1),
        not_after=now + timedelta(days=365 * _YEARS - 1),
    )
    _write(file, _bundle("seal", Issuer(seal, seal_key), (root.certificate,)))


def _bundle(name: str, holder: Issuer, chain: tuple[x509.Certificate, ...]) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        name.encode(), holder.key, holder.certificate, chain or None, NoEncryption()
    )


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    draft = file.with_suffix(file.suffix + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)
    draft.replace(file)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with os.fdopen(os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600), "r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
