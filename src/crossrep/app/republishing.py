"""`crossrep republish`: what was sent once goes again, for a reader that lost it."""

from datetime import UTC, datetime
from pathlib import Path

import typer

from crossrep.app.data_folder import outbox_path
from crossrep.app.posting import mail
from crossrep.app.progress import working
from crossrep.app.words import count
from crossrep.edges.broker_address import BrokerAddress
from crossrep.edges.loop import run_async
from crossrep.edges.outbox import Counts, Outbox
from crossrep.edges.publishing import publishing
from crossrep.errors import BadInputError, CrossRepError

PATIENCE_S = 10.0
"""Beyond what the messages themselves need at the pace a broker is given."""
A_MESSAGE_S = 0.02


def republish(begin: str, end: str | None, broker: str, person: str) -> None:
    """Everything of that time that is still kept, in its order, with the ids it had.

    Raises:
        CrossRepError: nothing is kept of that time, or not everything could be sent.
    """
    path = outbox_path()
    to = mail(broker, person, 0.0, path)
    span = _moment(begin, "--from"), _moment(end, "--to") if end else datetime.now(UTC)
    if span[0] >= span[1]:
        raise BadInputError("--from must be before --to.")
    if not path.exists():
        raise BadInputError(f"There is no outbox at {path}: nothing was ever published from here.")
    if to is not None:
        run_async(_again(to.address, to.person, path, span))


async def _again(
    address: BrokerAddress, person: str, path: Path, span: tuple[datetime, datetime]
) -> None:
    with Outbox(path) as outbox:
        before, number = outbox.counts(), outbox.again(*span)
        if not number:
            raise BadInputError(f"Nothing of that time is kept in {path}.")
        if not outbox.mine:
            typer.echo(f"{count(number, 'message')} will be sent by the session that is running.")
            return
        wait_s = PATIENCE_S + outbox.waiting() * A_MESSAGE_S
        with working(f"Sending {count(number, 'message')} again"):
            async with publishing(address, outbox, person, wait_s):
                pass
        _report(number, before, outbox.counts(), address)


def _report(number: int, before: Counts, now: Counts, address: BrokerAddress) -> None:
    if now.waiting or now.refused > before.refused:
        raise CrossRepError(
            f"Not everything was delivered to {address}: {count(now.waiting, 'message')} wait in "
            f"the outbox and go with the next session, {now.refused:,} were refused."
        )
    typer.echo(
        f"{count(number, 'message')} sent again to {address}; whoever stores by id has each once."
    )


def _moment(text: str, option: str) -> datetime:
    """A time people write; without a zone it is this computer's."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(
            f"{option} {text!r} is no time: write 2026-11-20, 2026-11-20T10:00 or "
            "2026-11-20T10:00:00Z."
        ) from error
    return moment.astimezone(UTC)
