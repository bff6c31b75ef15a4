"""The register (登记簿): the legal truth about companies, entered at approval and at no other moment.

Begin with `enrol.py`. `uscc.py` and `id_number.py` are the two numbers everything hangs on.
"""
