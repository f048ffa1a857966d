"""`crossrep report`: one HTML file out of a history or one recording."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import typer

from crossrep.app.data_folder import history_path
from crossrep.app.progress import working
from crossrep.edges.files import new_text
from crossrep.edges.history import History
from crossrep.edges.therapist.rows import rows_of, rows_of_recording
from crossrep.errors import BadInputError
from crossrep.report.page import report_page
from crossrep.report.story import Rows, story


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of whom, out of what, of which days, and how much."""

    person: str | None
    recording: Path | None
    history: Path | None
    first: str | None
    last: str | None
    sets: bool
    pdf: bool
    second: str | None = None


def write_report(wanted: Wanted, out: Path) -> None:
    """Write the report; nothing half-written stays.

    Raises:
        BadInputError: neither or both of person and recording, or days that are none.
    """
    if (wanted.person is None) == (wanted.recording is None):
        raise BadInputError("Say of whom, or `--recording FILE` for one session; not both.")
    first, last = day(wanted.first), day(wanted.last)
    if first and last and first > last:
        raise BadInputError(f"The first day, {first}, is after the last, {last}.")
    with working("Writing the report"):
        now = datetime.now().astimezone()
        told = story(_rows(wanted), now.date(), first, last, now.tzinfo or UTC)
        told = replace(told, second_from=day(wanted.second))
        with new_text(out) as stream:
            stream.write(report_page(told, drill_down=wanted.sets))
    typer.echo(str(out))
    if wanted.pdf:
        from crossrep.edges.therapist.printing import print_pdf  # noqa: PLC0415

        typer.echo(str(print_pdf(out)))


def _rows(wanted: Wanted) -> Rows:
    if wanted.recording is not None:
        return rows_of_recording(wanted.recording)
    with History(wanted.history or history_path(), write=False) as history:
        return rows_of(history, str(wanted.person), traces=wanted.sets)


def day(said: str | None) -> date | None:
    """A calendar day as people write it.

    Raises:
        BadInputError: it is none.
    """
    try:
        return None if said is None else date.fromisoformat(said)
    except ValueError:
        raise BadInputError(f"{said!r} is no day; write it as 2026-11-20.") from None
