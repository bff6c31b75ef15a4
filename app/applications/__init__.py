"""Applications (申请): one filing from an empty draft to the archive.

Begin with `states.py` (who may do what, when), then `draft.py` (saved field by field, judged at each save), `submit.py`
(frozen under one hash) and `file.py` (the last signature starts the legal clock). `kinds/` says what each kind demands,
in the words of the catalogue that applicant, checker and officer share (`core/rules.py`).
"""
