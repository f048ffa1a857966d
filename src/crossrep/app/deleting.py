"""`crossrep history delete`: everything about a person, asked once."""

from pathlib import Path

import typer

from crossrep.app.data_folder import history_path, outbox_path
from crossrep.app.progress import working
from crossrep.app.words import count
from crossrep.edges.history import History, sessions_of
from crossrep.edges.history.deleting import delete_person as delete
from crossrep.edges.history.deleting import scrub
from crossrep.edges.history.writing import must_be_known
from crossrep.edges.outbox import Outbox
from crossrep.errors import BadInputError
from crossrep.formats import topics


def delete_person(where: Path | None, person: str, *, recordings: bool, sure: bool) -> None:
    """Ask, delete, say what went.

    Raises:
        BadInputError: no history, nobody of that id, the answer was no, or somebody reads it.
    """
    path = where or history_path()
    with History(path, write=False) as history:
        must_be_known(history, person)
        number = len(sessions_of(history, person))
    what = f"{person} with {count(number, 'session')}" + (" and recordings" if recordings else "")
    if not sure:
        _ask(what)
    with History(path) as history, working(f"Deleting {person}"):
        gone = delete(history, person, recordings=recordings)
        _forget_mail(person)
    typer.echo(f"Deleted {what}." if not gone.missing else f"Deleted {what}, but for:")
    for missing in gone.missing:
        typer.echo(f"  {missing} is not there; delete it where it is now.")
    if recordings and gone.files:
        typer.echo(f"{count(len(gone.files), 'recording')} deleted.")


def _ask(what: str) -> None:
    if not typer.confirm(f"Delete {what} for good?"):
        raise BadInputError("Nothing was deleted.")


def scrub_history(where: Path | None) -> None:
    """Overwrite what was deleted and cut the journal.

    Raises:
        BadInputError: somebody has the history open.
    """
    with History(where or history_path()) as history, working("Scrubbing"):
        scrub(history)
    typer.echo("Nothing of what was deleted is left in the file.")


def _forget_mail(person: str) -> None:
    """What was published about the person, or waits to be."""
    if outbox_path().exists():
        with Outbox(outbox_path()) as outbox:
            outbox.forget_topics(topics.topic(person, ""))
