"""`crossrep import`: other people's samples as a recording."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer

from crossrep.app.progress import working
from crossrep.app.sample_files import both_sides, other
from crossrep.app.words import count
from crossrep.edges.link import header_of
from crossrep.edges.recording_files import must_name_recording, new_recording
from crossrep.errors import BadInputError
from crossrep.formats.recording import batches_of
from crossrep.formats.samples_csv import SampleColumns, inputs_from_columns
from crossrep.formats.samples_scale import check_scale
from crossrep.inputs import Command, Input
from crossrep.settings import Settings

EXAMPLE = "2026-11-20T10:00:00Z"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def import_files(
    trained: Path, affected: Path | None, settings: Settings, utc_ns: int, out: Path
) -> None:
    """Make a recording of one or two files; refuse what cannot be right."""
    must_name_recording(out)
    if out.exists():  # said before a long read; `new_recording` makes sure
        raise BadInputError(f"{out} exists already and is left as it is; choose another name.")
    with working(f"Importing {trained.name}"):
        columns = both_sides(settings.trained, trained, affected)
        _check(columns[settings.trained], trained)
        if affected is not None:
            _check(columns[other(settings.trained)], affected)
        _write(inputs_from_columns(columns, utc_ns), settings, out)
    samples = sum(len(one) for one in columns.values())
    typer.echo(f"{out}: {count(samples, 'sample')} of {count(len(columns), 'wrist')}.")


def start_utc_ns(text: str | None) -> int:
    """Nanoseconds since 1970 of a time with its zone; 0, which is not known, without one.

    Raises:
        BadInputError: this is no time, or one without a zone.
    """
    if text is None:
        return 0
    try:
        start = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f"'{text}' is no time; write it as {EXAMPLE}.") from error
    if start.tzinfo is None:
        raise BadInputError(f"'{text}' does not say the time zone; write it as {EXAMPLE}.")
    if start <= EPOCH:
        raise BadInputError(f"'{text}' is before there were such sensors.")
    return (start - EPOCH) // timedelta(microseconds=1) * 1000


def _check(columns: SampleColumns, path: Path) -> None:
    try:
        check_scale(columns)
    except BadInputError as error:
        raise BadInputError(f"{path.name}: {error}") from error


def _write(inputs: list[Input], settings: Settings, out: Path) -> None:
    start = inputs[0]
    assert isinstance(start, Command)  # noqa: S101  by contract
    with new_recording(out, header_of(start, settings)) as writer:
        for batch in batches_of(inputs):
            writer.write(batch)
