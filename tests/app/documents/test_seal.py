"""Seals and signatures, judged by our own check and by poppler's pdfsig, which shares no code with it."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from itertools import permutations

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from PIL import Image, ImageDraw
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from app.documents.appearance import UnusableDrawing
from app.documents.certificates import authority, end_certificate, subject
from app.documents.check import check
from app.documents.contents import CompanySetup, Office, RegistrationNotice
from app.documents.keys import KeyRing
from app.documents.papers import SetupPaper, Signatory, render_registry_paper, render_setup_paper, signatories
from app.documents.render import fingerprint
from app.documents.seal import SigningFact, UnknownField, open_fields, seal, sign_for_person

PdfSig = Callable[[bytes], str]


@pytest.fixture
def notice(office: Office, at: datetime) -> bytes:
    paper = RegistrationNotice(
        number="（云溪）登字〔2026〕第000018号",
        office=office,
        applicant="周启明",
        matter="有限责任公司设立登记",
        company_name="云溪县青禾软件有限公司",
        uscc="91990122MAXY00001R",
        licence_number="990122000000018",
        decided_on=at.date(),
    )
    return render_registry_paper(paper, at=at, sample=True)


@pytest.fixture
def resolution(setup: CompanySetup, at: datetime) -> bytes:
    return render_setup_paper(SetupPaper.APPOINTMENT, setup, at=at, sample=True)


@pytest.fixture
def signing(setup: CompanySetup) -> tuple[Signatory, ...]:
    return signatories(SetupPaper.APPOINTMENT, setup)


def _sign_all(pdf: bytes, people: tuple[Signatory, ...], ring: KeyRing, at: datetime) -> bytes:
    """Everybody signs, an hour after the one before."""
    digest = fingerprint(pdf)
    for hour, each in enumerate(people):
        moment = at + timedelta(hours=hour)
        signer = ring.persons.certify(name=each.name, verification_id=f"V-{each.field}", at=moment)
        pdf = sign_for_person(pdf, signer, field=each.field, fact=SigningFact(moment, digest))
    return pdf


def test_a_sealed_paper_is_valid_here_and_for_pdfsig(
    notice: bytes, ring: KeyRing, office: Office, at: datetime, pdfsig: PdfSig
) -> None:
    sealed = seal(notice, ring.sealer(office.code), reason="准予登记", at=at)
    (status,) = check(sealed, ring.roots, now=at)
    assert status.good
    assert status.covers_file
    assert (status.name, status.reason, status.signed_at, status.sample) == (office.name, "准予登记", at, True)
    report = pdfsig(sealed)
    assert "Signature is Valid" in report
    assert "Total document signed" in report
    assert "ETSI.CAdES.detached" in report


def test_an_invisible_seal_is_as_valid(notice: bytes, ring: KeyRing, office: Office, at: datetime) -> None:
    sealed = seal(notice, ring.sealer(office.code), reason="归档", at=at, visible=False)
    assert check(sealed, ring.roots, now=at)[0].good


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_all_signatures_stay_valid_in_any_order(
    order: tuple[int, ...],
    resolution: bytes,
    signing: tuple[Signatory, ...],
    ring: KeyRing,
    at: datetime,
    pdfsig: PdfSig,
) -> None:
    people = tuple(signing[index] for index in order)
    signed = _sign_all(resolution, people, ring, at)
    found = check(signed, ring.roots, now=at + timedelta(days=400))
    assert [status.name for status in found] == [each.name for each in people]
    assert [status.good for status in found] == [True, True, True]
    assert [status.covers_file for status in found] == [False, False, True]
    assert [status.verification_id for status in found] == [f"V-{each.field}" for each in people]
    assert pdfsig(signed).count("Signature is Valid") == 3


def test_a_signature_repeats_the_hash_that_the_person_was_shown(
    resolution: bytes, signing: tuple[Signatory, ...], ring: KeyRing, at: datetime, text_of: Callable[..., str]
) -> None:
    signed = _sign_all(resolution, signing, ring, at)
    assert all(fingerprint(resolution) in status.reason for status in check(signed, ring.roots, now=at))
    assert text_of(signed).count(fingerprint(resolution)[:16]) == 3
    assert signed.startswith(resolution)


def test_fields_close_one_by_one(
    resolution: bytes, signing: tuple[Signatory, ...], ring: KeyRing, at: datetime
) -> None:
    first = _sign_all(resolution, signing[:1], ring, at)
    assert open_fields(first) == [each.field for each in signing[1:]]
    with pytest.raises(UnknownField):
        _sign_all(first, signing[:1], ring, at)


def test_a_field_that_does_not_exist_is_refused(notice: bytes, ring: KeyRing, office: Office, at: datetime) -> None:
    with pytest.raises(UnknownField, match="stamp"):
        seal(notice, ring.sealer(office.code), reason="x", at=at, field="stamp")


def test_a_drawn_signature_is_shown_and_cleaned(
    resolution: bytes, signing: tuple[Signatory, ...], ring: KeyRing, at: datetime
) -> None:
    picture = Image.new("RGBA", (900, 400))
    ImageDraw.Draw(picture).line([(50, 200), (400, 60), (800, 300)], fill=(20, 20, 60, 255), width=12)
    out = BytesIO()
    picture.save(out, "PNG")
    signer = ring.persons.certify(name=signing[0].name, verification_id="V-1", at=at)
    fact = SigningFact(at, fingerprint(resolution), drawn=out.getvalue())
    signed = sign_for_person(resolution, signer, field=signing[0].field, fact=fact)
    assert check(signed, ring.roots, now=at)[0].good
    assert signed.count(b"/Subtype /Image") > resolution.count(b"/Subtype /Image")


@pytest.mark.parametrize("drawn", [b"GIF89a", b"\x89PNG\r\n\x1a\n broken", b"\x89PNG\r\n\x1a\n" + bytes(400_000)])
def test_a_drawing_that_is_no_small_picture_is_refused(
    drawn: bytes, resolution: bytes, signing: tuple[Signatory, ...], ring: KeyRing, at: datetime
) -> None:
    signer = ring.persons.certify(name=signing[0].name, verification_id="V-1", at=at)
    with pytest.raises(UnusableDrawing):
        sign_for_person(resolution, signer, field=signing[0].field, fact=SigningFact(at, "0" * 64, drawn=drawn))


async def test_sealing_works_from_a_coroutine_through_a_thread(
    notice: bytes, ring: KeyRing, office: Office, at: datetime
) -> None:
    sealer = ring.sealer(office.code)
    jobs = (asyncio.to_thread(seal, notice, sealer, reason=str(number), at=at) for number in range(4))
    sealed = await asyncio.gather(*jobs)
    statuses = [await asyncio.to_thread(check, pdf, ring.roots, now=at) for pdf in sealed]
    assert [(status[0].good, status[0].reason) for status in statuses] == [(True, str(n)) for n in range(4)]


class _Authority:
    """A time-stamping authority on pyHanko's own implementation of RFC 3161."""

    def __init__(self, root_year: datetime) -> None:
        root = authority(subject("样本时间戳根", sample=True), None, at=root_year, years=20)
        key = rsa.generate_private_key(65537, 2048)
        certificate = end_certificate(
            subject("样本时间戳", sample=True),
            key,
            root,
            not_before=root_year,
            not_after=root_year + timedelta(days=3650),
            critical=(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]),),
        )
        self.root = root.certificate
        self._stamper = DummyTimeStamper(
            asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)),
            asn1_keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
            fixed_dt=root_year + timedelta(days=1),
        )

    def respond(self, request: bytes) -> bytes:
        return bytes(self._stamper.request_tsa_response(tsp.TimeStampReq.load(request)).dump())


@pytest.fixture
def stamper(at: datetime) -> _Authority:
    return _Authority(at - timedelta(days=1))


def test_a_time_stamp_replaces_the_signers_own_time(
    notice: bytes, ring: KeyRing, office: Office, at: datetime, stamper: _Authority
) -> None:
    sealed = seal(notice, ring.sealer(office.code), reason="准予登记", at=at, timestamps=stamper)
    (status,) = check(sealed, (*ring.roots, stamper.root), now=at)
    assert status.stamped
    assert status.good
