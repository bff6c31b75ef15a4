"""The manifest, the restricted checkpoint reader, the ONNX writer and the installer, without a network."""

import pickle
import struct
from collections import OrderedDict
from io import BytesIO
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from verification.weights.install import NotFetched, State, WrongHash, check, digest, install
from verification.weights.manifest import weights
from verification.weights.onnx_file import Node, write_model
from verification.weights.torch_pickle import MAGIC, NotACheckpoint, read_tensors


class _Call:
    def __init__(self, module: str, name: str, arguments: tuple[object, ...]) -> None:
        self.module, self.name, self.arguments = module, name, arguments


class _Writer(pickle._Pickler):
    """Writes what PyTorch would, without PyTorch: globals by name, storages by persistent id."""

    def persistent_id(self, value: object) -> object:
        return value.arguments if isinstance(value, _Call) and value.name == "storage" else None

    def save(self, value: object, save_persistent_id: bool = True) -> None:
        if isinstance(value, _Call) and value.name != "storage":
            self.write(f"c{value.module}\n{value.name}\n".encode())
            if value.arguments is not None:
                self.save(value.arguments)
                self.write(pickle.REDUCE)
            return
        super().save(value, save_persistent_id)


def checkpoint(tensors: dict[str, np.ndarray], poison: _Call | None = None) -> bytes:
    out = BytesIO()
    for header in (MAGIC, 1001, {"little_endian": True}):
        pickle.dump(header, out, protocol=2)
    named: OrderedDict[str, object] = OrderedDict()
    for index, (name, values) in enumerate(tensors.items()):
        kind = _Call("torch", "FloatStorage", None)
        storage = _Call("", "storage", ("storage", kind, str(index), "cpu", values.size, None))
        strides = tuple(s // 4 for s in values.strides)
        named[name] = _Call(
            "torch._utils", "_rebuild_tensor_v2", (storage, 0, values.shape, strides, False, OrderedDict())
        )
    if poison is not None:
        named["poison"] = poison
    _Writer(out, protocol=2).dump(named)
    pickle.dump([str(i) for i in range(len(tensors))], out, protocol=2)
    for values in tensors.values():
        out.write(struct.pack("<q", values.size) + values.astype("<f4").tobytes())
    return out.getvalue()


def test_a_checkpoint_of_tensors_is_read_without_pytorch() -> None:
    values = np.arange(6, dtype=np.float32).reshape(2, 3)
    read = read_tensors(checkpoint({"module.layer.weight": values}))
    np.testing.assert_array_equal(read["layer.weight"], values)


@pytest.mark.parametrize(("module", "name"), [("os", "system"), ("builtins", "eval"), ("torch", "load")])
def test_a_checkpoint_that_names_anything_else_is_refused_and_not_run(module: str, name: str) -> None:
    with pytest.raises(NotACheckpoint, match=name):
        read_tensors(checkpoint({"a": np.ones(2, np.float32)}, _Call(module, name, ("echo",))))


@pytest.mark.parametrize("data", [b"", b"junk", pickle.dumps({"a": 1})])
def test_other_bytes_are_no_checkpoint(data: bytes) -> None:
    with pytest.raises(NotACheckpoint):
        read_tensors(data)


def test_a_written_model_computes_what_it_says() -> None:
    rng = np.random.default_rng(2)
    kernel, bias = rng.normal(size=(4, 1, 3, 3)).astype(np.float32), rng.normal(size=4).astype(np.float32)
    shape = {"kernel_shape": [3, 3], "strides": [1, 1], "pads": [0, 0, 0, 0]}
    nodes = [Node("Conv", ["image", "k", "b"], "c", {"group": 4, **shape}), Node("Relu", ["c"], "out")]
    model = write_model("net", nodes, {"k": kernel, "b": bias}, ("image", [1, 4, 5, 5]), ("out", [1, 4, 3, 3]))
    image = rng.normal(size=(1, 4, 5, 5)).astype(np.float32)
    (result,) = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"]).run(None, {"image": image})
    windows = np.lib.stride_tricks.sliding_window_view(image[0], (3, 3), axis=(1, 2))
    expected = np.einsum("cyxij,cij->cyx", windows, kernel[:, 0]) + bias[:, None, None]
    np.testing.assert_allclose(result[0], np.maximum(expected, 0), rtol=1e-4, atol=1e-5)


def test_every_weight_names_origin_licence_and_whole_hashes() -> None:
    for weight in weights():
        assert weight.origin
        assert weight.licence in {"MIT", "Apache-2.0"}
        assert len(weight.sha256) == len(weight.installed_sha256) == 64
        assert (weight.converted_to is None) == (weight.converted_sha256 is None)


def test_a_wrong_file_is_refused_and_nothing_is_installed(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    for weight in weights():
        (source / weight.name).write_bytes(b"something else")
    with pytest.raises(WrongHash, match="SHA-256"):
        install(target, source)
    assert [state for _weight, state in check(target)] == [State.MISSING] * len(weights())


def test_a_folder_without_the_files_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NotFetched, match=weights()[0].name):
        install(tmp_path / "target", tmp_path)


def test_a_damaged_file_is_seen(tmp_path: Path) -> None:
    (tmp_path / weights()[0].installed_name).write_bytes(b"damaged")
    assert check(tmp_path)[0][1] is State.WRONG
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
