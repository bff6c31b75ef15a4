"""Population register (人口库): does this name belong to this identity number, and what does the holder look like?

The port is this project's own (unconfirmed port: no public specification exists). `signature.py` is its HMAC,
`register.py` the residents, `people.py` those the sandbox comes with, `routes.py` the port and the page's doors.
"""
