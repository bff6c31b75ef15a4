"""The population register (人口库), where the portrait comes from.

Where a deployment's adapter answers with a photo that the person supplied (a scan of their card), it must say so: such
a portrait brings a person to look and never passes by itself.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class PortraitOutcome(StrEnum):
    FOUND = "FOUND"
    NO_PHOTO = "NO_PHOTO"
    NOT_FOUND = "NOT_FOUND"  # no such name and number together


class PortraitSource(StrEnum):
    REGISTER = "REGISTER"
    SELF_SUPPLIED = "SELF_SUPPLIED"


@dataclass(frozen=True)
class Portrait:
    """The register's answer; `jpeg` only where FOUND. `reference` is the register's own number of the answer."""

    outcome: PortraitOutcome
    reference: str
    jpeg: bytes = b""
    source: PortraitSource = PortraitSource.REGISTER


class PopulationRegister(Protocol):
    """One authoritative source of portraits."""

    name: str

    async def portrait(self, name: str, id_number: str) -> Portrait:
        """Look a person up by name and number together. Raises Unavailable for an outage."""
        ...


_register: list[PopulationRegister] = []


def use(register: PopulationRegister) -> None:
    """Name the register of this process; `app/wiring.py` calls it at start."""
    _register[:] = [register]


def population_register() -> PopulationRegister:
    """The register named at start."""
    return _register[0]
