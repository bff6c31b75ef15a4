"""Every code that the console can meet has its words in Chinese: nothing English is left in the Chinese view."""

import ast
import re
from typing import TypeGuard

import pytest

from app.applications.states import Action, State
from app.delivery.states import DeliveryState
from app.documents.papers import SetupPaper
from app.documents.registry_papers import CORRECTION, NOTICE, RECEIPT, REFUSAL
from app.review.masking import PERSONAL
from app.review.officer_notices import NoticeKind
from app.signatories.states import SignatureState
from core.actors import Role
from core.web.purpose import Purpose
from payments.models import DifferenceKind, IncidentKind
from payments.models import Reason as RefundReason
from payments.provider import Channel
from payments.states import ChargeState, RefundState
from tests.system import PROJECT
from verification.engine.settings import SIGNALS
from verification.policy import ACTIONS
from verification.states import TaskState, VerificationChannel, VerificationRisk
from verification.verdicts import GROUNDS

WORDS = "".join(
    (PROJECT / "console" / "src" / name).read_text() for name in ("words.ts", "audit-words.ts", "money-words.ts")
)
CODE = [path for part in ("app", "verification", "payments") for path in (PROJECT / part).rglob("*.py")]
SPOKEN = {
    "STATES": State, "ACTIONS": Action, "ROLES": Role, "TASKS": TaskState, "SIGNATURES": SignatureState,
    "CHANNELS": VerificationChannel, "RISKS": VerificationRisk, "PURPOSES": Purpose, "CHARGES": ChargeState,
    "PARCELS": DeliveryState, "SIGNALS": SIGNALS, "MOVEMENTS": ACTIONS,
    "NOTICES": NoticeKind, "REFUNDS": RefundState, "REFUND_REASONS": RefundReason, "PAID_BY": Channel,
    "INCIDENTS": IncidentKind, "DIFFERENCES": DifferenceKind, "GROUNDS": GROUNDS, "FIELDS": PERSONAL,
    "PAPERS": [*SetupPaper, RECEIPT, NOTICE, CORRECTION, REFUSAL],
}  # fmt: skip


def words(name: str) -> set[str]:
    """The codes of one list of words, each of which has a Chinese one."""
    found = re.search(rf"export const {name}: Words = \{{(.*?)\n?\}}\n", WORDS, re.DOTALL)
    assert found, name
    return {a or b for a, b in re.findall(r"(?:'([^'\n]+)'|(\w+)): \['[^'\n]*[\u4e00-\u9fff]", found.group(1))}


@pytest.mark.parametrize("name", SPOKEN)
def test_every_code_has_a_chinese_word(name: str) -> None:
    assert {str(each) for each in SPOKEN[name]} - words(name) == set()


def test_every_incident_says_what_to_do() -> None:
    cures = re.search(r"export const CURES: Words = \{(.*?)\n\}\n", WORDS, re.DOTALL)
    assert cures
    assert set(re.findall(r"^  (\w+): ", cures.group(1), re.MULTILINE)) == {str(each) for each in IncidentKind}


def test_every_act_in_the_audit_log_has_a_chinese_word() -> None:
    source = "".join(path.read_text() for path in CODE)
    acts = set(re.findall(r'(?:audit\.record|_log)\(\s*"([a-z_]+\.[a-z_]+)"', source))
    decided = {f"case.{each}" for each in ("propose_approval", "propose_rejection", "approve", "reject", "send_back")}
    assert len(acts) > 25
    assert (acts | decided | {"identity.accept", "identity.decline"}) - words("ACTS") == set()


def test_every_detail_and_subject_in_the_audit_log_has_a_chinese_word() -> None:
    rows = [call for path in CODE for call in ast.walk(ast.parse(path.read_text())) if is_record(call)]
    names = {str(each.arg) for call in rows for each in call.keywords} - {"by", "now", "subject"}
    source = "".join(path.read_text() for path in CODE)
    subjects = set(re.findall(r'subject *= *\("([A-Z]\w+)"', source))
    assert names > {"purpose", "reason"}
    assert subjects > {"Application", "Refund"}
    assert names - {"purpose"} - words("DETAILS") == set()
    assert subjects - words("SUBJECTS") == set()


def is_record(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether this writes a row of the audit log."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"


def test_every_reason_of_an_erasure_has_a_chinese_word() -> None:
    source = "".join(path.read_text() for path in CODE)
    reasons = set(re.findall(r'because="([^"]+)"', source))
    assert len(reasons) > 8
    assert reasons - words("ERASED") == set()
