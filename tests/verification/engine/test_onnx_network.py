"""Networks are rewritten while they are loaded: on one small enough to work out by hand, and on those that are used."""

import struct
from pathlib import Path

import numpy as np
import pytest

from verification.engine.geometry import message_fields
from verification.engine.models import EMBEDDING_INPUT, SFACE, TEXTURE, TEXTURE_INPUT
from verification.engine.onnx_network import GRAPH_NODE, MODEL_GRAPH, NODE_TYPE, open_network, rewritten
from verification.weights.install import install, models_folder

FLOAT, SLOPES = 1, (0.25, -0.5, 1.5)


def field(tag: int, content: bytes | int) -> bytes:
    """One field of a protocol-buffer message, all of them short."""
    if isinstance(content, int):
        return bytes([tag << 3, content])
    return bytes([tag << 3 | 2, len(content)]) + content


def value_info(name: bytes, *shape: int) -> bytes:
    sizes = b"".join(field(1, field(1, size)) for size in shape)
    return field(1, name) + field(2, field(1, field(1, FLOAT) + field(2, sizes)))


@pytest.fixture
def little(tmp_path: Path) -> Path:
    """y = PRelu(x, slope) of three channels, with the slope listed as an input as older tools do (onnx.proto)."""
    slope = field(1, 3) + field(1, 1) + field(1, 1) + field(2, FLOAT) + field(8, b"a")
    slope += field(9, struct.pack("<3f", *SLOPES))
    node = field(1, b"x") + field(1, b"a") + field(2, b"y") + field(4, b"PRelu")
    graph = field(1, node) + field(2, b"g") + field(5, slope) + field(11, value_info(b"x", 1, 3, 2, 2))
    graph += field(11, value_info(b"a", 3, 1, 1)) + field(12, value_info(b"y", 1, 3, 2, 2))
    model = field(1, 8) + bytes([7 << 3 | 2]) + bytes([len(graph) & 0x7F | 0x80, len(graph) >> 7]) + graph
    path = tmp_path / "little.onnx"
    path.write_bytes(model + field(8, field(2, 13)))
    return path


def test_a_rewritten_network_answers_as_its_file_says(little: Path) -> None:
    picture = np.random.default_rng(4).normal(0, 3, (1, 3, 2, 2)).astype(np.float32)
    slopes = np.array(SLOPES, np.float32)[:, None, None]
    assert np.array_equal(open_network(little, "x")(picture), np.where(picture > 0, picture, slopes * picture))


def test_the_runtimes_slow_operation_is_gone_from_the_networks_in_use() -> None:
    install(models_folder())
    for name, source in [(SFACE, EMBEDDING_INPUT), *((name, TEXTURE_INPUT) for name in TEXTURE.values())]:
        model = b"".join(rewritten((models_folder() / name).read_bytes(), source.encode()))
        (graph,) = (value for tag, value, _raw in message_fields(model) if tag == MODEL_GRAPH)
        assert isinstance(graph, bytes)
        nodes = [node for tag, node, _raw in message_fields(graph) if tag == GRAPH_NODE and isinstance(node, bytes)]
        kinds = {value for node in nodes for tag, value, _raw in message_fields(node) if tag == NODE_TYPE}
        assert b"Conv" in kinds
        assert b"PRelu" not in kinds
