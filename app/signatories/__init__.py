"""The persons who must agree to a filing: asked by one invitation each, verified, shown what they agree to, and
signing all their papers by one act in the same sitting.

Begin with `ask.py`, then `card.py` (what I agree to), `sign.py` and `progress.py`.
"""
