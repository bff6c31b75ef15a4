"""Paper licences on their way: chosen and paid after approval, booked with a courier, followed until signed for.

The electronic licence never waits for any of it. Begin with `states.py`, then `choose.py`, `order.py` (what a settled
charge starts) and `track.py` (what a carrier says, by push or when asked); `provider.py` is what a courier must offer.
"""
