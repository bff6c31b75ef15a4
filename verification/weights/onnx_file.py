"""The few messages of the ONNX file format that a small convolutional network needs, written by hand.

The `onnx` package would be one more compiled dependency for eighty lines of protocol buffers that are needed once, at
install time. The bytes are the same for the same network, so the result can be checked by hash like any other weight.
Field numbers: onnx/onnx.proto (IR version 8, operator set 13).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

IR_VERSION = 8
OPERATOR_SET = 13
FLOAT32 = 1
ATTRIBUTE_INT, ATTRIBUTE_INTS = 2, 7


@dataclass(frozen=True)
class Node:
    operator: str
    inputs: Sequence[str]
    output: str
    attributes: Mapping[str, int | Sequence[int]] = field(default_factory=dict)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _number(tag: int, number: int) -> bytes:
    return _varint(tag << 3) + _varint(number)


def _block(tag: int, content: bytes | str) -> bytes:
    raw = content.encode() if isinstance(content, str) else content
    return _varint(tag << 3 | 2) + _varint(len(raw)) + raw


def _attribute(name: str, value: int | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return _block(1, name) + _number(3, value) + _number(20, ATTRIBUTE_INT)
    return _block(1, name) + b"".join(_number(8, v) for v in value) + _number(20, ATTRIBUTE_INTS)


def _node(node: Node) -> bytes:
    parts = [_block(1, name) for name in node.inputs]
    parts += [_block(2, node.output), _block(4, node.operator)]
    parts += [_block(5, _attribute(name, value)) for name, value in sorted(node.attributes.items())]
    return b"".join(parts)


def _tensor(name: str, values: NDArray[np.float32]) -> bytes:
    dimensions = b"".join(_number(1, size) for size in values.shape)
    return dimensions + _number(2, FLOAT32) + _block(8, name) + _block(9, values.astype("<f4").tobytes())


def _port(name: str, shape: Sequence[int | str]) -> bytes:
    sizes = b"".join(_block(1, _number(1, s) if isinstance(s, int) else _block(2, s)) for s in shape)
    return _block(1, name) + _block(2, _block(1, _number(1, FLOAT32) + _block(2, sizes)))


def write_model(
    name: str,
    nodes: Sequence[Node],
    tensors: Mapping[str, NDArray[np.float32]],
    source: tuple[str, Sequence[int | str]],
    result: tuple[str, Sequence[int | str]],
) -> bytes:
    """The bytes of an ONNX file with one input and one output (each a name and a shape; a text is a free size)."""
    graph = b"".join(_block(1, _node(node)) for node in nodes) + _block(2, name)
    graph += b"".join(_block(5, _tensor(key, values)) for key, values in tensors.items())
    graph += _block(11, _port(*source)) + _block(12, _port(*result))
    return _number(1, IR_VERSION) + _block(2, "zhaoban") + _block(7, graph) + _block(8, _number(2, OPERATOR_SET))
