"""A person's export file into a history: read and checked whole, then put at one go, by id."""

import base64
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crossrep.edges.files import new_file
from crossrep.edges.history import tables
from crossrep.edges.history.adding import file_of
from crossrep.edges.history.carrying import ABOUT, FORMAT, RECORDINGS, ROWS
from crossrep.edges.history.columns import check, decoded, names
from crossrep.edges.history.store import Store
from crossrep.edges.history.writing import Counted, check_owner, put_events, put_traces
from crossrep.errors import BadInputError
from crossrep.events import Event
from crossrep.formats.topics import checked_person
from crossrep.records import (
    Analysis,
    Assessment,
    Person,
    Prescribed,
    Proposal,
    RecordingFile,
    Session,
    analysis_id,
)

LONGEST_LINE, LARGEST_ABOUT, LARGEST_TRACE, PIECE_BYTES = 4 * 2**20, 2**16, 2**20, 2**20
PEOPLE = (Person, Prescribed, Proposal, Assessment, RecordingFile, Session, Analysis)
KINDS = {kind.__name__: kind for kind in (*PEOPLE, *tables.OF_EVENTS)}
BY_PERSON: dict[type, tables.Table] = {
    Person: tables.PERSONS,
    Prescribed: tables.PRESCRIPTIONS,
    Proposal: tables.PROPOSALS,
    Assessment: tables.ASSESSMENTS,
}


@dataclass
class Parcel:
    """What an export holds, checked: it is all of one person.

    Attributes:
        people: who it is, and what was asked and measured.
        events: by analysis.
        traces: drawings by analysis: number of the set and bytes.
    """

    person: str
    people: list[Any] = field(default_factory=list)
    recordings: dict[str, RecordingFile] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    analyses: dict[str, Analysis] = field(default_factory=dict)
    events: dict[str, list[Event]] = field(default_factory=dict)
    traces: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of an export."""

    person: str
    sessions: int
    counted: Counted
    recordings: int


def take_in(history: Store, export: Path, folder: Path) -> TakenIn:
    """An export into the history, its recordings into a folder for the person.

    Raises:
        BadInputError: no export of ours, damaged, newer than we are, or of somebody whose
            sessions are another person's here.
    """
    with _opened(export) as archive, ExitStack() as undo:
        parcel = _read(archive, export)
        for session in parcel.sessions:
            check_owner(history, parcel.person, session)
        lying = _copy_recordings(archive, parcel, folder / parcel.person, undo)
        counted = _put_all(history, parcel, lying)
        undo.pop_all()
    return TakenIn(parcel.person, len(parcel.sessions), counted, len(lying))


def _put_all(history: Store, parcel: Parcel, lying: dict[str, RecordingFile]) -> Counted:
    counted = Counted()
    with history.transaction():
        for record in parcel.people:
            table = BY_PERSON[type(record)]
            counted += _counted(history.put(table.insert, [table.row(record)]))
        for recording in (lying.get(sha256, one) for sha256, one in parcel.recordings.items()):
            rows = [tables.RECORDINGS.row(recording)]
            counted += _counted(history.put(tables.RECORDINGS.insert, rows))
        for analysis in parcel.analyses.values():
            counted += _put(history, parcel, analysis)
    return counted


def _counted(new: int) -> Counted:
    return Counted(new, 1 - new)


def _put(history: Store, parcel: Parcel, analysis: Analysis) -> Counted:
    session = parcel.sessions[analysis.session]
    events = parcel.events.get(analysis.analysis, [])
    counted = put_events(history, parcel.person, analysis, events, session.start_utc_ns)
    put_traces(history, analysis.analysis, parcel.traces.get(analysis.analysis, []))
    return counted


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FileNotFoundError as error:
        raise BadInputError(f"There is no file {path}.") from error
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError) as error:
        raise _foreign(path) from error


def _foreign(path: Path) -> BadInputError:
    return BadInputError(f"{path.name} is no export of CrossRep, or damaged.")


def _read(archive: zipfile.ZipFile, path: Path) -> Parcel:
    try:
        parcel = Parcel(_person(archive, path))
        with archive.open(ROWS) as stream:
            while line := stream.readline(LONGEST_LINE):
                _take(parcel, json.loads(line))
    except (KeyError, ValueError, TypeError, RecursionError, EOFError, zlib.error) as error:
        raise _foreign(path) from error
    return parcel


def _person(archive: zipfile.ZipFile, path: Path) -> str:
    with archive.open(ABOUT) as stream:
        about = json.loads(stream.read(LARGEST_ABOUT))
    if about["format"] > FORMAT:
        raise BadInputError(
            f"{path.name} was made by a newer CrossRep ({str(about.get('crossrep'))[:20]}): "
            "update CrossRep."
        )
    return checked_person(str(about["person"]))


def _take(parcel: Parcel, line: dict[str, Any]) -> None:
    """One line, if it can be one of this person."""
    if "trace" in line:
        _must_be(line["analysis"] in parcel.analyses and isinstance(line["set_n"], int))
        packed = base64.b85decode(line["trace"])
        _must_be(len(zlib.decompressobj().decompress(packed, LARGEST_TRACE + 1)) <= LARGEST_TRACE)
        parcel.traces.setdefault(line["analysis"], []).append((line["set_n"], packed))
        return
    kind = KINDS[line["kind"]]
    values = dict.fromkeys(names(kind)) | line["is"]
    check(kind, values)
    record: Any = decoded(kind, values)
    if kind in PEOPLE:
        _sort_in(parcel, record)
    else:
        analysis = parcel.analyses[line["analysis"]]
        _must_be(values["session"] == analysis.session)
        parcel.events.setdefault(analysis.analysis, []).append(record)


def _sort_in(parcel: Parcel, record: Any) -> None:  # noqa: ANN401  one of PEOPLE
    _must_be(getattr(record, "person", parcel.person) == parcel.person)
    if isinstance(record, RecordingFile):
        _must_be(len(record.sha256) == 64 and record.sha256.isalnum())
        parcel.recordings[record.sha256] = record
    elif isinstance(record, Session):
        parcel.sessions[record.session] = record
    elif isinstance(record, Analysis):
        _must_be(record.session in parcel.sessions)
        name = analysis_id(record.session, record.engine, record.parameters)
        _must_be(record.analysis == name)
        parcel.analyses[record.analysis] = record
    else:
        parcel.people.append(record)


def _must_be(true: bool) -> None:
    if not true:
        raise ValueError("a line that cannot be")


def _copy_recordings(
    archive: zipfile.ZipFile, parcel: Parcel, folder: Path, undo: ExitStack
) -> dict[str, RecordingFile]:
    """Those that are in the archive, where they lie now."""
    lying = {}
    inside = set(archive.namelist())
    for sha256 in parcel.recordings:
        name, path = f"{RECORDINGS}/{sha256}.mcap", folder / f"{sha256}.mcap"
        if name not in inside:
            continue
        if not path.exists():
            undo.callback(path.unlink, missing_ok=True)
            _copy(archive, name, path)
        lying[sha256] = file_of(path)
        if lying[sha256].sha256 != sha256:
            raise BadInputError(f"A recording in {archive.filename} is damaged; export it again.")
    return lying


def _copy(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    with archive.open(name) as source, new_file(path) as stream:
        while piece := source.read(PIECE_BYTES):
            stream.write(piece)
