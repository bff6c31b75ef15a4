"""`make setup`: from a bare machine with Python, git and make to one that can run (or test) the project.

It runs under the system's Python with nothing installed, so it imports the standard library alone. Begin with
`__main__.py`, which lists the steps. Every step looks first and does only what is missing.
"""
