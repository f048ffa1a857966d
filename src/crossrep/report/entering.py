"""The page on which people enter what they measured."""

from collections.abc import Mapping, Sequence
from datetime import date

from crossrep.assessments import MEASURES
from crossrep.inputs import Side
from crossrep.records import Assessment, Person
from crossrep.report import changes, plots
from crossrep.report.figures import other
from crossrep.report.page import environment

Form = Mapping[str, Sequence[str]]
FIELDS = ("measure", "side", "value", "on", "assessor", "note")


def assessments_page(  # noqa: PLR0917  whose, what, and what was typed
    person: Person,
    entered: Sequence[Assessment],
    trained: Side | None,
    who: tuple[str, date],
    said: str = "",
    refused: tuple[Form, str] | None = None,
) -> str:
    """The form, what was entered before, and the reference table.

    Args:
        person: whose.
        entered: what stands.
        trained: the trained side.
        who: name to put on it, and today.
        said: a sentence on what was just done.
        refused: what was typed, and why it cannot be.
    """
    affected = other(trained) if trained else None
    form = refused[0] if refused else {"on": [who[1].isoformat()], "assessor": [who[0]]}
    lines = changes.lines(entered, person, affected)
    drawn = [one for one in lines if one.measure.strength and len(one.values) > 1]
    return environment().get_template("assessments.html.j2").render(
        title="Assessments",
        person=person,
        measures=list(MEASURES.values()),
        typed={name: (form.get(name) or [""])[0] for name in FIELDS},
        today=who[1].isoformat(),
        said=said,
        why=refused[1] if refused else "",
        entered=lines,
        entered_on=changes.entered_on,
        strength=plots.strength(lines, affected) if drawn else "",
    )  # fmt: skip
