"""The manifest of weights as typed values."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

MANIFEST = Path(__file__).with_name("manifest.toml")


@dataclass(frozen=True)
class Weight:
    """One file: where it ships, what it must hash to, and under which terms it may be used."""

    name: str
    package: str
    version: str
    path: str
    sha256: str
    origin: str
    licence: str
    use: str
    platform: str | None = None
    converted_to: str | None = None
    converted_sha256: str | None = None

    @property
    def installed_name(self) -> str:
        return self.converted_to or self.name

    @property
    def installed_sha256(self) -> str:
        return self.converted_sha256 or self.sha256


def weights() -> tuple[Weight, ...]:
    """All weights the engine needs, in the order of the manifest."""
    return tuple(Weight(**entry) for entry in tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["file"])
