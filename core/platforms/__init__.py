"""The platforms people come from, as far as several capabilities speak to them: the wire, and no meaning.

`alipay.py` and `wechat.py` sign, send, verify and keep tokens; what a call means is known where it is made (sign-in,
payments, face checks, messages).
"""
