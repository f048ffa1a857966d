"""Pages that change something. Saving is a new row with who and when; nothing is overwritten."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from crossrep.assessments import checked, measure_named, value_from_text
from crossrep.edges.history import (
    CONFIRMED,
    REFUSED,
    History,
    add_assessment,
    add_prescription,
    assessments_of,
    decide,
    person_of,
    prescriptions_of,
    proposals_of,
)
from crossrep.edges.therapist.rows import held
from crossrep.errors import BadInputError
from crossrep.formats.prescription_toml import example, from_toml, to_toml
from crossrep.inputs import Side
from crossrep.prescription import Prescription
from crossrep.records import Assessment, Prescribed
from crossrep.report.entering import assessments_page
from crossrep.report.prescribing import form_page, typed

Form = Mapping[str, Sequence[str]]
DONE = {"saved": "Saved."}
NOBODY = 0
"""Revision of a prescription that nobody wrote yet."""


@dataclass(frozen=True, slots=True)
class Therapist:
    """Who acts, as an opaque name, and when."""

    name: str
    now: datetime

    @property
    def today(self) -> date:
        """The calendar day."""
        return self.now.date()


def prescription(history: History, person: str, who: Therapist, said: str = "") -> str:
    """The form, with the newest revision."""
    old, unread = _newest(history, person)
    return form_page(old, None, who.today, unread or DONE.get(said, ""))


def save_prescription(history: History, person: str, form: Form, who: Therapist) -> str:
    """The next revision; empty when it is saved, else the form with what is to be put right.

    Raises:
        BadInputError: somebody else saved meanwhile, or nobody of that id is there.
    """
    old, _ = _newest(history, person)
    if form.get("revision", [""])[0] != str(old.revision):
        raise BadInputError(
            f"Prescription {old.revision} was saved meanwhile; open the page again and look at it."
        )
    found = typed(form, old, who.name, who.today)
    if found.made is None:
        return form_page(old, found, who.today)
    _save(history, person, found.made, who, confirm=form.get("act") == ["confirm"])
    return ""


def _save(
    history: History, person: str, made: Prescription, who: Therapist, *, confirm: bool
) -> None:
    by, on = (who.name, who.today) if confirm else ("", None)
    text = to_toml(replace(made, confirmed_by=by, confirmed_on=on))
    from_toml(text)  # what is kept can be read
    row = Prescribed(person, made.revision, text, who.today, by, on)
    add_prescription(history, row)


def _newest(history: History, person: str) -> tuple[Prescription, str]:
    """The newest revision; where there is none to be read, the defaults to begin from, and why."""
    rows = prescriptions_of(history, person)
    start = example(person, person_of(history, person).trained or Side.RIGHT)
    if not rows:
        return replace(start, revision=NOBODY), ""
    try:
        return held(rows[-1]).prescription, ""
    except BadInputError as error:
        said = f"Prescription {rows[-1].revision} cannot be read; these are the defaults. {error}"
        return replace(start, revision=rows[-1].revision), said


def decide_proposal(
    history: History, person: str, proposal: str, form: Form, who: Therapist
) -> str:
    """Confirmed: the proposed text becomes the next revision. Refused: only that is kept.

    Raises:
        BadInputError: it is not there, was decided, or rests on an older revision.
    """
    found = next((one for one in proposals_of(history, person) if one.id == proposal), None)
    if found is None or found.decided:
        raise BadInputError("This proposal is not there any more, or somebody has decided it.")
    confirm = form.get("act") == ["confirm"]
    newest, _ = _newest(history, person)
    if confirm and newest.revision != found.revision:
        raise BadInputError(
            f"The proposal rests on prescription {found.revision}; {newest.revision} holds now. "
            "Refuse it, or change the prescription by hand."
        )
    with history.transaction():
        decide(history, proposal, CONFIRMED if confirm else REFUSED, who.name)
    if confirm:
        made = replace(from_toml(found.toml), revision=newest.revision + 1)
        _save(history, person, made, who, confirm=True)
    return ""


def assessments(
    history: History,
    person: str,
    who: Therapist,
    said: str = "",
    refused: tuple[Form, str] | None = None,
) -> str:
    """What was entered, and a form for one more value."""
    return assessments_page(
        person_of(history, person),
        assessments_of(history, person),
        _newest(history, person)[0].trained,
        (who.name, who.today),
        DONE.get(said, ""),
        refused,
    )


def save_assessment(history: History, person: str, form: Form, who: Therapist) -> str:
    """One more value; empty when it is saved, else the form with one sentence."""
    said = {name: values[0].strip() for name, values in form.items() if values}
    try:
        entered = _entered(person, said, who)
    except BadInputError as error:
        return assessments(history, person, who, refused=(form, str(error)))
    add_assessment(history, entered, today=who.today)
    return ""


def _entered(person: str, said: Mapping[str, str], who: Therapist) -> Assessment:
    measure = measure_named(said.get("measure", ""))
    try:
        on = date.fromisoformat(said.get("on", ""))
    except ValueError:
        raise BadInputError("Enter the day of measuring, as 2026-11-20.") from None
    return checked(
        Assessment(
            id=uuid.uuid4().hex,
            person=person,
            measure=measure.name,
            value=value_from_text(measure, said.get("value", "")),
            measured_on=on,
            side=said.get("side", ""),
            unit=measure.unit,
            assessor=said.get("assessor", "") or who.name,
            note=said.get("note", ""),
            entered_utc_ns=round(who.now.timestamp()) * 1_000_000_000,
        ),
        who.today,
    )
