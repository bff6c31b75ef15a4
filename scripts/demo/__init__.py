"""`zhaoban demo`: the whole main job against the running system, over HTTP and nothing else.

Three people on three phones found a company, prove who they are by videos of whatever the server asks, sign, and two
officers decide. Begin with `story.py`. The tests' journeys use the same phones.
"""
