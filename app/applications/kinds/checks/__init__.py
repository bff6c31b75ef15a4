"""Checks that kinds of application are put together from, one file per part of the content.

Each takes the content and plain values and yields pairs of field path and problem. `complete` tells a draft, which is
judged by what is there so far, from a filing, which must also lack nothing.
"""
