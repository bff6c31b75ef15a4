"""The operating term (经营期限). Law: 公司法 art. 46; State Council rules on registered capital, art. 3."""

from app.applications.content import Content
from app.applications.kinds.checks.found import Found
from config.reference import read
from core.rules import problem

ABNORMAL_YEARS: int = read("limits")["abnormal_term_years"]


def check_term(content: Content, *, complete: bool) -> Found:
    term = content.term
    if term.years is not None and term.long_term:
        yield "term.years", problem("FM-02", "either_or")
    elif term.years is not None and term.years > ABNORMAL_YEARS:
        yield "term.years", problem("CP-06", "term", limit=str(ABNORMAL_YEARS))
    elif complete and term.years is None and not term.long_term:
        yield "term.years", problem("FM-01")
