"""WeChat Pay API v3 (微信支付), public-key mode: orders, refunds, bills, signed and encrypted notices.

`signing.py` checks requests and signs replies, `orders.py` and `refunds.py` are the life cycles, `notices.py` what is
told to the merchant, `bills.py` the day's statements, `routes.py` the API, `doors.py` what the payer does.
"""
