"""Alipay's open gateway (支付宝开放平台网关), `/gateway.do`, signed RSA2 both ways.

`signing.py` is the signature, `gateway.py` the one address and its methods' table, `users.py` sign-in and the phone
number, `doors.py` what a person does in Alipay on their telephone.
"""
