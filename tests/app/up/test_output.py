"""What processes say: whole lines, long lines cut, the last ones kept, log files rotated."""

from io import StringIO

from app.up import output
from app.up.output import Console, LogFile, Output


def test_lines_are_put_together_from_whatever_comes_out_of_the_pipe(tmp_path):
    stream = StringIO()
    words = Output("worker", Console(stream), tmp_path, quiet=False)
    text = "第一行\n第二行\n没有换行".encode()
    for place in range(len(text)):
        words.feed(text[place : place + 1])
    words.feed(b"")
    assert words.said == "第一行\n第二行\n没有换行"
    assert stream.getvalue().splitlines() == [f"worker    │ {line}" for line in ("第一行", "第二行", "没有换行")]
    assert (tmp_path / "worker.log").read_text() == "第一行\n第二行\n没有换行\n"


def test_a_quiet_process_speaks_to_its_file_alone(tmp_path):
    stream = StringIO()
    Output("postgres", Console(stream), tmp_path, quiet=True).feed(b"LOG:  ready\n")
    assert stream.getvalue() == ""
    assert (tmp_path / "postgres.log").read_bytes() == b"LOG:  ready\n"


def test_an_endless_line_costs_bounded_memory(tmp_path):
    words = Output("worker", Console(StringIO()), tmp_path, quiet=False)
    for _ in range(100):
        words.feed(b"x" * output.LONGEST_LINE)
    assert max(len(line) for line in words.said.splitlines()) <= output.LONGEST_LINE
    assert len(words.said.splitlines()) <= output.KEPT_LINES


def test_a_log_file_is_rotated_and_the_oldest_forgotten(tmp_path):
    log = LogFile(tmp_path / "worker.log")
    for number in range(12):
        log.write(str(number).encode() * (output.ROTATE_AT_BYTES // 2 + 1))
    log.close()
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept == ["worker.log.1", "worker.log.2", "worker.log.3"]
    assert (tmp_path / "worker.log.1").read_bytes().endswith(b"11")


def test_a_terminal_that_went_away_stops_nobody():
    stream = StringIO()
    console = Console(stream)
    stream.close()
    console.say("还在运行。", "Still running.")
    console.line("worker", "and again")
