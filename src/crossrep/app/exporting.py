"""`crossrep export`: data out, in the forms that others read."""

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from crossrep.app.data_folder import history_path
from crossrep.app.progress import working
from crossrep.app.words import count
from crossrep.edges.files import make_folders, new_file, new_text
from crossrep.edges.history import (
    History,
    assessments_of,
    person_of,
    persons,
    recordings_of,
    told_of,
)
from crossrep.edges.history.carrying import export_person
from crossrep.edges.history.csv_files import csv_texts
from crossrep.edges.history.parquet_files import write_parquet
from crossrep.edges.history.raw_samples import wrist_samples
from crossrep.errors import BadInputError
from crossrep.formats import fhir, motion_bids
from crossrep.records import Told


def export(
    where: Path | None, form: str, person: str | None, out: Path, *, recordings: bool
) -> int:
    """One form of what is kept; 1 when recordings that belong to it are missing.

    Raises:
        BadInputError: no history, nobody of that id, or the place is taken.
    """
    if out.exists():
        raise BadInputError(f"{out} exists already and is left as it is; choose another name.")
    with History(where or history_path(), write=False) as history:
        if form in ("fhir", "person") and person is None:
            raise BadInputError(
                f"`crossrep export {form}` is of one person: name it with --person."
            )
        if person is not None:
            person_of(history, person)
        if form == "person":
            return _person(history, person or "", out, recordings=recordings)
        if form == "fhir":
            return _fhir(history, person or "", out)
        if form == "mcap":
            return _recordings(history, person, out)
        return _tables(history, form, person, out)


def _tables(history: History, form: str, person: str | None, out: Path) -> int:
    told = [one for name in _whom(history, person) for one in told_of(history, name)]
    if form == "bids":
        return _bids(told, out)
    with working("Writing tables"):
        parquet = form == "parquet"
        made = write_parquet(told, out) if parquet else _write_texts(out, csv_texts(told))
    _say(made, out)
    return 0


def _whom(history: History, person: str | None) -> list[str]:
    return [person] if person else [one.person for one in persons(history)]


def _write_texts(out: Path, texts: Iterable[tuple[str, str]]) -> list[Path]:
    made = []
    for name, text in texts:
        made.append(out / name)
        with new_text(made[-1]) as stream:
            stream.write(text)
    return made


def _say(made: Sequence[Path], out: Path) -> None:
    typer.echo(f"{count(len(made), 'file')} in {out}.")


def _person(history: History, person: str, out: Path, *, recordings: bool) -> int:
    if out.suffix != ".zip":
        raise BadInputError(f"{out} is no name for an export of a person: it must end in .zip.")
    with working(f"Exporting {person}"):
        texts = csv_texts(told_of(history, person))
        carried = export_person(history, person, out, texts, recordings=recordings)
    typer.echo(
        f"{out}: {count(carried.rows, 'row')}, {count(carried.recordings, 'recording')}. "
        "It holds health data: keep it as you would keep a letter from a doctor."
    )
    return _missing(carried.missing)


def _missing(paths: Sequence[str]) -> int:
    for path in paths:
        typer.echo(f"  {path} is not there and is not in it.")
    return 1 if paths else 0


def _fhir(history: History, person: str, out: Path) -> int:
    with working("Writing a FHIR bundle"):
        told, known = told_of(history, person), person_of(history, person)
        made = fhir.bundle(known, told, assessments_of(history, person), datetime.now(UTC))
        with new_text(out) as stream:
            stream.write(made)
    typer.echo(f"{out}: {count(len(told), 'session')}, FHIR R4B.")
    return 0


def _recordings(history: History, person: str | None, out: Path) -> int:
    """Each person's recordings in a folder of its own, under the names they have."""
    missing, made = [], []
    for name in _whom(history, person):
        for one in recordings_of(history, name):
            path = Path(one.path)
            if not path.is_file():
                missing.append(one.path)
                continue
            target = out / name / path.name
            taken = target.exists()
            made.append(out / name / f"{one.sha256}.mcap" if taken else target)
            with path.open("rb") as source, new_file(made[-1]) as stream:
                shutil.copyfileobj(source, stream)
    _say(made, out)
    return _missing(missing)


def _bids(told: Sequence[Told], out: Path) -> int:
    """A whole dataset, or nothing under that name."""
    there = [one for one in told if one.recording and Path(one.recording.path).is_file()]
    missing = [one.recording.path for one in told if one.recording and one not in there]
    part = out.with_name(f"{out.name}.part")
    if part.exists():
        shutil.rmtree(part)
    make_folders(part)
    try:
        made = _write_texts(part, _bids_files(there))
        part.replace(out)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    _say(made, out)
    return _missing(missing)


def _bids_files(told: Sequence[Told]) -> Iterator[tuple[str, str]]:
    people = dict.fromkeys(one.session.person for one in told)
    yield from motion_bids.dataset_files(people)
    shown = Console(file=sys.stderr)
    with Progress(console=shown, disable=not shown.is_terminal) as bar:
        for one in bar.track(told, description="Reading recordings"):
            assert one.recording is not None  # noqa: S101  chosen so
            yield from motion_bids.session_files(one, wrist_samples(Path(one.recording.path)))
