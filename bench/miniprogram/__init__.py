"""How soon a phone shows something, and how long a person sits at it. `python -m bench.miniprogram` measures both."""
