"""Ordinary guided sessions, and the safety rules that act in them: none should.

``python -m benchmarks.guided_sessions``; with ``--fatigue``, how often the rule of fatigue stops
made-up sets that tire, and sets that do not.

Every seed is somebody else: exercise, tempo, range, sensor, habits, a little tremor, answers, weeks
of training before. Nobody tires by more than a tenth, hurts more than before, or loses the trained
wrist's sensor: what the rules are for does not happen, so each that acts is a false alarm.
"""

import argparse
import sys
from collections import Counter
from datetime import date, timedelta
from typing import Any

import numpy as np

from crossrep.engine import Engine
from crossrep.events import Rep, SafetyFired
from crossrep.guide.guide import Guide
from crossrep.guide.past import PastDay
from crossrep.guide.safety import drop_percent
from crossrep.inputs import Side
from crossrep.prescription import Block, Kind, Prescription
from crossrep.settings import Settings
from crossrep.simulate import simulate
from crossrep.simulate.chance import stream
from crossrep.simulate.guided import Guided
from crossrep.simulate.guided_script import script_for
from crossrep.simulate.population import RANGES_DEG, USUAL
from crossrep.simulate.script import Script, from_values
from crossrep.simulate.tapping import Habits, TappingPerson

TODAY = date(2026, 11, 23)
SESSIONS = 50
LIMIT_PERCENT = 20.0


def prescription(seed: int) -> Prescription:
    """Two or three sets of one exercise, and a little practice of the affected arm."""
    chance = stream(seed, "ordinary prescription")
    lowering_s = float(chance.uniform(2.6, 4.2))
    sets = Block(
        exercise=str(chance.choice(USUAL)),
        sets=int(chance.integers(2, 4)),
        reps=int(chance.integers(6, 11)),
        weight_kg=float(chance.choice([0.5, 1.0, 2.0])),
        rest_s=60.0,
        lifting_s=float(chance.uniform(1.0, 2.0)),
        hold_s=float(chance.uniform(0.0, 1.0)),
        lowering_s=lowering_s,
        lowering_band_s=(2.0, 5.5),
    )
    practice = Block(kind=Kind.AFFECTED, minutes=0.3)
    side = Side(str(chance.choice(["left", "right"])))
    return Prescription(f"s{seed}", side, blocks=(sets, practice))


def past(seed: int, made: Prescription) -> list[PastDay]:
    """Up to eight weeks of Mondays, Wednesdays and Fridays, growing slowly, some left out."""
    chance = stream(seed, "ordinary past")
    weeks, block = int(chance.integers(0, 9)), made.blocks[0]
    days = []
    for week in range(weeks, 0, -1):
        for day in (0, 2, 4):
            if chance.random() < 0.15:
                continue
            reps = round(block.sets * block.reps * (1 - 0.02 * week))
            on = TODAY - timedelta(days=7 * week - day)
            days.append(PastDay(on, {block.exercise: reps}, 5.0, 1.0))
    return days


def script(seed: int, made: Prescription) -> Script:
    """Somebody who does it, in their own way."""
    chance = stream(seed, "ordinary script")
    block = made.blocks[0]
    habits = {
        "fatigue_percent": float(chance.uniform(0, 10)),
        "hesitate_percent": float(chance.uniform(0, 15)),
        "slip_percent": float(chance.uniform(0, 8)),
        "start_deg": float(chance.choice([0.0, chance.uniform(5, 20)])),
        "hold_wobble_deg": float(chance.uniform(0, 4)),
    }
    more: dict[str, Any] = {
        "range_deg": float(chance.uniform(*RANGES_DEG[block.exercise])),
        "variability_percent": float(chance.uniform(3, 12)),
        "habits": habits,
    }
    if chance.random() < 0.3:
        more["also"] = [{"kind": "mirror", "percent": 3.0}]
    elif chance.random() < 0.3:
        more["also"] = [{"kind": "tremor", "deg": 0.4}]
    whole = script_for(made, seed=seed, **more).model_dump()
    whole["sensor"] |= {"grade": str(chance.choice(["good", "typical", "poor"]))}
    whole["sensor"] |= {"family": str(chance.choice(["witmotion", "movella_dot", "metamotion"]))}
    whole["radio"] |= {"loss_percent": float(chance.choice([0.0, 1.0]))}
    return from_values(whole)


def person(seed: int) -> TappingPerson:
    """Answers of an ordinary day."""
    chance = stream(seed, "ordinary answers")
    pain = float(chance.integers(0, 4))
    efforts = tuple(float(chance.integers(3, 8)) for _ in range(3))
    end = max(pain + float(chance.integers(-1, 2)), 0.0)
    end = min(end, 3.0)
    habits = Habits(
        float(chance.uniform(0.4, 1.0)), pain, end, stiffer=False, effort=efforts, rest_s=3.0
    )
    return TappingPerson(habits)


def held(seed: int) -> Guided:
    """One session of one person."""
    made = prescription(seed)
    moves = script(seed, made)
    guided = Guided(
        Engine(Settings(made.trained, moves.exercise)), Guide(made, past(seed, made), TODAY)
    )
    guided.run(simulate(moves).inputs, person(seed).look)
    return guided


def stopped_percent(reps: int, scatter: float, tires: float, sets: int = 5000) -> float:
    """Share of made-up sets that the rule of fatigue stops, by one quantity.

    The quantity falls evenly by the share ``tires`` to the last repetition; each repetition
    scatters by the share ``scatter``, normally distributed.
    """
    chance = stream(1, f"fatigue {reps} {scatter} {tires}")
    course = 1 - tires * np.arange(reps) / (reps - 1)
    made = course * (1 + scatter * chance.standard_normal((sets, reps)))
    hits = sum(
        any(drop_percent(one[:k].tolist(), LIMIT_PERCENT) is not None for k in range(5, reps + 1))
        for one in made
    )
    return 100 * hits / sets


def fatigue_table() -> None:
    """Sets of ten: false stops by scatter, and stops by how far they tire."""
    for scatter in (0.05, 0.08, 0.10, 0.15):
        shares = [stopped_percent(10, scatter, tires) for tires in (0.0, 0.2, 0.3, 0.4, 0.5)]
        told = ", ".join(f"{share:.1f}" for share in shares)
        sys.stdout.write(f"scatter {100 * scatter:.0f} %: stopped {told} % at 0 to 50 % less\n")


def main() -> None:
    """The table, one line a session that was not as planned, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--fatigue", action="store_true")
    asked = parser.parse_args()
    if asked.fatigue:
        fatigue_table()
        return
    fired: Counter[str] = Counter()
    ended: Counter[str] = Counter()
    off: list[int] = []
    for seed in range(asked.first, asked.first + asked.sessions):
        guided = held(seed)
        summary = guided.guide.view().summary
        rules = [e.rule for e in guided.events if isinstance(e, SafetyFired)]
        said = summary.ended_by if summary is not None else "nothing"
        fired.update(rules)
        ended[said] += 1
        block = guided.guide.course.prescription.blocks[0]
        reps = sum(isinstance(e, Rep) for e in guided.events)
        off.append((summary.reps if summary is not None else 0) - block.sets * block.reps)
        line = (
            f"seed {seed}: {said}, {off[-1]:+d} of {block.sets * block.reps}, {reps} said {rules}"
        )
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    exact = int(np.count_nonzero(np.array(off) == 0))
    sys.stdout.write(f"rules: {dict(fired)}\nended: {dict(ended)}\n")
    sys.stdout.write(f"counted exactly: {exact} of {len(off)}\n")


if __name__ == "__main__":
    main()
