"""Other people's samples as CSV: read, checked, written, and turned into engine inputs."""

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np

from crossrep.errors import BadInputError
from crossrep.inputs import (
    Command,
    CommandName,
    Input,
    LinkChange,
    LinkState,
    Notification,
    Side,
)
from crossrep.samples import Floats

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("t_s", "ax", "ay", "az", "gx", "gy", "gz")
DRIVER = "samples"
CHARACTERISTIC = "samples"
NOTIFICATION_S = 1.0
LARGEST = 1e6
"""No acceleration or rate, and no second of a session, is larger; the driver calls it garbage."""


@dataclass(frozen=True, slots=True)
class SampleColumns:
    """One wrist's samples.

    Attributes:
        t_s: (n,) s, strictly increasing, the file's own time.
        acc_ms2: (n, 3) specific force, +9.81 on the axis that points up at rest.
        gyr_rads: (n, 3) angular rate.
    """

    t_s: Floats
    acc_ms2: Floats
    gyr_rads: Floats

    def __len__(self) -> int:
        return len(self.t_s)

    def rows(self) -> Floats:
        """(n, 7) in the order of `COLUMNS`."""
        return np.column_stack([self.t_s, self.acc_ms2, self.gyr_rads])


def read_samples(stream: TextIO) -> SampleColumns:
    """The samples of a CSV with the columns `COLUMNS`, in any order; others are ignored.

    Raises:
        BadInputError: empty, a column or number is missing, or time does not increase.
    """
    text = _without_empty_end(stream.read())
    frame = _frame(text)
    t_s, *rest = (_numbers(text, name, frame[name]) for name in COLUMNS)
    _check_time(text, t_s)
    return SampleColumns(t_s, np.column_stack(rest[:3]), np.column_stack(rest[3:]))


def write_samples(stream: TextIO, columns: SampleColumns) -> None:
    """The form `read_samples` reads, to the last bit."""
    import pandas as pd  # noqa: PLC0415

    frame = pd.DataFrame(columns.rows(), columns=list(COLUMNS))
    frame.to_csv(stream, index=False, lineterminator="\n")


def inputs_from_columns(sides: Mapping[Side, SampleColumns], utc_ns: int = 0) -> list[Input]:
    """A session of the plain driver: a start, the links, then up to one second a notification.

    Host time 0 is the first sample of the session, ``utc_ns`` its UTC time, 0 when nobody knows;
    the payloads count from there too.
    """
    first_s = min(float(columns.t_s[0]) for columns in sides.values())
    start: list[Input] = [
        Command(0, CommandName.START, {"session": session_id(sides), "utc_ns": utc_ns})
    ]
    start += [
        LinkChange(side, 0, LinkState.CONNECTED, DRIVER, "imported samples", rate_hz(columns))
        for side, columns in sides.items()
    ]
    notifications = [
        item for side, columns in sides.items() for item in _notifications(side, columns, first_s)
    ]
    return [*start, *sorted(notifications, key=lambda item: item.t_host_ns)]


def session_id(sides: Mapping[Side, SampleColumns]) -> str:
    """Twelve hex digits that follow from the content alone: imported twice, it is one session."""
    content = hashlib.sha256()
    for side, columns in sorted(sides.items()):
        content.update(side.encode())
        content.update(columns.rows().astype("<f8").tobytes())
    return content.hexdigest()[:12]


def rate_hz(columns: SampleColumns) -> float:
    """Usual samples a second."""
    return float(1 / np.median(np.diff(columns.t_s)))


def _notifications(side: Side, columns: SampleColumns, first_s: float) -> list[Notification]:
    since_s = columns.t_s - first_s
    second = np.floor(since_s / NOTIFICATION_S + 1e-9)  # 0.1 s ten times is a second
    ends = np.append(np.flatnonzero(np.diff(second)) + 1, len(columns))
    starts = np.append(0, ends[:-1])
    rows = columns.rows().astype("<f8")
    rows[:, 0] = since_s
    return [
        Notification(
            side, round(1e9 * float(since_s[end - 1])), CHARACTERISTIC, rows[start:end].tobytes()
        )
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]


def _without_empty_end(text: str) -> str:
    """Spreadsheets leave rows of commas alone behind the last sample."""
    end = len(text.rstrip(", \t\r\n"))
    return text[:end] + text[end:].partition("\n")[0]


def _header(text: str, separator: str = ",") -> list[str]:
    line = next(line for line in text.splitlines() if line.strip())
    return [name.strip(' "') for name in line.split(separator)]


def _check_separator(text: str) -> None:
    for separator, name in ((";", '";"'), ("\t", "tabs")):
        if set(COLUMNS) <= set(_header(text, separator)):
            raise BadInputError(
                f"The columns are separated by {name}; save it with commas between the columns "
                "and points in the numbers."
            )


def _frame(text: str) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415

    if not text.strip():
        raise BadInputError("The file is empty.")
    given = _header(text)
    missing = [name for name in COLUMNS if name not in given]
    if missing:
        _check_separator(text)
        raise BadInputError(
            f"The header lacks {', '.join(missing)}; the columns needed are {', '.join(COLUMNS)}."
        )
    try:
        frame = pd.read_csv(
            io.StringIO(text),
            usecols=[given.index(name) for name in COLUMNS],
            index_col=False,
            low_memory=False,
        )
    except (pd.errors.ParserError, ValueError) as error:
        raise BadInputError(f"This is no table of comma-separated numbers: {error}.") from error
    frame.columns = pd.Index(sorted(COLUMNS, key=given.index))
    if len(frame) < 2:
        raise BadInputError("The file holds fewer than two samples.")
    return frame


def _numbers(text: str, name: str, values: "pd.Series[Any]") -> Floats:
    import pandas as pd  # noqa: PLC0415

    numbers = pd.to_numeric(values, errors="coerce").to_numpy(np.float64)
    largest = np.finfo(np.float64).max if name == "t_s" else LARGEST
    with np.errstate(invalid="ignore"):
        bad = np.flatnonzero(~(np.abs(numbers) <= largest))
    if len(bad):
        row = int(bad[0])
        line, said = _line(text, row), _cell(text, name, row)[:40]
        if not said:
            raise BadInputError(f"Line {line}: {name} is empty.")
        what = "beyond any movement" if np.isfinite(numbers[row]) else "not a number"
        raise BadInputError(f"Line {line}: {name} is '{said}', {what}.")
    return numbers


def _check_time(text: str, t_s: Floats) -> None:
    back = np.flatnonzero(np.diff(t_s) <= 0)
    if len(back):
        row = int(back[0]) + 1
        how = "repeats" if t_s[row] == t_s[row - 1] else "goes back"
        raise BadInputError(
            f"Line {_line(text, row)}: t_s {how} ({t_s[row - 1]:g} then {t_s[row]:g}); "
            "time must increase from line to line."
        )


def _cell(text: str, name: str, row: int) -> str:
    """What stands in the file."""
    line = text.splitlines()[_line(text, row) - 1]
    try:
        cells = next(csv.reader([line]))
    except csv.Error:
        cells = line.split(",")
    at = _header(text).index(name)
    return cells[at].strip() if at < len(cells) else ""


def _line(text: str, row: int) -> int:
    """Number of a sample's line for a person: from 1, header and empty lines counted."""
    filled = [n for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    return filled[min(row + 1, len(filled) - 1)]
