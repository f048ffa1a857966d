"""`crossrep serve`: the therapist's page on this computer."""

import asyncio
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import typer

from crossrep.app.data_folder import data_folder, history_path
from crossrep.edges.history import History
from crossrep.edges.therapist.proposing import keep_proposing
from crossrep.edges.therapist.site import Site, pages
from crossrep.edges.web import Door, Guard, Guests, kept_secret, listening, serving
from crossrep.errors import BadInputError
from crossrep.formats.prescription_check import ID

SECRET = "therapist.secret"  # noqa: S105  name of a file


def serve_history(
    path: Path | None, host: str, port: int, therapist: str, *, new_secret: bool
) -> None:
    """Serve until somebody ends it.

    Raises:
        BadInputError: no history, no id, or the port is taken.
    """
    if ID.fullmatch(therapist) is None:
        raise BadInputError("--as takes letters, digits, '-' and '_': an opaque name.")
    path = path or history_path()
    with History(path, write=False):
        pass  # one sentence now rather than a page that fails
    secret = data_folder() / SECRET
    if new_secret:
        with suppress(FileNotFoundError):
            secret.unlink()
    listener, address = listening(host, port)
    door = Door(address, "therapist", kept_secret(secret))
    typer.echo(f"The therapist's page: {door.link}")
    typer.echo("Whoever has this address sees health data. Ctrl-C ends it.")
    site = Site(path, therapist, lambda: datetime.now().astimezone())
    with suppress(KeyboardInterrupt):
        guests = Guests()
        guard = Guard(pages(site), door, guests, inline_styles=True)
        with _proposing(site):
            asyncio.run(_serve(guard, listener, guests))


@contextmanager
def _proposing(site: Site) -> Iterator[None]:
    """Beside the pages: what new sessions suggest is kept for the therapist."""
    over = threading.Event()
    worker = threading.Thread(
        target=keep_proposing, args=(site.path, site.now, over), name="proposals", daemon=True
    )
    worker.start()
    yield
    over.set()
    worker.join(timeout=5)


async def _serve(guard: Guard, listener: socket.socket, guests: Guests) -> None:
    """Until Ctrl-C or the system's word to end."""
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl-C is enough
            loop.add_signal_handler(name, over.set)
    async with serving(guard, listener, guests):
        await over.wait()
