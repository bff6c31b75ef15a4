"""Secret keys from a folder (`ZHAOBAN_KEYS`, files 0600): 32 random bytes each, base64, one file a key.

`sealing.<n>.key` seals fields and wraps the per-object keys of blobs; the highest number seals, all open, so keys
rotate by adding a file. `index.key` is the HMAC key of blind indexes and never rotates without a rebuild.
"""

import base64
import os
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.settings import settings

KEY_BYTES = 32


class KeysMissing(RuntimeError):
    """The folder lacks a key, or a key is not 32 bytes."""


@dataclass(frozen=True)
class KeyRing:
    """`sealing` maps a key's number (1–255) to its bytes."""

    sealing: dict[int, bytes]
    index: bytes

    @property
    def current(self) -> int:
        return max(self.sealing)


def load(folder: Path) -> KeyRing:
    """Read the ring, or raise KeysMissing with the file's name."""
    sealing = {int(path.name.split(".")[1]): _read(path) for path in sorted(folder.glob("sealing.*.key"))}
    if not sealing:
        raise KeysMissing(f"no sealing.<n>.key in {folder}: create 32 random bytes, base64, or run `zhaoban up`")
    return KeyRing(sealing=sealing, index=_read(folder / "index.key"))


def create_missing(folder: Path) -> None:
    """Make a ring where there is none: for machines outside production, and for a first production start by hand."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("sealing.1.key", "index.key"):
        path = folder / name
        if path.exists() or (name.startswith("sealing.") and any(folder.glob("sealing.*.key"))):
            continue
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")


def _read(path: Path) -> bytes:
    try:
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except FileNotFoundError:
        raise KeysMissing(f"{path.name} is missing in {path.parent}") from None
    except ValueError:
        raise KeysMissing(f"{path.name} is not base64") from None
    if len(key) != KEY_BYTES:
        raise KeysMissing(f"{path.name} holds {len(key)} bytes; a key has {KEY_BYTES}")
    return key


@cache
def key_ring() -> KeyRing:
    """The ring of this process."""
    return load(settings().keys_folder)
