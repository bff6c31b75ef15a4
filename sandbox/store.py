"""What the outside world remembers: JSON records in one small SQLite file, which survives restarts and kills."""

import json
import sqlite3
from pathlib import Path
from typing import Any

Record = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
  position INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL,
  UNIQUE (kind, key)
);
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""


class Store:
    """Records by kind and key, in the order in which they first came.

    The process has one thread and no call here waits, so what happens between two awaits is one step for every
    other request; `with store.together():` makes it one step for the disk as well.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_SCHEMA)

    def put(self, kind: str, key: str, body: Record) -> Record:
        """Write a record, replacing the one of this key but keeping its place."""
        self._connection.execute(
            "INSERT INTO records (kind, key, body) VALUES (?, ?, ?) "
            "ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
            (kind, key, json.dumps(body, ensure_ascii=False)),
        )
        return body

    def get(self, kind: str, key: str) -> Record | None:
        row = self._connection.execute("SELECT body FROM records WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return None if row is None else self._read(row)

    def all(self, kind: str) -> list[Record]:
        rows = self._connection.execute("SELECT body FROM records WHERE kind = ? ORDER BY position", (kind,))
        return [self._read(row) for row in rows]

    def latest(self, kind: str, limit: int) -> list[Record]:
        """The newest records, newest first."""
        rows = self._connection.execute(
            "SELECT body FROM records WHERE kind = ? ORDER BY position DESC LIMIT ?", (kind, limit)
        )
        return [self._read(row) for row in rows]

    def find(self, kind: str, /, **fields: str | int) -> list[Record]:
        """The records of a kind whose named fields have these values, oldest first."""
        conditions = "".join(" AND json_extract(body, ?) = ?" for _ in fields)
        values = [part for name, value in fields.items() for part in (f"$.{name}", value)]
        query = f"SELECT body FROM records WHERE kind = ?{conditions} ORDER BY position"  # noqa: S608 - no value in it
        return [self._read(row) for row in self._connection.execute(query, (kind, *values))]

    def delete(self, kind: str, key: str) -> bool:
        return self._connection.execute("DELETE FROM records WHERE kind = ? AND key = ?", (kind, key)).rowcount > 0

    def keep_latest(self, kind: str, limit: int) -> None:
        """Forget all but the newest records of a kind."""
        self._connection.execute(
            "DELETE FROM records WHERE kind = ? AND position <= "
            "(SELECT position FROM records WHERE kind = ? ORDER BY position DESC LIMIT 1 OFFSET ?)",
            (kind, kind, limit),
        )

    def count(self, name: str) -> int:
        """The next number of a counter, from 1, never given twice."""
        row = self._connection.execute(
            "INSERT INTO counters VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            (name,),
        ).fetchone()
        return int(row[0])

    def together(self) -> "Together":
        return Together(self._connection)

    def close(self) -> None:
        self._connection.close()

    @staticmethod
    def _read(row: tuple[str]) -> Record:
        body: Record = json.loads(row[0])
        return body


class Together:
    """Several writes as one: all of them or none."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self._connection.execute("COMMIT" if kind is None else "ROLLBACK")
