"""One person, whole, as one file to carry elsewhere.

A zip: ``crossrep-export.json`` says what it is, ``rows.jsonl`` holds every record, one a line, in
an order in which they can be put, ``recordings/`` the recordings by their hash, ``csv/`` the same
as tables for people.
"""

import base64
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crossrep import __version__
from crossrep.edges.files import new_file
from crossrep.edges.history import reading
from crossrep.edges.history.columns import encoded, names_of
from crossrep.edges.history.store import Store
from crossrep.records import Analysis, Told

FORMAT = 1
ABOUT, ROWS, RECORDINGS = "crossrep-export.json", "rows.jsonl", "recordings"
EVENTS = (
    "reps", "withdrawn", "withdrawals", "rejected", "holds", "sets", "couplings", "bouts",
    "practice_reps", "practices", "which_moved", "faults", "pauses", "steps", "answers", "safety",
)  # fmt: skip
"""Fields of `Told` that hold events."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What an export holds; ``missing`` recordings are not where they were."""

    rows: int
    recordings: int
    missing: tuple[str, ...] = ()


def export_person(
    history: Store, person: str, out: Path, csv: Iterable[tuple[str, str]], *, recordings: bool
) -> Carried:
    """Everything about one person as a new zip; ``csv`` are names and texts to lay beside.

    Raises:
        BadInputError: nobody of that id, or nothing can be written there.
    """
    with history.one_moment():
        lines = [json.dumps(row, ensure_ascii=False) for row in _lines(history, person)]
        files = reading.recordings_of(history, person) if recordings else []
    there = [one for one in files if Path(one.path).is_file()]
    missing = tuple(one.path for one in files if one not in there)
    with new_file(out) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(ABOUT, json.dumps(_about(person, len(lines)), indent=1))
        archive.writestr(ROWS, "\n".join([*lines, ""]))
        for name, text in csv:
            archive.writestr(f"csv/{name}", text)
        for one in there:
            name = f"{RECORDINGS}/{one.sha256}.mcap"
            archive.write(one.path, name, compress_type=zipfile.ZIP_STORED)
    return Carried(len(lines), len(there), missing)


def _about(person: str, rows: int) -> dict[str, Any]:
    return {
        "what": "everything CrossRep keeps about one person; `crossrep ingest` takes it in",
        "format": FORMAT,
        "crossrep": __version__,
        "person": person,
        "made_utc": datetime.now(UTC).isoformat(timespec="seconds"),
        "rows": rows,
    }


def _lines(history: Store, person: str) -> Iterator[dict[str, Any]]:
    """The person first, then what was asked and measured, then session after session."""
    yield _line(reading.person_of(history, person))
    people = (
        reading.prescriptions_of,
        reading.every_assessment_of,
        reading.proposals_of,
        reading.recordings_of,
        reading.sessions_of,
    )
    for read in people:
        for record in read(history, person):
            yield _line(record)
    for session in reading.sessions_of(history, person):
        for analysis in reading.analyses_of(history, session.session):
            yield _line(analysis)
            told = reading.told_session(history, session.session, analysis.analysis)
            yield from _events(told, analysis)
            for n, packed in reading.packed_traces_of(history, analysis.analysis).items():
                text = base64.b85encode(packed).decode()
                yield {"trace": text, "set_n": n, "analysis": analysis.analysis}


def _events(told: Told, analysis: Analysis) -> Iterator[dict[str, Any]]:
    events = [event for name in EVENTS for event in getattr(told, name)]
    for event in [*events, *([told.ended] if told.ended else [])]:
        yield _line(event) | {"analysis": analysis.analysis}


def _line(record: object) -> dict[str, Any]:
    """A record by its fields; what is not known is not there."""
    fields = names_of(record)
    pairs = zip(fields, encoded(record, fields), strict=True)
    known = {name: value for name, value in pairs if value is not None}
    return {"kind": type(record).__name__, "is": known}
