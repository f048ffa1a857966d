"""Tables as CSV that spreadsheets open, and back.

UTF-8 with a mark at its beginning, commas, decimal points; a header whose names carry the units;
what is not known is empty. Numbers are written so that they read back the same.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crossrep.errors import BadInputError

MARK = "\ufeff"
RISKY = ("=", "+", "@", "\t", "\r")
"""A spreadsheet would take words that begin so for a formula."""

Row = Mapping[str, Any]


def csv_of(rows: Sequence[Row], columns: Sequence[str]) -> str:
    """The table as text."""
    text = io.StringIO(newline="")
    text.write(MARK)
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(columns)
    table.writerows([[_cell(row.get(name)) for name in columns] for row in rows])
    return text.getvalue()


def rows_of(text: str, name: str, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line numbers and rows of a table in text.

    Raises:
        BadInputError: a column that is needed is not there, or a line has too few cells.
    """
    table = csv.DictReader(io.StringIO(text.removeprefix(MARK), newline=""), strict=True)
    try:
        there = table.fieldnames or []
        if missing := [column for column in needed if column not in there]:
            raise BadInputError(f"{name} has no column {missing[0]}; it is no table of ours.")
        for row in table:
            if None in row or None in row.values():
                raise BadInputError(
                    f"{name}, line {table.line_num}: it has another number of cells."
                )
            yield table.line_num, {k: v.removeprefix("'") for k, v in row.items()}
    except csv.Error as error:
        raise BadInputError(f"{name}, line {table.line_num}: {error}.") from error


def _cell(value: Any) -> str:  # noqa: ANN401  any value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return repr(float(value))
    text = str(value)
    return f"'{text}" if text.startswith(RISKY) else text
