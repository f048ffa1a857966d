"""`crossrep report`: one HTML file out of a history or one recording."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import typer

from crossrep.app.data_folder import history_path
from crossrep.app.progress import working
from crossrep.edges.files import new_text
from crossrep.edges.history import History
from crossrep.edges.therapist.printing import must_be_free, print_pdf
from crossrep.edges.therapist.rows import rows_of, rows_of_recording
from crossrep.errors import BadInputError
from crossrep.report.page import report_page
from crossrep.report.story import Rows, Story, story


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
        BadInputError: neither or both of person and recording, days that are none, or a name
            that cannot be.
    """
    if (wanted.person is None) == (wanted.recording is None):
        raise BadInputError("Say of whom, or `--recording FILE` for one session; not both.")
    first, last = day(wanted.first), day(wanted.last)
    if first and last and first > last:
        raise BadInputError(f"The first day, {first}, is after the last, {last}.")
    _check_name(out, pdf=wanted.pdf)
    with working("Writing the report"):
        now = datetime.now().astimezone()
        told = story(_rows(wanted), now.date(), first, last, now.tzinfo or UTC)
        told = replace(told, second_from=_second(day(wanted.second), told))
        with new_text(out) as stream:
            stream.write(report_page(told, drill_down=wanted.sets))
    typer.echo(str(out))
    if wanted.pdf:
        typer.echo(str(print_pdf(out)))


def _check_name(out: Path, *, pdf: bool) -> None:
    """Before anything is written: the page is HTML, and its PDF has the same name."""
    if out.suffix == ".pdf":
        raise BadInputError(
            f"{out} is no name for a page: name it {out.with_suffix('.html')} and add --pdf, "
            "which writes the PDF beside it."
        )
    if pdf:
        must_be_free(out)


def _second(first: date | None, told: Story) -> date | None:
    """Where the second period begins, where somebody said it."""
    if first is not None and not told.first < first <= told.last:
        raise BadInputError(
            f"--compare {first} divides nothing: the report is on {told.first} to {told.last}."
        )
    return first


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
