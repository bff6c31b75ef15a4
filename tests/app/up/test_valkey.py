"""The embedded Valkey: private, durable where asked, clear when its file is broken."""

import pytest
import redis

from app.up.trouble import Trouble
from app.up.valkey import embedded_valkey, prepare, throwaway_valkey


def test_it_answers_on_a_private_socket_and_on_no_port(tmp_path):
    with embedded_valkey(tmp_path / "valkey") as url:
        client = redis.Redis.from_url(url)
        assert client.config_get("port") == {"port": "0"}
        assert prepare(tmp_path / "valkey").sockets.stat().st_mode & 0o777 == 0o700


def test_what_was_written_is_there_after_a_restart(tmp_path):
    with embedded_valkey(tmp_path / "valkey") as url:
        redis.Redis.from_url(url).set("word", "照办")
    with embedded_valkey(tmp_path / "valkey") as url:
        assert redis.Redis.from_url(url).get("word") == "照办".encode()


def test_a_throwaway_server_forgets():
    with throwaway_valkey() as url:
        redis.Redis.from_url(url).set("word", "照办")
    with throwaway_valkey() as url:
        assert redis.Redis.from_url(url).get("word") is None


def test_a_file_cut_off_by_a_crash_is_read_as_far_as_it_goes(tmp_path):
    with embedded_valkey(tmp_path / "valkey") as url:
        redis.Redis.from_url(url).set("word", "照办")
    [log] = (tmp_path / "valkey" / "appendonlydir").glob("*.incr.aof")
    log.write_bytes(log.read_bytes() + b"*3\r\n$3\r\nSET\r\n$4\r\nha")
    with embedded_valkey(tmp_path / "valkey") as url:
        assert redis.Redis.from_url(url).get("word") == "照办".encode()


def test_a_broken_file_is_called_broken(tmp_path):
    with embedded_valkey(tmp_path / "valkey") as url:
        redis.Redis.from_url(url).set("word", "照办")
    [log] = (tmp_path / "valkey" / "appendonlydir").glob("*.incr.aof")
    log.write_bytes(b"no such format" + log.read_bytes())
    with pytest.raises(Trouble, match="已损坏") as told, embedded_valkey(tmp_path / "valkey"):
        pass
    assert str(tmp_path / "valkey") in told.value.text.en
