"""Networks in ONNX files as plain functions of arrays, one thread each."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from .geometry import message_fields

ONLY_ERRORS = 3
MODEL_GRAPH, GRAPH_INPUT, INPUT_NAME = 7, 11, 1  # fields of ModelProto, GraphProto and ValueInfoProto (onnx.proto)

Network = Callable[[NDArray[np.float32]], NDArray[Any]]


def open_network(path: Path, source: str) -> Network:
    """The network whose picture goes into the input `source`; its first output comes back.

    Files of older tools also list their weights as inputs, which a caller might set; taken off that list the weights
    are constants, and what was stored in eight bits is unpacked once here instead of at every call.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = ONLY_ERRORS
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    content = b"".join(_constant(path.read_bytes(), source.encode()))
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    first = session.get_outputs()[0].name

    def run(images: NDArray[np.float32]) -> NDArray[Any]:
        (result,) = session.run([first], {source: images})
        return np.asarray(result)

    return run


def _constant(model: bytes, source: bytes) -> Iterator[bytes]:
    """The model's fields, without inputs of another name than `source`."""
    for tag, value, raw in message_fields(model):
        if tag != MODEL_GRAPH or not isinstance(value, bytes):
            yield raw
            continue
        kept = [part for inner, entry, part in message_fields(value) if inner != GRAPH_INPUT or _named(entry, source)]
        graph = b"".join(kept)
        yield _varint(MODEL_GRAPH << 3 | 2) + _varint(len(graph)) + graph


def _named(entry: bytes | int, name: bytes) -> bool:
    return isinstance(entry, bytes) and any(t == INPUT_NAME and value == name for t, value, _ in message_fields(entry))


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])
