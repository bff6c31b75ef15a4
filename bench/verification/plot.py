"""Curves of the two errors against each other."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

mpl.use("Agg")

from matplotlib import pyplot as plt


def draw_curves(
    honest: Sequence[float], attacks: Sequence[float], genuine: Sequence[float], impostor: Sequence[float], path: Path
) -> None:
    """Left: honest clips refused against attacks let through; right: FNMR against FMR; over all thresholds."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.5))
    _curve(left, np.array(honest), np.array(attacks), "BPCER", "APCER (all kinds)", "attack score alone")
    _curve(right, -np.array(genuine), -np.array(impostor), "FNMR", "FMR", "SFace, frames fused")
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _curve(
    axes: plt.Axes, good: NDArray[np.float64], bad: NDArray[np.float64], good_name: str, bad_name: str, title: str
) -> None:
    limits = np.unique(np.concatenate([good, bad, [-np.inf, np.inf]]))
    refused = [(good > limit).mean() if len(good) else 0.0 for limit in limits]
    let_through = [(bad <= limit).mean() if len(bad) else 0.0 for limit in limits]
    axes.step(let_through, refused, where="post")
    axes.set(xlabel=bad_name, ylabel=good_name, title=f"{title} ({len(good)} / {len(bad)})", xlim=(0, 1), ylim=(0, 1))
    axes.grid(alpha=0.3)
