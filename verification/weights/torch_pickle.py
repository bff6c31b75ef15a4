"""Tensors out of a PyTorch checkpoint of the format before 1.6, without PyTorch and without running what it carries.

A checkpoint is a pickle, and a pickle may call anything. This reader lets a file name four things only (an ordered
dictionary, two storage types, the tensor rebuilder) and turns each into plain numpy arrays.

Layout (torch/serialization.py, `_legacy_save`): five pickles (magic number, protocol, system facts, the object, the
keys of its storages), then for each key an int64 count and the little-endian numbers.
"""

import pickle
import struct
from collections import OrderedDict
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = 0x1950A86A20F9469CFC6C
NUMBER_TYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


class NotACheckpoint(ValueError):
    """The bytes are no checkpoint of this format, or name something a checkpoint of plain tensors does not need."""


@dataclass(frozen=True)
class _Pending:
    """A tensor whose numbers follow later in the file."""

    key: str
    number_type: np.dtype[Any]
    offset: int
    shape: tuple[int, ...]


def _rebuild(storage: tuple[str, np.dtype[Any]], offset: int, shape: tuple[int, ...], *_rest: object) -> _Pending:
    key, number_type = storage
    return _Pending(key, number_type, offset, shape)


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuild
        if module == "torch" and name in NUMBER_TYPES:
            return NUMBER_TYPES[name]
        raise NotACheckpoint(f"the checkpoint names {module}.{name}; only plain tensors are read")

    def persistent_load(self, pid: Any) -> tuple[str, np.dtype[Any]]:
        kind, number_type, key, *_where = pid
        if kind != "storage":
            raise NotACheckpoint("the checkpoint refers to something other than a storage")
        return key, number_type


def read_tensors(data: bytes) -> dict[str, NDArray[Any]]:
    """All tensors of the checkpoint by name; raises NotACheckpoint."""
    stream = BytesIO(data)
    try:
        if _Reader(stream).load() != MAGIC:
            raise NotACheckpoint("the file is no checkpoint of the older PyTorch format")
        _protocol, _system, named, keys = (_Reader(stream).load() for _ in range(4))
    except (pickle.UnpicklingError, EOFError, IndexError, KeyError, TypeError, ValueError) as broken:
        raise NotACheckpoint(f"the checkpoint cannot be read: {broken}") from broken
    types = {tensor.key: tensor.number_type for tensor in named.values()}
    storages = {}
    for key in keys:
        (count,) = struct.unpack("<q", stream.read(8))
        storages[key] = np.frombuffer(stream.read(count * types[key].itemsize), types[key])
    return {
        name.removeprefix("module."): storages[t.key][t.offset : t.offset + int(np.prod(t.shape))].reshape(t.shape)
        for name, t in named.items()
    }
