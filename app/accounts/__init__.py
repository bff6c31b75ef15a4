"""People and officers: who they are to us, how they sign in, on which devices.

A person is known by a verified phone number; an officer by a password and a time-based code. Tokens are opaque and
stored as hashes, so that revoking one works at once. Begin with `sign_in.py` (people) and `officers.py`.
"""
