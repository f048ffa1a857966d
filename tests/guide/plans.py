"""Short prescriptions and whole guided sessions for tests."""

import json
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from crossrep.engine import Engine
from crossrep.events import Event
from crossrep.guide.guide import Guide
from crossrep.guide.past import PastDay
from crossrep.inputs import Input, Side
from crossrep.prescription import Block, Kind, Prescription
from crossrep.settings import Settings
from crossrep.simulate import simulate
from crossrep.simulate.guided import Guided
from crossrep.simulate.guided_script import script_for
from crossrep.simulate.script import Script, from_values
from crossrep.simulate.tapping import Habits, TappingPerson

MONDAY = date(2026, 11, 23)
CURLS = Block(
    exercise="biceps_curl", sets=2, reps=5, weight_kg=1.0, rest_s=60, lifting_s=1.0, lowering_s=2.8
)
PRACTICE = Block(kind=Kind.AFFECTED, minutes=0.3)
SHORT = Prescription("p1", Side.RIGHT, blocks=(CURLS, PRACTICE))
QUICK = Habits(rest_s=3.0)
LAZY_S = 0.4
"""How long inputs may wait in the engine; never changes an event, and saves two thirds of the work.
"""
LIVE_S = 0.1


@lru_cache(maxsize=4)
def _lived(script_json: str) -> tuple[Input, ...]:
    """What the sensors of a script sent; neighbouring tests ask for the same."""
    return tuple(simulate(from_values(json.loads(script_json))).inputs)


def guided(
    prescription: Prescription = SHORT,
    habits: Habits = QUICK,
    *,
    past: list[PastDay] | None = None,
    script: Script | None = None,
    look: Any = None,
    block_s: float = LAZY_S,
    **more: Any,
) -> Guided:
    """A whole session of a person who does what is asked."""
    made = script or script_for(prescription, **more)
    settings = Settings(prescription.trained, made.exercise)
    held = Guided(Engine(settings, block_s), Guide(prescription, past or [], MONDAY))
    held.run(_lived(made.model_dump_json()), look or TappingPerson(habits).look)
    return held


def happens(script: Script, **values: Any) -> Script:
    """The same script with other values."""
    return from_values(script.model_dump() | values)


def only(events: list[Event], kind: type) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def one_block(block: Block, **more: Any) -> Prescription:
    return replace(SHORT, blocks=(block,), **more)
