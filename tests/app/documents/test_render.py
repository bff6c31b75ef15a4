"""Rendering: repeatable bytes, the right faces, samples that say so, refusals that name no person."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.documents.contents import CompanySetup
from app.documents.fonts import SANS, SERIF, MissingGlyph, drawable, faces
from app.documents.papers import SetupPaper, render_setup_paper
from app.documents.render import RenderFailed, fingerprint, render

TextOf = Callable[..., str]


def test_both_faces_are_found_by_name() -> None:
    assert {SERIF, SANS} <= set(faces().families())


def test_rare_characters_of_names_can_be_drawn() -> None:
    assert {ord(character) for character in "龘靐𬭎㛃䶮𫖯〇·"} <= drawable()


def test_the_same_values_give_the_same_bytes(setup: CompanySetup, at: datetime) -> None:
    first = render_setup_paper(SetupPaper.ARTICLES, setup, at=at, sample=True)
    render_setup_paper(SetupPaper.ARTICLES, replace(setup, phone="13900000009"), at=at, sample=False)
    assert render_setup_paper(SetupPaper.ARTICLES, setup, at=at, sample=True) == first
    assert len(fingerprint(first)) == 64


def test_another_value_or_moment_gives_other_bytes(setup: CompanySetup, at: datetime) -> None:
    papers = {
        render_setup_paper(SetupPaper.ADDRESS_COMMITMENT, changed, at=moment, sample=True)
        for changed in (setup, replace(setup, address=setup.address + "A"))
        for moment in (at, at + timedelta(seconds=1))
    }
    assert len(papers) == 4


def test_a_sample_says_so_on_every_page_and_a_real_paper_nowhere(
    setup: CompanySetup, at: datetime, text_of: TextOf
) -> None:
    for page in ("1", "2", "3", "4"):
        sample = render_setup_paper(SetupPaper.ARTICLES, setup, at=at, sample=True)
        assert "不具法律效力" in text_of(sample, "-f", page, "-l", page)
    assert "SAMPLE" not in text_of(render_setup_paper(SetupPaper.ARTICLES, setup, at=at, sample=False))


def test_the_paper_is_pdf_a_with_the_named_faces_embedded(setup: CompanySetup, at: datetime, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(render_setup_paper(SetupPaper.APPLICATION_FORM, setup, at=at, sample=True))
    assert b"<pdfaid:part>2</pdfaid:part>" in file.read_bytes()
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in file.read_bytes()
    rows = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert {row.partition("+")[2].partition("-")[0] for row in rows} == {"NotoSerifSC", "NotoSansSC"}
    assert all(" yes yes yes " in row for row in rows)


def test_a_value_is_shown_and_never_evaluated(setup: CompanySetup, at: datetime, text_of: TextOf) -> None:
    sly = replace(setup, address='#panic("x") $x^2$ @label *粗体* [1] "引号" \\ 路')
    text = text_of(render_setup_paper(SetupPaper.ADDRESS_COMMITMENT, sly, at=at, sample=False))
    assert '#panic("x")$x^2$@label*粗体*[1]"引号"\\路' in text


def test_a_character_without_a_shape_is_refused_by_place_not_by_name(setup: CompanySetup, at: datetime) -> None:
    name = "林\U00030001楠"
    unknown = replace(setup.shareholders[1].person, name=name)
    holders = (setup.shareholders[0], replace(setup.shareholders[1], person=unknown))
    strange = replace(setup, shareholders=holders, financial_officer=unknown)
    with pytest.raises(MissingGlyph) as caught:
        render_setup_paper(SetupPaper.ARTICLES, strange, at=at, sample=True)
    assert (caught.value.document, caught.value.position) == ("articles", 2)
    assert caught.value.field.endswith(".name")
    assert not set(name) & set(str(caught.value))


def test_a_template_that_does_not_exist_is_named(at: datetime) -> None:
    with pytest.raises(RenderFailed, match="no template named missing"):
        render("setup/missing", {}, at=at, sample=True)


def test_a_broken_value_is_refused_without_repeating_it(at: datetime) -> None:
    with pytest.raises(RenderFailed) as caught:
        render("setup/articles", {"title": "x", "setup": {"name": "周启明"}}, at=at, sample=True)
    assert "周启明" not in str(caught.value)
