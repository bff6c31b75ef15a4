"""Bad luck at the start: one clear sentence in two languages, exit status 1, nothing left running."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from app.up.machine import read_machine
from app.up.output import Console, LogFile, Output
from app.up.preflight import require_free_port, require_keys, require_models, require_space
from app.up.trouble import Trouble

RUNS = "照办已启动"


def test_a_taken_port_is_named_with_another_to_try(start, free_port, all_gone):
    with socket.create_server(("127.0.0.1", free_port)):
        run = start(port=free_port)
        assert run.ended() == 1
    assert f"端口 127.0.0.1:{free_port} 已被占用" in run.text
    assert f"PORT={free_port + 1} make run" in run.text
    assert "Traceback" not in run.text


def test_a_second_start_in_the_same_clone_names_the_first(start):
    first = start()
    first.until(RUNS)
    second = start()
    assert second.ended() == 1
    assert f"照办已在此目录运行（进程 {first.process.pid}，http://127.0.0.1:{first.port}）" in second.text
    assert first.process.poll() is None


def test_two_clones_run_side_by_side_on_two_ports(start, tmp_path, free_port):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        other_port = int(taken.getsockname()[1])
    one = start(project=tmp_path / "one", port=free_port)
    two = start(project=tmp_path / "two", port=other_port)
    one.until(RUNS)
    two.until(RUNS)


def test_a_broken_database_folder_is_named_with_a_cure(start, tmp_path):
    run = start()
    run.until(RUNS)
    run.interrupt()
    assert run.ended() == 0
    pointer = tmp_path / "var/postgres/staged-as"
    home = Path("/var/lib/zhaoban") / pointer.read_text().strip() if pointer.exists() else tmp_path / "var/postgres"
    (home / "data/global/pg_control").unlink()

    again = start()
    assert again.ended() == 1
    assert "已损坏" in again.text
    assert "make forget" in again.text
    assert "Traceback" not in again.text


def test_missing_models_stop_the_start_before_any_process(start):
    run = start("check=missing")
    assert run.ended() == 1
    assert "模型文件缺失" in run.text


def test_models_are_told_by_name(tmp_path):
    machine = read_machine({"ZHAOBAN_MODELS": str(tmp_path)}, project=tmp_path)
    with pytest.raises(Trouble, match=r"\.onnx"):
        require_models(machine)


def test_keys_are_made_once_and_lost_ones_are_not_replaced(tmp_path):
    machine = read_machine({}, project=tmp_path)
    require_keys(machine)
    require_keys(machine)
    (machine.keys / "index.key").unlink()
    with pytest.raises(Trouble, match=r"index\.key is missing"):
        require_keys(machine)
    (machine.keys / "sealing.1.key").unlink()
    (machine.var / "postgres").mkdir()
    (machine.var / "postgres" / "staged-as").write_text("clone-1")
    with pytest.raises(Trouble, match="make forget"):
        require_keys(machine)
    assert list(machine.keys.iterdir()) == []


def test_a_process_that_cannot_start_ends_the_start_with_its_last_words(start):
    run = start("worker=broken")
    assert run.ended() == 1
    assert "worker 连续 5 次退出（退出码 3），最后的输出：ImportError: no module" in run.text
    assert "已全部停止" in run.text


def test_a_failing_migration_ends_the_start_with_its_last_words(start):
    run = start("migrate=broken")
    assert run.ended() == 1
    assert "步骤 migrate 失败（退出码 3）：ImportError: no module" in run.text


def test_a_process_that_meets_a_full_disk_ends_the_start_at_once(start):
    run = start("worker=full")
    assert run.ended() == 1
    assert "磁盘已满" in run.text
    assert "连续" not in run.text


def test_a_log_on_a_full_disk_stops_nobody(tmp_path, capsys):
    os.symlink("/dev/full", tmp_path / "worker.log")
    output = Output("worker", Console(), tmp_path, quiet=False)
    output.feed("第一行\n".encode())
    assert output.said == "第一行"
    assert "第一行" in capsys.readouterr().out
    log = LogFile(tmp_path / "worker.log")
    log.write(b"line\n")
    assert log.failed


def test_a_disk_without_space_is_told_before_anything_starts():
    with pytest.raises(Trouble, match="磁盘已满"):
        require_space(Path("/proc"))  # A file system that never has a free byte.


def test_a_port_of_a_privileged_or_foreign_address_is_told_as_taken():
    with pytest.raises(Trouble, match="192\\.0\\.2\\.1"):
        require_free_port("192.0.2.1", 8000)  # An address for documentation (RFC 5737): no machine has it.


@pytest.mark.parametrize(("name", "value"), [("PORT", "eight"), ("PORT", "70000"), ("ZHAOBAN_ENVIRONMENT", "staging")])
def test_a_setting_that_cannot_be_meant_is_named_without_its_value(tmp_path, name, value):
    with pytest.raises(Trouble, match=name) as told:
        read_machine({name: value}, project=tmp_path)
    assert value not in told.value.text.en


def test_a_folder_that_may_not_be_written_is_named(start, tmp_path):
    (tmp_path / "var").write_text("a file stands where the folder should be")
    run = start()
    assert run.ended() == 1
    assert str(tmp_path / "var") in run.text
    assert "Traceback" not in run.text


def mount_is_allowed() -> bool:
    """Whether this account may mount a file system in a name space of its own (root on an ordinary machine may)."""
    unshare = shutil.which("unshare")
    command = [unshare or "unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=1m none /mnt"]
    return unshare is not None and subprocess.run(command, capture_output=True, check=False).returncode == 0


FULL_PLACES = [("/var/lib/zhaoban", "8m"), ("/var/lib/zhaoban", "50m"), ("var", "16m")] if mount_is_allowed() else []


@pytest.mark.parametrize(("place", "size"), [*FULL_PLACES, ("/dev/full", "0")])
def test_a_really_full_disk_is_called_full(start, tmp_path, place, size):
    """On a small disk of its own where this account may mount one; everywhere by a process that writes to /dev/full."""
    if place == "/dev/full":
        run = start("worker=writes_to_full")
    else:
        folder = tmp_path / place
        folder.mkdir(exist_ok=True, parents=True)
        mount = f'mount -t tmpfs -o size={size},mode=755 none {folder} && exec "$@"'
        run = start(wrap=("unshare", "-m", "sh", "-c", mount, "-"))
    assert run.ended() == 1
    assert "磁盘已满" in run.text
    assert "Traceback" not in run.text.replace("worker    │ Traceback", "")
