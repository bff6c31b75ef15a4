"""Couriers: EMS (中国邮政), SF Express (顺丰丰桥) and the tracking aggregator Kuaidi100 (快递100).

`parcels.py` is what they carry and how it moves on, `ems.py`, `sf.py` and `kuaidi100.py` are the wire, `doors.py` is
where the page and the tests move parcels along.
"""
