"""How fast is a large history? ``python -m benchmarks.history`` prints; ``--write``: into the docs.

A thousand people with two million repetitions: copies of a simulated person's sessions, as rows of
one file in a temporary folder. Process CPU time beside the time on the wall, the best of five.
"""

import argparse
import re
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from crossrep.edges.history import History, person_lines, told_of
from crossrep.edges.history.adding import add_recording_file
from crossrep.edges.history.tables import OF_EVENTS
from crossrep.edges.link import header_of
from crossrep.edges.recording_files import new_recording
from crossrep.edges.therapist.rows import rows_of
from crossrep.formats.recording import batches_of
from crossrep.inputs import Command
from crossrep.report.page import report_page
from crossrep.report.story import story
from crossrep.settings import Settings
from crossrep.simulate import from_values, simulate

PEOPLE, SESSIONS, SETS, REPS = 1000, 67, 3, 10
RUNS = 5
PAGE = Path(__file__).parents[1] / "docs" / "history.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
DAY_NS = 24 * 3600 * 10**9


def template(history: History, folder: Path) -> None:
    """One session of one person, lived and measured."""
    blocks = [
        {"kind": "rest", "duration_s": 5},
        *[b for _ in range(SETS) for b in (_set(), {"kind": "rest", "duration_s": 8})],
    ]
    lived = simulate(from_values({"block": blocks}))
    start = lived.inputs[0]
    assert isinstance(start, Command)  # noqa: S101  by contract
    path = folder / "template.mcap"
    settings = Settings(exercise="biceps_curl", planned_reps=REPS)
    with new_recording(path, header_of(start, settings)) as writer:
        for batch in batches_of(lived.inputs):
            writer.write(batch)
    add_recording_file(history, "template", path)


def _set() -> dict[str, object]:
    mirror = {"kind": "mirror", "percent": 4.0}
    return {"kind": "set", "reps": REPS, "lowering_s": 2.5, "also": [mirror]}


def copy(history: History, people: int, sessions: int) -> None:
    """The template's rows for everybody, session by session."""
    analysis, start_ns = history.rows("SELECT analysis, start_utc_ns FROM sessions")[0].values()
    with history.transaction():
        history.do("CREATE TEMP TABLE copies (person TEXT, session TEXT, start_ns INTEGER)")
        copies = [
            (f"P-{p:04d}", f"s-{p:04d}-{n:04d}", start_ns + (7 * n // 3) * DAY_NS)
            for p in range(people)
            for n in range(sessions)
        ]
        history.put("INSERT INTO copies VALUES (?, ?, ?)", copies)
        history.do("INSERT INTO persons SELECT DISTINCT person, 'right', NULL, NULL, 1 FROM copies")
        history.do(
            "INSERT INTO sessions SELECT session, person, start_ns, 'a-' || session FROM copies"
        )
        history.do(
            "INSERT INTO analyses SELECT 'a-' || copies.session, copies.session, engine, "
            "parameters, settings, source, '', start_ns FROM copies, analyses WHERE analysis = ?",
            (analysis,),
        )
        names = dict.fromkeys(table.name for table in OF_EVENTS.values())
        for name in (*names, "traces"):
            columns = [row["name"] for row in history.rows(f"PRAGMA table_info({name})")]
            own = ", ".join("'a-' || copies.session" if c == "analysis" else c for c in columns)
            history.do(
                f"INSERT INTO {name} SELECT {own} FROM copies, {name} AS t WHERE t.analysis = ? "  # noqa: S608  ours
                "ORDER BY copies.session",
                (analysis,),
            )
        history.do("DELETE FROM persons WHERE person = 'template'")


def best(work: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall seconds of the fastest of some runs."""
    found = []
    for _ in range(RUNS):
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        found.append((time.process_time() - cpu, time.perf_counter() - wall))
    return min(found)


def figures(people: int, sessions: int, folder: Path) -> list[tuple[str, str]]:
    """What was measured, in words and numbers."""
    path = folder / "history.sqlite"
    began = time.process_time()
    with History(path) as history:
        template(history, folder)
        copy(history, people, sessions)
        reps = int(history.one("SELECT count(*) FROM reps"))
    built = time.process_time() - began
    with History(path, write=False) as history:
        whose = f"P-{people // 2:04d}"
        told = told_of(history, whose)
        one = best(lambda: told_of(history, whose))
        report = best(lambda: _report(history, whose))
        listed = best(lambda: person_lines(history, told[-9].session.start_utc_ns))
        fresh = best(lambda: _opened_and_listed(path))
    own = sum(len(each.reps) for each in told)
    return [
        ("people, sessions, repetitions", f"{people:,}, {people * sessions:,}, {reps:,}"),
        ("file", f"{path.stat().st_size / 1e6:,.0f} MB, made in {built:.0f} s of CPU time"),
        (f"everything of one person ({len(told)} sessions, {own:,} repetitions)", _said(one)),
        ("the report on that person, as HTML", _said(report)),
        (f"the list of {people:,} people", _said(listed)),
        ("the same, the file opened anew", _said(fresh)),
    ]


def _report(history: History, person: str) -> None:
    now = datetime.now(UTC)
    report_page(story(rows_of(history, person), now.date(), None, None, UTC))


def _opened_and_listed(path: Path) -> None:
    with History(path, write=False) as history:
        person_lines(history, 0)


def _said(found: tuple[float, float]) -> str:
    return f"{found[0]:.3f} s CPU, {found[1]:.3f} s"


def main() -> None:
    """Measure and say; with ``--write`` also into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--write", action="store_true", help="into docs/history.md")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = figures(wanted.people, wanted.sessions, Path(folder))
    table = "\n".join(
        ["| what | measured |", "| --- | --- |", *(f"| {a} | {b} |" for a, b in rows)]
    )
    print(table)
    if wanted.write:
        between = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(between.sub(f"{BEGIN}\n{table}\n{END}", page), encoding="utf-8")


if __name__ == "__main__":
    main()
