"""The licence as a paper: its fields, its QR as a camera reads it, its seal, its limits."""

import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from app.documents.check import check
from app.documents.contents import Office
from app.documents.keys import KeyRing
from app.documents.render import RenderFailed
from app.documents.sample_keys import open_sample_keys
from app.documents.seal import open_fields, seal
from app.licences.payload import sign_payload, verify_payload
from app.licences.render import LicenceContents, render_licence

AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
OFFICE = Office("云溪县市场监督管理局", "990122")
LICENCE = LicenceContents(
    number="990122000000018",
    uscc="91990122MAXY00001R",
    name="云溪县青禾软件有限公司",
    company_type="有限责任公司（自然人投资或控股）",
    representative="周启明",
    capital_fen=100_000_000,
    established_on=date(2026, 11, 21),
    address="安和省清江市云溪县清溪街道人民路18号3幢502室",
    scope="一般项目：软件开发；信息技术咨询服务。（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）",
    office=OFFICE,
    issued_on=date(2026, 11, 21),
    publicity_url="https://gongshi.example.cn",
)


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return open_sample_keys(tmp_path_factory.mktemp("keys"), {OFFICE.code: OFFICE.name}, now=AT)


@pytest.fixture(scope="module")
def qr(ring: KeyRing) -> str:
    return sign_payload(
        "https://dj.yunxi.example/l/Kd83jJsk29",
        uscc=LICENCE.uscc,
        name=LICENCE.name,
        version=1,
        issued_at=AT,
        key=ring.licence,
    )


def _text(pdf: bytes, folder: Path) -> str:
    (folder / "licence.pdf").write_bytes(pdf)
    found = subprocess.run(["pdftotext", folder / "licence.pdf", "-"], capture_output=True, text=True, check=True)
    return "".join(found.stdout.split())


def test_the_licence_states_the_fields_of_the_law(qr: str, tmp_path: Path) -> None:
    text = _text(render_licence(LICENCE, qr, at=AT, sample=True), tmp_path)
    for value in (
        "91990122MAXY00001R",
        "云溪县青禾软件有限公司",
        "有限责任公司（自然人投资或控股）",
        "周启明",
        "壹佰万元整",
        "2026年11月21日",
        "安和省清江市云溪县清溪街道人民路18号3幢502室",
        "一般项目：软件开发",
        "云溪县市场监督管理局",
        "每年1月1日至6月30日",
    ):
        assert value in text
    assert "经营期限" not in text


def test_it_is_one_page_of_a4_landscape(qr: str, tmp_path: Path) -> None:
    file = tmp_path / "licence.pdf"
    file.write_bytes(render_licence(LICENCE, qr, at=AT, sample=True))
    facts = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    assert "841.89 x 595.276 pts (A4)" in facts
    assert "Pages:           1" in facts


def test_a_phone_reads_the_qr_of_the_sealed_sample_held_at_an_angle(qr: str, ring: KeyRing, tmp_path: Path) -> None:
    sealed = seal(render_licence(LICENCE, qr, at=AT, sample=True), ring.sealer(OFFICE.code), reason="核发", at=AT)
    (tmp_path / "licence.pdf").write_bytes(sealed)
    picture = tmp_path / "licence"
    subprocess.run(["pdftoppm", "-r", "150", "-png", "-singlefile", tmp_path / "licence.pdf", picture], check=True)
    (scanned,) = zxingcpp.read_barcodes(_photographed(cv2.imread(f"{picture}.png")))
    assert scanned.text == qr
    assert verify_payload(scanned.text, {ring.licence.key_id: ring.licence.public}).is_of(LICENCE.name)


def _photographed(page: np.ndarray) -> np.ndarray:
    """The page as a camera sees it: from the side, and not quite sharp."""
    height, width = page.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = corners * np.array([[1, 1], [0.97, 1], [1, 0.95], [1, 1]], np.float32) + np.float32(0.04 * height)
    tilt = cv2.getPerspectiveTransform(corners, seen)
    return cv2.GaussianBlur(cv2.warpPerspective(page, tilt, (width, height), borderValue=(255, 255, 255)), (0, 0), 0.8)


def test_the_office_seals_it_and_any_change_is_caught(qr: str, ring: KeyRing) -> None:
    unsealed = render_licence(LICENCE, qr, at=AT, sample=True)
    assert open_fields(unsealed) == ["seal"]
    sealed = seal(unsealed, ring.sealer(OFFICE.code), reason="核发营业执照", at=AT)
    (status,) = check(sealed, ring.roots, now=AT)
    assert status.good
    assert status.covers_file
    changed = bytearray(sealed)
    changed[len(unsealed) // 2] ^= 1
    assert not check(bytes(changed), ring.roots, now=AT)[0].good


def test_the_same_licence_gives_the_same_bytes(qr: str) -> None:
    first = render_licence(LICENCE, qr, at=AT, sample=True)
    assert render_licence(LICENCE, qr, at=AT, sample=True) == first


def test_a_sample_says_so_and_a_real_one_does_not(qr: str, tmp_path: Path) -> None:
    assert "样本，不得作为营业执照使用" in _text(render_licence(LICENCE, qr, at=AT, sample=True), tmp_path)
    assert "SAMPLE" not in _text(render_licence(LICENCE, qr, at=AT, sample=False), tmp_path)


def test_a_long_scope_is_set_smaller_and_whole(qr: str, tmp_path: Path) -> None:
    scope = "一般项目：" + "；".join(f"第{number}项计算机软硬件及辅助设备零售" for number in range(80)) + "。"
    text = _text(render_licence(replace(LICENCE, scope=scope), qr, at=AT, sample=False), tmp_path)
    assert "第79项计算机" in text


def test_a_value_too_long_for_its_place_is_refused_not_cut(qr: str) -> None:
    with pytest.raises(RenderFailed, match="too long"):
        render_licence(replace(LICENCE, scope="软件开发；" * 900), qr, at=AT, sample=True)
    with pytest.raises(RenderFailed, match="too long"):
        render_licence(replace(LICENCE, name="云" * 200), qr, at=AT, sample=True)
