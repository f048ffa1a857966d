"""`crossrep assess`: what people measured, entered and listed."""

import uuid
from datetime import datetime
from pathlib import Path

import typer

from crossrep.app.data_folder import history_path
from crossrep.app.reporting import day
from crossrep.assessments import (
    MEASURES,
    Measure,
    checked,
    measure_named,
    value_from_text,
    value_text,
)
from crossrep.edges.history import History, add_assessment, assessments_of
from crossrep.errors import BadInputError
from crossrep.inputs import Side
from crossrep.records import Assessment


def add(
    path: Path | None,
    person: str,
    measured: tuple[str, str, Side | None, str | None],
    about: tuple[str, str, str],
) -> None:
    """Enter (measure, value, side, day) with (assessor, note, id it replaces).

    Raises:
        BadInputError: it cannot be; nothing was written.
    """
    name, value, side, on = measured
    assessor, note, replaces = about
    measure = measure_named(name)
    now = datetime.now().astimezone()
    entered = checked(
        Assessment(
            uuid.uuid4().hex,
            person,
            name,
            value_from_text(measure, value),
            day(on) or now.date(),
            side.value if side else "",
            measure.unit,
            assessor,
            note,
            replaces,
            round(now.timestamp()) * 1_000_000_000,
        ),
        now.date(),
    )
    with History(_existing(path)) as history:
        if replaces and replaces not in {one.id for one in assessments_of(history, person)}:
            raise BadInputError(f"{person} has no standing assessment {replaces!r} to correct.")
        add_assessment(history, entered, today=now.date())
    typer.echo(_line(measure, entered))


def show(path: Path | None, person: str) -> None:
    """List what stands, the earliest first."""
    with History(_existing(path), write=False) as history:
        for one in assessments_of(history, person):
            typer.echo(f"{_line(MEASURES.get(one.measure), one)}  id {one.id}")


def show_measures() -> None:
    """Every measure with its range and its smallest changes."""
    for measure in MEASURES.values():
        grades = "/".join(said for said, _ in measure.grades)
        span = grades or f"{measure.low:g} to {measure.high:g} {measure.unit}"
        typer.echo(f"{measure.name:20}{measure.label}: {span}")
        for one in measure.smallest:
            doubt = "" if one.read else " (not read by us; judges nothing)"
            typer.echo(f"{'':20}{one.kind} {one.said}, {one.who}: {one.source}{doubt}")
        if measure.error_source:
            typer.echo(f"{'':20}measurement error: {measure.error_source}")


def _existing(path: Path | None) -> Path:
    """Assessments belong to people a history knows: none is begun for them."""
    path = path or history_path()
    if not path.is_file():
        raise BadInputError(f"There is no history at {path}.")
    return path


def _line(measure: Measure | None, one: Assessment) -> str:
    value = value_text(measure, one.value) if measure else f"{one.value:g}"
    what = " ".join(part for part in (one.side, measure.label if measure else one.measure) if part)
    unit = "" if measure and measure.grades else f" {one.unit}"
    return f"{one.measured_on}  {what}: {value}{unit}  ({one.assessor})"
