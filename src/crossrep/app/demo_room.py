"""A room of the demo's own: its history, in a folder that goes, and the report that stays.

Nothing of a demonstration gets into anybody's history.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from crossrep.app.data_folder import data_folder
from crossrep.edges.files import make_folders, new_text
from crossrep.edges.history import History
from crossrep.edges.therapist.rows import rows_of
from crossrep.errors import CrossRepError
from crossrep.report.page import report_page
from crossrep.report.story import story

REPORT = "demo-report.html"


@contextmanager
def demo_room() -> Iterator[Path]:
    """A folder for the demo's history; it goes with all that is in it."""
    try:
        make_folders(data_folder())
        where: Path | None = data_folder()
    except OSError:
        where = None
    with tempfile.TemporaryDirectory(dir=where, prefix=".demo-") as folder:
        yield Path(folder)


def demo_report(history: Path, person: str) -> str:
    """One sentence: where the report of this demo lies, or why there is none."""
    try:
        text = _report(history, person)
        fresh, report = history.with_name(REPORT), data_folder() / REPORT
        with new_text(fresh) as stream:
            stream.write(text)
        fresh.replace(report)
    except (CrossRepError, OSError) as error:
        return f"There is no report of this demo: {error}"
    return f"The report of this session: {report}"


def _report(history: Path, person: str) -> str:
    now = datetime.now().astimezone()
    with History(history, write=False) as kept:
        rows = rows_of(kept, person)
    return report_page(story(rows, now.date(), None, None, now.tzinfo))  # type: ignore[arg-type]
