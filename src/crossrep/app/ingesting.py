"""`crossrep ingest`: homes' data into a history, from a broker or from exports."""

import asyncio
import logging
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import typer

from crossrep.app.data_folder import history_path
from crossrep.app.extras import needed
from crossrep.app.filling import filled
from crossrep.app.progress import working
from crossrep.app.words import count
from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.history import History
from crossrep.edges.history.csv_files import take_in_csv
from crossrep.edges.history.ingesting import Kept, Message, keep_messages
from crossrep.edges.history.taking_in import take_in
from crossrep.edges.ingest import Ingest
from crossrep.edges.interrupts import ending_on_signals
from crossrep.edges.loop import run_async
from crossrep.edges.mqtt_client import known_noise_at_debug_level
from crossrep.errors import BadInputError
from crossrep.formats import topics
from crossrep.formats.topics import checked_person

DATABASES = ("postgresql://", "postgres://")
SAID_S = 60.0
LOOK_S = 0.1

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Share:
    """Which homes one of several workers keeps; each hears all, so that each may die alone.

    Attributes:
        number: from 1.
        of: how many workers there are.
    """

    number: int = 1
    of: int = 1

    @property
    def name(self) -> str:
        """For the broker, which remembers each of us."""
        return "" if self.of == 1 else f"-{self.number}-of-{self.of}"

    def has(self, topic: str) -> bool:
        """Whether this home is one of ours; all that a home says goes to the same worker."""
        person = topic.removeprefix(topics.ROOT).split("/")[1]
        return zlib.crc32(person.encode()) % self.of == self.number - 1


ALL = Share()


def share_of(text: str) -> Share:
    """``2/3``: the second of three workers.

    Raises:
        BadInputError: something else.
    """
    found = re.fullmatch(r"([1-9]\d{0,2})/([1-9]\d{0,2})", text)
    if found is None or int(found[1]) > int(found[2]):
        raise BadInputError(f"{text!r} names no worker; the second of three is 2/3.")
    return Share(int(found[1]), int(found[2]))


class Keeper(Protocol):
    """What keeps batches."""

    @property
    def id(self) -> str:
        """A name that stays with the data base."""

    def keep(self, messages: Sequence[Message]) -> Kept:
        """A batch, on the disk when this returns."""

    def close(self) -> None:
        """Wait for nothing any longer."""


class InFile:
    """Keeps batches in a history of this computer."""

    def __init__(self, history: History) -> None:
        self.id = history.id
        self._history = history

    def keep(self, messages: Sequence[Message]) -> Kept:
        """A batch, on the disk when this returns."""
        return keep_messages(self._history, messages)

    def close(self) -> None:
        """Nothing is waited for."""


class Tally:
    """Keeps batches, and counts."""

    def __init__(self, keeper: Keeper, share: Share = ALL) -> None:
        self.kept = Kept()
        self.keeper = keeper
        self._share = share

    def keep(self, messages: Sequence[Message]) -> None:
        """Put what is ours of a batch on the disk."""
        if ours := [one for one in messages if self._share.has(one[0])]:
            self.kept += self.keeper.keep(ours)

    def __str__(self) -> str:
        counted, refused = self.kept.counted, self.kept.refused
        said = f"{count(counted.new, 'event')} new, {counted.known:,} known already"
        return f"{said}, {refused.total():,} refused"


def ingest_broker(
    where: str | None,
    broker: str,
    person: str | None,
    *,
    share: Share = ALL,
    shared: str = "",
    quiet_s: float | None = None,
) -> None:
    """Listen until Ctrl-C, or until nothing has come for so many seconds.

    Raises:
        CrossRepError: no such address, it does not let us listen, or nothing can be kept.
    """
    address = BrokerAddress.parse(broker)
    who = "+" if person is None else checked_person(person)
    with _keeper(where) as keeper:
        tally = Tally(keeper, share)
        name = f"crossrep-ingest-{keeper.id}{share.name}"
        ingest = Ingest(address, name, tally.keep, person=who, share=shared)
        run_async(_listened(ingest, tally, quiet_s))
    typer.echo(f"{tally}.")
    for why, number in sorted(tally.kept.refused.items()):
        typer.echo(f"  {number:,} refused: {why}.")


@contextmanager
def _keeper(where: str | None) -> Iterator[Keeper]:
    """A file of this computer, or a database by its address."""
    if where is not None and where.startswith(DATABASES):
        needed("fleet", "psycopg")
        from crossrep.edges.history.steady import SteadyPostgres  # noqa: PLC0415  an extra

        with SteadyPostgres(where) as steady:
            yield steady
        return
    with History(history_path() if where is None else Path(where)) as history:
        yield InFile(history)


async def _listened(ingest: Ingest, tally: Tally, quiet_s: float | None) -> None:
    def close() -> None:
        ingest.close()
        tally.keeper.close()

    with ending_on_signals(close), known_noise_at_debug_level():
        watch = asyncio.create_task(_watched(ingest, tally, quiet_s), name="watch")
        try:
            await ingest.run()
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch


async def _watched(ingest: Ingest, tally: Tally, quiet_s: float | None) -> None:
    """Say now and then how it stands; end when it is quiet, if that was asked for."""
    loop = asyncio.get_running_loop()
    await ingest.listening.wait()
    ingest.last_s = said_s = loop.time()
    while True:
        await asyncio.sleep(LOOK_S)
        if quiet_s is not None and loop.time() - ingest.last_s > quiet_s:
            ingest.close()
        if loop.time() - said_s > SAID_S:
            logger.info("%s", tally)
            said_s = loop.time()


def ingest_files(where: str | None, files: Sequence[Path]) -> None:
    """Exported persons one by one; exported tables together.

    Raises:
        BadInputError: a file that is no export; what came before it is in.
    """
    if where is not None and where.startswith(DATABASES):
        raise BadInputError("Exported files go into a history file; name one with --history.")
    path = history_path() if where is None else Path(where)
    tables = [one for one in files if one.suffix == ".csv"]
    with filled(path) as history:
        for one in (file for file in files if file not in tables):
            with working(f"Taking in {one.name}"):
                came = take_in(history, one, path.parent / "recordings")
            typer.echo(
                f"{one.name}: {came.person}, {count(came.sessions, 'session')}, "
                f"{count(came.recordings, 'recording')}; {came.counted.new:,} rows new, "
                f"{came.counted.known:,} known already."
            )
        if tables:
            counted = take_in_csv(history, tables)
            typer.echo(f"{counted.new:,} rows new, {counted.known:,} known already.")
