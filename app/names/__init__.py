"""Company names: taken apart, judged by the rules, compared with those that are taken, and reserved.

Begin with `parse.py` and `rules.py` (a name by itself), `compare.py` (beside another), then `check.py` and
`reserve.py`. Applicant, checker and officer get the same answer, because there is one engine.
"""
