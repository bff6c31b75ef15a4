"""MiniFASNet checkpoints (Minivision, Silent-Face-Anti-Spoofing) rewritten as ONNX, batch norms folded into weights.

The networks are a MobileFaceNet cut down: stem, four groups of depth-wise residual blocks (the last block of a group
has squeeze-and-excitation in the SE variant), a global depth-wise convolution, an embedding of 128 and three classes.
The names of the checkpoint's tensors say all about the shape, so one walk serves both variants.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .onnx_file import Node, write_model

EPSILON = 1e-5  # PyTorch's default for BatchNorm
INPUT_SIZE = 80
CLASSES = 3
STRIDE_TWO = {"conv1", "conv_23.conv_dw", "conv_34.conv_dw", "conv_45.conv_dw"}


class _Graph:
    """Nodes in order, and the weights they need; `top` is the name of the last result."""

    def __init__(self, tensors: dict[str, NDArray[Any]]) -> None:
        self.source = tensors
        self.nodes: list[Node] = []
        self.weights: dict[str, NDArray[np.float32]] = {}
        self.top = "image"

    def put(self, operator: str, inputs: list[str], **attributes: Any) -> str:
        self.top = f"n{len(self.nodes)}"
        self.nodes.append(Node(operator, inputs, self.top, attributes))
        return self.top

    def weight(self, name: str, values: NDArray[Any]) -> str:
        self.weights[name] = np.ascontiguousarray(values, dtype=np.float32)
        return name

    def norm(self, prefix: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """Scale and shift that a batch norm amounts to once training is over."""
        t = self.source
        scale = t[f"{prefix}.weight"] / np.sqrt(t[f"{prefix}.running_var"] + EPSILON)
        return scale, t[f"{prefix}.bias"] - t[f"{prefix}.running_mean"] * scale

    def convolve(self, prefix: str, norm: str, stride: int = 1, pad: int | None = None) -> None:
        scale, shift = self.norm(norm)
        kernel = self.source[f"{prefix}.weight"]
        size = kernel.shape[2]
        pad = size // 2 if pad is None else pad
        # Only depth-wise kernels have one input channel here, so a group per channel follows from the shape.
        group = kernel.shape[0] if kernel.shape[1] == 1 else 1
        weight = self.weight(f"{prefix}.w", kernel * scale[:, None, None, None])
        inputs = [self.top, weight, self.weight(f"{prefix}.b", shift)]
        shape = {"kernel_shape": [size, size], "strides": [stride, stride], "pads": [pad] * 4}
        self.put("Conv", inputs, group=group, **shape)

    def block(self, prefix: str, pad: int | None = None) -> None:
        """Convolution, norm and, where the checkpoint has one, PReLU."""
        self.convolve(f"{prefix}.conv", f"{prefix}.bn", 2 if prefix in STRIDE_TWO else 1, pad)
        slope = self.source.get(f"{prefix}.prelu.weight")
        if slope is not None:
            self.put("PRelu", [self.top, self.weight(f"{prefix}.p", slope[:, None, None])])

    def depth_wise(self, prefix: str, residual: bool) -> None:
        before = self.top
        for part in ("conv", "conv_dw", "project"):
            self.block(f"{prefix}.{part}")
        if f"{prefix}.se_module.fc1.weight" in self.source:
            self.squeeze(f"{prefix}.se_module")
        if residual:
            self.put("Add", [before, self.top])

    def squeeze(self, prefix: str) -> None:
        whole = self.top
        self.put("GlobalAveragePool", [self.top])
        self.convolve(f"{prefix}.fc1", f"{prefix}.bn1")
        self.put("Relu", [self.top])
        self.convolve(f"{prefix}.fc2", f"{prefix}.bn2")
        self.put("Sigmoid", [self.top])
        self.put("Mul", [whole, self.top])


def _blocks(tensors: dict[str, NDArray[Any]], group: str) -> Iterator[str]:
    index = 0
    while f"{group}.model.{index}.conv.conv.weight" in tensors:
        yield f"{group}.model.{index}"
        index += 1


def to_onnx(tensors: dict[str, NDArray[Any]], name: str) -> bytes:
    """An ONNX file: `image` (n, 3, 80, 80) BGR 0..255 in, `probabilities` (n, 3) out; class 1 is a live face."""
    graph = _Graph(tensors)
    graph.block("conv1")
    graph.block("conv2_dw")
    for step, group in (("conv_23", "conv_3"), ("conv_34", "conv_4"), ("conv_45", "conv_5")):
        graph.depth_wise(step, residual=False)
        for block in _blocks(tensors, group):
            graph.depth_wise(block, residual=True)
    graph.block("conv_6_sep")
    graph.block("conv_6_dw", pad=0)
    graph.put("Flatten", [graph.top], axis=1)
    scale, shift = graph.norm("bn")
    graph.put("MatMul", [graph.top, graph.weight("linear.w", (tensors["linear.weight"] * scale[:, None]).T)])
    graph.put("Add", [graph.top, graph.weight("linear.b", shift)])
    graph.put("MatMul", [graph.top, graph.weight("prob.w", tensors["prob.weight"].T)])
    graph.put("Softmax", [graph.top], axis=1)
    graph.nodes[-1] = Node("Softmax", graph.nodes[-1].inputs, "probabilities", {"axis": 1})
    shape: list[int | str] = ["n", 3, INPUT_SIZE, INPUT_SIZE]
    return write_model(name, graph.nodes, graph.weights, ("image", shape), ("probabilities", ["n", CLASSES]))
