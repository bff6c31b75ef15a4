"""Bad luck on a machine, told in one sentence of Chinese and one of English, each with its cure."""

from pathlib import Path

from core.errors import Text


class Trouble(Exception):
    """`zhaoban up` cannot go on; the command prints the text and ends with exit status 1."""

    def __init__(self, zh: str, en: str) -> None:
        self.text = Text(zh, en)
        super().__init__(f"{zh}\n{en}")


NO_SPACE = ("No space left on device", "Disk quota exceeded", "Check free disk space")
"""The system's words for ENOSPC and EDQUOT, and PostgreSQL's hint when only a part of a page was written."""


def no_space(said: str) -> bool:
    """Whether these words of a program, or of the system, mean that the disk or the quota is full."""
    return any(words in said for words in NO_SPACE)


def disk_full(folder: Path) -> Trouble:
    return Trouble(
        f"磁盘已满，无法写入 {folder}。请腾出空间后重试，已保存的数据不受影响。",
        f"The disk is full: {folder} cannot be written. Free some space and start again; what was saved is safe.",
    )
