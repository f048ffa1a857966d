"""A calm reminder: whether today is a planned day, and nothing about days that were missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crossrep.guide import safety
from crossrep.guide.days import is_planned, next_planned
from crossrep.guide.past import PastDay
from crossrep.prescription import Prescription


@dataclass(frozen=True, slots=True)
class Reminder:
    """What may be said today.

    Attributes:
        words: key of the words: ``planned_today``, ``done_today``, ``rest_today`` or ``not_today``.
        next_day: the next planned day, None when none is planned.
    """

    words: str
    next_day: date | None


def reminder(prescription: Prescription, past: Sequence[PastDay], today: date) -> Reminder | None:
    """What to say today; None where no reminder is wished."""
    if not prescription.remind:
        return None
    return Reminder(_words(prescription, past, today), next_planned(prescription, today))


def _words(prescription: Prescription, past: Sequence[PastDay], today: date) -> str:
    if any(day.date == today for day in past):
        return "done_today"
    if safety.day_rule(prescription, past, today) is not None:
        return "rest_today"
    return "planned_today" if is_planned(prescription, today) else "not_today"
