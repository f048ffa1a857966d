"""What cannot be prescribed: every complaint about a file at once, each one clear sentence."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crossrep.errors import BadInputError
from crossrep.prescription import Block, Day, Kind, Prescription, placement_of
from crossrep.prescription_fields import About

ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""Opaque ids of people: letters, digits, ``-`` and ``_``; never a name."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing to put right.

    Attributes:
        field: its name; of a block, ``block 2: reps``.
        says: a sentence without the place.
        line: of the file, 0 where it is not known.
    """

    field: str
    says: str
    line: int = 0

    def __str__(self) -> str:
        where = f"Line {self.line}, {self.field}" if self.line else self.field
        return f"{where}: {self.says}"


class PrescriptionError(BadInputError):
    """A prescription that cannot be used; ``complaints`` are all that is wrong with it."""

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__("\n".join(str(one) for one in complaints))
        self.complaints = complaints


def allowed(about: About) -> str:
    """What is allowed, in words: a range with its unit, or the words to choose from."""
    if about.choices:
        return "one of " + ", ".join(f'"{choice}"' for choice in about.choices if choice)
    if about.least is None or about.most is None:
        return "true or false"
    unit = f" {about.unit}" if about.unit else ""
    return f"{about.least:g} to {about.most:g}{unit}"


def within(about: About, value: float) -> bool:
    """Does a number lie in the allowed range? Nothing that is no number does."""
    return (about.least is None or about.least <= value) and (
        about.most is None or value <= about.most
    )


def check(made: Prescription) -> Iterator[tuple[str, str]]:
    """(field, sentence) of what does not fit together, each value being allowed by itself."""
    yield from _who(made)
    yield from _days(made)
    if made.review_after_sessions > made.block_sessions:
        yield (
            "review_after_sessions",
            (
                f"the review comes after session {made.review_after_sessions}, but the programme "
                f"has {made.block_sessions}."
            ),
        )
    if made.effort_target[0] > made.effort_target[1]:
        yield "effort_target", "write the smaller number first."
    if made.load_percent_1rm[0] > made.load_percent_1rm[1]:
        yield "load_percent_1rm", "write the smaller number first."
    if made.sudden_deg_s <= made.jerky_deg_s:
        yield "sudden_deg_s", f"it must be above jerky_deg_s, which is {made.jerky_deg_s:g}."
    if not made.blocks:
        yield "block", "there is nothing to do: add at least one [[block]]."
    if placement_of(made.blocks) is None:
        yield (
            "block",
            ("exercises of an arm and of a leg need the sensor in two places: write two files."),
        )


def check_block(block: Block, made: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The same of one block; ``made`` are the fields of the whole that could be read."""
    if block.kind is Kind.FUNCTIONAL and not block.task:
        yield "task", "say which task for two hands."
    if block.kind is not Kind.EXERCISE:
        return
    if not block.exercise:
        yield "exercise", "say which exercise."
    least_s, most_s = block.lowering_band_s
    if least_s > most_s:
        yield "lowering_band_s", "write the shorter time first."
    elif not least_s <= block.lowering_s <= most_s:
        yield (
            "lowering_s",
            (f"{block.lowering_s:g} s lies outside the band of {least_s:g} to {most_s:g} s."),
        )
    daily = made.get("daily_reps", Prescription.__dataclass_fields__["daily_reps"].default)
    if block.works and isinstance(daily, int) and block.sets * block.reps > daily:
        yield (
            "sets",
            (
                f"{block.sets} sets of {block.reps} are {block.sets * block.reps} repetitions, "
                f"above daily_reps, which is {daily}."
            ),
        )


def _who(made: Prescription) -> Iterator[tuple[str, str]]:
    if ID.fullmatch(made.person) is None:
        yield "person", "use 1 to 64 letters, digits, '-' and '_', and not the person's name."
    if made.confirmed_by and ID.fullmatch(made.confirmed_by) is None:
        yield "confirmed_by", "use 1 to 64 letters, digits, '-' and '_', and not a name."
    if bool(made.confirmed_by) != (made.confirmed_on is not None):
        yield "confirmed_by", "a confirmation needs both confirmed_by and confirmed_on."


def _days(made: Prescription) -> Iterator[tuple[str, str]]:
    days = made.planned_days
    if len(set(days)) < len(days):
        yield "planned_days", "a day stands there twice."
    elif days and len(days) != made.sessions_per_week:
        yield (
            "planned_days",
            (f"it names {len(days)} days, but sessions_per_week is {made.sessions_per_week}."),
        )
    places = [tuple(Day).index(day) for day in days]
    if not made.consecutive_days and any((place + 1) % 7 in places for place in places):
        yield "planned_days", "two of them follow each other; consecutive_days does not allow that."
    if made.sessions_per_week + made.rest_days > 7:
        yield (
            "rest_days",
            (
                f"{made.sessions_per_week} sessions and {made.rest_days} days of rest do not fit "
                "into a week."
            ),
        )
