"""The kinds of application: one module each, built from the checks in `checks/`.

A kind says what may be wrong with its content, who must sign, which documents, and what each person agrees to. Begin
with `kind.py` (what a kind offers) and `incorporation.py` (the first one); `KINDS` is the list of those in service.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.applications.kinds.incorporation import INCORPORATION
from app.applications.kinds.kind import Kind

KINDS: Mapping[str, Kind] = MappingProxyType({kind.code: kind for kind in (INCORPORATION,)})
