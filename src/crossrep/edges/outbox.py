"""What is to be published waits here, in one SQLite file, until the broker has acknowledged it.

Policies:
    Order: rows leave in the order they were put.
    Idempotence: a key is put once; putting it again changes nothing.
    Durability: a row survives the death of this process; after a power cut the last moments may
        be missing (synchronous=NORMAL), the history and the recording then still have them.
    Retained messages: one that is no longer the newest of its topic is sent, but not retained.
    One publisher: the first process that opens the file sends; others only put (`Outbox.mine`).
    Keeping: acknowledged and refused rows stay ``keep_days``, so that they can be sent again.
    Size: above ``max_rows`` the oldest finished rows go first, then the oldest waiting ones;
        each waiting row that goes is counted in `Counts.dropped` and logged.

Every call takes about 0.1 ms, so they are made from the event loop directly; only opening, and the
thinning out every thousandth row, may take some milliseconds.
"""

import logging
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from crossrep.edges.files import claim, make_folders
from crossrep.errors import BadInputError

VERSION = 1
IN_MEMORY = ":memory:"
KEEP_DAYS = 30
MAX_ROWS = 100_000
"""Days of exercise without a broker, in some 100 MB."""
THIN_OUT_EVERY = 1000

_SCHEMA = f"""
BEGIN;
CREATE TABLE outbox (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    topic TEXT NOT NULL,
    payload BLOB NOT NULL,
    qos INTEGER NOT NULL,
    retain INTEGER NOT NULL,
    expiry_s INTEGER NOT NULL,
    created_utc TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'acknowledged', 'refused')),
    done_utc TEXT,
    reason TEXT
);
CREATE INDEX outbox_waiting ON outbox (row) WHERE state = 'waiting';
CREATE INDEX outbox_done ON outbox (done_utc) WHERE state != 'waiting';
CREATE TABLE about (client TEXT NOT NULL, dropped INTEGER NOT NULL);
PRAGMA user_version = {VERSION};
COMMIT;
"""

_NEWEST_RETAINED = "SELECT max(row) FROM outbox WHERE retain GROUP BY topic"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Row:
    """A message that waits."""

    row: int
    key: str
    topic: str
    payload: bytes
    qos: int
    retain: bool
    expiry_s: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How the outbox stands. ``dropped`` rows never left: there was no room to wait."""

    waiting: int
    acknowledged: int
    refused: int
    dropped: int


class Outbox:
    """A context: open it, put messages, close it. ``IN_MEMORY`` as path for a run without a file.

    Attributes:
        on_put: called after a new row was put; the publisher sets it to be woken.
        client: a random name that stays with this file, for the client id at the broker.
        mine: nobody else publishes from this file.
    """

    def __init__(
        self, path: Path | str, *, keep_days: int = KEEP_DAYS, max_rows: int = MAX_ROWS
    ) -> None:
        self.on_put: Callable[[], None] | None = None
        self.client = ""
        self.mine = True
        self._lock: IO[bytes] | None = None
        self._path = str(path)
        self._keep = timedelta(days=keep_days)
        self._max_rows = max_rows
        self._puts = 0

    def __enter__(self) -> Self:
        try:
            if self._path != IN_MEMORY:
                _make_private(Path(self._path))
                self._claim(Path(f"{self._path}.lock"))
            self._open()
        except BaseException as error:
            self._let_go()
            if isinstance(error, OSError | sqlite3.Error):
                raise BadInputError(f"The outbox {self._path} cannot be used: {error}.") from error
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()
        self._let_go()

    def put(
        self,
        key: str,
        topic: str,
        payload: bytes,
        *,
        qos: int,
        retain: bool,
        expiry_s: int,
        created_utc: datetime | None = None,
    ) -> bool:
        """Keep a message until it is acknowledged; False when its key is known already.

        Raises:
            sqlite3.OperationalError: the disk is full or the file is gone.
        """
        created = _text(created_utc or datetime.now(UTC))
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO outbox (key, topic, payload, qos, retain, expiry_s, created_utc)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (key, topic, payload, qos, retain, expiry_s, created),
        )
        if cursor.rowcount:
            self._added()
        return bool(cursor.rowcount)

    def pending(self, limit: int) -> list[Row]:
        """The first rows that wait, in the order they were put."""
        rows = self._db.execute(
            "SELECT row, key, topic, payload, qos, retain AND NOT EXISTS (SELECT 1 FROM outbox AS n"
            " WHERE n.topic = o.topic AND n.retain AND n.row > o.row), expiry_s FROM outbox AS o"
            " WHERE state = 'waiting' ORDER BY row LIMIT ?",
            (limit,),
        )
        return [
            Row(row, key, topic, payload, qos, bool(retain), expiry_s)
            for row, key, topic, payload, qos, retain, expiry_s in rows
        ]

    def acknowledged(self, row: int) -> None:
        """The broker has it."""
        self._done(row, "acknowledged", None)

    def refused(self, row: int, reason: str) -> None:
        """The broker will not have it; it is not tried again by itself."""
        self._done(row, "refused", reason)

    def doubt(self, since_utc: datetime) -> int:
        """What the broker has acknowledged since then waits again; how many rows.

        So does the newest state of each retained topic: a broker that starts anew may have none.
        """
        which = f"state = 'acknowledged' AND (done_utc >= ? OR row IN ({_NEWEST_RETAINED}))"
        return self._again(which, _text(since_utc))

    def again(self, from_utc: datetime, to_utc: datetime) -> int:
        """What was put from then up to then and is finished waits again; how many rows.

        The newest state of each retained topic comes along, last, so that it is what stays.
        """
        span = (_text(from_utc), _text(to_utc))
        number = self._again("state != 'waiting' AND created_utc >= ? AND created_utc < ?", *span)
        if number:
            self._again(f"state != 'waiting' AND row IN ({_NEWEST_RETAINED})")
        return number

    def last_row(self) -> int:
        """Number of the newest row, 0 when there is none."""
        return self._count("SELECT coalesce(max(row), 0) FROM outbox")

    def waiting(self) -> int:
        """How many rows wait."""
        return self._count("SELECT count(*) FROM outbox WHERE state = 'waiting'")

    def counts(self) -> Counts:
        """How many rows are in which state."""
        by_state = dict(self._db.execute("SELECT state, count(*) FROM outbox GROUP BY state"))
        return Counts(
            by_state.get("waiting", 0),
            by_state.get("acknowledged", 0),
            by_state.get("refused", 0),
            self._count("SELECT dropped FROM about"),
        )

    def deliveries(self) -> Iterator[tuple[bytes, str, str]]:
        """Payloads the broker has, when each was put and when it was acknowledged last, in UTC."""
        yield from self._db.execute(
            "SELECT payload, created_utc, done_utc FROM outbox WHERE state = 'acknowledged'"
        )

    def forget_topics(self, begin: str) -> int:
        """Everything on topics that begin so goes for good, sent or not; how many rows."""
        self._db.execute("PRAGMA secure_delete = ON")
        gone = self._db.execute(
            "DELETE FROM outbox WHERE substr(topic, 1, ?) = ?", (len(begin), begin)
        ).rowcount
        self._db.execute("VACUUM")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return gone

    def thin_out(self, now_utc: datetime | None = None) -> None:
        """Forget what was finished ``keep_days`` ago, then what there is no room for."""
        before = _text((now_utc or datetime.now(UTC)) - self._keep)
        self._db.execute("DELETE FROM outbox WHERE state != 'waiting' AND done_utc < ?", (before,))
        excess = self._count("SELECT count(*) FROM outbox") - self._max_rows
        if excess > 0:
            excess -= self._forget("state != 'waiting'", excess)
        if excess > 0:
            self._drop_waiting(excess)

    def _claim(self, path: Path) -> None:
        _make_private(path)
        self._lock = path.open("rb")
        self.mine = claim(self._lock)

    def _let_go(self) -> None:
        if self._lock is not None:
            self._lock.close()

    def _open(self) -> None:
        self._db = sqlite3.connect(self._path, timeout=2.0, isolation_level=None)
        try:
            self._prepare()
        except BaseException:
            self._db.close()
            raise

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        version = self._count("PRAGMA user_version")
        if version == 0:
            self._db.executescript(_SCHEMA)
            self._db.execute("INSERT INTO about VALUES (?, 0)", (secrets.token_hex(4),))
        elif version != VERSION:
            raise BadInputError(
                f"The outbox {self._path} was written by another version of CrossRep (format "
                f"{version}, this one reads {VERSION}): use that version, or another outbox."
            )
        (self.client,) = self._db.execute("SELECT client FROM about").fetchone()
        self.thin_out()

    def _added(self) -> None:
        self._puts += 1
        if self._puts % min(THIN_OUT_EVERY, self._max_rows) == 0:
            self.thin_out()
        if self.on_put is not None:
            self.on_put()

    def _done(self, row: int, state: str, reason: str | None) -> None:
        self._db.execute(
            "UPDATE outbox SET state = ?, done_utc = ?, reason = ? WHERE row = ?",
            (state, _text(datetime.now(UTC)), reason, row),
        )

    def _again(self, which: str, *values: str) -> int:
        return self._db.execute(
            f"UPDATE outbox SET state = 'waiting', done_utc = NULL, reason = NULL WHERE {which}",  # noqa: S608  ours
            values,
        ).rowcount

    def _drop_waiting(self, number: int) -> None:
        dropped = self._forget("state = 'waiting'", number)
        self._db.execute("UPDATE about SET dropped = dropped + ?", (dropped,))
        _log.error("The outbox is full: %d messages that were never sent are gone.", dropped)

    def _forget(self, which: str, number: int) -> int:
        oldest = f"SELECT row FROM outbox WHERE {which} ORDER BY row LIMIT ?"  # noqa: S608  ours
        return self._db.execute(
            f"DELETE FROM outbox WHERE row IN ({oldest})",  # noqa: S608  ours
            (number,),
        ).rowcount

    def _count(self, query: str) -> int:
        (number,) = self._db.execute(query).fetchone()
        return int(number)


def _make_private(path: Path) -> None:
    """Only this user may read what a person did; SQLite gives its side files the same rights."""
    make_folders(path.parent)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)


def _text(moment: datetime) -> str:
    """Fixed width and UTC, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
