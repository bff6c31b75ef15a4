"""The process: on loopback only, with a memory and secrets that outlive it."""

import signal
import stat
import subprocess
import sys

import pytest


def test_it_refuses_to_listen_beyond_loopback(tmp_path, root):
    command = [sys.executable, "-m", "sandbox", "--host", "192.0.2.1", "--data", str(tmp_path)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "not a loopback address" in done.stderr


def test_a_taken_port_is_one_clear_sentence(sandbox, tmp_path, root):
    port = sandbox.address.rpartition(":")[2]
    command = [sys.executable, "-m", "sandbox", "--port", port, "--data", str(tmp_path)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == f"sandbox: cannot listen on 127.0.0.1:{port}: Address already in use"


def test_secrets_and_memory_survive_a_restart(tmp_path, running_anew):
    with running_anew(tmp_path) as first:
        before = first.credentials
        added = first.post("/population/residents", {"name": "江晚晴"}).json()
        first.fault("sms", "blacklist", times=3)
        first.process.kill()
        first.process.wait()
    with running_anew(tmp_path) as second:
        after = second.credentials
        assert after["tencent_sms"]["secret_key"] == before["tencent_sms"]["secret_key"]
        assert after["base_url"] == second.address
        assert added["id_number"] in second.get("/population/residents").text
        assert second.get("/faults").json()["armed"][0]["times"] == 3


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_told_and_says_nothing(tmp_path, running, ending):
    with running(tmp_path) as sandbox:
        sandbox.process.send_signal(ending)
        assert sandbox.process.wait() == 0


def test_secrets_are_for_their_owner_only(sandbox):
    files = [sandbox.data / "credentials.json", *(sandbox.data / "keys").iterdir()]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_an_unknown_fault_names_those_there_are(sandbox):
    answer = sandbox.post("/faults", {"service": "sms", "kind": "flood"})
    assert answer.status_code == 400
    assert "number_limit" in answer.json()["known"]
    assert sandbox.post("/faults", {"service": "moon", "kind": "http500"}).json()["error"] == "unknown service"
    assert sandbox.post("/faults", {"service": "sms", "kind": "http500", "times": 0}).status_code == 400


def test_armed_faults_can_be_disarmed(sandbox):
    sandbox.fault("sms", "http500", times=5)
    sandbox.fault("population", "down")
    left = sandbox.delete("/faults?service=sms").json()["armed"]
    assert [fault["service"] for fault in left] == ["population"]


def test_the_journal_names_routes_and_never_numbers(sandbox):
    sandbox.post("/population/v1/query", {"name": "江晚晴", "id_number": "990122195001010017"})
    journal = sandbox.get("/journal")
    assert journal.json()["journal"][0]["event"] == "POST /population/v1/query"
    assert journal.json()["journal"][0]["detail"] == "bad_signature"
    assert "990122195001010017" not in journal.text


def test_a_number_that_is_none_is_refused_by_every_door(sandbox):
    assert sandbox.get("/phones/12345/messages").status_code == 400
    assert sandbox.post("/wechat/phones/12345/login").status_code == 400


def test_the_worlds_time_moves_forward_only(tmp_path, running):
    with running(tmp_path) as sandbox:
        before = sandbox.get("/clock").json()["now"]
        assert sandbox.post("/clock", {"advance_seconds": 86400}).json()["now"][:10] > before[:10]
        assert sandbox.post("/clock", {"advance_seconds": -1}).status_code == 400


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_foreign_pages_are_kept_out(sandbox, headers):
    assert sandbox.client.post("/clock", json={"advance_seconds": 1}, headers=headers).status_code == 403
    assert sandbox.client.get("/phones", headers={"Origin": "http://localhost:8000"}).status_code == 200


def test_every_fault_is_described(sandbox, root):
    described = (root / "docs" / "sandbox.md").read_text()
    known = sandbox.get("/faults").json()["known"]
    assert [kind for kinds in known.values() for kind in kinds if f"`{kind}`" not in described] == []
