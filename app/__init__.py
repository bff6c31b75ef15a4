"""The registry: each folder is one thing it does. `wiring.py` shows how they hear of each other, `main.py` is the API
process, `cli.py` the command `zhaoban`, `up/` one machine's worth of processes.

Begin with `applications/states.py`, then `applications/submit.py` and its test.
"""
