"""The keys this process seals with, opened once: an operator's in production, a sample set elsewhere.

Below `ZHAOBAN_KEYS`, in `pki/`: `root.pem`, `persons.p12`, `licence.pem` and one `seal-<office code>.p12` per office;
`password` where the files are protected by one.
"""

from functools import cache
from pathlib import Path

from app.documents.keys import KeyFiles, KeyRing, open_production_keys
from app.documents.sample_keys import open_sample_keys
from config.reference.offices import offices
from config.settings import settings
from core import clock


@cache
def key_ring() -> KeyRing:
    """Seals of all offices, the authority of signatories, the licence key. Raises UnusableKeys."""
    folder = settings().keys_folder / "pki"
    if settings().is_production:
        return open_production_keys(_files(folder), now=clock.now())
    names = {office.code: office.name for office in offices(fictitious=True).values()}
    return open_sample_keys(folder, names, now=clock.now())


def _files(folder: Path) -> KeyFiles:
    password = folder / "password"
    return KeyFiles(
        root=folder / "root.pem",
        seals={office.code: folder / f"seal-{office.code}.p12" for office in offices().values()},
        person_authority=folder / "persons.p12",
        licence=folder / "licence.pem",
        password=password.read_bytes().strip() if password.exists() else None,
    )
