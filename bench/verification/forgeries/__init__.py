"""Presentation attacks made from an honest clip, real or rendered, by editing its frames.

Each forgery takes the frames (BGR, all of one size) and returns as many. Geometry and optics are those of the attack:
a plane or a cylinder in perspective for photographs (`sheet.py`), rasters, bezel, glare and bands for screens
(`screen.py`), cuts and loops in time (`cuts.py`).
"""

from .cuts import continued_by, fade, frozen, loop, ping_pong, rest_loop, splice, still
from .optics import Forgery, Frames, Image
from .screen import replay, replay_fine, replay_full, replay_monitor
from .sheet import bent_photo, flat_photo, waved_photo, with_holes

FORGERIES: dict[str, Forgery] = {
    "still": still,
    "flat_photo": flat_photo,
    "waved_photo": waved_photo,
    "bent_photo": bent_photo,
    "replay": replay,
    "replay_full": replay_full,
    "replay_fine": replay_fine,
    "replay_monitor": replay_monitor,
    "frozen": frozen,
    "loop": loop,
    "rest_loop": rest_loop,
    "ping_pong": ping_pong,
    "splice": splice,
    "fade": fade,
}

__all__ = ["FORGERIES", "Forgery", "Frames", "Image", "continued_by", "with_holes"]
