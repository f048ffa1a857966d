"""The simulated programme as a history: recordings, their numbers, and what people entered.

Every number comes from its recording through the engine, as if these people had trained at home.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from crossrep.edges.history.adding import add_analyzed, analyzed
from crossrep.edges.history.store import Store
from crossrep.edges.history.writing import (
    add_assessment,
    add_person,
    add_prescription,
)
from crossrep.edges.link import header_of
from crossrep.edges.recording_files import new_recording
from crossrep.formats.prescription_toml import to_toml
from crossrep.formats.recording import batches_of
from crossrep.inputs import Command, Side
from crossrep.prescription import Block, Prescription, SetBy
from crossrep.records import Assessment, Person, Prescribed
from crossrep.settings import Settings
from crossrep.simulate import simulate
from crossrep.simulate.programme import FIRST_DAY, PEOPLE, Planned, Somebody, programme
from crossrep.simulate.programme_log import with_answers

THERAPIST = "therapist-2"
FMA_UE, ARAT, MAS = (38.0, 41.0, 43.0), (30.0, 33.0, 35.0), (1.5, 1.5, 1.0)
"""Entered at the start, half-way and at the end; made up, as everything here."""


def make_programme(  # noqa: PLR0917  where to, and how much
    history: Store,
    folder: Path,
    weeks: int,
    sets: int,
    reps: int,
    step: Callable[[str], object] = lambda _: None,
) -> int:
    """All of it into a history, recordings into the folder; how many sessions.

    Raises:
        BadInputError: a recording of that name is there already.
    """
    for who in PEOPLE:
        _enter_person(history, who, weeks, sets, reps)
    made = 0
    for planned in programme(weeks, sets, reps):
        step(f"{planned.who.person}, session {planned.number}")
        _do(history, folder, planned, weeks)
        made += 1
    return made


def _do(history: Store, folder: Path, planned: Planned, weeks: int) -> None:
    """One session: lived, recorded, and measured from its recording."""
    script, who = planned.script, planned.who
    path = folder / who.person / f"{script.utc:%Y%m%dT%H%M%SZ}.mcap"
    settings = Settings(who.trained, who.exercise, planned_reps=planned.reps)
    lived = simulate(script)
    start = lived.inputs[0]
    assert isinstance(start, Command)  # noqa: S101  by contract
    with new_recording(path, header_of(start, settings)) as writer:
        revision = 1 + (planned.week >= weeks // 2)
        told = with_answers(lived.inputs, planned, lived.truth["sets"], revision)
        for batch in batches_of(told):
            writer.write(batch)
    made_utc_ns = round(script.utc.timestamp()) * 1_000_000_000
    add_analyzed(history, who.person, analyzed(path), source="live", made_utc_ns=made_utc_ns)


def _enter_person(history: Store, who: Somebody, weeks: int, sets: int, reps: int) -> None:
    """Who it is, what was prescribed, and what was measured."""
    added = datetime.combine(FIRST_DAY - timedelta(days=3), time(10), UTC)
    person = Person(who.person, who.trained, who.stroke_on, who.dominant, _ns(added))
    if not add_person(history, person):
        return
    for revision, (week, kg) in enumerate(zip((0, weeks // 2), who.weight_kg, strict=True), 1):
        on = FIRST_DAY + timedelta(weeks=week)
        text = _prescription(who, revision, sets, reps, kg, on)
        saved = _ns(datetime.combine(on, time(8), UTC))
        add_prescription(history, Prescribed(who.person, revision, text, on, THERAPIST, on, saved))
    for one in _assessments(who, weeks):
        add_assessment(history, one, today=one.measured_on)


def _prescription(  # noqa: PLR0917  who, and how much
    who: Somebody, revision: int, sets: int, reps: int, kg: float, on: date
) -> str:
    """What the therapist prescribed and confirmed, with who set what."""
    set_by = tuple(SetBy(name, THERAPIST, on) for name in ("sets", "reps", "weight_kg"))
    block = Block(exercise=who.exercise, sets=sets, reps=reps, weight_kg=kg, set_by=set_by)
    made = Prescription(
        who.person,
        who.trained,
        revision,
        THERAPIST,
        on,
        weeks_since=(on - who.stroke_on).days // 7,
        block_weeks=12,
        block_sessions=36,
        blocks=(block,),
        set_by=(SetBy("block_weeks", THERAPIST, on), SetBy("block_sessions", THERAPIST, on)),
    )
    return to_toml(made)


def _assessments(who: Somebody, weeks: int) -> Iterator[Assessment]:
    """At the start, half-way and at the end."""
    affected = Side.LEFT if who.trained is Side.RIGHT else Side.RIGHT
    for n, week in enumerate((0, weeks / 2, weeks)):
        on = FIRST_DAY + timedelta(days=round(7 * week) - 1)
        plain = Assessment(f"{who.person}-{n}-fma_ue", who.person, "fma_ue", FMA_UE[n], on,
                           unit="points", assessor=THERAPIST)  # fmt: skip
        yield _entered(plain)
        yield _entered(replace(plain, id=f"{who.person}-{n}-arat", measure="arat", value=ARAT[n]))
        mas = replace(plain, id=f"{who.person}-{n}-mas", measure="mas_elbow", value=MAS[n])
        yield _entered(replace(mas, unit="grade"))
        for side, ends in ((who.trained, who.grip_kg[0]), (affected, who.grip_kg[1])):
            kg = round(ends[0] + (ends[1] - ends[0]) * n / 2, 1)
            name = f"{who.person}-{n}-grip-{side}"
            grip = replace(plain, id=name, measure="grip", value=kg, side=side.value, unit="kg")
            yield _entered(grip)


def _entered(one: Assessment) -> Assessment:
    return replace(one, entered_utc_ns=_ns(_noon(one.measured_on)))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _ns(moment: datetime) -> int:
    return round(moment.timestamp()) * 1_000_000_000
