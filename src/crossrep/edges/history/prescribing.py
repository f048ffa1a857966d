"""Prescriptions between their files and the history: the same text, revision by revision."""

import time
from dataclasses import replace
from datetime import date

from crossrep.edges.history import tables
from crossrep.edges.history.reading import person_of, prescriptions_of
from crossrep.edges.history.store import Store
from crossrep.edges.history.writing import add_person, change_person
from crossrep.errors import BadInputError
from crossrep.formats.prescription_toml import from_toml
from crossrep.prescription import Prescription
from crossrep.records import Person, Prescribed


def take_prescription(history: Store, text: str, on: date) -> Prescription:
    """Keep a prescription's file under its own revision, from that day on; once more is harmless.

    Where nobody said which arm the person trains, it is the prescription's from now on.

    Raises:
        PrescriptionError: it cannot be used; all that is wrong is in it.
        BadInputError: this revision is kept with other contents.
    """
    made = from_toml(text)
    with history.transaction():
        add_person(history, Person(made.person, made.trained))
        known = {one.revision: one for one in prescriptions_of(history, made.person)}
        if made.revision in known:
            _check_same(known[made.revision], made)
            return made
        row = Prescribed(
            made.person, made.revision, text, on, made.confirmed_by, made.confirmed_on,
            time.time_ns(),
        )  # fmt: skip
        history.put(tables.PRESCRIPTIONS.insert, [tables.PRESCRIPTIONS.row(row)])
        person = person_of(history, made.person)
        if person.trained is None:
            change_person(history, replace(person, trained=made.trained))
    return made


def newest_prescription(history: Store, person: str) -> Prescription | None:
    """What the person is to do now; None where nothing is prescribed, or nobody is known so.

    Raises:
        PrescriptionError: what is kept cannot be used.
    """
    rows = prescriptions_of(history, person)
    if not rows:
        return None
    newest, made = rows[-1], from_toml(rows[-1].toml)
    return replace(made, confirmed_by=newest.confirmed_by, confirmed_on=newest.confirmed_on)


def _check_same(known: Prescribed, made: Prescription) -> None:
    """Confirmation may have come later, in the history or in the file."""
    kept = replace(from_toml(known.toml), confirmed_by="", confirmed_on=None)
    if kept != replace(made, confirmed_by="", confirmed_on=None):
        raise BadInputError(
            f"The history keeps prescription {made.revision} of {made.person} with other contents: "
            f"give the changed one the revision {known.revision + 1}."
        )
