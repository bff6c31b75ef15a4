"""Sample officers: whoever tries the product needs no authenticator, and production has none of it."""

import os
import subprocess
import sys
from pathlib import Path

import pyotp
import pytest

from app.seed import SAMPLE_OFFICERS, current_code, sample_secrets

PROJECT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("username", list(SAMPLE_OFFICERS))
def test_the_code_of_a_sample_officer_is_the_authenticators(servers, username):
    assert pyotp.TOTP(sample_secrets()[username]["totp"]).verify(current_code(username), valid_window=1)


def test_an_unknown_name_is_answered_with_those_there_are(servers):
    with pytest.raises(LookupError, match="shencha, shencha2, hezhun, zhuguan, guanli"):
        current_code("nobody")


def test_production_gives_no_codes(servers, tmp_path):
    production = {
        **os.environ,
        "ZHAOBAN_ENVIRONMENT": "production",
        "PUBLIC_URL": "https://zhaoban.example",
        "ZHAOBAN_KEYS": str(tmp_path),
    }
    command = [sys.executable, "-m", "app.cli", "code", "shencha"]
    asked = subprocess.run(command, cwd=PROJECT, env=production, capture_output=True, text=True, check=False)
    assert (asked.returncode, asked.stdout) == (1, "")
    assert "production" in asked.stderr
    assert list(tmp_path.iterdir()) == []
