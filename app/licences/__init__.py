"""Business licences (营业执照): allotted at approval, rendered and sealed by a job, verifiable by anybody.

Begin with `allot.py`, then `issue.py`; `verify.py` is what a stranger with the QR code sees.
"""
