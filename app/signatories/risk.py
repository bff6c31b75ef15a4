"""How much hangs on it that a person of a filing is who they say: the one place where that is decided. What the face
check and the officers then ask for stands in `verification/policy.py` and `verification/opinions.py`.

Companies are founded in the names of others above all to have a legal representative and a shareholder who answer for
debts they know nothing of (冒名登记); these two are therefore asked for more than a liaison. Every kind of filing names
the capacities of its signatories, so that a legal representative who takes over an existing company counts as well.
"""

from app.applications.content import Content
from app.applications.kinds.kind import Capacity, Signatory
from verification.states import VerificationRisk

CONTROLLING_SHARE = 0.5
"""Whoever holds more controls the company (公司法 art. 265 (2): 控股股东)."""


def risk_of(content: Content, signatory: Signatory, *, disputed: bool) -> VerificationRisk:
    """The risk of one seat. `disputed`: somebody asked to take this seat has said “not me” (不是我) in this filing.

    A suspicion that the face check itself has had of a person is added there, for a day, in every filing of theirs.
    """
    if disputed:
        return VerificationRisk.HIGH
    if Capacity.LEGAL_REPRESENTATIVE in signatory.capacities or _controls(content, signatory.person_key):
        return VerificationRisk.ELEVATED
    return VerificationRisk.NORMAL


def _controls(content: Content, key: str) -> bool:
    holdings = {holder: each.subscribed_fen or 0 for holder, each in content.shareholders.items()}
    return holdings.get(key, 0) > CONTROLLING_SHARE * sum(holdings.values())
