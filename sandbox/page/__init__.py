"""The sandbox's page: where a newcomer watches the outside world and steers it.

Each section is a piece of HTML made here (`sections.py` lists them) and fetched again every two seconds by
`static/sandbox.js`, which also turns buttons and forms into calls of the same JSON doors that tests use.
"""
