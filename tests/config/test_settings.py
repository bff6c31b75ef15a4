"""Settings: production refuses what belongs to a trial, and says which setting it is."""

import pytest
from pydantic import ValidationError

from config.settings import Settings

PRODUCTION = {
    "ZHAOBAN_ENVIRONMENT": "production",
    "DATABASE_URL": "postgresql://db.internal/zhaoban",
    "REDIS_URL": "rediss://cache.internal/0",
    "PUBLIC_URL": "https://zhaoban.example.gov.cn",
    "PROXIES": 1,
}


def test_production_starts_with_what_it_needs() -> None:
    settings = Settings(_env_file=None, **PRODUCTION)  # type: ignore[call-arg, arg-type]
    assert (settings.is_production, settings.sample) == (True, False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SANDBOX_URL", "http://127.0.0.1:9000"),
        ("SANDBOX_CREDENTIALS", "var/sandbox.json"),
        ("JUDGE_LEAVE_OUT", ("texture",)),
        ("PUBLIC_URL", "http://zhaoban.example.gov.cn"),
        ("PROXIES", 0),
    ],
)
def test_production_refuses_what_belongs_to_a_trial_by_its_name(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings(_env_file=None, **{**PRODUCTION, name: value})  # type: ignore[call-arg, arg-type]
