"""What each block of a script, and each thing that happens in it, does to the two arms."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from crossrep.errors import BadInputError
from crossrep.events import BoutKind
from crossrep.inputs import Role
from crossrep.simulate.arm import Joint
from crossrep.simulate.chance import stream
from crossrep.simulate.motion import Follower, Path, Wave, there_and_back, through
from crossrep.simulate.plan import Besides, Moved, Plan
from crossrep.simulate.schedule import TimedBlock
from crossrep.simulate.script import (
    Assisted,
    Carried,
    Happening,
    Knock,
    Mirror,
    Other,
    Own,
    Set,
    Sway,
    Tremor,
)

SWAY_LAG_S = 0.06
KNOCK_S, KNOCK_HZ, KNOCK_M = 0.12, 12.0, 0.005
"""A knock as a short shake of the body: some 30 m/s^2 in both sensors at the same moment."""
HANDLING_DEG = {
    Joint.ELBOW: (0.0, 80.0),
    Joint.SHOULDER_FLEXION: (-10.0, 45.0),
    Joint.SHOULDER_ABDUCTION: (0.0, 25.0),
    Joint.TWIST: (-60.0, 60.0),
}


def add_block(plan: Plan, timed: TimedBlock) -> None:
    """The block itself, then everything that happens in it."""
    if isinstance(timed.block, Set):
        _add_set(plan, timed, timed.block)
    elif isinstance(timed.block, Other):
        roles = (Role.TRAINED, Role.AFFECTED)
        plan.besides.append(Besides(timed.start_s, timed.end_s, timed.block.kind, roles))
        _OTHERS[timed.block.kind](plan, timed)
    for happening in timed.block.also:
        _happen(plan, timed, happening)


def _happen(plan: Plan, timed: TimedBlock, happening: Happening) -> None:
    match happening:
        case Mirror() | Assisted():
            _follow(plan, timed, happening)
        case Tremor():
            _tremble(plan, timed, happening)
        case Sway():
            _sway(plan, timed, happening)
        case Knock():
            _knock(plan, timed, happening)
        case Own() | Carried():
            _move(plan, timed, happening)


def _add_set(plan: Plan, timed: TimedBlock, block: Set) -> None:
    excursion_deg, movement = timed.excursion_deg(), plan.movement
    plan.add(Role.TRAINED, movement.driven, Follower(excursion_deg, movement.direction))
    sway_deg = plan.script.body.arm_sway_deg
    if sway_deg is None:
        sway_deg = float(stream(plan.script.seed, f"sway {timed.set_n}").uniform(2, 8))
    for joint, share in movement.sways.items():
        scale = share * sway_deg / block.range_deg
        plan.add(Role.TRAINED, joint, Follower(excursion_deg, scale, SWAY_LAG_S))
    _add_habits(plan, timed, block)
    if block.trunk_deg:
        lean = Follower(excursion_deg, -block.trunk_deg / block.range_deg)
        plan.share(Joint.TRUNK_PITCH, lean)
        for rep in timed.reps:
            times = (rep.start_s, rep.lowering_end_s)
            plan.moved.append(Moved(*times, BoutKind.CARRIED, block.trunk_deg))


def _add_habits(plan: Plan, timed: TimedBlock, block: Set) -> None:
    """Wavering in the holds; bringing and putting down are no activity to be judged."""
    for move in (*timed.brought, *timed.put_down):
        plan.besides.append(Besides(move.start_s, move.end_s, "set_up", (Role.TRAINED,)))
    wobble_deg = block.habits.hold_wobble_deg if block.habits else 0.0
    if not wobble_deg:
        return
    chance = stream(plan.script.seed, f"wobble {timed.set_n}")
    for rep in timed.reps:
        if rep.lowering_start_s - rep.top_s > 0.4:
            hz, phase_rad = float(chance.uniform(0.4, 1.0)), float(chance.uniform(0, 2 * np.pi))
            hold = (rep.top_s, rep.lowering_start_s)
            wave = Wave(*hold, wobble_deg / 2, hz, phase_rad, fade_s=0.3)
            plan.add(Role.TRAINED, plan.movement.driven, wave)


def _follow(plan: Plan, timed: TimedBlock, happening: Mirror | Assisted) -> None:
    """The affected arm does a share of every repetition, a little later."""
    kind = BoutKind.TIME_LOCKED if isinstance(happening, Mirror) else BoutKind.ASSISTED
    share, lag_s = happening.percent / 100, happening.lag_ms / 1000
    scale = share * plan.movement.direction
    follower = Follower(timed.excursion_deg(), scale, lag_s)
    plan.add(Role.AFFECTED, plan.movement.driven, follower)
    for rep in timed.reps:
        times = (rep.start_s + lag_s, rep.lowering_end_s + lag_s)
        plan.moved.append(Moved(*times, kind, share * rep.range_deg))


def _move(plan: Plan, timed: TimedBlock, happening: Own | Carried) -> None:
    kind = BoutKind.INDEPENDENT if isinstance(happening, Own) else BoutKind.CARRIED
    for start_s in _starts(timed, happening):
        times = (start_s, happening.duration_s)
        path = there_and_back(*times, happening.range_deg, happening.hold_s)
        if isinstance(happening, Own):
            plan.add(Role.AFFECTED, Joint.ELBOW, path)
            plan.add(Role.AFFECTED, Joint.TWIST, Follower(path, 0.3))
        else:
            plan.share(Joint.TRUNK_PITCH, path)
        end_s = start_s + happening.whole_s
        plan.moved.append(Moved(start_s, end_s, kind, happening.range_deg))


def _starts(timed: TimedBlock, happening: Own | Carried) -> Iterator[float]:
    each_s = happening.whole_s + happening.pause_s
    first_s = timed.start_s + happening.at_s
    last_end_s = first_s + happening.times * each_s - happening.pause_s
    _check_fits(timed, last_end_s, happening.kind)
    return (first_s + k * each_s for k in range(happening.times))


def _check_fits(timed: TimedBlock, end_s: float, kind: str) -> None:
    if end_s > timed.end_s + 1e-9:
        raise BadInputError(
            f"The {kind} movement ends {end_s - timed.start_s:.1f} s into a {timed.block.kind} "
            f"block that lasts {timed.end_s - timed.start_s:.1f} s; move or shorten it."
        )


def _tremble(plan: Plan, timed: TimedBlock, happening: Tremor) -> None:
    start_s = timed.start_s + happening.at_s
    end_s = timed.end_s if happening.duration_s is None else start_s + happening.duration_s
    _check_fits(timed, max(end_s, start_s + 0.1), "tremor")
    wave = Wave(start_s, end_s, happening.deg, happening.hz, fade_s=0.3)
    plan.add(happening.arm, Joint.ELBOW, wave)
    plan.add(happening.arm, Joint.TWIST, Follower(wave, 0.4))
    if happening.arm is Role.AFFECTED:
        plan.moved.append(Moved(start_s, end_s, BoutKind.TREMOR, 2 * happening.deg))
    else:
        plan.besides.append(Besides(start_s, end_s, "tremor", (happening.arm,)))


def _sway(plan: Plan, timed: TimedBlock, happening: Sway) -> None:
    start_s = timed.start_s + happening.at_s
    end_s = timed.end_s if happening.duration_s is None else start_s + happening.duration_s
    _check_fits(timed, max(end_s, start_s + 0.1), "swaying")
    wave = Wave(start_s, end_s, happening.deg, happening.hz)
    plan.share(Joint.TRUNK_PITCH, wave)
    plan.share(Joint.TRUNK_ROLL, Follower(wave, 0.5, 0.4))
    plan.moved.append(Moved(start_s, end_s, BoutKind.CARRIED, 2 * happening.deg))


def _knock(plan: Plan, timed: TimedBlock, happening: Knock) -> None:
    """The touch itself lasts a few hundredths of a second and moves nothing far."""
    first_s = timed.start_s + happening.at_s
    last_end_s = first_s + (happening.times - 1) * happening.pause_s + KNOCK_S
    _check_fits(timed, last_end_s, "knocking")
    for k in range(happening.times):
        start_s = first_s + k * happening.pause_s
        pulse = Wave(start_s, start_s + KNOCK_S, KNOCK_M, KNOCK_HZ, fade_s=KNOCK_S / 2)
        plan.share(Joint.BODY_Z, pulse)
        plan.share(Joint.BODY_X, Follower(pulse, 0.6))
    roles = (Role.TRAINED, Role.AFFECTED)
    plan.besides.append(Besides(first_s, last_end_s, "knock", roles))


def _walk(plan: Plan, timed: TimedBlock) -> None:
    """Arms swing against each other, the body goes up and down twice a stride."""
    times, stride_hz = (timed.start_s, timed.end_s), 0.9
    for role, phase_rad in ((Role.TRAINED, 0.0), (Role.AFFECTED, np.pi)):
        plan.add(role, Joint.SHOULDER_FLEXION, Wave(*times, 18.0, stride_hz, phase_rad))
        plan.add(role, Joint.ELBOW, Wave(*times, 7.0, stride_hz, phase_rad))
    plan.share(Joint.BODY_Z, Wave(*times, 0.02, 2 * stride_hz))
    plan.share(Joint.TRUNK_ROLL, Wave(*times, 2.0, stride_hz))
    plan.share(Joint.TRUNK_YAW, Wave(*times, 4.0, stride_hz))


def _handle(plan: Plan, timed: TimedBlock) -> None:
    """Both hands at work: moves from one random posture to the next, then back to rest."""
    chance = stream(plan.script.seed, f"handle {timed.start_s:.6f}")
    for role, size in ((Role.TRAINED, 1.0), (Role.AFFECTED, 0.6)):
        for joint, (low_deg, high_deg) in HANDLING_DEG.items():
            count = max(2, round((timed.end_s - timed.start_s) / 0.9))
            goals = size * chance.uniform(low_deg, high_deg, count - 1)
            plan.add(role, joint, _wandering(timed, goals.tolist(), chance))


def _wandering(timed: TimedBlock, goals_deg: list[float], chance: np.random.Generator) -> Path:
    waits = chance.uniform(0.6, 1.4, len(goals_deg) + 1)
    parts = np.concatenate([[0.0], np.cumsum(waits) / waits.sum()])
    times = timed.start_s + (timed.end_s - timed.start_s) * parts
    return through(times.tolist(), [0.0, *goals_deg, 0.0])


def _pick_up(plan: Plan, timed: TimedBlock) -> None:
    """Lean over, reach down for the weight, come up again."""
    duration_s = timed.end_s - timed.start_s
    reach = there_and_back(timed.start_s, duration_s, 1.0)
    plan.share(Joint.TRUNK_PITCH, Follower(reach, 28.0))
    plan.share(Joint.TRUNK_ROLL, Follower(reach, 8.0))
    plan.add(Role.TRAINED, Joint.SHOULDER_FLEXION, Follower(reach, 40.0))
    plan.add(Role.TRAINED, Joint.ELBOW, Follower(reach, 12.0))


def _drink(plan: Plan, timed: TimedBlock) -> None:
    """To the mouth, tilt, and back: one sip every five seconds or so, none like the other."""
    chance = stream(plan.script.seed, f"drink {timed.start_s:.6f}")
    sips = max(1, round((timed.end_s - timed.start_s) / 5))
    knots = np.linspace(timed.start_s, timed.end_s, sips + 1)
    for start_s, end_s in pairwise(knots.tolist()):
        size, tilt_deg = chance.uniform(0.85, 1.15), float(chance.uniform(20, 60))
        parts = (0.0, 0.3, 0.36, 0.5, 0.6, 0.66, 1.0)
        times = [start_s + part * (end_s - start_s) for part in parts]
        there = through(times, [0, 1, 1, 1, 1, 1, 0])
        plan.add(Role.TRAINED, Joint.ELBOW, Follower(there, 110.0 * size))
        plan.add(Role.TRAINED, Joint.SHOULDER_FLEXION, Follower(there, 35.0 * size))
        tilt = through(times, [0, 0, 0, tilt_deg, tilt_deg, 0, 0])
        plan.add(Role.TRAINED, Joint.SHOULDER_ABDUCTION, tilt)


_OTHERS = {"walk": _walk, "handle": _handle, "pick_up": _pick_up, "drink": _drink}
