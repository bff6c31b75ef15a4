"""People who are not of the sandbox's cast: other faces of the photographs at hand, and of any folder of pictures.

They are entered in the manifest of this process alone; the sandbox itself knows nothing of them.
"""

import hashlib
import shutil
from pathlib import Path
from typing import Any

import cv2
import matplotlib as mpl
import numpy as np

from sandbox.people.photographs import DEFAULT_FOLDER, fetch, manifest
from verification.engine.models import models

COMPANY = "feat_multi.jpg"  # five people, of whom one is of the cast
# One of the others wears sunglasses, through which no blink can be seen, and one's head cannot be cut out cleanly.
OTHERS = {"long_hair": (313, 235, 406, 360), "curls": (439, 215, 516, 310)}
ADMIRAL = Path(mpl.get_data_path()) / "sample_data" / "grace_hopper.jpg"  # United States Navy, public domain


def invite(folder: Path = DEFAULT_FOLDER, pictures: Path | None = None) -> list[str]:
    """Their keys; `pictures` is a folder of photographs, each with one face, that this machine may use."""
    fetch(folder, [COMPANY])
    for key, box in OTHERS.items():
        _enter(key, COMPANY, box, wall=[168, 186, 178])
    photographs = [ADMIRAL, *(sorted(pictures.iterdir()) if pictures else [])]
    brought = [_bring(path, folder) for path in photographs]
    return [*OTHERS, *(key for key in brought if key is not None)]


def _bring(path: Path, folder: Path) -> str | None:
    """A photograph's largest face as a person; None where the sandbox's own network finds none."""
    picture = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        return None
    yunet = models().yunet
    yunet.setInputSize((picture.shape[1], picture.shape[0]))
    faces = yunet.detect(picture)[1]
    if faces is None:
        return None
    x, y, width, height = (float(v) for v in max(faces, key=lambda f: f[2])[:4])
    name = f"guest_{path.name}"
    if not (folder / name).is_file():
        shutil.copyfile(path, folder / name)
    manifest()["files"][name] = {"package": "", "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    _enter(path.stem, name, (x, y, x + width, y + height))
    return path.stem


def _enter(key: str, file: str, box: tuple[float, ...], **look: Any) -> None:
    source = {"file": file, "face": list(box)}
    dressed = {"garment": {"colour": [96, 80, 66], "collar": 0.1}} if look else {}
    manifest()["people"][key] = {"video": {**source, **look, **dressed}, "portrait": source}
