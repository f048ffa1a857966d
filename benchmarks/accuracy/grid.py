"""The simulated wearers of the card: one cell a difficulty, many people in each.

Wider than what the rules were tuned on. Cells with numbers behind ``Want`` are targets; the others
say where it breaks.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from crossrep.simulate import Script, from_values, random_script, random_session
from crossrep.simulate.chance import stream

WEARERS = 20
RAISES = ("biceps_curl", "hammer_curl", "front_raise", "lateral_raise", "overhead_extension")


@dataclass(frozen=True)
class Want:
    """What a cell should reach: every count exact, and errors of lowering time and range."""

    exact: bool = True
    median_ms: float | None = None
    p90_ms: float | None = None
    range_deg: float | None = None


@dataclass(frozen=True)
class Cell:
    """Several wearers of one kind.

    Attributes:
        name: line of the card.
        fields: of a script; a pair is drawn between, a list is drawn from.
        want: what it should reach.
        whole_session: several sets with other things between, by people with habits.
        last_set_only: the sets before the last one are only calibration.
    """

    name: str
    fields: dict[str, Any] = field(default_factory=dict)
    want: Want = Want(exact=False)
    whole_session: bool = False
    last_set_only: bool = False

    def script(self, seed: int) -> Script:
        """One wearer; nobody is in two cells."""
        chance = stream(seed, self.name)
        number = seed + 1000 * (zlib.crc32(self.name.encode()) % 100_000)
        usual = {**USUAL, **self.fields}
        drawn = {name: _drawn(value, chance) for name, value in usual.items()}
        made = random_session if self.whole_session else random_script
        script = made(number, **drawn)
        return _calibrated(script) if self.last_set_only else script


def _drawn(value: Any, chance: Any) -> Any:  # noqa: ANN401 - a script's own fields
    if isinstance(value, tuple):
        return float(chance.uniform(*value))
    if isinstance(value, list) and value and not isinstance(value[0], dict):
        return value[int(chance.integers(len(value)))]
    if isinstance(value, dict):
        return {name: _drawn(inner, chance) for name, inner in value.items()}
    return value


def _calibrated(script: Script) -> Script:
    """Before the set three movements of 90 deg, 1.5 s up and down."""
    values = script.model_dump()
    three = {
        "kind": "set", "reps": 3, "range_deg": 90, "lifting_s": 1.5, "hold_s": 0.2,
        "lowering_s": 1.5, "rest_s": 0.5,
    }  # fmt: skip
    first, rest = values["block"][0], {"kind": "rest", "duration_s": 6}
    return from_values({**values, "block": [first, three, rest, *values["block"][1:]]})


USUAL: dict[str, Any] = {
    "exercise": list(RAISES),
    "grade": "typical",
    "missing": "affected",
    "range_deg": (80, 120),
    "lifting_s": (0.8, 3),
    "lowering_s": (1, 4),
    "hold_s": (0, 3),
    "rest_s": (0.3, 3),
}
MAIN = Want(median_ms=30, p90_ms=80, range_deg=8)
ROUGH = Want(p90_ms=200)
SMALL = Want(p90_ms=150)
TREMOR = [{"kind": "tremor", "arm": "trained", "hz": 5.0, "deg": 2.0}]
STEPS = [{"share": share, "duration_s": 0.4} for share in (0.25, 0.5, 0.75)]


def cells() -> Iterator[Cell]:
    """All of them."""
    yield from _targets()
    yield from _people()
    yield from _wearables()


def _targets() -> Iterator[Cell]:
    yield Cell("80-120 deg, 1-4 s, typical sensor", {}, MAIN)
    yield Cell("such, poor sensor", {"grade": "poor"}, ROUGH)
    yield Cell("such, good sensor", {"grade": "good"}, MAIN)
    yield Cell("2 deg of 5 Hz tremor", {"also": TREMOR}, ROUGH)
    yield Cell("three steps inside the lowering", {"stops": STEPS}, ROUGH)
    yield Cell("30-60 deg", {"range_deg": (30, 60)}, SMALL)
    yield Cell("20 deg, calibrated", {"range_deg": 20}, Want(), last_set_only=True)
    yield Cell("20 deg", {"range_deg": 20})
    for exercise in ("forward_reach", "pronation"):
        name = f"{exercise.replace('_', ' ')}, 60-90 deg"
        yield Cell(name, {"exercise": exercise, "range_deg": (60, 90)}, SMALL)


def _people() -> Iterator[Cell]:
    yield Cell("holds at top and bottom of 3-6 s", {"hold_s": (3, 6), "rest_s": (3, 6)})
    yield Cell("no hold and no rest", {"hold_s": 0, "rest_s": 0})
    yield Cell("0.5-0.8 s both ways", {"lifting_s": (0.5, 0.8), "lowering_s": (0.5, 0.8)})
    yield Cell("lowered in 5-7 s", {"lowering_s": (5, 7)})
    yield Cell("tempo, range and rests uneven by 25 %", {"variability_percent": 25})
    yield Cell("tiring by 40 %", {"habits": {"fatigue_percent": 40}})
    for shape in ("even", "early", "late", "double"):
        yield Cell(f"shape {shape}", {"habits": {"lifting_shape": shape, "lowering_shape": shape}})
    yield Cell("hold sagging by 10 deg", {"hold_sag_deg": 10, "hold_s": (1.5, 3)})
    yield Cell("hold wavering by 8 deg", {"habits": {"hold_wobble_deg": 8}, "hold_s": (1.5, 4)})
    yield Cell("hesitations in half of the lowerings", {"habits": {"hesitate_percent": 50}})
    yield Cell("lifts that slip back, every third", {"habits": {"slip_percent": 33}})
    put = {"start_deg": (10, 40), "bring_s": (0.7, 2), "put_down_s": (0.6, 2), "wait_s": (0.2, 2)}
    yield Cell("brought up and put down along the path", {"habits": put})
    yield Cell("upper arm swaying by 10-16 deg", {"arm_sway_deg": (10, 16)})
    yield Cell("restless by 2 deg, trunk by 3", {"restless_deg": 2, "trunk_sway_deg": 3})
    yield Cell("trunk swinging along by 10 deg", {"trunk_deg": 10})
    yield Cell("three repetitions", {"reps": 3})
    yield Cell("sessions with set-up, walking, drinking", {}, whole_session=True)
    poor = {"grade": "poor", "range_deg": (40, 110)}
    yield Cell("such sessions, 40-110 deg, poor sensor", poor, whole_session=True)


def _wearables() -> Iterator[Cell]:
    yield Cell("100 Hz", {"rate_hz": 100.0})
    yield Cell("25 Hz", {"rate_hz": 25.0})
    yield Cell("20-byte frames, 50 Hz", {"frame": "plain"})
    yield Cell(
        "20-byte frames, 100 Hz, poor", {"frame": "plain", "rate_hz": 100.0, "grade": "poor"}
    )
    yield Cell("5 % of packets lost", {"loss_percent": 5.0})
    yield Cell("15 % lost, jitter 20 ms, late", {
        "loss_percent": 15.0, "jitter_ms": 20.0, "missed_event_percent": 20.0,
    })  # fmt: skip
    yield Cell("20-byte frames, 5 % lost", {"frame": "plain", "loss_percent": 5.0})
