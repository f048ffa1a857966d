"""A history's tables as CSV files, and such files back into a history."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_type_hints

from crossrep.edges.files import read_text
from crossrep.edges.history import flat
from crossrep.edges.history.columns import check, decoded, names
from crossrep.edges.history.flat import Flat
from crossrep.edges.history.store import Store
from crossrep.edges.history.writing import Counted, put_events
from crossrep.errors import BadInputError
from crossrep.events import Event, Rep, RepWithdrawn
from crossrep.formats.tables_csv import csv_of, rows_of
from crossrep.records import Analysis, Told, analysis_id

Session = tuple[str, str, str, str, int]
"""Person, session, engine, parameters and start of what a line belongs to."""


def csv_texts(told: Iterable[Told]) -> Iterator[tuple[str, str]]:
    """Names and texts, one a table."""
    sessions = list(told)
    for table in flat.TABLES:
        yield f"{table.name}.csv", csv_of(flat.rows_of(table, sessions), table.columns)


def take_in_csv(history: Store, files: Iterable[Path]) -> Counted:
    """Tables that were exported earlier, by id: all of them or none.

    Raises:
        BadInputError: no table of ours, a line that cannot be, or another person's session.
    """
    told: dict[Session, list[Event]] = {}
    for path in files:
        for of, event in _events(path):
            told.setdefault(of, []).append(event)
    counted = Counted()
    with history.transaction():
        for (person, session, engine, parameters, start_ns), events in told.items():
            name = analysis_id(session, engine, parameters)
            analysis = Analysis(name, session, engine, parameters, "", "file", "", start_ns)
            counted += put_events(history, person, analysis, events, start_ns)
    return counted


def _events(path: Path) -> Iterator[tuple[Session, Event]]:
    table = flat.BY_NAME.get(path.stem)
    if table is None or path.suffix != ".csv":
        tables = ", ".join(f"{name}.csv" for name in flat.BY_NAME)
        raise BadInputError(f"{path.name} is no table that can be taken in; these are: {tables}.")
    needed = ("person", "session", "engine", "parameters", *table.fields)
    for line, row in rows_of(read_text(path), path.name, needed):
        try:
            yield from _told(table, row)
        except (KeyError, ValueError) as error:
            raise BadInputError(f"{path.name}, line {line}: {error}.") from error


def _told(table: Flat, row: Mapping[str, str]) -> Iterator[tuple[Session, Event]]:
    """The event of a line; a repetition that was taken back is two."""
    start_utc_ns = int(row.get("start_utc_ns") or 0)
    session = (row["person"], row["session"], row["engine"], row["parameters"], start_utc_ns)
    values = typed(table.kind, row)
    check(table.kind, values)
    event: Any = decoded(table.kind, values)
    yield session, event
    if isinstance(event, Rep) and row.get("withdrawn"):
        why = row["withdrawn"]
        yield (
            session,
            RepWithdrawn(event.id, event.session, event.role, event.set_n, event.end_s, why),
        )


def typed(kind: type, row: Mapping[str, str]) -> dict[str, Any]:
    """The values of a record from the words of its row.

    Raises:
        ValueError: a word that is no number where one must be.
    """
    hints = get_type_hints(kind)
    return {name: _value(name, row[name], str(hints[name])) for name in names(kind)}


def _value(name: str, word: str, hint: str) -> str | int | float | None:
    numeric = any(each in hint for each in ("float", "int", "bool")) and "dict" not in hint
    if not numeric:
        return word
    if not word:
        return None
    try:
        return float(word) if "float" in hint else int(word)
    except ValueError:
        raise ValueError(f"{name} cannot be {word[:40]!r}") from None
