"""Columns of the overview: sessions as long as their numbers fit, else weeks, else four weeks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from crossrep.report.figures import Sitting
from crossrep.report.story import Story

LEFT, RIGHT = 196.0, 688.0
CELL = 19.0
"""Room a number of three digits needs."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of numbers: where its middle stands, how wide it is, and what it sums."""

    x: float
    width: float
    sittings: tuple[Sitting, ...]


@dataclass(frozen=True, slots=True)
class Across:
    """Days from left to right."""

    first: date
    days: int

    def day(self, when: date) -> float:
        """The middle of a day."""
        return LEFT + (RIGHT - LEFT) * ((when - self.first).days + 0.5) / self.days

    def edge(self, when: date) -> float:
        """The begin of a day."""
        return LEFT + (RIGHT - LEFT) * (when - self.first).days / self.days

    @property
    def weeks(self) -> list[date]:
        """The first days of the weeks."""
        return [self.first + timedelta(days=n) for n in range(0, self.days, 7)]


def across(story: Story) -> Across:
    """The days of a period."""
    return Across(story.first, (story.last - story.first).days + 1)


def columns(story: Story) -> list[Column]:
    """The finest columns whose numbers do not touch."""
    scale = across(story)
    single = _sessions(story, scale)
    if all(b.x - a.x >= CELL for a, b in pairwise(single)):
        return single
    for days in (7, 28, 91):
        if (RIGHT - LEFT) * days / scale.days >= CELL:
            return _stretches(story, scale, days)
    return _stretches(story, scale, 364)


def _sessions(story: Story, scale: Across) -> list[Column]:
    """One column a day on which there was a session."""
    by_day: dict[date, list[Sitting]] = {}
    for one in story.timed:
        if one.day is not None:
            by_day.setdefault(one.day, []).append(one)
    return [Column(scale.day(day), CELL, tuple(these)) for day, these in sorted(by_day.items())]


def _stretches(story: Story, scale: Across, days: int) -> list[Column]:
    found = []
    for n in range(0, scale.days, days):
        a, b = story.first + timedelta(days=n), story.first + timedelta(days=n + days)
        these = tuple(one for one in story.timed if one.day is not None and a <= one.day < b)
        x, end = scale.edge(a), min(scale.edge(b), RIGHT)
        if these:
            found.append(Column((x + end) / 2, end - x - 3, these))
    return found


def of_columns(
    columns: Sequence[Column], figure: Callable[[Sequence[Sitting]], float | None]
) -> list[float | None]:
    """One figure a column."""
    return [figure(column.sittings) for column in columns]
