"""Figures of an office (效能监督): what waits, how long it takes, why filings come back. Read-only.

Every figure is a set of cases with a key (`figures.py`), so each number opens exactly the cases it counts.
"""
