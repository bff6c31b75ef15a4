"""The embedded PostgreSQL: made whole, private, and back after every kind of death."""

import os
import signal
import subprocess
import threading
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from app.up import places
from app.up.cluster import trouble_from
from app.up.postgres import Postgres, embedded_postgres, prepare, throwaway_postgres
from app.up.trouble import Trouble


@pytest.fixture
def folder(tmp_path: Path):
    yield tmp_path / "postgres"
    places.forget(tmp_path / "postgres")


def postmaster(server: Postgres) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def test_it_listens_on_no_port_and_nobody_else_may_reach_its_socket(folder):
    with embedded_postgres(folder, durable=False) as dsn, psycopg.connect(dsn) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'peer'").fetchone() == (
            0,
        )
        assert prepare(folder).sockets.stat().st_mode & 0o777 == 0o700


def test_chinese_words_are_found_by_their_trigrams():
    with throwaway_postgres() as dsn, psycopg.connect(dsn) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        row = connection.execute("SELECT similarity('清江照办科技有限公司', '清江照办技术有限公司')").fetchone()
        assert row is not None
        assert row[0] > 0.3


def test_two_servers_run_side_by_side():
    with throwaway_postgres() as one, throwaway_postgres() as other:
        with psycopg.connect(one, autocommit=True) as connection:
            connection.execute("CREATE TABLE only_here (word text)")
        with psycopg.connect(other) as connection:
            assert connection.execute("SELECT to_regclass('only_here')").fetchone() == (None,)


def test_a_throwaway_server_leaves_no_folder_behind():
    with throwaway_postgres() as dsn, psycopg.connect(dsn) as connection:
        row = connection.execute("SHOW data_directory").fetchone()
        assert row is not None
        assert Path(row[0]).is_dir()
    assert not Path(row[0]).parent.exists()


def test_a_server_killed_in_the_middle_of_an_insert_keeps_what_was_committed(folder):
    server = prepare(folder)
    with ExitStack() as first:
        dsn = first.enter_context(embedded_postgres(folder))
        with psycopg.connect(dsn) as connection:
            connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS number")
        inserting = threading.Event()
        writer = threading.Thread(target=_insert_until_cut_off, args=(dsn, inserting))
        writer.start()
        inserting.wait()
        os.kill(postmaster(server), signal.SIGKILL)
        with embedded_postgres(folder) as dsn, psycopg.connect(dsn) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
        writer.join()


def _insert_until_cut_off(dsn: str, inserting: threading.Event) -> None:
    connection = psycopg.connect(dsn)
    connection.execute("INSERT INTO kept SELECT generate_series(1, 100000)")
    inserting.set()
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT sum(a * b) FROM generate_series(1, 1e6) a, generate_series(1, 1e6) b")


def test_a_lock_file_whose_number_now_belongs_to_another_program_is_no_obstacle(folder):
    server = prepare(folder, durable=False)
    (server.data / "postmaster.pid").write_text(
        f"{os.getpid()}\n{server.data}\n1\n5432\n{server.sockets}\n\n1 1\nready\n"
    )
    with embedded_postgres(folder, durable=False) as dsn, psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_folder_half_made_by_a_crash_is_made_anew(folder):
    server = prepare(folder, durable=False)
    server.data.rename(server.data.with_name("data.draft"))
    (server.data.with_name("data.draft") / "PG_VERSION").unlink()
    with embedded_postgres(folder, durable=False) as dsn, psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("lost", ["PG_VERSION", "global/pg_control", "global/pg_filenode.map"])
def test_a_broken_folder_is_called_broken_and_never_replaced(folder, lost):
    data = prepare(folder, durable=False).data
    (data / lost).unlink()
    with pytest.raises(Trouble, match="已损坏") as told, embedded_postgres(folder, durable=False):
        pass
    assert str(data) in told.value.text.en
    assert "make forget" in told.value.text.en
    assert (data / "base").is_dir()


def test_data_of_another_postgresql_are_refused_by_number(folder):
    data = prepare(folder, durable=False).data
    (data / "PG_VERSION").write_text("17\n")
    with pytest.raises(Trouble, match="PostgreSQL 17"), embedded_postgres(folder, durable=False):
        pass


def test_a_full_disk_is_called_full():
    said = 'initdb: error: could not write file "base/1/1259": No space left on device'
    assert "磁盘已满" in trouble_from(said, Path("var/postgres")).text.zh


def test_a_socket_of_a_long_name_moves_to_a_short_private_folder(tmp_path):
    long = tmp_path / ("很长的文件夹名" * 6) / "sockets"
    short = places.socket_folder(long)
    try:
        assert len(os.fsencode(short)) <= places.LONGEST_SOCKET_FOLDER
        assert places.socket_folder(long) == short
        short.chmod(0o755)
        with pytest.raises(Trouble, match="0700"):
            places.socket_folder(long)
    finally:
        short.rmdir()


def test_nothing_runs_as_root_and_no_parents_mode_is_changed(folder):
    folder.parent.chmod(0o700)
    with embedded_postgres(folder, durable=False):
        pid = postmaster(prepare(folder))
        uid = int(subprocess.check_output(["ps", "-o", "uid=", "-p", str(pid)]))
    assert uid != 0
    assert folder.parent.stat().st_mode & 0o777 == 0o700
