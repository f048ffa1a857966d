"""Pages that only show: the list, a person's timeline, a session."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import quote

from crossrep.edges.history import History
from crossrep.edges.therapist.lately import everybody
from crossrep.edges.therapist.rows import rows_of
from crossrep.errors import BadInputError
from crossrep.report.page import report_page, session_page, timeline_page
from crossrep.report.persons import persons_page
from crossrep.report.story import Story, story


def persons(history: History, now: datetime, find: str) -> str:
    """Everybody, or those whose id holds what was typed."""
    return persons_page(everybody(history, now), now.date(), find)


def report(history: History, person: str, now: datetime) -> str:
    """One person's timeline; each session leads to its sets."""
    return timeline_page(_told(history, person, now, traces=False))


def whole_report(history: History, person: str, now: datetime) -> str:
    """The file that `crossrep report` writes."""
    rows = rows_of(history, person)
    return report_page(story(rows, now.date(), zone=now.tzinfo or UTC))


def session(history: History, person: str, n: int, now: datetime) -> str:
    """The sets of a person's n-th session.

    Raises:
        BadInputError: there is none.
    """
    told = _told(history, person, now, traces=True)
    found = next((one for one in told.sittings if one.n == n), None)
    if found is None:
        raise BadInputError(f"Person {person} has no session {n}.")
    return session_page(told, found)


def _told(history: History, person: str, now: datetime, *, traces: bool) -> Story:
    rows = rows_of(history, person, traces=traces)
    told = story(rows, now.date(), zone=now.tzinfo or UTC)
    return replace(told, links=f"/person/{quote(person, safe='')}/session/")
