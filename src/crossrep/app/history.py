"""`crossrep history`: what was done, listed; recordings and people added."""

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from crossrep.app import words
from crossrep.app.data_folder import history_path
from crossrep.app.filling import filled
from crossrep.app.tables import console
from crossrep.edges.files import read_text
from crossrep.edges.history import (
    History,
    add_person,
    change_person,
    person_lines,
    person_of,
    told_of,
)
from crossrep.edges.history.adding import Added, add_recording_file
from crossrep.edges.history.prescribing import take_prescription
from crossrep.errors import BadInputError, CrossRepError
from crossrep.events import Confidence
from crossrep.formats.topics import checked_person
from crossrep.inputs import Role, Side
from crossrep.records import Person, PersonLine, Told, utc

logger = logging.getLogger(__name__)

LATELY_DAYS = 28
DAY_NS = 24 * 3600 * 10**9


def show(where: Path | None, person: str | None, *, as_json: bool) -> None:
    """Everybody in a line each, or one person's sessions in a line each.

    Raises:
        BadInputError: no history, or nobody of that id.
    """
    with History(where or history_path(), write=False) as history:
        if person is None:
            since_ns = round(datetime.now(UTC).timestamp() * 1e9) - LATELY_DAYS * DAY_NS
            lines = person_lines(history, since_ns)
            rows = [_person_row(line) for line in lines]
            title = f"{words.count(len(rows), 'person')} in {history.path}"
        else:
            told = told_of(history, person)
            rows = [session_row(one) for one in told]
            title = f"{person}: {words.count(len(rows), 'session')}"
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False, allow_nan=False))
    else:
        _print(title, rows)


def add_files(where: Path | None, person: str, files: Sequence[Path]) -> int:
    """Recordings of a person; 1 when one of them could not be read."""
    checked_person(person)
    failed = False
    shown = Console(file=sys.stderr)
    with (
        filled(where or history_path()) as history,
        Progress(console=shown, disable=not shown.is_terminal) as bar,
    ):
        for path in bar.track(files, description="Adding"):
            try:
                _say(path, add_recording_file(history, person, path))
            except CrossRepError as error:
                logger.error("%s", error)  # noqa: TRY400  a sentence, no traceback
                failed = True
    return 1 if failed else 0


def know_person(
    where: Path | None,
    name: str,
    trained: Side | None,
    dominant: Side | None,
    stroke_on: str | None,
) -> None:
    """What is known of a person; what is not said stays.

    Raises:
        BadInputError: no id, or no day in the past.
    """
    day = None if stroke_on is None else past_day(stroke_on, "--stroke-on")
    with History(where or history_path()) as history:
        add_person(history, Person(name))
        was = person_of(history, name)
        now = Person(
            name,
            trained or was.trained,
            day or was.stroke_on,
            dominant or was.dominant,
            was.added_utc_ns,
        )
        change_person(history, now)
    typer.echo(f"{name}: {', '.join(_known(now)) or 'nothing is known yet'}.")


def keep_prescription(where: Path | None, file: Path) -> None:
    """A prescription's file into the history, from today on.

    Raises:
        BadInputError: it cannot be used, or its revision is kept with other contents.
    """
    with History(where or history_path()) as history:
        made = take_prescription(history, read_text(file), datetime.now().astimezone().date())
    by = f"confirmed by {made.confirmed_by}" if made.confirmed else "confirmed by nobody yet"
    typer.echo(f"{made.person}: prescription {made.revision}, {by}.")


def past_day(text: str, option: str) -> date:
    """A day people write.

    Raises:
        BadInputError: no day, or one to come.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f"{option} {text!r} is no day: write it as 2026-05-30.") from error
    if day > datetime.now().astimezone().date():
        raise BadInputError(f"{option} {text} is still to come: give a day that has been.")
    return day


def session_row(told: Told) -> dict[str, Any]:
    """One session in flat values; what is not known is not there."""
    trained = [rep for rep in told.reps if rep.role is Role.TRAINED]
    sure = [rep.lowering_s for rep in trained if rep.confidence is Confidence.HIGH]
    judged = [rep.in_band for rep in trained if rep.in_band is not None]
    row = {
        "start_utc": _time(told.session.start_utc_ns),
        "session": told.session.session,
        "exercise": ", ".join(dict.fromkeys(rep.exercise for rep in trained)),
        "sets": len({rep.set_n for rep in trained}),
        "reps": len(trained),
        "lowering_median_s": round(median(sure), 3) if sure else None,
        "in_band_share": round(sum(judged) / len(judged), 3) if judged else None,
        **dict(_answers(told)),
        "stopped_by": ", ".join(dict.fromkeys(one.rule for one in told.safety)),
        "faults": ", ".join(dict.fromkeys(str(one.kind) for one in told.faults)),
        "ended": told.ended is not None,
        "engine": told.analysis.engine,
        "parameters": told.analysis.parameters,
        "recording": told.recording.path if told.recording else None,
    }
    return {name: value for name, value in row.items() if value not in (None, "")}


def _answers(told: Told) -> Iterator[tuple[str, float]]:
    """The highest that was given; what was not given is left out."""
    asked = {"pain_before": "pain", "pain_after": "pain_end", "effort_max": "effort"}
    for name, question in asked.items():
        given = [a.value for a in told.answers if a.question == question and a.value is not None]
        if given:
            yield name, max(given)


def _person_row(line: PersonLine) -> dict[str, Any]:
    row = {
        "person": line.person.person,
        "sessions": line.sessions,
        f"last_{LATELY_DAYS}_days": line.lately,
        "last_session_utc": _time(line.last_start_utc_ns),
        "last_reps": line.last_reps,
        "last_faults": ", ".join(line.last_faults),
        "prescription": line.revision or None,
        "confirmed": line.confirmed if line.revision else None,
        "proposals": line.proposals,
    }
    return {name: value for name, value in row.items() if value not in (None, "")}


def _time(utc_ns: int) -> str | None:
    moment = utc(utc_ns)
    return None if moment is None else moment.isoformat(timespec="seconds")


def _print(title: str, rows: Sequence[dict[str, Any]]) -> None:
    hidden = ("session", "engine", "parameters", "recording")
    always = ("ended",) if all(row.get("ended") for row in rows) else ()
    columns = dict.fromkeys(n for row in rows for n in row if n not in (*hidden, *always))
    table = Table(title=title, title_justify="left", title_style="bold")
    for name in columns:
        table.add_column(name.replace("_", "\n", 1).replace("_", " "), no_wrap=True)
    for row in rows:
        table.add_row(*(_cell(row.get(name)) for name in columns))
    console().print(table if rows else Text(title))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if isinstance(value, str) and value.endswith("+00:00"):
        return value[:16].replace("T", " ")
    return "-" if value is None else str(value)


def _say(path: Path, added: Added) -> None:
    new, known = added.counted.new, added.counted.known
    typer.echo(
        f"{path.name}: session {added.session}, {words.count(new, 'row')} added"
        f"{f', {known:,} were there' if known else ''}."
    )


def _known(person: Person) -> Iterator[str]:
    if person.trained is not None:
        yield f"trains the {person.trained} arm"
    if person.dominant is not None:
        yield f"wrote with the {person.dominant} hand"
    if person.stroke_on is not None:
        yield f"stroke on {person.stroke_on}"
