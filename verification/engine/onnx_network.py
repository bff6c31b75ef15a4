"""Networks in ONNX files as plain functions of arrays, one thread each."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from .geometry import message_fields

ONLY_ERRORS = 3
# Fields of ModelProto, GraphProto, ValueInfoProto, NodeProto and TensorProto, and two types of values (onnx.proto).
MODEL_GRAPH, GRAPH_NODE, GRAPH_INITIALIZER, GRAPH_INPUT, INPUT_NAME = 7, 1, 5, 11, 1
NODE_INPUT, NODE_OUTPUT, NODE_TYPE, NODE_ATTRIBUTE = 1, 2, 4, 5
TENSOR_SHAPE, TENSOR_TYPE, TENSOR_FLOATS, TENSOR_NAME, TENSOR_RAW = 1, 2, 4, 8, 9
TENSOR_FLOAT, ATTRIBUTE_INT = 1, 2

Field = tuple[int, bytes | int, bytes]
Floats = NDArray[np.float32]
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
        yield _field(MODEL_GRAPH, b"".join(_graph(list(message_fields(value)), source)))


def _graph(fields: Sequence[Field], source: bytes) -> Iterator[bytes]:
    slopes = _slopes(fields)
    for tag, entry, raw in fields:
        if tag == GRAPH_INPUT and not _named(entry, source):
            continue
        if tag == GRAPH_NODE and isinstance(entry, bytes) and _told(entry, NODE_TYPE) == [b"PRelu"]:
            (x, slope), (y,) = _told(entry, NODE_INPUT), _told(entry, NODE_OUTPUT)
            yield _without_prelu(x, slopes[slope], y)
        else:
            yield raw


def _slopes(fields: Sequence[Field]) -> dict[bytes, Floats]:
    """The values (c,) of the slopes of all PRelu, which some files bring into their shape first."""
    nodes = [entry for tag, entry, _raw in fields if tag == GRAPH_NODE and isinstance(entry, bytes)]
    wanted = {_told(node, NODE_INPUT)[1] for node in nodes if _told(node, NODE_TYPE) == [b"PRelu"]}
    names = {name: name for name in wanted}
    for node in nodes:
        (made, *_others), fed = _told(node, NODE_OUTPUT), _told(node, NODE_INPUT)
        if made in wanted and _told(node, NODE_TYPE) == [b"Reshape"]:
            names[made] = fed[0]
    tensors = [entry for tag, entry, _raw in fields if tag == GRAPH_INITIALIZER and isinstance(entry, bytes)]
    stored = {_told(tensor, TENSOR_NAME)[0]: tensor for tensor in tensors}
    return {wanted: _values(stored[name]) for wanted, name in names.items()}


def _values(tensor: bytes) -> Floats:
    content = b"".join(_told(tensor, TENSOR_RAW) or _told(tensor, TENSOR_FLOATS))
    return np.frombuffer(content, np.float32)


def _without_prelu(x: bytes, slope: Floats, y: bytes) -> bytes:
    """PRelu(x, slope) is max(x, 0) - slope max(-x, 0), where each channel's factor is a convolution of one point.

    The runtime keeps channels in blocks for its convolutions; a product in between would have it put them in rows and
    back in blocks every time.
    """
    above, turned, below, sloped = (y + part for part in (b"/above", b"/turned", b"/below", b"/sloped"))
    group = _field(NODE_ATTRIBUTE, _field(1, b"group") + _number(3, len(slope)) + _number(20, ATTRIBUTE_INT))
    return (
        _weights(y + b"/minus", np.full_like(slope, -1))
        + _weights(y + b"/factor", -slope)
        + _node(b"Relu", [x], above)
        + _node(b"Conv", [x, y + b"/minus"], turned, group)
        + _node(b"Relu", [turned], below)
        + _node(b"Conv", [below, y + b"/factor"], sloped, group)
        + _node(b"Add", [sloped, above], y)
    )


def _weights(name: bytes, values: Floats) -> bytes:
    """The weights of a convolution of one point that treats each channel by itself."""
    shape = b"".join(_number(TENSOR_SHAPE, size) for size in (len(values), 1, 1, 1))
    tensor = shape + _number(TENSOR_TYPE, TENSOR_FLOAT) + _field(TENSOR_NAME, name)
    return _field(GRAPH_INITIALIZER, tensor + _field(TENSOR_RAW, values.tobytes()))


def _node(kind: bytes, inputs: Sequence[bytes], output: bytes, attribute: bytes = b"") -> bytes:
    fed = b"".join(_field(NODE_INPUT, name) for name in inputs)
    return _field(GRAPH_NODE, fed + _field(NODE_OUTPUT, output) + _field(NODE_TYPE, kind) + attribute)


def _field(tag: int, content: bytes) -> bytes:
    """A field of bytes as protocol buffers write it."""
    return _varint(tag << 3 | 2) + _varint(len(content)) + content


def _number(tag: int, number: int) -> bytes:
    return _varint(tag << 3) + _varint(number)


def _told(message: bytes, wanted: int) -> list[bytes]:
    """The values of one tag that are bytes, in their order."""
    return [value for tag, value, _raw in message_fields(message) if tag == wanted and isinstance(value, bytes)]


def _named(entry: bytes | int, name: bytes) -> bool:
    return isinstance(entry, bytes) and name in _told(entry, INPUT_NAME)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])
