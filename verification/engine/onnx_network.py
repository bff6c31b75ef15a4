"""Networks in ONNX files as plain functions of arrays, one thread each."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from .geometry import message_fields

ONLY_ERRORS = 3
# Fields of ModelProto, GraphProto, ValueInfoProto and NodeProto (onnx.proto).
MODEL_GRAPH, GRAPH_NODE, GRAPH_INPUT, INPUT_NAME = 7, 1, 11, 1
NODE_INPUT, NODE_OUTPUT, NODE_TYPE = 1, 2, 4

Network = Callable[[NDArray[np.float32]], NDArray[Any]]


def open_network(path: Path, source: str) -> Network:
    """The network whose picture goes into the input `source`; its first output comes back.

    Files of older tools also list their weights as inputs, which a caller might set; taken off that list the weights
    are constants, and what was stored in eight bits is unpacked once here instead of at every call. The runtime's PRelu
    is slow (more than half of an embedding's time); the same numbers come from operations that it does fast.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = ONLY_ERRORS
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    content = b"".join(rewritten(path.read_bytes(), source.encode()))
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    first = session.get_outputs()[0].name

    def run(images: NDArray[np.float32]) -> NDArray[Any]:
        (result,) = session.run([first], {source: images})
        return np.asarray(result)

    return run


def rewritten(model: bytes, source: bytes) -> Iterator[bytes]:
    """The model's fields, without inputs of another name than `source` and without PRelu."""
    for tag, value, raw in message_fields(model):
        if tag != MODEL_GRAPH or not isinstance(value, bytes):
            yield raw
            continue
        yield _field(MODEL_GRAPH, b"".join(_graph(value, source)))


def _graph(graph: bytes, source: bytes) -> Iterator[bytes]:
    for tag, entry, raw in message_fields(graph):
        if tag == GRAPH_INPUT and not _named(entry, source):
            continue
        yield _without_prelu(entry, raw) if tag == GRAPH_NODE and isinstance(entry, bytes) else raw


def _without_prelu(node: bytes, raw: bytes) -> bytes:
    """PRelu(x, slope) is max(x, 0) + slope min(x, 0), digit for digit; other nodes stay as they are."""
    told = [(tag, value) for tag, value, _raw in message_fields(node)]
    if (NODE_TYPE, b"PRelu") not in told:
        return raw
    x, slope = (value for tag, value in told if tag == NODE_INPUT and isinstance(value, bytes))
    (y,) = (value for tag, value in told if tag == NODE_OUTPUT and isinstance(value, bytes))
    above, below, sloped = (y + part for part in (b"/above", b"/below", b"/sloped"))
    return (
        _node(b"Relu", [x], above)
        + _node(b"Sub", [x, above], below)
        + _node(b"Mul", [below, slope], sloped)
        + _node(b"Add", [above, sloped], y)
    )


def _node(kind: bytes, inputs: Sequence[bytes], output: bytes) -> bytes:
    fed = b"".join(_field(NODE_INPUT, name) for name in inputs)
    return _field(GRAPH_NODE, fed + _field(NODE_OUTPUT, output) + _field(NODE_TYPE, kind))


def _field(tag: int, content: bytes) -> bytes:
    """A field of bytes as protocol buffers write it."""
    return _varint(tag << 3 | 2) + _varint(len(content)) + content


def _named(entry: bytes | int, name: bytes) -> bool:
    return isinstance(entry, bytes) and any(t == INPUT_NAME and value == name for t, value, _ in message_fields(entry))


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])
