"""Rows as a history would hand them: from our own recordings, put on days of a calendar."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from crossrep.edges.history.adding import analyzed
from crossrep.edges.therapist.rows import told_by
from crossrep.events import Answered, SafetyFired
from crossrep.records import Told
from crossrep.tracing import SetTrace

RECORDINGS = Path(__file__).parents[2] / "recordings"


def read(name: str) -> tuple[Told, list[SetTrace]]:
    """One of our recordings, as told."""
    found = analyzed(RECORDINGS / f"{name}.mcap")
    return told_by(found, "P-1"), found.traces


def on(day: datetime, one: Told, number: int = 0) -> Told:
    """The same session on another day."""
    session = replace(
        one.session,
        session=f"{one.session.session}-{number}",
        start_utc_ns=int(day.timestamp()) * 1_000_000_000,
    )
    return replace(one, session=session, analysis=replace(one.analysis, session=session.session))


def answered(one: Told, **given: float | None) -> Told:
    """With the person's answers: ``pain``, ``pain_end``, ``effort``."""
    answers = tuple(
        Answered(f"{one.session.session}-{q}", one.session.session, 0.0, q, value)
        for q, value in given.items()
    )
    return replace(one, answers=one.answers + answers)


def stopped(one: Told, rule: str, measured: float, limit: float) -> Told:
    fired = SafetyFired("f", one.session.session, 60.0, rule, "end_session", measured, limit)
    return replace(one, safety=(fired,))
