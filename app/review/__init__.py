"""The officers' side: the queue, the claim, the whole judgement on one page, the decision by a second person.

Begin with `claim.py`, then `propose.py` and `approve.py`: reviewer and approver are never the same person.
"""
