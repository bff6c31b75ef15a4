"""Face verification: a person proves, on any phone, to be present, alive and the one named.

The peer knows nothing of companies; it speaks of a `subject` and of persons, and publishes facts (`events.py`).
Begin with `states.py`, then follow one person: `invite.py` → `open.py` → `consent.py` → `start.py` → `upload.py` →
`submit.py` → `judging.py` (a verifier process) → `conclude.py`. `engine/` is the judge itself: video in, verdict out.
"""

import os

# onnxruntime 1.31 reports its use to its maker over HTTPS, keeps a device number and a database of events in the user's
# home, and asks nobody. It reads this when it is loaded. Nothing that looks at people's faces calls anybody.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

# numpy's library of linear algebra otherwise starts a thread for each core, which wait for each other's small pieces
# by spinning: a verdict cost a fifth more CPU for it and came no sooner. Read when numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
