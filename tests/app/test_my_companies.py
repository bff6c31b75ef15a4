"""My companies: by what I proved, not by a phone number; the licence's file is the legal representative's."""

import pytest

from app.applications.access import own
from app.applications.routes import _view
from app.my_companies_routes import companies_of, licence_file
from app.signatories.board import board_of
from core.errors import NotFound
from tests.filings import APART, Filing, a_filed_case, person

pytestmark = pytest.mark.usefixtures("database")


async def _licensed() -> Filing:
    case = await a_filed_case(**APART)
    await case.approve()
    return case


async def test_whoever_stands_in_the_register_has_the_company_with_its_licence() -> None:
    case = await _licensed()
    (founders,) = await companies_of(case.founder)
    assert (founders.roles, founders.may_fetch) == (["shareholder"], False)
    assert founders.application_id == case.id
    (legal,) = await companies_of(case.people["p3"])
    assert legal.roles == ["legal_representative", "director", "finance_officer", "liaison"]
    assert legal.application_id is None
    assert legal.licence is not None
    assert legal.licence.uscc == legal.uscc == founders.uscc
    assert (await _view(await own(case.id, case.founder), case.founder)).licensed


async def test_the_file_is_the_legal_representatives() -> None:
    case = await _licensed()
    (company,) = await companies_of(case.people["p3"])
    assert (await licence_file(company.uscc, by=case.people["p3"])).startswith(b"%PDF")
    for other in (case.people["p2"], await person("13800000099")):
        with pytest.raises(NotFound):
            await licence_file(company.uscc, by=other)


async def test_before_the_registration_there_is_no_company() -> None:
    case = await a_filed_case()
    assert await companies_of(case.founder) == []
    assert {(seat.standing, seat.done) for seat in (await board_of(case.application)).seats} == {("SIGNED", True)}
    shown = await _view(await own(case.id, case.founder), case.founder)
    assert (shown.waits, shown.licensed) == (False, False)
