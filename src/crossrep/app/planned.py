"""Which prescription a live session follows: a file's, kept from now on, or the newest one kept."""

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from crossrep.app.views import say
from crossrep.edges.files import read_text
from crossrep.edges.history import History
from crossrep.edges.history.prescribing import newest_prescription, take_prescription
from crossrep.errors import BadInputError, CrossRepError
from crossrep.formats.prescription_toml import from_toml
from crossrep.prescription import Prescription


def plan_of_file(file: Path, person: str | None, history: Path) -> Prescription:
    """The prescription in a file, kept in the history under its revision.

    Raises:
        BadInputError: it cannot be used, is another person's, or its revision is kept with other
            contents.
    """
    text = read_text(file)
    made = from_toml(text)
    if person is not None and made.person != person:
        raise BadInputError(
            f"The prescription is of person {made.person}, not of {person}: correct one of them."
        )
    with ExitStack() as stack:
        try:
            known = stack.enter_context(History(history))
        except CrossRepError as error:  # the session needs the plan, not the history
            say(f"The prescription is followed and not kept: {error}")
            return made
        return take_prescription(known, text, datetime.now().astimezone().date())


def plan_kept(person: str, history: Path) -> Prescription | None:
    """The newest prescription of a person; None where none is kept, or none that can be used."""
    if not history.exists():
        return None
    try:
        with History(history, write=False) as known:
            return newest_prescription(known, person)
    except CrossRepError as error:
        say(f"The prescription that is kept cannot be followed: {error}")
        return None
