"""How long a therapist waits: ``python -m benchmarks.therapist FOLDER``, results on stdout.

A programme of two simulated people is copied to a thousand persons and two million repetitions;
then the list of persons, one person's page and `crossrep report` are timed, in process CPU time.
"""

import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from crossrep.edges.history import History
from crossrep.edges.history.simulated import make_programme
from crossrep.edges.therapist import reading

PERSONS, COPIES = 1060, 3
"""Copies of each repetition of a session, so that two million come together."""
NOW = datetime(2026, 11, 10, 12, tzinfo=UTC)
OF_SESSION = ("sets", "couplings", "bouts", "faults", "steps", "answers", "safety", "sums")
TARGETS_S = {"list of persons": 0.5, "one person's report": 3.0}


def crowd(path: Path, folder: Path) -> None:
    """Write the history, once."""
    if path.exists():
        return
    with History(path) as history:
        make_programme(history, folder / "recordings", 12, 3, 6)
        persons = [row["person"] for row in history.rows("SELECT person FROM persons")]
        with history.transaction():
            for n in range(PERSONS):
                _copy(history, persons[n % len(persons)], n)
            for copy in range(1, COPIES):
                columns = _columns(history, "reps")
                chosen = _select(columns, {"id": f"id || '-c{copy}'"})
                history.do(
                    f"INSERT INTO reps ({', '.join(columns)}) SELECT {chosen} FROM reps "  # noqa: S608
                    "WHERE id NOT LIKE '%-c_'"
                )


def _copy(history: History, person: str, n: int) -> None:
    """One person's rows under another id; analyses and sessions get ids of their own."""
    name = f"'P-{n:05d}'"
    _insert(history, "persons", {"person": name}, person)
    _insert(history, "prescriptions", {"person": name}, person)
    _insert(history, "assessments", {"person": name, "id": f"id || '-{n}'"}, person)
    renamed = {"session": f"session || '-{n}'", "analysis": f"analysis || '-{n}'"}
    _insert(history, "sessions", {"person": name, **renamed}, person)
    own = "session IN (SELECT session FROM sessions WHERE person = ?)"
    _insert(history, "analyses", renamed, person, own)
    of_them = "analysis IN (SELECT analysis FROM sessions WHERE person = ?)"
    for table in (*OF_SESSION, "reps"):
        changes = {"analysis": renamed["analysis"]}
        if n == 0 or table != "traces":
            _insert(history, table, changes, person, of_them)
    if n == 0:
        _insert(history, "traces", {"analysis": renamed["analysis"]}, person, of_them)


def _insert(
    history: History, table: str, changed: dict[str, str], person: str, where: str = "person = ?"
) -> None:
    columns = _columns(history, table)
    chosen = _select(columns, changed)
    query = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {table} WHERE {where}"  # noqa: S608
    history.do(query, (person,))


def _select(columns: list[str], changed: dict[str, str]) -> str:
    return ", ".join(changed.get(name, name) for name in columns)


def _columns(history: History, table: str) -> list[str]:
    return [row["name"] for row in history.rows(f"PRAGMA table_info({table})")]


def main(folder: Path) -> int:
    """Build and measure; 1 when a target is missed."""
    path = folder / "crowd.sqlite"
    crowd(path, folder)
    with History(path, write=False) as history:
        reps = history.one("SELECT count(*) FROM reps")
        persons = history.one("SELECT count(*) FROM persons")
        print(f"{reps:,} repetitions of {persons:,} persons, {path.stat().st_size / 1e6:.0f} MB")
    times = {"list of persons": _list_s(path), "list of persons, again": _list_s(path)}
    times["one person's page"] = _page_s(path)
    times["one person's report"] = _command_s(path, folder / "report.html")
    for name, seconds in times.items():
        print(f"{name}: {seconds:.2f} s of CPU")
    missed = [name for name, most in TARGETS_S.items() if times[name] > most]
    return len(missed)


def _list_s(path: Path) -> float:
    begun = time.process_time()
    with History(path, write=False) as history:
        page = reading.persons(history, NOW, "")
    seconds = time.process_time() - begun
    print(f"  {len(page) / 1e6:.2f} MB of HTML")
    return seconds


def _page_s(path: Path) -> float:
    begun = time.process_time()
    with History(path, write=False) as history:
        reading.report(history, "P-00000", NOW)
    return time.process_time() - begun


def _command_s(path: Path, out: Path) -> float:
    """The whole command with its start, by the system's account of its children."""
    out.unlink(missing_ok=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "crossrep", "report", "P-00000"]
    subprocess.run([*command, "--history", path, "-o", out], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
