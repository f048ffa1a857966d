"""Simulated wearers of the score card; every seed is somebody else. Nobody tunes on these seeds."""

from typing import Any

import numpy as np

from crossrep.engine import Engine
from crossrep.events import Event
from crossrep.formats.samples_csv import SampleColumns, inputs_from_columns
from crossrep.inputs import Role, Side
from crossrep.settings import Settings
from crossrep.simulate import Script, from_values
from crossrep.simulate.device import side_of, stream_of
from crossrep.simulate.person import plan_of

FIRST_SEED = 70_000
SMALL = ((10.0, 6.0), (5.0, 2.0), (2.0, 1.5))
"""Range, deg, and time of the way out, s; the way back takes as long."""
TIMES = 4
FIRST_S, HELD_S, APART_S = 12.0, 3.0, 7.0

Values = dict[str, Any]


def rest(duration_s: float, *also: Values) -> Values:
    """A rest, and what happens in it."""
    return {"kind": "rest", "duration_s": duration_s, "also": list(also)}


def small_movements(seed: int, grade: str) -> tuple[Script, list[tuple[float, float, int]]]:
    """A session of single movements, and (begin, end, which of `SMALL`) of each way out.

    Two seconds of each pause are -1: there nothing is to be seen.
    """
    blocks, truth, at_s = [rest(FIRST_S)], [], FIRST_S
    for _ in range(TIMES):
        for which, (range_deg, way_s) in enumerate(SMALL):
            own = {"kind": "own", "range_deg": range_deg, "duration_s": 2 * way_s, "hold_s": HELD_S}
            blocks.append(rest(2 * way_s + HELD_S + APART_S, own))
            truth.append((at_s, at_s + way_s, which))
            at_s += 2 * way_s + HELD_S + APART_S
            truth.append((at_s - 4, at_s - 2, -1))
    return _script(seed, grade, blocks, sensor={"strap_affected_deg": (0, 0, 0)}), truth


def quiet_hour(seed: int, breathing_mm: float) -> Script:
    """An hour of rest."""
    body = {"breathing_mm": breathing_mm, "restless_deg": 0.05 if breathing_mm else 0.0}
    return _script(seed, "typical", [rest(3600)], body=body)


def curls(seed: int, *also: Values, even: bool = False) -> Values:
    """A set of ten curls of 110 deg at somebody's own tempo."""
    chance = np.random.default_rng([seed, 1])
    low = (0.8, 0.0, 1.5, 0.3)
    high = (2.0, 1.0, 4.0, 1.5)
    lifting, hold, lowering, pause = chance.uniform(low, high).tolist()
    return {
        "kind": "set",
        "reps": 10,
        "range_deg": 110,
        "lifting_s": lifting,
        "hold_s": hold,
        "lowering_s": lowering,
        "rest_s": pause,
        "shape": str(chance.choice(["bell", "even"])),
        "variability_percent": 0.0 if even else float(chance.uniform(2, 8)),
        "also": list(also),
    }


def coupled(seed: int, percent: float, lag_ms: float, grade: str, *, knock: bool) -> Script:
    """The affected arm does a share of every curl, a little late."""
    also = [{"kind": "mirror", "percent": percent, "lag_ms": lag_ms}] if percent else []
    first = rest(9, *([{"kind": "knock", "at_s": 4}] if knock else []))
    return _script(seed, grade, [first, curls(seed, *also), rest(6)])


def breathing_along(seed: int) -> Script:
    """Nothing is coupled, but the wearer breathes with every repetition."""
    block = curls(seed, even=True)
    each_s = sum(block[name] for name in ("lifting_s", "hold_s", "lowering_s", "rest_s"))
    body = {"breathing_hz": 1 / each_s, "breathing_mm": 6}
    return _script(seed, "typical", [rest(9, {"kind": "knock", "at_s": 4}), block, rest(6)], body)


def own_in_rests(seed: int, grade: str) -> Script:
    """Movements of 3 to 30 deg while the trained arm rests."""
    chance = np.random.default_rng([seed, 2])
    also = [
        {
            "kind": "own",
            "at_s": 1 + 9 * k,
            "range_deg": chance.uniform(3, 30),
            "duration_s": chance.uniform(1.5, 6),
        }
        for k in range(5)
    ]
    return _script(seed, grade, [rest(8), rest(48, *also), rest(4)])


def own_in_sets(seed: int, grade: str) -> Script:
    """The same while the trained arm curls."""
    chance = np.random.default_rng([seed, 3])
    also = [
        {"kind": "own", "at_s": 2 + 7 * k, "range_deg": chance.uniform(3, 30), "duration_s": 2.0}
        for k in range(4)
    ]
    return _script(seed, grade, [rest(8), curls(seed, *also), rest(4)])


def swaying(seed: int, grade: str, *, working: bool) -> Script:
    """Only the trunk moves the affected arm."""
    chance = np.random.default_rng([seed, 4])
    sway = {"kind": "sway", "deg": chance.uniform(0.5, 8), "hz": chance.uniform(0.08, 0.5)}
    block = curls(seed, sway) if working else rest(40, sway)
    return _script(seed, grade, [rest(8), block, rest(6)])


def trembling(seed: int, grade: str) -> Script:
    """A tremor of 5 Hz and half a degree."""
    tremor = {"kind": "tremor", "at_s": 2, "duration_s": 15, "hz": 5, "deg": 0.5}
    return _script(seed, grade, [rest(8), rest(20, tremor), rest(4)])


def helped(seed: int, grade: str) -> Script:
    """The trained hand lifts the affected arm."""
    chance = np.random.default_rng([seed, 5])
    also = {
        "kind": "assisted",
        "percent": chance.uniform(70, 100),
        "lag_ms": chance.uniform(-50, 50),
    }
    block = {**curls(seed, also), "reps": 6, "range_deg": float(chance.uniform(25, 110))}
    return _script(seed, grade, [rest(8), block, rest(6)])


def _script(
    seed: int,
    grade: str,
    blocks: list[Values],
    body: Values | None = None,
    sensor: Values | None = None,
) -> Script:
    chance = np.random.default_rng([seed, 0])
    usual = {"breathing_mm": float(chance.uniform(1, 6)), "restless_deg": 0.03}
    return from_values(
        {
            "seed": FIRST_SEED + seed,
            "exercise": "biceps_curl",
            "trained": str(chance.choice(["left", "right"])),
            "sensor": {"grade": grade, **(sensor or {})},
            "body": {**usual, **(body or {})},
            "block": blocks,
        }
    )


def samples_of(script: Script, role: Role, late_s: float = 0.0) -> SampleColumns:
    """What one unit measures, its clock ``late_s`` behind."""
    sent = stream_of(plan_of(script), role)
    return SampleColumns(sent.t_s + late_s, sent.reading.acc_ms2, sent.reading.gyr_rads)


def events_of(script: Script, late_s: float = 0.0) -> list[Event]:
    """What the engine says; the affected wrist's clock is ``late_s`` behind."""
    sides = {
        side_of(script, role): samples_of(script, role, late_s if role is Role.AFFECTED else 0.0)
        for role in Role
    }
    return said_of(sides, script.trained)


def said_of(sides: dict[Side, SampleColumns], trained: Side) -> list[Event]:
    """What the engine says of two files."""
    engine = Engine(Settings(trained=trained), block_s=5.0)
    said = [event for item in inputs_from_columns(sides) for event in engine.feed(item)]
    return said + engine.finish()
