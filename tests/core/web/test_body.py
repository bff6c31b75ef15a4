"""Bodies and addresses from strangers: refused with the field and the cure, before anything is done with them."""

from types import SimpleNamespace

import pytest
from pydantic import Field

from core.errors import Invalid
from core.web.body import Body, parse, refuse_nul


class Named(Body):
    name: str = Field(max_length=8)


def test_a_nul_character_is_refused_before_a_database_meets_it() -> None:
    with pytest.raises(Invalid) as refused:
        parse(Named, b'{"name": "a\\u0000b"}')
    assert [each.rule for each in refused.value.problems["body"]] == ["BODY-nul"]


def test_a_refusal_names_the_field_and_not_the_value() -> None:
    with pytest.raises(Invalid) as refused:
        parse(Named, b'{"name": "11010119900307123X"}')
    assert "11010119900307123X" not in repr(refused.value.problems)
    assert list(refused.value.problems) == ["name"]


@pytest.mark.parametrize("address", [b"/api/v1/companies/?name=%00ab", b"/api/v1/invitations/x%00y"])
async def test_an_address_with_a_nul_character_is_refused(address: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        await refuse_nul(SimpleNamespace(raw_url=address))  # type: ignore[arg-type]
    assert list(refused.value.problems) == ["address"]
