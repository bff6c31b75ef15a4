"""WeChat mini-program server API (微信小程序服务端接口): sign-in codes, access tokens, phone numbers, messages.

`errors.py` holds the published error codes, `users.py` who has WeChat on which telephone and the codes it issues,
`tokens.py` access tokens, `messages.py` subscription messages, `routes.py` the API, `doors.py` what a person does on
their telephone.
"""
