"""Recovery codes (恢复码): ten words of chance that each stand in once for the authenticator an officer lost."""

import hashlib
import secrets

from app.accounts.models import Officer

COUNT = 10
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""No letter that is mistaken for a digit when it is read from paper."""
LENGTH = 10
"""Ten of 31 characters are 49 bits; with the lock-out after five wrong tries nobody guesses one."""


def make_codes() -> tuple[list[str], list[str]]:
    """New codes as they are printed (`ABCDE-FGHJK`), and the hashes that are kept."""
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(LENGTH)) for _ in range(COUNT)]
    return [f"{code[:5]}-{code[5:]}" for code in codes], [_hash(code) for code in codes]


async def use_code(officer: Officer, written: str) -> bool:
    """Accept an unused code and forget it; false for any other. The caller holds the officer's row locked."""
    presented = _hash(written.replace("-", "").replace(" ", "").upper())
    kept = officer.recovery_hashes or []
    if presented not in kept:
        return False
    officer.recovery_hashes = [each for each in kept if each != presented]
    await officer.save(update_fields=["recovery_hashes"])
    return True


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
