"""Writes the tables of docs/history.md from the code: ``python docs/history_tables.py``."""

import re
import sqlite3
from pathlib import Path

from crossrep.edges.history.database import BYTES, CLUSTERED
from crossrep.edges.history.schema import VERSION, statements
from crossrep.edges.history.tables import OF_EVENTS, OF_PEOPLE

PAGE = Path(__file__).parent / "history.md"
BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"
ABOUT = {"about": "the file itself", "traces": "a drawing of each set (`crossrep.tracing`)"}


def tables() -> str:
    """One line a table: since which version, what a row is, its columns."""
    lines = ["| table | since | a row is | key | columns |", "| --- | --- | --- | --- | --- |"]
    known: set[str] = set()
    with sqlite3.connect(":memory:") as db:
        for version in range(1, VERSION + 1):
            for statement in statements(version, CLUSTERED, BYTES):
                db.execute(statement)
            found = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            new = sorted(name for (name,) in found if name not in known)
            lines += [_line(db, name, version) for name in new]
            known |= set(new)
    db.close()
    return "\n".join(lines)


def _line(db: sqlite3.Connection, name: str, version: int) -> str:
    columns = db.execute(f"PRAGMA table_info({name})").fetchall()
    kinds = {t.name: t.record.__name__ for t in (*OF_PEOPLE, *OF_EVENTS.values())}
    what = ABOUT.get(name) or f"`{kinds[name]}`"
    key = ", ".join(column[1] for column in columns if column[5])
    rest = ", ".join(column[1] for column in columns if not column[5])
    return f"| {name} | {version} | {what} | {key or '-'} | {rest} |"


def drawn(page: str) -> str:
    """The page with the tables as the code has them."""
    between = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    return between.sub(lambda _: f"{BEGIN}\n{tables()}\n{END}", page)


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
