"""A change of any kind is caught: in the bytes, in the trust, after the signature."""

import random
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils.generic import NameObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from app.documents.check import UnreadablePdf, check
from app.documents.contents import CompanySetup, Office
from app.documents.keys import KeyRing
from app.documents.papers import SetupPaper, render_setup_paper, signatories
from app.documents.render import fingerprint
from app.documents.sample_keys import open_sample_keys
from app.documents.seal import SigningFact, seal, sign_for_person

FIELDS = ("sign-p1", "sign-p2")


@pytest.fixture(scope="module")
def unsigned(setup: CompanySetup, at: datetime) -> bytes:
    return render_setup_paper(SetupPaper.ARTICLES, setup, at=at, sample=True)


@pytest.fixture(scope="module")
def signed(unsigned: bytes, setup: CompanySetup, ring: KeyRing, at: datetime) -> bytes:
    pdf = unsigned
    for each in signatories(SetupPaper.ARTICLES, setup):
        signer = ring.persons.certify(name=each.name, verification_id="V", at=at)
        pdf = sign_for_person(pdf, signer, field=each.field, fact=SigningFact(at, fingerprint(unsigned)))
    return pdf


def _worth(pdf: bytes, ring: KeyRing, now: datetime) -> bool:
    """Whether a reader would accept the document: readable, both signatures there and good."""
    try:
        found = check(pdf, ring.roots, now=now)
    except UnreadablePdf:
        return False
    return [status.field for status in found] == list(FIELDS) and all(status.good for status in found)


def test_an_unsigned_paper_has_no_signature(unsigned: bytes, ring: KeyRing, at: datetime) -> None:
    assert check(unsigned, ring.roots, now=at) == []


def test_one_flipped_byte_is_caught_wherever_it_is(signed: bytes, ring: KeyRing, at: datetime) -> None:
    assert _worth(signed, ring, at)
    # The last signature's own container ends in zeros that nobody reads, and its hex may change its case.
    container = signed.rindex(b"/Contents <")
    rest = container + signed[container:].index(b">") + 1
    positions = random.Random(7).sample([*range(container), *range(rest, len(signed))], 30)
    for position in positions:
        changed = bytearray(signed)
        changed[position] ^= 0x01
        assert not _worth(bytes(changed), ring, at), position


@pytest.mark.parametrize("keep", [0, 10, 1000, 60_000, -500, -20])
def test_a_document_cut_off_is_worth_nothing(keep: int, signed: bytes, ring: KeyRing, at: datetime) -> None:
    assert not _worth(signed[:keep], ring, at)


def test_an_earlier_revision_lacks_the_later_signature(signed: bytes, ring: KeyRing, at: datetime) -> None:
    first = signed[: signed[:-6].rindex(b"%%EOF") + 6]
    assert [status.field for status in check(first, ring.roots, now=at)] == ["sign-p1"]


def test_another_root_is_not_trusted(
    signed: bytes, office: Office, at: datetime, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stranger = open_sample_keys(tmp_path_factory.mktemp("stranger"), {office.code: office.name}, now=at)
    found = check(signed, stranger.roots, now=at)
    assert [(status.intact, status.trusted, status.good) for status in found] == [(True, False, False)] * 2


def test_a_change_after_signing_is_not_allowed(signed: bytes, ring: KeyRing, at: datetime) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    page, _ = writer.find_page_for_modification(0)
    page.get_object()[NameObject("/Lang")] = TextStringObject("x")
    page.get_object()[NameObject("/Rotate")] = NameObject("/R90")
    writer.mark_update(page)
    out = BytesIO()
    writer.write(out)
    found = check(out.getvalue(), ring.roots, now=at)
    assert [status.intact for status in found] == [True, True]
    assert [status.additions_allowed for status in found] == [False, False]
    assert [status.good for status in found] == [False, False]


def test_a_change_between_two_signatures_spoils_the_earlier_one(unsigned: bytes, ring: KeyRing, at: datetime) -> None:
    signer = ring.persons.certify(name="周启明", verification_id="V", at=at)
    fact = SigningFact(at, fingerprint(unsigned))
    first = sign_for_person(unsigned, signer, field=FIELDS[0], fact=fact)
    writer = IncrementalPdfFileWriter(BytesIO(first))
    page, _ = writer.find_page_for_modification(0)
    page.get_object()[NameObject("/Rotate")] = NameObject("/R90")
    writer.mark_update(page)
    out = BytesIO()
    writer.write(out)
    second = sign_for_person(out.getvalue(), signer, field=FIELDS[1], fact=fact)
    assert [status.good for status in check(second, ring.roots, now=at)] == [False, True]


def test_a_final_seal_forbids_everything_after_it(unsigned: bytes, ring: KeyRing, office: Office, at: datetime) -> None:
    sealed = seal(unsigned, ring.sealer(office.code), reason="x", at=at, field=FIELDS[0])
    writer = IncrementalPdfFileWriter(BytesIO(sealed))
    writer.root[NameObject("/Lang")] = TextStringObject("en")
    writer.update_root()
    out = BytesIO()
    writer.write(out)
    assert not check(out.getvalue(), ring.roots, now=at)[0].good


def test_a_short_lived_certificate_is_judged_at_the_moment_of_signing(
    signed: bytes, ring: KeyRing, at: datetime
) -> None:
    assert all(status.good for status in check(signed, ring.roots, now=at + timedelta(days=3650)))


def test_a_signature_from_the_future_is_not_trusted(signed: bytes, ring: KeyRing, at: datetime) -> None:
    assert not any(status.trusted for status in check(signed, ring.roots, now=at - timedelta(days=1)))


@pytest.mark.parametrize("junk", [b"", b"hello", b"%PDF-1.7\n" + bytes(100), b"\x89PNG" * 50])
def test_something_else_than_a_pdf_is_unreadable(junk: bytes, ring: KeyRing, at: datetime) -> None:
    with pytest.raises(UnreadablePdf):
        check(junk, ring.roots, now=at)
