"""Doors of equal standing beside the face check, all behind one protocol (`door.py`): a statement recorded for an
officer, a window, a notary's document, and the face services of WeChat and Alipay.

Begin with `states.py`, then `book.py` → `hand_in.py` → `take.py` → `decide.py`, or `collect.py` for a platform. Each
ends in the same fact as the face check, `IdentityConfirmed`, with its channel.
"""
