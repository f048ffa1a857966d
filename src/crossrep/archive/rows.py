"""The one table of an archive: a row a recording, a repetition, a bout, a fault.

Every row says which recording it is of (URL and SHA-256), which engine and which settings gave it.
What was not measured is null. Seconds from the start of the recording.
"""

import math
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from crossrep import __version__
from crossrep.events import Event, SessionEnded
from crossrep.formats.analysis import ROW_COLUMNS, Analysis, analysis_of, rows_of

RECORDING, REP, BOUT, FAULT = "recording", "rep", "bout", "fault"
"""What a row is about, in `row`."""
WHOLE, CUT, ERROR = "whole", "cut", "error"
"""How a recording could be read, in `status`: to its end, up to a damage, or not at all."""

_ABOUT = ("row", "recording", "recording_sha256", "engine", "parameters", "exercise")
_OF_RECORDING = ("status", "detail", "duration_s", "sets", "reps", "rejected")
_OF_ARM = ("role", "kind", "observed_s", "active_s", "floor_deg_s")
_WORDS = {"lowering_rule", "confidence", "flags", *_ABOUT, "status", "detail", "role", "kind"}
_WHOLE_NUMBERS = {"set", "n", "stop_count", "sets", "reps", "rejected"}


def _type(name: str) -> pa.DataType:
    if name in _WORDS:
        return pa.string()
    if name == "in_band":
        return pa.bool_()
    return pa.int64() if name in _WHOLE_NUMBERS else pa.float64()


COLUMNS = tuple(dict.fromkeys((*_ABOUT, *_OF_RECORDING, *_OF_ARM, *ROW_COLUMNS)))
SCHEMA = pa.schema([(name, _type(name)) for name in COLUMNS])
"""Columns with their types; the same for every recording, so that parts fit together."""


def table_of(events: Sequence[Event], url: str, sha256: str, exercise: str, cut: str) -> pa.Table:
    """The rows of one recording that could be read; ``cut`` says where reading ended early."""
    analysis = analysis_of(events, url, exercise)
    duration_s = next(e.t_s for e in events if isinstance(e, SessionEnded))
    about = {
        "recording": url,
        "recording_sha256": sha256,
        "engine": analysis["engine"],
        "parameters": analysis["parameters"],
        "exercise": exercise,
    }
    first = {"status": CUT if cut else WHOLE, "detail": cut or None, "duration_s": duration_s}
    rows = [_first_row(analysis, first), *_others(analysis)]
    return pa.Table.from_pylist([_finite(about | row) for row in rows], SCHEMA)


def error_table(url: str, sha256: str, sentence: str) -> pa.Table:
    """What stands in place of a recording that gave nothing."""
    row = {
        "row": RECORDING,
        "recording": url,
        "recording_sha256": sha256 or None,
        "engine": __version__,
        "status": ERROR,
        "detail": sentence,
    }
    return pa.Table.from_pylist([row], SCHEMA)


def _first_row(analysis: Analysis, first: dict[str, Any]) -> dict[str, Any]:
    sums = analysis["affected"]
    return {
        "row": RECORDING,
        **first,
        "sets": len(analysis["sets"]),
        "reps": sum(len(one["reps"]) for one in analysis["sets"]),
        "rejected": len(analysis["rejected"]),
        **{name: sums.get(name) for name in ("observed_s", "active_s", "floor_deg_s")},
    }


def _others(analysis: Analysis) -> list[dict[str, Any]]:
    reps = [{"row": REP, **row} for row in rows_of(analysis)]
    bouts = [{"row": BOUT, "role": "affected", **one} for one in analysis["affected"]["bouts"]]
    faults = [{"row": FAULT, **one} for one in analysis["faults"]]
    return [*reps, *bouts, *faults]


def _finite(row: dict[str, Any]) -> dict[str, Any]:
    """Only the table's columns; infinity, "nothing could have been noticed", is not a number."""
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in row.items()
        if name in COLUMNS
    }
