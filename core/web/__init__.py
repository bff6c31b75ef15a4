"""HTTP for every capability: who may call (`operation`), what comes in (`body`), how refusals look (`errors`), once
means once (`idempotency`), limits, live updates, health, and the contract (`openapi`).

Begin with `operation.py`: every route of the product is declared through it.
"""
