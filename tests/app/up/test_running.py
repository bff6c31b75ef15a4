"""The supervisor with real servers and stand-ins for the product's processes: start, restart, stop, and kill -9."""

import os
import signal
from pathlib import Path

import psycopg
import pytest
import redis
from dotenv import dotenv_values

from tests.app.up.conftest import command_of

RUNS = r"照办已启动"


def environment(tmp_path: Path) -> dict[str, str]:
    return dotenv_values(tmp_path / "var" / "run" / "system.env")


def test_it_tells_addresses_and_people_and_leaves_the_environment_for_other_terminals(start, tmp_path):
    run = start()
    run.until(RUNS)
    run.until("林知远 13900990101")
    told = environment(tmp_path)
    assert f"http://127.0.0.1:{run.port}" in run.text
    assert told["SANDBOX_URL"] in run.text
    assert (tmp_path / "var/run/system.env").stat().st_mode & 0o777 == 0o600
    with psycopg.connect(told["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert redis.Redis.from_url(told["REDIS_URL"]).ping()


def test_ctrl_c_stops_everything_and_the_second_start_finds_the_data(start, tmp_path, all_gone):
    run = start()
    run.until(RUNS)
    with psycopg.connect(environment(tmp_path)["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT '照办' AS word")
    children = run.descendants()
    assert len(children) >= 6
    run.interrupt()
    assert run.ended() == 0
    assert "已全部停止" in run.text
    assert all_gone(children)
    assert not (tmp_path / "var/run/system.env").exists()

    again = start()
    again.until(RUNS)
    with psycopg.connect(environment(tmp_path)["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("照办",)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_service_manager_or_a_closed_terminal_stops_it_as_well(start, all_gone, number):
    run = start()
    run.until(RUNS)
    children = run.descendants()
    run.process.send_signal(number)
    assert run.ended() == 0
    assert all_gone(children)


def test_a_signal_in_the_middle_of_the_start_leaves_nothing(start, all_gone):
    run = start()
    run.until("正在启动数据库")
    children = run.descendants()
    run.interrupt()
    assert run.ended() == 0
    assert all_gone(children | run.descendants())


def test_no_process_outlives_a_killed_supervisor_not_even_grandchildren(start, tmp_path, all_gone):
    run = start("worker=forks")
    run.until(RUNS)
    children = run.descendants()
    assert any("sleep" in command_of(pid) for pid in children)
    run.process.kill()
    run.process.wait()
    assert all_gone(children)

    again = start()
    again.until(RUNS)


def test_a_start_right_after_a_kill_waits_for_the_remains(start, all_gone):
    run = start()
    run.until(RUNS)
    children = run.descendants()
    run.process.kill()
    run.process.wait()
    again = start()
    again.until(RUNS)
    assert all_gone(children)


@pytest.mark.parametrize("word", ["postgres -D", "valkey-server", "ThreadingHTTPServer", "sigwait"])
def test_a_killed_child_is_restarted(start, tmp_path, word):
    run = start()
    run.until(RUNS)
    told = environment(tmp_path)
    pid = run.pid_of(word)
    os.kill(pid, signal.SIGKILL)
    name = run.until("意外退出（信号 9）")
    run.until("已恢复", after=name)
    assert run.pid_of(word) != pid
    with psycopg.connect(told["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert redis.Redis.from_url(told["REDIS_URL"]).ping()
