"""Who wears the second arm: exercises, people, what they do before and after, and the truth."""

from dataclasses import dataclass

import numpy as np

from benchmarks.accuracy.chain_arm import (
    FINE_HZ,
    Body,
    Profile,
    drawn_profile,
    min_jerk,
    noise,
    stepped,
)
from benchmarks.accuracy.chain_sensor import POOR, TYPICAL, measured
from crossrep.formats.samples_csv import SampleColumns
from crossrep.samples import Floats

Span = tuple[float, float]
CALIBRATION_DEG, CALIBRATION_S, CALIBRATED_S = 90.0, 1.5, 6.0


@dataclass(frozen=True)
class Exercise:
    """Posture at rest, the joint that is driven and which way, and what moves along a little."""

    posture: dict[str, float]
    joint: str
    along: tuple[str, str]
    sign: float = 1.0


EXERCISES = {
    "curl": Exercise({"elbow": 12, "twist": 80, "abduct": 4}, "elbow", ("flex", "twist")),
    "curl, seated": Exercise(
        {"pitch": 22, "flex": 35, "elbow": 18, "twist": 75}, "elbow", ("flex", "twist")
    ),
    "curl, lying": Exercise({"pitch": -75, "elbow": 12, "twist": 80}, "elbow", ("flex", "twist")),
    "front raise": Exercise({"elbow": 10, "twist": -20}, "flex", ("elbow", "twist")),
    "lateral raise": Exercise({"abduct": 6, "elbow": 15}, "abduct", ("elbow", "twist")),
    "overhead": Exercise({"flex": 165, "elbow": 128}, "elbow", ("flex", "twist"), -1),
    "reach": Exercise({"flex": 80, "elbow": 25, "across": -35}, "across", ("flex", "twist")),
    "pronation": Exercise({"flex": 10, "elbow": 88, "twist": 50}, "twist", ("elbow", "abduct"), -1),
}
LIFTS = tuple(EXERCISES)[:6]


@dataclass(frozen=True)
class Line:
    """One kind of wearer; pairs are drawn between."""

    name: str
    range_deg: Span = (80, 120)
    lowering_s: Span = (1, 4)
    lifting_s: Span = (0.8, 3)
    exercises: tuple[str, ...] = LIFTS
    poor: bool = False
    tremor_deg: float = 0.0
    steps: bool = False
    calibrated: bool = False
    walks: bool = False
    uneven: float = 0.12
    loss: float = 0.0
    rate_hz: float = 0.0


@dataclass(frozen=True)
class Done:
    """One repetition as it was commanded: begin, top, begin and end of the lowering, range."""

    start_s: float
    top_s: float
    lowering_s: float
    end_s: float
    range_deg: float


@dataclass(frozen=True)
class Wearer:
    """A recording, the driven angle (deg, lifting positive, `FINE_HZ`) and what was done."""

    exercise: str
    samples: SampleColumns
    angle_deg: Floats
    done: tuple[Done, ...]


def wearer(line: Line, seed: int) -> Wearer:
    """One person; nobody is in two lines whose names differ."""
    chance = np.random.default_rng([seed, *line.name.encode()])
    name = str(chance.choice(line.exercises))
    person = _Person(line, EXERCISES[name], chance)
    begin_s = person.comes(1 + chance.uniform(0.5, 3))
    if line.calibrated:
        begin_s = person.calibrates(begin_s)
    done = person.exercises(begin_s)
    body = person.body.cut(person.goes(done[-1].end_s + chance.uniform(1.5, 3)) + 6)
    rate_hz = line.rate_hz or float(chance.choice([50, 100, 200]))
    samples = measured(body, chance, rate_hz, POOR if line.poor else TYPICAL, line.loss)
    return Wearer(name, samples, body.angle("truth"), tuple(done))


class _Person:
    """Moves a body from arriving to leaving."""

    def __init__(self, line: Line, exercise: Exercise, chance: np.random.Generator) -> None:
        self.line, self.exercise, self.chance = line, exercise, chance
        self.body = Body(300.0)
        self.sways = chance.uniform(-8, 8), chance.uniform(-20, 20)
        for joint, deg in exercise.posture.items():
            self.body.add(joint, deg + chance.normal(0, 3))
        for joint, deg in (("pitch", 0.3), ("roll", 0.2), ("flex", 0.1), ("elbow", 0.1)):
            self.body.add(joint, deg * noise(chance, self.body.t_s, 0.5))
        if line.tremor_deg:
            wave = np.sin(2 * np.pi * 5 * self.body.t_s + noise(chance, self.body.t_s, 0.3))
            self.body.add(exercise.joint, line.tremor_deg * wave)

    def _lift(self, at_s: float, lasts_s: float, by_deg: float, way: Profile) -> None:
        """The driven joint, and two others that go along at almost the same time."""
        self.body.move("truth", at_s, lasts_s, by_deg, way)
        self.body.move(self.exercise.joint, at_s, lasts_s, self.exercise.sign * by_deg, way)
        for joint, deg in zip(self.exercise.along, self.sways, strict=True):
            late_s = self.chance.normal(0, 0.01) * lasts_s
            self.body.move(joint, at_s + late_s, lasts_s, deg * by_deg / 100, way)

    def calibrates(self, at_s: float) -> float:
        """Three movements of 90 deg."""
        for _ in range(3):
            self._lift(at_s, CALIBRATION_S, CALIBRATION_DEG, min_jerk)
            self._lift(at_s + CALIBRATION_S + 0.2, CALIBRATION_S, -CALIBRATION_DEG, min_jerk)
            at_s += 2 * CALIBRATION_S + 0.7
        return at_s + CALIBRATED_S

    def exercises(self, at_s: float) -> list[Done]:
        """The set."""
        line, chance = self.line, self.chance
        usual = [chance.uniform(*span) for span in (line.lifting_s, line.lowering_s)]
        range_deg = chance.uniform(*line.range_deg)
        hold_s, rest_s = (max(0.0, chance.uniform(-0.6, 2.5)) for _ in range(2))
        ways = [drawn_profile(chance) for _ in range(2)]
        done: list[Done] = []
        for _ in range(int(chance.integers(6, 13))):
            factor = np.clip(chance.normal(1, line.uneven, 5), 1 - 2 * line.uneven, None)
            lift_s, lower_s = factor[0] * usual[0], factor[1] * usual[1]
            deg = (1 + 0.5 * (factor[2] - 1)) * range_deg
            down = stepped(0.4 / lower_s) if line.steps else ways[1]
            low_s = at_s + lift_s + factor[3] * hold_s
            self._lift(at_s, lift_s, deg, ways[0])
            self._lift(low_s, lower_s, -deg, down)
            done.append(Done(at_s, at_s + lift_s, low_s, low_s + lower_s, deg))
            at_s = low_s + lower_s + factor[4] * rest_s
        return done

    def comes(self, at_s: float) -> float:
        """Walks to the place, and handles the weight."""
        if not self.line.walks:
            return at_s
        return self._handles(self._walks(at_s) + 1.0) + self.chance.uniform(1, 2)

    def goes(self, at_s: float) -> float:
        """Puts the weight down and walks off."""
        return self._walks(self._handles(at_s) + 0.5) if self.line.walks else at_s

    def _handles(self, at_s: float) -> float:
        lasts_s = self.chance.uniform(2, 4)
        for joint, deg in (("pitch", 35), ("flex", 40), ("twist", 50), ("roll", 12)):
            late_s = self.chance.uniform(0, 0.3)
            by = deg * self.chance.uniform(0.6, 1)
            self.body.there_and_back(joint, at_s + late_s, lasts_s, by)
        return at_s + lasts_s + 0.3

    def _walks(self, at_s: float) -> float:
        chance, t_s, lasts_s = self.chance, self.body.t_s, self.chance.uniform(5, 9)
        fade = [min_jerk(np.clip((t_s - a) / 0.7, 0, 1)) for a in (at_s, at_s + lasts_s - 0.7)]
        on = fade[0] - fade[1]
        stride = 2 * np.pi * chance.uniform(0.75, 1.0) * (t_s - at_s)
        swing = chance.uniform(8, 22) * np.sin(stride + 0.3) + 4 * np.sin(stride)
        for joint, values in (
            ("bx", 0 * on), ("bz", 0.022 * np.sin(2 * stride)), ("turn", 4 * np.sin(stride)),
            ("flex", swing), ("elbow", 8 + 8 * np.sin(stride)),
        ):  # fmt: skip
            self.body.add(joint, on * values)
        self.body.add("bx", 1.1 * np.cumsum(on) / FINE_HZ)
        return at_s + lasts_s
