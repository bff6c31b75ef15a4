"""The population register's port, spoken as docs/sandbox.md describes it."""

import base64
import hashlib
import hmac
import io
import json
import secrets
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from PIL import Image

PATH = "/population/v1/query"


def photo(color: str = "teal", size: tuple[int, int] = (1600, 1200)) -> str:
    written = io.BytesIO()
    Image.new("RGB", size, color).save(written, "PNG")
    return base64.b64encode(written.getvalue()).decode()


def sign(key: str, *lines: str) -> str:
    return hmac.new(base64.b64decode(key), "\n".join(lines).encode(), hashlib.sha256).hexdigest()


def query(sandbox, name: str, id_number: str, **changed: str) -> httpx.Response:
    account = sandbox.credentials["population_register"]
    body = json.dumps({"name": name, "id_number": id_number}, ensure_ascii=False).encode()
    headers = {
        "X-Client-Id": account["client_id"],
        "X-Date": changed.get("date", datetime.now(UTC).isoformat()),
        "X-Nonce": changed.get("nonce", secrets.token_hex(16)),
    }
    digest = hashlib.sha256(body).hexdigest()
    key = changed.get("key", account["hmac_key"])
    headers["X-Signature"] = sign(key, "POST", PATH, *headers.values(), digest)
    return sandbox.client.post(PATH, content=body, headers=headers)


@pytest.fixture
def resident(sandbox) -> dict[str, str]:
    answer = sandbox.post("/population/residents", {"name": "江晚晴", "photo": "data:image/png;base64," + photo()})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_match_brings_the_portrait_as_jpeg(sandbox, resident):
    answer = query(sandbox, **resident).json()
    assert answer["match"] is True
    portrait = Image.open(io.BytesIO(base64.b64decode(answer["portrait"]["data"])))
    assert (portrait.format, portrait.size) == ("JPEG", (960, 720))


def test_the_answer_is_signed_for_this_question(sandbox, resident):
    nonce = secrets.token_hex(16)
    answer = query(sandbox, **resident, nonce=nonce)
    key = sandbox.credentials["population_register"]["hmac_key"]
    digest = hashlib.sha256(answer.content).hexdigest()
    assert answer.headers["x-signature"] == sign(key, nonce, "200", digest)
    sandbox.fault("population", "bad_signature")
    forged = query(sandbox, **resident, nonce=(other := secrets.token_hex(16)))
    assert forged.headers["x-signature"] != sign(key, other, "200", digest)


def test_another_name_is_no_match_and_brings_no_portrait(sandbox, resident):
    answer = query(sandbox, "江晚秋", resident["id_number"])
    assert (answer.status_code, answer.json()) == (200, {"match": False, "portrait": None})


def test_an_unknown_number_is_not_found(sandbox):
    answer = query(sandbox, "江晚晴", "990122195001010017")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_resident_without_photo_has_no_photo(sandbox):
    bare = sandbox.post("/population/residents", {"name": "无照人"}).json()
    answer = query(sandbox, **bare)
    assert (answer.status_code, answer.json()) == (409, {"code": "no_photo", "match": True})


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("no_photo", 409, "no_photo"),
        ("not_found", 404, "not_found"),
        ("down", 503, "down"),
        ("http500", 500, "internal"),
    ],
)
def test_faults_strike_once_and_are_gone(sandbox, resident, kind, status, code):
    sandbox.fault("population", kind)
    answer = query(sandbox, **resident)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert query(sandbox, **resident).json()["match"] is True


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"key": base64.b64encode(b"another key").decode()}, "bad_signature"),
        ({"nonce": "short"}, "bad_signature"),
        ({"date": (datetime.now(UTC) - timedelta(minutes=6)).isoformat()}, "stale"),
        ({"date": "yesterday"}, "stale"),
    ],
)
def test_what_is_not_signed_now_by_this_client_is_not_answered(sandbox, resident, changed, code):
    answer = query(sandbox, **resident, **changed)
    assert (answer.status_code, answer.json()) == (401, {"code": code})


def test_the_same_question_twice_is_a_replay(sandbox, resident):
    nonce = secrets.token_hex(16)
    assert query(sandbox, **resident, nonce=nonce).status_code == 200
    assert query(sandbox, **resident, nonce=nonce).json() == {"code": "replayed"}


def test_an_offered_number_is_fictitious_right_and_unused(sandbox):
    offered = sandbox.get("/population/residents/offer?born=1988-02-29&sex=m").json()["id_number"]
    assert offered.startswith("99012219880229")
    assert int(offered[16]) % 2 == 1
    added = sandbox.post("/population/residents", {"name": "闰年人", "id_number": offered, "photo": photo()})
    assert added.status_code == 201
    assert sandbox.get("/population/residents/offer?born=1988-02-29&sex=m").json()["id_number"] != offered


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"name": "某人", "id_number": "110101199003070038"}, "虚构地区"),
        ({"name": "某人", "id_number": "990122199003070000"}, "校验位"),
        ({"name": "某"}, "2 至 30"),
        ({"name": "某人", "photo": base64.b64encode(b"no picture").decode()}, "无法读取"),
    ],
)
def test_real_numbers_and_broken_photos_stay_out(sandbox, body, told):
    answer = sandbox.post("/population/residents", body)
    assert answer.status_code == 400
    assert told in answer.json()["error"]


def test_one_can_leave_again(sandbox, resident):
    path = f"/population/residents/{resident['id_number']}"
    assert sandbox.get(path + "/portrait").headers["content-type"] == "image/jpeg"
    assert sandbox.delete(path).json() == {"removed": True}
    assert query(sandbox, **resident).status_code == 404
