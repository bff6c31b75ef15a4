"""The settings of one process: one frozen object, read once from the environment (or `.env`, or the file which
`zhaoban up` leaves for commands in other terminals). It refuses to start incomplete, or with a sandbox in production.
"""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent
SYSTEM_ENV = PROJECT / "var" / "run" / "system.env"


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Each field is an environment variable of the same name, or of the alias given."""

    model_config = SettingsConfigDict(
        env_file=(SYSTEM_ENV, PROJECT / ".env"), frozen=True, extra="ignore", populate_by_name=True
    )

    environment: Environment = Field(Environment.DEVELOPMENT, alias="ZHAOBAN_ENVIRONMENT")
    database_url: str = Field(description="psycopg://… of PostgreSQL", alias="DATABASE_URL")
    redis_url: str = Field(alias="REDIS_URL")
    storage_url: str = Field(f"file://{PROJECT}/var/storage", alias="STORAGE_URL")
    public_url: str = Field("http://127.0.0.1:8000", alias="PUBLIC_URL")
    host: str = Field("127.0.0.1", alias="HOST")
    port: int = Field(8000, alias="PORT")
    api_workers: int = Field(1, alias="API_WORKERS", ge=1, le=64)
    proxies: int = Field(0, alias="PROXIES", ge=0, le=8)
    """Reverse proxies of ours in front of the API, each of which appends to `X-Forwarded-For`. Limits go by the address
    found there; with 0 the header counts for nothing, for then anybody could write it."""

    keys_folder: Path = Field(PROJECT / "var" / "keys", alias="ZHAOBAN_KEYS")
    models_folder: Path = Field(PROJECT / "var" / "models", alias="ZHAOBAN_MODELS")
    people_folder: Path = Field(PROJECT / "var" / "people", alias="ZHAOBAN_PEOPLE")
    sandbox_url: str | None = Field(None, alias="SANDBOX_URL")
    sandbox_credentials: Path | None = Field(None, alias="SANDBOX_CREDENTIALS")
    parties_file: Path | None = Field(None, alias="PARTIES_FILE")

    judge_processes: int = Field(1, alias="JUDGE_PROCESSES", ge=1, le=64)
    judge_timeout_s: float = Field(30.0, alias="JUDGE_TIMEOUT_SECONDS")
    judge_memory_mib: int = Field(1536, alias="JUDGE_MEMORY_MIB", ge=512, le=65536)
    """What one judging process may take: 260 MiB are the models, 875 the largest clip that is accepted (4K), measured;
    the rest is room for codecs nobody measured."""
    judge_leave_out: tuple[str, ...] = Field((), alias="JUDGE_LEAVE_OUT")
    """Attack signals left out of verdicts, openly: only where rendered people stand before the camera."""

    face_filmed_in: tuple[Literal["browser", "wechat", "alipay"], ...] = Field(
        ("browser", "wechat", "alipay"), alias="FACE_FILMED_IN"
    )
    """Where our own pages film the face check. A platform whose review refuses that is left out: there its own check
    takes the first place, and the other doors stay."""

    judge_longest_wait_s: float = Field(120.0, alias="JUDGE_LONGEST_WAIT_SECONDS", gt=0)
    """When a verdict would take longer than this, no new video is asked for; the person is told when to come back."""
    heartbeat_s: float = Field(2.0, alias="HEARTBEAT_SECONDS", ge=0.2)
    """How often a worker says that it lives; five beats of silence, and another takes up its jobs."""

    log_level: str = Field("INFO", alias="LOG_LEVEL")

    @model_validator(mode="after")
    def refuse_what_production_must_not_have(self) -> Self:
        if self.is_production:
            for name, value in (("SANDBOX_URL", self.sandbox_url), ("SANDBOX_CREDENTIALS", self.sandbox_credentials)):
                if value:
                    raise ValueError(f"{name} is set: production refuses the sandbox")
            if self.judge_leave_out:
                raise ValueError("JUDGE_LEAVE_OUT is set: production leaves no attack signal out")
            if not self.public_url.startswith("https://"):
                raise ValueError("PUBLIC_URL must be https:// in production")
            if not self.proxies:
                raise ValueError("PROXIES is not set: behind the proxy that ends TLS all visitors share one address")
        return self

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def sample(self) -> bool:
        """Whether papers and seals are marked as samples: always, outside production."""
        return not self.is_production


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()  # type: ignore[call-arg]  # pydantic fills the fields from the environment
