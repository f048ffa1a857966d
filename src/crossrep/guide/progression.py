"""Progress and steps back as proposals: what a therapist may confirm, never what is applied.

A proposal names one field of one block, what it is, what it could become, and why. `taken` makes
the next revision of it, which nobody has confirmed yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from crossrep.guide.past import PastDay
from crossrep.prescription import Block, Prescription, SetBy

SESSIONS = 2
"""As many in a row must be alike before anything is proposed: an engineering choice, like ACSM."""
TIRED = ("fatigue_range", "fatigue_lowering", "effort_high")
"""Rules after which a step back is proposed."""
LIGHTER_PERCENT = 10.0
BACK_TO_REPS = 10
LEAST_REPS = 5
STEP_KG = 0.25
"""Weights are made in such steps; a step is never larger than the prescription's share."""
BY = "proposal"


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what it is, and what it could become."""

    field: str
    now: float
    then: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change of one block, for a therapist to confirm or not.

    Attributes:
        block_n: which block, 1 for the first.
        exercise: its exercise.
        because: key of the reason: ``all_in_band`` (progress) or ``tired`` (a step back).
        changes: what would change.
        days: the days it rests on.
    """

    block_n: int
    exercise: str
    because: str
    changes: tuple[Change, ...]
    days: tuple[date, ...]


def proposals(prescription: Prescription, past: Sequence[PastDay]) -> tuple[Proposal, ...]:
    """What the last sessions of this revision suggest; nothing where progress is switched off."""
    made = []
    for n, block in enumerate(prescription.blocks, 1):
        if not (prescription.progression and block.works):
            continue
        days = [
            day
            for day in past
            if day.revision == prescription.revision and day.reps_by_exercise.get(block.exercise)
        ]
        found = _of_block(prescription, n, block, sorted(days, key=lambda day: day.date))
        made += [found] if found is not None else []
    return tuple(made)


def taken(prescription: Prescription, chosen: Sequence[Proposal], on: date) -> Prescription:
    """The next revision, with the chosen proposals; a therapist has still to confirm it."""
    blocks = list(prescription.blocks)
    for one in chosen:
        block = blocks[one.block_n - 1]
        values: dict[str, Any] = {change.field: _as(block, change) for change in one.changes}
        names = set(values)
        kept = tuple(said for said in block.set_by if said.field not in names)
        said = tuple(SetBy(name, BY, on, one.because) for name in sorted(names))
        blocks[one.block_n - 1] = replace(block, **values, set_by=kept + said)
    return replace(
        prescription,
        revision=prescription.revision + 1,
        confirmed_by="",
        confirmed_on=None,
        blocks=tuple(blocks),
    )


def _of_block(
    prescription: Prescription, n: int, block: Block, days: list[PastDay]
) -> Proposal | None:
    last = days[-SESSIONS:]
    on = tuple(day.date for day in last)
    if len(last) == SESSIONS and all(_tired(day) for day in last):
        changes = _back(block)
        return _proposal(n, block, changes, "tired", on)
    if len(last) == SESSIONS and all(_easy(prescription, block, day) for day in last):
        changes = _forward(prescription, block)
        return _proposal(n, block, changes, "all_in_band", on)
    return None


def _proposal(
    n: int, block: Block, changes: tuple[Change, ...], because: str, days: tuple[date, ...]
) -> Proposal | None:
    """The proposal, if anything would change."""
    return Proposal(n, block.exercise, because, changes, days) if changes else None


def _easy(prescription: Prescription, block: Block, day: PastDay) -> bool:
    """All in the band, no rule, no more effort than the low end of what is aimed at.

    An effort that was not given is no reason for more.
    """
    effort = day.effort_max
    light = effort is not None and effort <= prescription.effort_target[0]
    return light and day.all_in_band.get(block.exercise, False) and not day.stopped_by


def _tired(day: PastDay) -> bool:
    return any(rule in TIRED for rule in day.stopped_by)


def _forward(prescription: Prescription, block: Block) -> tuple[Change, ...]:
    """One repetition more, up to the most; then the smallest step of weight, and back to ten."""
    if block.reps < prescription.progression_reps:
        more = Change("reps", block.reps, block.reps + 1)
        return (more,) if block.sets * (block.reps + 1) <= prescription.daily_reps else ()
    heavier = _heavier(block.weight_kg, prescription.progression_load_percent)
    if heavier is None or block.weight_kg is None:
        return ()
    back = min(BACK_TO_REPS, block.reps)
    changes = (Change("weight_kg", block.weight_kg, heavier),)
    return (*changes, Change("reps", block.reps, back)) if back < block.reps else changes


def _heavier(kg: float | None, percent: float) -> float | None:
    """The next weight that is at most so much heavier; None where none is."""
    if not kg:
        return None
    steps = int((kg * (1 + percent / 100) + 1e-9) / STEP_KG)
    heavier = steps * STEP_KG
    return heavier if heavier > kg + 1e-9 else None


def _back(block: Block) -> tuple[Change, ...]:
    """A tenth lighter; without a weight a set less, or two repetitions less."""
    if block.weight_kg:
        lighter = int(block.weight_kg * (1 - LIGHTER_PERCENT / 100) / STEP_KG + 1e-9) * STEP_KG
        return (Change("weight_kg", block.weight_kg, lighter),)
    if block.sets > 1:
        return (Change("sets", block.sets, block.sets - 1),)
    fewer = max(block.reps - 2, LEAST_REPS)
    return (Change("reps", block.reps, fewer),) if fewer < block.reps else ()


def _as(block: Block, change: Change) -> float:
    """The new value as the kind of number that the field holds."""
    return int(change.then) if isinstance(getattr(block, change.field), int) else change.then
