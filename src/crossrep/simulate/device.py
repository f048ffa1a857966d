"""One wearable: samples at its own clock's pace, made into frames."""

from dataclasses import dataclass

import numpy as np

from crossrep.inputs import Role, Side
from crossrep.samples import Floats, Ints
from crossrep.simulate.arm import GRAVITY_MS2, Felt, felt, mirrored, pose
from crossrep.simulate.chance import stream
from crossrep.simulate.plan import Plan
from crossrep.simulate.script import Script
from crossrep.simulate.sensor import euler_deg, measured, strap
from crossrep.simulate.witmotion_bytes import Bytes, clock_frames, plain_frames

SWITCHED_ON_MS = 1_577_836_800_000
"""The unit's clock begins at 2020-01-01T00:00:00 when it is switched on."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What one unit measured.

    Attributes:
        t_s: (n,) true session time of each sample.
        clock_ms: (n,) what the unit's own clock says.
        reading: values before quantisation, in the sensor's frame.
        frames: (n, 20 or 28) the bytes.
    """

    t_s: Floats
    clock_ms: Ints
    reading: Felt
    frames: Bytes


def side_of(script: Script, role: Role) -> Side:
    """Anatomy of a role."""
    other = Side.LEFT if script.trained is Side.RIGHT else Side.RIGHT
    return script.trained if role is Role.TRAINED else other


def stream_of(plan: Plan, role: Role) -> Stream:
    """Everything the unit on one wrist measures, from the session's start to its end."""
    script = plan.script
    t_s, clock_ms = _sampling(script, role, plan.end_s)
    reading = measured(felt(pose(plan.arm(role), t_s), strap(script, role)), script, role)
    if side_of(script, role) is Side.RIGHT:
        reading = mirrored(reading)
    held = _held(script, role, t_s)
    reading = Felt(reading.acc_ms2[held], reading.gyr_rads[held], reading.rotation[held])
    return Stream(t_s, clock_ms, reading, _frames(script, reading, clock_ms))


def _sampling(script: Script, role: Role, end_s: float) -> tuple[Floats, Ints]:
    chance = stream(script.seed, f"clock {role}")
    drift_ppm = script.sensor.clock_drift_ppm[0 if role is Role.TRAINED else 1]
    interval_s = 1 / (script.sensor.rate_hz * (1 + drift_ppm * 1e-6))
    first_s = float(chance.uniform(0, interval_s))
    count = np.arange(int(np.ceil((end_s - first_s) / interval_s)))
    t_s = np.asarray(first_s + count * interval_s)
    on_for_ms = np.rint(count * (1000 / script.sensor.rate_hz)) + chance.integers(60_000, 7_200_000)
    for event in script.event:
        if event.kind == "power_lost" and event.arm is role and event.at_s < t_s[-1]:
            first = np.searchsorted(t_s, event.at_s)
            on_for_ms[first:] -= on_for_ms[first]
    return t_s, SWITCHED_ON_MS + on_for_ms.astype(np.int64)


def _held(script: Script, role: Role, t_s: Floats) -> Ints:
    """Which sample each frame carries: its own, or in a frozen stretch the stretch's first."""
    index = np.arange(len(t_s))
    for event in script.event:
        if event.kind == "frozen" and event.arm is role:
            first, last = np.searchsorted(t_s, [event.at_s, event.at_s + event.duration_s])
            index[first:last] = first
    return index


def _frames(script: Script, reading: Felt, clock_ms: Ints) -> Bytes:
    values = (
        reading.acc_ms2 / GRAVITY_MS2,
        np.degrees(reading.gyr_rads),
        euler_deg(reading.rotation),
    )
    if script.sensor.frame == "plain":
        return plain_frames(*values)
    return clock_frames(*values, clock_ms)
