"""One file per outside payment service; `*_wire.py` holds its signatures and transport, `*_bill.py` its daily bill."""
