"""How well a set of points moved as a plane does, and how strongly that plane was tilted.

A plane seen twice is related by a homography (Hartley and Zisserman, Multiple View Geometry, 2nd ed., ch. 13). A head
is no plane: turned by twenty degrees its nose leaves any homography by several per cent of the face's width. The tilt
is read from the homography itself, so that a photograph need not fool the pose estimate to be noticed.
"""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.floating[Any]]


def plane_motion(before: Points, after: Points, robust: bool = False) -> tuple[NDArray[np.float64], float] | None:
    """Distances (n,) from the best homography, in the points' units, and its tilt; None where there is none.

    The tilt is how much more the plane shrank in one direction than across it: 0 for a plane that only moved, turned in
    itself or came nearer.
    """
    origin = before.mean(axis=0)
    source, target = (before - origin).astype(np.float64), (after - origin).astype(np.float64)
    matrix, _inliers = cv2.findHomography(source, target, cv2.LMEDS if robust else 0)
    if matrix is None:
        return None
    mapped = np.column_stack([source, np.ones(len(source))]) @ matrix.T
    residuals: NDArray[np.float64] = np.linalg.norm(mapped[:, :2] / mapped[:, 2:] - target, axis=1)
    # The derivative at the points' centre, which is the origin here.
    jacobian = (matrix[:2, :2] - np.outer(matrix[:2, 2] / matrix[2, 2], matrix[2, :2])) / matrix[2, 2]
    larger, smaller = np.linalg.svd(jacobian)[1]
    return residuals, float(larger / max(smaller, 1e-9) - 1)
