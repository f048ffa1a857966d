"""The movements of a person who does what a prescription asks, as a script."""

from typing import Any

from crossrep.prescription import Block, Kind, Prescription, Who
from crossrep.simulate.script import Script, from_values

TO_SENSORS_S = 6.0
FLOOR_S = 7.0
SET_END_S = 14.0
"""Still end of the set, the effort, and a short rest that is ended by a tap."""


def script_for(
    prescription: Prescription, *, rest_s: float = SET_END_S, seed: int = 1, **more: object
) -> Script:
    """The stronger arm is shown by two small lifts; then every block in order.

    ``rest_s`` lies between the sets; ``more`` are fields of every set of the trained arm
    (`crossrep.simulate.script.Set`).

    Raises:
        BadInputError: the simulator does not know an exercise.
    """
    named = next((block.exercise for block in prescription.blocks if block.exercise), "")
    blocks: list[dict[str, Any]] = [
        {"kind": "rest", "duration_s": TO_SENSORS_S},
        {"kind": "set", "reps": 2, "range_deg": 50.0, "lifting_s": 0.8, "lowering_s": 0.9,
         "hold_s": 0.1, "rest_s": 0.2},
        {"kind": "rest", "duration_s": FLOOR_S},
    ]  # fmt: skip
    for block in prescription.blocks:
        blocks += _blocks(block, rest_s, more)
    values = {"seed": seed, "trained": prescription.trained.value, "block": blocks}
    return from_values(values | ({"exercise": named} if named else {}))


def _blocks(block: Block, rest_s: float, more: dict[str, object]) -> list[dict[str, Any]]:
    if block.kind is not Kind.EXERCISE:
        return [_practice(block), {"kind": "rest", "duration_s": 4.0}]
    made: list[dict[str, Any]] = []
    for _ in range(block.sets):
        made += [_set(block, more), {"kind": "rest", "duration_s": rest_s}]
    return made


def _set(block: Block, more: dict[str, object]) -> dict[str, Any]:
    each_s = block.lifting_s + block.hold_s + block.lowering_s + 1.0
    own = {"kind": "own", "at_s": 1.0, "range_deg": 25.0, "duration_s": 2.5, "pause_s": 1.5,
           "times": block.reps}  # fmt: skip
    if block.who in (Who.AFFECTED, Who.PASSIVE):
        return {"kind": "rest", "duration_s": 4.0 * block.reps + 1.0, "also": [own]}
    made: dict[str, Any] = {
        "kind": "set",
        "reps": block.reps,
        "lifting_s": block.lifting_s,
        "hold_s": max(block.hold_s, 0.3),
        "lowering_s": block.lowering_s,
        "rest_s": min(1.0, each_s / 5),
    }
    if block.who is Who.BOTH:
        made["also"] = [{"kind": "assisted"}]
    return made | more


def _practice(block: Block) -> dict[str, Any]:
    lasts_s = max(block.minutes * 60, 5.0)
    made: dict[str, Any] = {"kind": "rest", "duration_s": lasts_s}
    if block.kind in (Kind.AFFECTED, Kind.PASSIVE):
        times = max(int((lasts_s - 2) // 4), 1)
        made["also"] = [
            {"kind": "own", "range_deg": 25.0, "duration_s": 2.5, "pause_s": 1.5, "times": times}
        ]
    elif block.kind is Kind.BILATERAL and lasts_s >= 8:
        reps = max(int(lasts_s // 5), 1)
        made = {"kind": "set", "reps": reps, "lifting_s": 1.5, "lowering_s": 2.0, "rest_s": 0.6,
                "range_deg": 60.0, "also": [{"kind": "assisted"}]}  # fmt: skip
    elif block.kind is Kind.FUNCTIONAL:
        made = {"kind": "handle", "duration_s": lasts_s}
    return made
