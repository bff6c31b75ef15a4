"""The cashier (收银台): where the payer stands, whichever of WeChat Pay and Alipay the order came through.

`desk.py` lists what can be paid and pays it, `routes.py` are its doors and the cashier's pages on the payer's phone.
"""
