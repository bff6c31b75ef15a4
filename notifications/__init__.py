"""What the product says to people: text messages and the inbox, from one catalogue of texts in Chinese and English.

Begin with `catalogue.toml` (every text), then `send.py` (called inside the caller's transaction) and `deliver.py`
(the job that speaks to the provider). This peer knows nothing of companies: a `subject` is a string of the caller's.
"""
