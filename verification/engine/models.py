"""The networks, loaded once for each process and never shared between them; one thread for each network.

A pool starts its workers with `initializer=prepare, initargs=(folder,)`; `models()` then returns the same set each
time. This cache is the only state outside the functions' arguments.
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from . import NoModels
from .geometry import CanonicalFace, read_canonical_face
from .landmarks import SHAPES, Networks
from .onnx_network import Network, open_network

BUNDLE = "face_landmarker.task"
YUNET = "face_detection_yunet_2023mar_int8bq.onnx"
SFACE = "face_recognition_sface_2021dec_int8bq.onnx"
TEXTURE = {2.7: "minifasnet_v2_2.7.onnx", 4.0: "minifasnet_v1se_4.0.onnx"}
EMBEDDING_INPUT, TEXTURE_INPUT = "data", "image"


@dataclass(frozen=True)
class Models:
    networks: Networks
    face: CanonicalFace
    yunet: Any
    sface: Network
    texture: dict[float, Network]


_CACHE: dict[Path, Models] = {}
_PREPARED: list[Path] = []


def prepare(folder: Path | str) -> None:
    """Load the networks of this process ahead of the first video."""
    path = Path(folder).resolve()
    _PREPARED[:] = [path]
    load_models(path)


def models() -> Models:
    """The networks that `prepare` loaded in this process."""
    if not _PREPARED:
        raise NoModels("this process has loaded no models: call prepare(folder) first")
    return load_models(_PREPARED[0])


def load_models(folder: Path | str) -> Models:
    """The networks from the folder; raises NoModels when one is missing."""
    path = Path(folder).resolve()
    if path not in _CACHE:
        missing = [name for name in (BUNDLE, YUNET, SFACE, *TEXTURE.values()) if not (path / name).is_file()]
        if missing:
            raise NoModels(f"{', '.join(missing)} not in the models folder: run `zhaoban models install`")
        _CACHE[path] = _load(path)
    return _CACHE[path]


def _load(path: Path) -> Models:
    cv2.setNumThreads(1)
    cv2.cvtColor(np.zeros((1, 1, 3), np.uint8), cv2.COLOR_BGR2LAB)  # OpenCV's tables of it: 50 ms, at the first use
    with zipfile.ZipFile(path / BUNDLE) as bundle:
        networks = _landmark_networks(bundle)
        face = read_canonical_face(bundle.read("geometry_pipeline_metadata_landmarks.binarypb"))
    yunet = cv2.FaceDetectorYN.create(str(path / YUNET), "", (320, 320), score_threshold=0.7)
    sface = open_network(path / SFACE, EMBEDDING_INPUT)
    texture = {scale: open_network(path / name, TEXTURE_INPUT) for scale, name in TEXTURE.items()}
    return Models(networks, face, yunet, sface, texture)


def _landmark_networks(bundle: zipfile.ZipFile) -> Networks:
    detector = _tflite(bundle.read("face_detector.tflite"))
    landmarks = _tflite(bundle.read("face_landmarks_detector.tflite"))
    shapes = _tflite(bundle.read("face_blendshapes.tflite"))

    def detect(image: NDArray[np.float32]) -> tuple[NDArray[Any], NDArray[Any]]:
        boxes, scores = sorted(detector(image), key=lambda out: -out.shape[-1])
        return boxes, scores

    def mesh(image: NDArray[np.float32]) -> tuple[NDArray[Any], float]:
        points, presence, _tongue = landmarks(image)
        return points, float(1 / (1 + np.exp(-np.clip(presence.reshape(-1)[0], -50, 50))))

    def blendshapes(points: NDArray[np.float32]) -> NDArray[Any]:
        return shapes(points)[0].reshape(SHAPES)

    return Networks(detect, mesh, blendshapes)


def _tflite(content: bytes) -> Callable[[NDArray[np.float32]], list[NDArray[Any]]]:
    interpreter = Interpreter(model_content=content, num_threads=1)
    interpreter.allocate_tensors()
    (source,) = interpreter.get_input_details()
    results = [result["index"] for result in interpreter.get_output_details()]

    def run(values: NDArray[np.float32]) -> list[NDArray[Any]]:
        interpreter.set_tensor(source["index"], values)
        interpreter.invoke()
        return [interpreter.get_tensor(index) for index in results]

    return run
