"""`crossrep import`: other people's samples as a recording."""

from pathlib import Path

import typer

from crossrep.app.progress import working
from crossrep.app.sample_files import both_sides, other
from crossrep.app.words import count
from crossrep.edges.link import header_of
from crossrep.edges.recording_files import new_recording
from crossrep.errors import BadInputError
from crossrep.formats.recording import batches_of
from crossrep.formats.samples_csv import SampleColumns, inputs_from_columns
from crossrep.formats.samples_scale import check_scale
from crossrep.inputs import Command, Side
from crossrep.settings import Settings


def import_files(
    trained: Path, affected: Path | None, exercise: str, trained_side: Side, out: Path
) -> None:
    """Make a recording of one or two files; refuse what cannot be right."""
    if out.exists():  # said before a long read; `new_recording` makes sure
        raise BadInputError(f"{out} exists already and is left as it is; choose another name.")
    with working(f"Importing {trained.name}"):
        columns = both_sides(trained_side, trained, affected)
        _check(columns[trained_side], trained)
        if affected is not None:
            _check(columns[other(trained_side)], affected)
        _write(columns, Settings(trained_side, exercise), out)
    samples = sum(len(one) for one in columns.values())
    typer.echo(f"{out}: {count(samples, 'sample')} of {count(len(columns), 'wrist')}.")


def _check(columns: SampleColumns, path: Path) -> None:
    try:
        check_scale(columns)
    except BadInputError as error:
        raise BadInputError(f"{path.name}: {error}") from error


def _write(columns: dict[Side, SampleColumns], settings: Settings, out: Path) -> None:
    inputs = inputs_from_columns(columns)
    start = inputs[0]
    assert isinstance(start, Command)  # noqa: S101  by contract
    with new_recording(out, header_of(start, settings)) as writer:
        for batch in batches_of(inputs):
            writer.write(batch)
