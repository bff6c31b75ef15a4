"""Papers: what founders sign and what the registry issues, as PDF/A with PAdES signatures.

Begin with `contents.py` (the values), `papers.py` (which papers exist and who signs them), `render.py` (Typst to PDF),
`seal.py` (the office's seal, a person's signature) and `check.py` (what a signature is worth). `keys.py` holds the
keys; `sample_keys.py` makes them outside production. All of these are pure: values, keys and moments are arguments.
"""
