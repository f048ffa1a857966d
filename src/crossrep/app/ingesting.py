"""`crossrep ingest`: homes' data into a history, from a broker or from exports."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import typer

from crossrep.app.data_folder import history_path
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
from crossrep.formats.topics import checked_person

SAID_S = 60.0
LOOK_S = 0.1

logger = logging.getLogger(__name__)


class Tally:
    """Keeps batches, and counts."""

    def __init__(self, history: History) -> None:
        self.kept = Kept()
        self._history = history

    def keep(self, messages: Sequence[Message]) -> None:
        """Put a batch on the disk."""
        self.kept += keep_messages(self._history, messages)

    def __str__(self) -> str:
        counted, refused = self.kept.counted, self.kept.refused
        said = f"{count(counted.new, 'event')} new, {counted.known:,} known already"
        return f"{said}, {refused.total():,} refused"


def ingest_broker(
    where: Path | None, broker: str, person: str | None, share: str, quiet_s: float | None
) -> None:
    """Listen until Ctrl-C, or until nothing has come for so many seconds.

    Raises:
        CrossRepError: no such address, it does not let us listen, or nothing can be kept.
    """
    address = BrokerAddress.parse(broker)
    who = "+" if person is None else checked_person(person)
    with History(where or history_path()) as history:
        tally = Tally(history)
        name = f"crossrep-ingest-{history.id}"
        ingest = Ingest(address, name, tally.keep, person=who, share=share)
        run_async(_listened(ingest, tally, quiet_s))
    typer.echo(f"{tally}.")
    for why, number in sorted(tally.kept.refused.items()):
        typer.echo(f"  {number:,} refused: {why}.")


async def _listened(ingest: Ingest, tally: Tally, quiet_s: float | None) -> None:
    with ending_on_signals(ingest.close), known_noise_at_debug_level():
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


def ingest_files(where: Path | None, files: Sequence[Path]) -> None:
    """Exported persons one by one; exported tables together.

    Raises:
        BadInputError: a file that is no export; what came before it is in.
    """
    path = where or history_path()
    tables = [one for one in files if one.suffix == ".csv"]
    with History(path) as history:
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
