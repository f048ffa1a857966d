"""A hub as an operator runs it: mosquitto, PostgreSQL, workers; and what became of every id."""

import asyncio
import csv
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg
from mosquitto_broker import Mosquitto
from postgres_server import Postgres

from crossrep.edges.history.tables import OF_EVENTS

SHIPPED = Path(__file__).parents[2] / "docs" / "fleet" / "mosquitto.conf"
TABLES = sorted({table.name for table in OF_EVENTS.values()} - {"sums"})


class Hub:
    """Start it, let homes live, hurt it, and ask what it stored."""

    def __init__(self, room: Path, workers: int = 2) -> None:
        self.room = room
        self.database = Postgres()
        (room / "mosquitto").mkdir()
        self.broker = Mosquitto(
            room / "mosquitto", "allow_anonymous true", *SHIPPED.read_text().splitlines()
        )
        self._programs: list[psutil.Popen] = []
        self.workers: dict[str, psutil.Popen] = {}
        self.names = [f"{n + 1}/{workers}" for n in range(workers)]
        self.cpu_s: Counter[str] = Counter()

    async def start(self) -> None:
        self.database.start()
        await self.broker.start()
        for name in self.names:
            self.employ(name)
        while self.subscribed() < len(self.names):
            await asyncio.sleep(0.1)

    def employ(self, name: str) -> None:
        """Start a worker, or start it again."""
        self.workers[name] = self._program(
            f"worker{name[0]}.log", "ingest", "--history", self.database.address, *self._word(name)
        )

    def subscribed(self) -> int:
        log = (self.room / "mosquitto" / "mosquitto.log").read_text()
        return len({line.split(" as ")[1].split()[0] for line in log.splitlines()
                    if " as crossrep-ingest-" in line})  # fmt: skip

    def fire(self, name: str, how: signal.Signals = signal.SIGKILL) -> None:
        worker = self.workers[name]
        self.cpu_s["workers"] += sum(worker.cpu_times()[:2])
        worker.send_signal(how)
        worker.wait()

    def rehearse(self, homes: int, wearers: int, seconds: float, speed: float) -> psutil.Popen:
        """Homes begin to live; they write down what the broker acknowledged."""
        return self._program(
            "rehearse.log", "rehearse", "--homes", homes, "--wearers", wearers,
            "--seconds", seconds, "--speed", speed, "-o", self.room / "sent.csv",
        )  # fmt: skip

    def _word(self, name: str) -> tuple[str, ...]:
        return ("--worker", name)

    def _program(self, log: str, *words: object) -> psutil.Popen:
        with (self.room / log).open("ab") as stream:
            command = [*map(str, words), "--broker", self.broker.address]
            program = psutil.Popen(
                [sys.executable, "-m", "crossrep", *command], stdout=stream, stderr=stream
            )
        self._programs.append(program)
        return program

    def sent(self) -> list[dict[str, str]]:
        with (self.room / "sent.csv").open() as stream:
            return list(csv.DictReader(stream))

    def stored(self) -> Counter[str]:
        """How often each id is in the database; a session's end counts as its own id."""
        found: Counter[str] = Counter()
        with psycopg.connect(self.database.address) as raw:
            for table in TABLES:
                found.update(row[0] for row in raw.execute(f"SELECT id FROM {table}"))  # noqa: S608
            found.update(f"{row[0]} started" for row in raw.execute("SELECT session FROM sessions"))
            ends = "SELECT session FROM analyses JOIN sums USING (analysis)"
            found.update(f"{row[0]} ended" for row in raw.execute(ends))
        return found

    def committed_utc(self) -> dict[str, datetime]:
        """When the row of each repetition was committed, by the database's own account."""
        query = "SELECT id, pg_xact_commit_timestamp(xmin) FROM reps"
        with psycopg.connect(self.database.address) as raw:
            return dict(raw.execute(query).fetchall())

    async def all_stored(self, timeout_s: float = 120) -> None:
        """Wait until everything that was acknowledged to a home has a row."""
        wanted = {name_of(row) for row in self.sent()}
        async with asyncio.timeout(timeout_s):
            while not wanted <= self.stored().keys():
                await asyncio.sleep(0.5)

    def end(self) -> None:
        for program in self._programs:
            if program.poll() is None:
                program.kill()
            program.wait()
        self.broker.end()
        self.database.end()


def name_of(row: dict[str, str]) -> str:
    """What names a message for ever, as `Hub.stored` says it."""
    kind = row["event_type"]
    if kind in ("session_started", "session_ended"):
        return f"{row['id']} {kind.removeprefix('session_')}"
    return row["id"]


def latencies_s(hub: Hub, quiet: list[tuple[datetime, datetime]]) -> Iterator[float]:
    """From the broker's acknowledgement to the row, for repetitions sent in these spans."""
    committed = hub.committed_utc()
    for row in hub.sent():
        sent_utc = datetime.fromisoformat(row["sent_utc"])
        if row["event_type"] != "rep" or not any(a <= sent_utc <= b for a, b in quiet):
            continue
        yield (committed[row["id"]] - sent_utc).total_seconds()


def now_utc() -> datetime:
    return datetime.now(UTC)


def bytes_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
