"""How soon a phone shows something. Begin with `first_screen.py`."""
