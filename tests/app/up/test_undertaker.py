"""The process that ends what another has started."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from app.up.undertaker import Undertaker, still_announced


def start(undertaker: Undertaker, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        words,
        stdout=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=undertaker.announcement(signal.SIGTERM, 0),
    )


def test_what_has_ended_is_forgotten():
    announced, folders = still_announced([b"+ 10 15 0\n", b"+ 11 2 1\n", b"- 10\n", b"x /tmp/a folder\n"])
    assert announced == {11: (2, 1)}
    assert folders == ["/tmp/a folder"]


def test_dismissing_it_ends_children_and_their_children(all_gone):
    undertaker = Undertaker()
    child = start(undertaker, "sh", "-c", "sleep 600 & echo $!; wait")
    assert child.stdout is not None
    grandchild = int(child.stdout.readline())
    undertaker.dismiss()
    assert child.wait() != 0
    assert all_gone({child.pid, grandchild})
    child.stdout.close()


def test_a_program_that_cannot_be_started_is_no_concern_of_its(tmp_path):
    undertaker = Undertaker()
    try:
        start(undertaker, str(tmp_path / "no such program"))
    except FileNotFoundError:
        undertaker.dismiss()
    assert not Path(tmp_path / "no such program").exists()


def test_folders_are_deleted_when_the_process_served_was_killed(tmp_path, all_gone):
    folder = tmp_path / "thrown away"
    folder.mkdir()
    code = f"""
import os, sys
sys.path.insert(0, {str(Path(__file__).parents[3])!r})
from pathlib import Path
from app.up.undertaker import Undertaker
undertaker = Undertaker()
undertaker.delete_at_end(Path({str(folder)!r}))
print(undertaker._process.pid, flush=True)
os.kill(os.getpid(), 9)
"""
    served = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert served.returncode == -signal.SIGKILL
    assert all_gone({int(served.stdout)})
    assert not folder.exists()
    assert os.path.isdir(tmp_path)
