"""The population register's adapter against the outside world on loopback: answers, refusals, faults, forgeries."""

import base64
import io
import logging
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from core.errors import Unavailable
from tests.outside import Outside, outside_world
from verification.provider import PortraitOutcome
from verification.providers.population import PopulationAccount, PopulationGateway, UnknownAnswer

NAME, NUMBER = "周予安", "99012219900307881X"


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    with outside_world(tmp_path_factory.mktemp("sandbox")) as running:
        yield running


def account(outside: Outside, **changes: str) -> PopulationAccount:
    return replace(PopulationAccount(**outside.credentials["population_register"]), **changes)


@pytest.fixture(scope="module")
def resident(outside: Outside) -> str:
    """The number of somebody with a portrait."""
    photo = io.BytesIO()
    Image.new("RGB", (200, 260), (180, 150, 130)).save(photo, "JPEG")
    coded = "data:image/jpeg;base64," + base64.b64encode(photo.getvalue()).decode()
    return str(outside.post("/population/residents", {"name": NAME, "photo": coded})["id_number"])


@pytest.fixture
def register(outside: Outside, resident: str) -> PopulationGateway:
    outside.calm()
    return PopulationGateway(account(outside))


async def test_the_portrait_of_a_resident_comes_with_the_answers_own_number(register, resident) -> None:
    first, second = await register.portrait(NAME, resident), await register.portrait(NAME, resident)
    assert first.outcome is PortraitOutcome.FOUND
    assert Image.open(io.BytesIO(first.jpeg)).format == "JPEG"
    assert first.reference != second.reference


async def test_another_name_is_not_found_and_gets_no_portrait(register, resident) -> None:
    answer = await register.portrait("季明舒", resident)
    assert (answer.outcome, answer.jpeg) == (PortraitOutcome.NOT_FOUND, b"")


async def test_nobody_of_that_number_is_not_found(register) -> None:
    assert (await register.portrait(NAME, NUMBER)).outcome is PortraitOutcome.NOT_FOUND


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("no_photo", PortraitOutcome.NO_PHOTO),
        ("not_found", PortraitOutcome.NOT_FOUND),
        ("mismatch", PortraitOutcome.NOT_FOUND),
    ],
)
async def test_each_refusal_is_told_in_our_words(register, outside, resident, fault, outcome) -> None:
    outside.fault("population", fault)
    answer = await register.portrait(NAME, resident)
    assert (answer.outcome, answer.jpeg) == (outcome, b"")
    assert (await register.portrait(NAME, resident)).outcome is PortraitOutcome.FOUND


async def test_a_broken_portrait_is_handed_to_the_judge_who_says_so(register, outside, resident) -> None:
    outside.fault("population", "bad_photo")
    answer = await register.portrait(NAME, resident)
    assert answer.outcome is PortraitOutcome.FOUND
    assert not answer.jpeg.startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    "fault", ["http500", "http502", "http429", "html", "drop_after", "timeout", "down", "bad_signature"]
)
async def test_an_outage_or_a_forged_answer_is_unavailable_never_a_refusal(outside, resident, fault) -> None:
    outside.calm()
    outside.fault("population", fault)
    register = PopulationGateway(account(outside), timeout_s=2.0)
    with pytest.raises(Unavailable):
        await register.portrait(NAME, resident)
    assert (await register.portrait(NAME, resident)).outcome is PortraitOutcome.FOUND


async def test_nobody_listening_is_unavailable(outside) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(Unavailable):
        await PopulationGateway(account(outside, base_url=closed)).portrait(NAME, NUMBER)


async def test_an_answer_signed_with_another_key_is_not_believed(outside, resident) -> None:
    outside.calm()
    other = base64.b64encode(b"k" * 32).decode()
    with pytest.raises(Unavailable):
        await PopulationGateway(account(outside, hmac_key=other)).portrait(NAME, resident)


async def test_a_clock_that_is_wrong_is_an_error_that_says_so(outside, resident) -> None:
    outside.calm()
    late = PopulationGateway(account(outside), now=lambda: datetime.now(UTC) - timedelta(hours=1))
    with pytest.raises(UnknownAnswer, match="401"):
        await late.portrait(NAME, resident)


async def test_neither_name_nor_number_is_logged(register, resident, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    await register.portrait(NAME, resident)
    assert resident not in caplog.text
    assert NAME not in caplog.text
