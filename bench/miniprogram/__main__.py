"""python -m bench.miniprogram: both measurements against the system that `zhaoban up` started, one after the other;
exit status 1 when a limit is passed.
"""

import sys

from bench.miniprogram import first_screen, sitting


def main() -> bool:
    """Whether both limits are kept."""
    system = sitting.running()
    return all([first_screen.run(system.api), sitting.run(system)])


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
