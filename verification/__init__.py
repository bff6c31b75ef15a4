"""Face verification: a person proves, on any phone, to be present, alive and the one named.

The peer knows nothing of companies; it speaks of a `subject` and of persons, and publishes facts (`events.py`).
Begin with `states.py`, then follow one person: `invite.py` → `open.py` → `consent.py` → `start.py` → `upload.py` →
`submit.py` → `judging.py` (a verifier process) → `conclude.py`. `engine/` is the judge itself: video in, verdict out.
"""
