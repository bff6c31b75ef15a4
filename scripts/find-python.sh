#!/bin/sh
# Prints a Python of a version that the project supports; $PYTHON is tried first. Shims that start nothing are passed over.
for candidate in "$PYTHON" python3 python3.13 python3.12 python3.11 python; do
    [ -n "$candidate" ] || continue
    if "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done
echo "需要 Python 3.11–3.13：请安装后重试，或用 PYTHON=/路径/python3 make … 指定。" >&2
echo "Python 3.11 to 3.13 is needed: install one, or name it with PYTHON=/path/to/python3 make …" >&2
exit 1
