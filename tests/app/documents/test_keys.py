"""Keys: made once outside production, never readable by others, never a sample in production."""

import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from app.documents.certificates import authority, end_certificate, holder_name, subject, verification_of
from app.documents.check import check
from app.documents.contents import CompanySetup, Office
from app.documents.keys import KeyFiles, KeyRing, UnusableKeys, open_production_keys
from app.documents.papers import SetupPaper, render_setup_paper
from app.documents.sample_keys import open_sample_keys
from app.documents.seal import seal

PASSWORD = b"correct horse"


@pytest.fixture
def production(tmp_path: Path, office: Office, at: datetime) -> KeyFiles:
    """What an operator provides: a root, an RSA seal and an authority under one password, an Ed25519 key."""
    root = authority(subject("安和省电子印章根", sample=False), None, at=at, years=20)
    persons = authority(subject("安和省签名", sample=False), root, at=at, years=10)
    key = rsa.generate_private_key(65537, 2048)
    seal_certificate = end_certificate(
        subject(office.name, sample=False), key, root, not_before=at, not_after=at + timedelta(days=365)
    )
    lock = BestAvailableEncryption(PASSWORD)
    bundle = pkcs12.serialize_key_and_certificates
    files = KeyFiles(
        tmp_path / "root.pem",
        {office.code: tmp_path / "seal.p12"},
        tmp_path / "persons.p12",
        tmp_path / "licence.pem",
        PASSWORD,
    )
    files.root.write_bytes(root.certificate.public_bytes(Encoding.PEM))
    files.seals[office.code].write_bytes(bundle(b"seal", key, seal_certificate, [root.certificate], lock))
    files.person_authority.write_bytes(bundle(b"persons", persons.key, persons.certificate, None, lock))
    licence = ed25519.Ed25519PrivateKey.generate()
    files.licence.write_bytes(licence.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock))
    return files


def _sample_files(folder: Path, office: Office) -> KeyFiles:
    seals = {office.code: folder / f"seal-{office.code}.p12"}
    return KeyFiles(folder / "root.pem", seals, folder / "persons.p12", folder / "licence.pem")


def test_sample_keys_are_made_once_and_only_their_owner_reads_them(
    tmp_path: Path, office: Office, at: datetime
) -> None:
    folder = tmp_path / "keys"
    first = open_sample_keys(folder, {office.code: office.name}, now=at)
    again = open_sample_keys(folder, {office.code: office.name, "990100": "清江市市场监督管理局"}, now=at)
    assert again.roots == first.roots
    assert again.licence.public == first.licence.public
    assert again.sealer(office.code).certificate == first.sealer(office.code).certificate
    assert again.sealer("990100").office == "清江市市场监督管理局"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_processes_that_start_together_share_one_set(tmp_path: Path, office: Office) -> None:
    program = (
        "import sys; from datetime import datetime, UTC; from pathlib import Path;"
        "from app.documents.sample_keys import open_sample_keys;"
        "ring = open_sample_keys(Path(sys.argv[1]), {sys.argv[2]: sys.argv[3]}, now=datetime.now(UTC));"
        "print(ring.licence.key_id, ring.roots[0].serial_number, ring.sealer(sys.argv[2]).certificate.serial_number)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "keys"), office.code, office.name]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    answers = {process.communicate()[0] for process in running}
    assert [process.returncode for process in running] == [0, 0, 0]
    assert len(answers) == 1


def test_every_sample_certificate_says_so(ring: KeyRing, office: Office) -> None:
    certificates = (*ring.roots, ring.persons.issuer.certificate, ring.sealer(office.code).certificate)
    assert all("SAMPLE" in certificate.subject.rfc4514_string() for certificate in certificates)
    assert ring.sealer(office.code).sample


def test_production_refuses_sample_keys(tmp_path: Path, office: Office, at: datetime) -> None:
    open_sample_keys(tmp_path, {office.code: office.name}, now=at)
    with pytest.raises(UnusableKeys, match="SAMPLE"):
        open_production_keys(_sample_files(tmp_path, office), now=at)


def test_production_refuses_a_seal_issued_below_a_sample_root(
    production: KeyFiles, office: Office, at: datetime, ring: KeyRing
) -> None:
    sample = ring.sealer(office.code)
    lock = BestAvailableEncryption(PASSWORD)
    bundle = pkcs12.serialize_key_and_certificates(b"x", sample.key, sample.certificate, None, lock)
    production.seals[office.code].write_bytes(bundle)
    with pytest.raises(UnusableKeys, match="SAMPLE"):
        open_production_keys(production, now=at)


def test_production_seals_with_an_rsa_key_too(
    production: KeyFiles, setup: CompanySetup, office: Office, at: datetime, pdfsig: Callable[[bytes], str]
) -> None:
    ring = open_production_keys(production, now=at)
    sealer = ring.sealer(office.code)
    assert not sealer.sample
    paper = render_setup_paper(SetupPaper.ADDRESS_COMMITMENT, setup, at=at, sample=False)
    sealed = seal(paper, sealer, reason="x", at=at, field="sign-p1")
    assert check(sealed, ring.roots, now=at)[0].good
    assert "Signature is Valid" in pdfsig(sealed)


@pytest.mark.parametrize("days", [-1, 366])
def test_a_certificate_out_of_its_validity_is_refused(production: KeyFiles, at: datetime, days: int) -> None:
    with pytest.raises(UnusableKeys, match="not valid today"):
        open_production_keys(production, now=at + timedelta(days=days))


def test_a_wrong_password_names_the_file(production: KeyFiles, at: datetime) -> None:
    with pytest.raises(UnusableKeys, match=r"seal\.p12.*password"):
        open_production_keys(replace(production, password=b"wrong"), now=at)


def test_a_missing_file_is_named(production: KeyFiles, at: datetime) -> None:
    production.licence.unlink()
    with pytest.raises(UnusableKeys, match=r"licence\.pem: cannot be read"):
        open_production_keys(production, now=at)


def test_a_key_of_another_kind_is_refused(production: KeyFiles, at: datetime) -> None:
    other = rsa.generate_private_key(65537, 2048)
    production.licence.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(UnusableKeys, match="Ed25519"):
        open_production_keys(production, now=at)


def test_an_office_without_a_seal_is_named(ring: KeyRing) -> None:
    with pytest.raises(UnusableKeys, match="110000"):
        ring.sealer("110000")


def test_a_signatorys_certificate_lives_minutes_and_names_its_verification(ring: KeyRing, at: datetime) -> None:
    signer = ring.persons.certify(name="周启明", verification_id="V-17", at=at)
    certificate = signer.certificate
    assert verification_of(certificate) == "V-17"
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc < timedelta(minutes=20)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    certificate.verify_directly_issued_by(ring.persons.issuer.certificate)
    assert ring.persons.certify(name="周启明", verification_id="V-17", at=at).key is not signer.key
    assert verification_of(ring.persons.issuer.certificate) is None


def test_a_long_name_stands_whole_in_the_certificate(ring: KeyRing, at: datetime, tmp_path: Path) -> None:
    name = "新疆维吾尔自治区伊犁哈萨克自治州云溪县市场监督管理局"
    assert open_sample_keys(tmp_path, {"990123": name}, now=at).sealer("990123").office == name
    assert holder_name(ring.persons.certify(name=name, verification_id="V", at=at).certificate) == name
