"""Planned days, rest days and weekly sums: what the days before say of today. Dates are given."""

from collections.abc import Sequence
from datetime import date, timedelta

from crossrep.guide.past import PastDay
from crossrep.prescription import Day, Prescription

DAY = timedelta(days=1)
WEEK = 7
WEEKS_BACK = 4
DAYS = tuple(Day)


def is_planned(prescription: Prescription, day: date) -> bool:
    """Is that day of the week a planned one?"""
    return DAYS[day.weekday()] in prescription.planned_days


def next_planned(prescription: Prescription, today: date) -> date | None:
    """The next planned day after today, None when no day is planned."""
    later = (today + n * DAY for n in range(1, WEEK + 1))
    return next((day for day in later if is_planned(prescription, day)), None)


def trained_on(past: Sequence[PastDay], day: date) -> bool:
    """Did the trained arm work that day?"""
    return any(one.date == day and one.reps > 0 for one in past)


def training_days(past: Sequence[PastDay], last: date, days: int = WEEK) -> int:
    """On how many of the ``days`` up to ``last`` the trained arm worked."""
    return sum(trained_on(past, last - n * DAY) for n in range(days))


def week_reps(past: Sequence[PastDay], last: date) -> int:
    """Repetitions of the trained arm in the seven days up to ``last``."""
    return sum(one.reps for one in past if last - WEEK * DAY < one.date <= last)


def best_week(past: Sequence[PastDay], today: date) -> int | None:
    """Most repetitions in seven days, of those that ended one to four weeks and a week ago.

    None while there are not yet two weeks behind, and after a break of four: then no week is
    there to compare with, and the daily caps stand alone.
    """
    worked = [one.date for one in past if one.reps > 0]
    if not worked or min(worked) > today - (2 * WEEK - 1) * DAY:
        return None
    ends = (today - n * DAY for n in range(WEEK, WEEK * (WEEKS_BACK + 1)))
    return max(week_reps(past, end) for end in ends) or None


def today_reps(past: Sequence[PastDay], today: date) -> dict[str, int]:
    """By exercise, what was done earlier today."""
    sums: dict[str, int] = {}
    for one in past:
        if one.date == today:
            for exercise, reps in one.reps_by_exercise.items():
                sums[exercise] = sums.get(exercise, 0) + reps
    return sums
