"""Mails in an SQLite file, so that they survive a restart of the mailbox."""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from hushroom_adapters.local.emulators.mailbox.stored_emails import StoredEmail

SHOWN_AT_MOST = 500

SCHEMA = """
CREATE TABLE IF NOT EXISTS mail (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient TEXT NOT NULL,
    folded TEXT NOT NULL,
    received TEXT NOT NULL,
    raw BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS mail_by_recipient ON mail (folded, id);
"""
COLUMNS = "id, recipient, received, raw"


class Store:
    """The kept mails; every recipient has a copy of its own."""

    def __init__(self, path: str) -> None:
        """Opens or makes the file; ":memory:" keeps nothing."""
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;" + SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def keep(self, recipients: Iterable[str], raw: bytes) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        rows = [(recipient, recipient.casefold(), now, raw) for recipient in recipients]
        self._database.executemany("INSERT INTO mail (recipient, folded, received, raw) VALUES (?, ?, ?, ?)", rows)

    def newest_first(self, recipient: str | None = None) -> list[StoredEmail]:
        """Returns the mails to this address in any case, or all of them; at most the latest 500."""
        found = self._database.execute(
            f"SELECT {COLUMNS} FROM mail WHERE ?1 IS NULL OR folded = ?1 ORDER BY id DESC LIMIT ?2",  # noqa: S608 - the columns are named above
            (recipient and recipient.casefold(), SHOWN_AT_MOST),
        )
        return [self._kept(row) for row in found]

    def find(self, number: int) -> StoredEmail | None:
        row = self._database.execute(f"SELECT {COLUMNS} FROM mail WHERE id = ?", (number,)).fetchone()  # noqa: S608 - the columns are named above
        return None if row is None else self._kept(row)

    def clear(self) -> int:
        return self._database.execute("DELETE FROM mail").rowcount

    @staticmethod
    def _kept(row: tuple[int, str, str, bytes]) -> StoredEmail:
        number, recipient, received, raw = row
        return StoredEmail(id=number, recipient=recipient, received=received, raw=raw)
