"""Files of samples as people name them on the command line."""

import io
from pathlib import Path

from crossrep.edges.files import read_text
from crossrep.errors import BadInputError
from crossrep.formats.samples_csv import SampleColumns, read_samples
from crossrep.inputs import Side

ENDINGS = (".csv", ".csv.gz")


def is_samples(name: str) -> bool:
    """By its name: a table of samples, or two."""
    return name.lower().endswith(ENDINGS)


def pair(name: str) -> tuple[Path, Path | None]:
    """Trained and affected arm of ``TRAINED.csv+AFFECTED.csv``, or just one file."""
    if Path(name).exists():
        return Path(name), None
    for at in (i for i, letter in enumerate(name) if letter == "+"):
        if is_samples(name[:at]):
            return Path(name[:at]), Path(name[at + 1 :])
    return Path(name), None


def columns_of(path: Path) -> SampleColumns:
    """The samples of a file.

    Raises:
        BadInputError: they cannot be read; the sentence names the file.
    """
    text = read_text(path)
    try:
        return read_samples(io.StringIO(text))
    except BadInputError as error:
        raise BadInputError(f"{path.name}: {error}") from error


def both_sides(
    trained_side: Side, trained: Path, affected: Path | None
) -> dict[Side, SampleColumns]:
    """The samples by anatomy."""
    columns = {trained_side: columns_of(trained)}
    if affected is not None:
        columns[other(trained_side)] = columns_of(affected)
    return columns


def other(side: Side) -> Side:
    """The other arm."""
    return Side.LEFT if side is Side.RIGHT else Side.RIGHT
