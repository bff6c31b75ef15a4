"""The contract that the console's types are made from is the contract of the routes."""

import json

from scripts.openapi_snapshot import SNAPSHOT, present


def test_the_committed_contract_is_that_of_the_routes() -> None:
    """When it is not: `python -m scripts.openapi_snapshot`, then `npm run types` in console/."""
    assert json.loads(SNAPSHOT.read_text()) == present()
