"""Many different wearers for test grids: tempo, range, shape, strap, sensor from a seed."""

from typing import Any

import numpy as np
from pydantic import BaseModel

from crossrep.errors import BadInputError
from crossrep.simulate.chance import stream
from crossrep.simulate.script import Body, Radio, Script, Sensor, Set, from_values

RANGES_DEG = {
    "biceps_curl": (60, 130),
    "hammer_curl": (60, 130),
    "front_raise": (50, 100),
    "lateral_raise": (50, 95),
    "overhead_extension": (60, 110),
    "forward_reach": (40, 90),
    "pronation": (70, 140),
}
USUAL = ("biceps_curl", "hammer_curl", "front_raise", "lateral_raise")
_PARTS: dict[str, type[BaseModel]] = {
    "set": Set,
    "sensor": Sensor,
    "radio": Radio,
    "body": Body,
    "script": Script,
}


def random_script(seed: int, **overrides: Any) -> Script:  # noqa: ANN401 - a script's own fields
    """One set between two rests, by somebody else for every seed.

    Args:
        seed: decides everything that is not overridden.
        overrides: any field of a set, the sensor, the radio, the body or the script by its own
            name (``lowering_s=3``, ``grade="poor"``, ``loss_percent=5``, ``trained="left"``).

    Raises:
        BadInputError: a field nobody knows, or a value that cannot be.
    """
    chance = stream(seed, "population")
    given = _sorted_by_part(overrides)
    exercise = given["script"].get("exercise") or str(chance.choice(USUAL))
    repetitions = {**_random_set(chance, exercise), **given["set"]}
    usual: dict[str, Any] = {
        "seed": seed,
        "exercise": exercise,
        "trained": str(chance.choice(["left", "right"])),
        "sensor": {"grade": _one_of(chance, "good", "typical", "poor"), **given["sensor"]},
        "radio": given["radio"],
        "body": given["body"],
        "block": [_rest(5.0), repetitions, _rest(4.0)],
    }
    return from_values({**usual, **given["script"]})


def random_session(seed: int, **overrides: Any) -> Script:  # noqa: ANN401
    """A session as people have it: set-up, two or three sets, other things between and after.

    Every set has habits: uneven shapes, hesitations, slips, tiring, a start posture that is not
    the rest posture. Arguments and errors as for `random_script`; fields of a set go to all sets.
    """
    chance = stream(seed, "session")
    one = random_script(seed, **overrides)
    given = _sorted_by_part(overrides)["set"]
    blocks = [_rest(float(chance.uniform(4, 6))), *_before(chance), _rest(1.5)]
    for n in range(int(chance.integers(2, 4))):
        if n:
            blocks += _between(chance)
        habits = {"habits": _random_habits(chance)}
        blocks.append({**_random_set(chance, one.exercise), **habits, **given})
    blocks += [_rest(float(chance.uniform(1, 4))), *_before(chance), _rest(3.0)]
    return from_values({**one.model_dump(), "block": blocks})


def _before(chance: np.random.Generator) -> list[dict[str, Any]]:
    """Before the first set, and after the last."""
    kind = _one_of(chance, "nothing", "handle", "pick_up", "walk")
    return [] if kind == "nothing" else [_other(kind, float(chance.uniform(2.5, 7)))]


def _between(chance: np.random.Generator) -> list[dict[str, Any]]:
    kind = _one_of(chance, "rest", "drink", "walk", "handle")
    rests = [_rest(float(chance.uniform(4, 12))) for _ in range(2)]
    if kind == "rest":
        return rests
    return [rests[0], _other(kind, float(chance.uniform(4, 12))), rests[1]]


def _other(kind: str, duration_s: float) -> dict[str, Any]:
    return {"kind": kind, "duration_s": duration_s}


def _random_habits(chance: np.random.Generator) -> dict[str, Any]:
    return {
        "lifting_shape": _one_of(chance, "bell", "even", "early", "late", "double"),
        "lowering_shape": _one_of(chance, "bell", "even", "early", "late", "double"),
        "start_deg": float(chance.choice([0.0, chance.uniform(8, 35)])),
        "wait_s": float(chance.uniform(0.3, 2.0)),
        "put_down_s": float(chance.uniform(0.6, 1.5)),
        "fatigue_percent": float(chance.uniform(0, 25)),
        "hesitate_percent": float(chance.uniform(0, 30)),
        "slip_percent": float(chance.uniform(0, 15)),
        "hold_wobble_deg": float(chance.uniform(0, 5)),
    }


def _random_set(chance: np.random.Generator, exercise: str) -> dict[str, Any]:
    return {
        "kind": "set",
        "reps": int(chance.integers(6, 11)),
        "range_deg": float(chance.uniform(*RANGES_DEG.get(exercise, (60, 100)))),
        "lifting_s": float(chance.uniform(0.7, 2.0)),
        "hold_s": float(chance.uniform(0.0, 2.0)),
        "lowering_s": float(chance.uniform(1.0, 5.0)),
        "rest_s": float(chance.uniform(0.3, 2.0)),
        "shape": _one_of(chance, "bell", "even"),
        "variability_percent": float(chance.uniform(0, 8)),
    }


def _one_of(chance: np.random.Generator, *words: str) -> str:
    return words[int(chance.integers(len(words)))]


def _rest(duration_s: float) -> dict[str, Any]:
    return {"kind": "rest", "duration_s": duration_s}


def _sorted_by_part(overrides: dict[str, Any]) -> dict[str, dict[str, Any]]:
    given: dict[str, dict[str, Any]] = {part: {} for part in _PARTS}
    for name, value in overrides.items():
        owners = [part for part, model in _PARTS.items() if name in model.model_fields]
        if not owners:
            raise BadInputError(f"No part of a script has a field named {name}.")
        given[owners[0]][name] = value
    return given
