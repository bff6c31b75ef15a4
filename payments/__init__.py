"""Charges and their payment: a price list with a legal basis for every item, WeChat Pay and Alipay, refunds, books.

This capability knows nothing of companies: it speaks of a `subject` (`delivery:<uuid>`), a payer's account and the code
of a charge, and tells what happened by the facts in `events.py`. Begin with `states.py` (three life cycles), then
`apply.py`, the only place where money is credited, and `provider.py`, behind which WeChat Pay and Alipay stand.
"""
