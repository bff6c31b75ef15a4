"""One attack score of many signals, and one decision of all findings."""

from collections.abc import Iterable, Mapping

from verification.reasons import Reason

from .attacks.sign import Sign
from .settings import EngineSettings
from .verdict import AttackResult, Decision, Finding


def fuse_signals(signs: Mapping[str, Sign], settings: EngineSettings) -> AttackResult:
    """Independent doubts: the score is the chance that at least one of them, as far as it may be trusted, is right."""
    honest, judged = 1.0, False
    for name, sign in signs.items():
        if sign.score is not None and name not in settings.leave_out:
            honest *= 1 - getattr(settings.attack, name) * sign.score
            judged = True
    scores = {name: None if sign.score is None else round(sign.score, 3) for name, sign in signs.items()}
    left_out = tuple(sorted(set(settings.leave_out)))
    return AttackResult(round(1 - honest, 3) if judged else None, scores, left_out)


def attack_findings(attack: AttackResult, signs: Mapping[str, Sign], settings: EngineSettings) -> list[Finding]:
    """The suspicion in the words for the person, with the seconds and the name of the strongest signal."""
    if attack.score is None or attack.score < settings.attack.review_at:
        return []
    counted = {n: s for n, s in signs.items() if s.score is not None and n not in settings.leave_out}
    name, sign = max(counted.items(), key=lambda item: item[1].score or 0.0)
    decides = Decision.FAIL if attack.score >= settings.attack.fail_at else Decision.REVIEW
    note = f"{name} {sign.note}".strip()
    return [Finding(Reason.REPLAY_SUSPECTED, _seconds(sign.from_s), _seconds(sign.to_s), decides, note)]


def decide(findings: Iterable[Finding], at_best: Decision = Decision.PASS) -> Decision:
    """The gravest of the findings; with none, `at_best`."""
    decisions = {at_best, *(finding.decides for finding in findings)}
    return next((d for d in (Decision.FAIL, Decision.REVIEW) if d in decisions), Decision.PASS)


def _seconds(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
