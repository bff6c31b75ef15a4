"""A company's setup with invented people of the fictitious county 990122, and one set of sample keys per run."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.documents.contents import CompanySetup, Contribution, Office, Officer, Person, Shareholder
from app.documents.keys import KeyRing
from app.documents.sample_keys import open_sample_keys

AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
OFFICE = Office("云溪县市场监督管理局", "990122", "安和省清江市云溪县人民路1号", "0999-8888888")
FOUNDER = Person("p1", "周启明", "990122199003074518", "13900000001", email="qiming@example.com")
SECOND = Person("p2", "林若楠", "990122199211236527", "13900000002")
SUPERVISOR = Person("p3", "郑思齐", "990122198805159013", "13900000003")


@pytest.fixture(scope="session")
def at() -> datetime:
    return AT


@pytest.fixture(scope="session")
def office() -> Office:
    return OFFICE


@pytest.fixture(scope="session")
def setup() -> CompanySetup:
    """Two shareholders, 60 and 40 per cent of a million yuan; the founder directs, a third person supervises."""
    return CompanySetup(
        application_number="SQ2026112100001",
        name="云溪县青禾软件有限公司",
        office=OFFICE,
        address="安和省清江市云溪县清溪街道人民路18号3幢502室",
        postcode="990122",
        phone="13900000001",
        scope="一般项目：软件开发；信息技术咨询服务。（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）",
        capital_fen=100_000_000,
        shareholders=(
            Shareholder(FOUNDER, (Contribution(60_000_000, date(2031, 11, 20)),)),
            Shareholder(SECOND, (Contribution(40_000_000, date(2031, 11, 20)),)),
        ),
        legal_representative=FOUNDER,
        legal_representative_post="董事",
        directors=(Officer(FOUNDER, "董事"),),
        supervisors=(Officer(SUPERVISOR, "监事"),),
        managers=(),
        liaison=FOUNDER,
        financial_officer=SECOND,
        made_on=date(2026, 11, 21),
    )


@pytest.fixture(scope="session")
def crowd(setup: CompanySetup) -> CompanySetup:
    """The most shareholders the law allows, among them long names and rare characters."""
    names = ("阿卜杜拉·买买提明·艾合买提江", "欧阳靐龘", "Alexandra Konstantinopoulou-Montgomery", "𬭎㛃")
    holders = tuple(
        Shareholder(
            Person(f"h{number}", names[number % 4], f"9901221990030{number:05d}", f"139{number:08d}"),
            (Contribution(1_000_000 + number, date(2031, 11, 20)), Contribution(2_300, date(2030, 6, 30), "知识产权")),
        )
        for number in range(50)
    )
    return replace(setup, shareholders=holders, capital_fen=sum(holder.subscribed_fen for holder in holders))


@pytest.fixture(scope="session")
def ring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return open_sample_keys(tmp_path_factory.mktemp("keys"), {OFFICE.code: OFFICE.name}, now=AT)


@pytest.fixture
def text_of(tmp_path: Path) -> Callable[..., str]:
    """The text of a PDF as another program (poppler) reads it, without white space."""

    def read(pdf: bytes, *options: str) -> str:
        file = tmp_path / "text.pdf"
        file.write_bytes(pdf)
        found = subprocess.run(["pdftotext", *options, file, "-"], capture_output=True, text=True, check=True)
        return "".join(found.stdout.split())

    return read


@pytest.fixture
def pdfsig(tmp_path: Path) -> Callable[[bytes], str]:
    """What poppler, which shares no code with us, says of a PDF's signatures."""

    def run(pdf: bytes) -> str:
        file = tmp_path / "signed.pdf"
        file.write_bytes(pdf)
        return subprocess.run(["pdfsig", file], capture_output=True, text=True, check=False).stdout

    return run
