"""The outside world on loopback: every party the product speaks to, behind its real wire protocol.

One separate process (`python -m sandbox`), which imports nothing of the product. A folder is a party
(`tencent_sms`, `population`, `wechat`, `wechat_pay`, `alipay`, `couriers`), `phones` are the people's telephones,
`page` is where one watches and steers it all. Begin with `server.py`, which lists the parties, and `world.py`,
which is what they share. What each party answers, and which faults it can be told to commit: docs/sandbox.md.
"""
