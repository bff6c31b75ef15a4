"""Tencent Cloud SMS (腾讯云短信), API 2021-01-11: SendSms and PullSmsSendStatus behind TC3-HMAC-SHA256.

`signature.py` checks requests, `templates.py` holds the approved texts, `send.py` judges a message, `routes.py` is
the API's single address, `POST /`.
"""
