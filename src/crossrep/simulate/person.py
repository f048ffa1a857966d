"""The simulated person: posture, breathing and restlessness, and everything the script asks for."""

import numpy as np

from crossrep.inputs import Role
from crossrep.simulate.arm import Joint
from crossrep.simulate.chance import stream
from crossrep.simulate.happenings import add_block
from crossrep.simulate.motion import Constant, Follower, Wave
from crossrep.simulate.plan import Plan
from crossrep.simulate.schedule import schedule
from crossrep.simulate.script import Script

ALWAYS_S = 10.0
"""What goes on all the time begins this long before the session and ends this long after."""


def plan_of(script: Script) -> Plan:
    """Everything the person will do."""
    plan = Plan(script, schedule(script))
    _add_postures(plan)
    _add_body(plan)
    for timed in plan.blocks:
        add_block(plan, timed)
    plan.moved.sort(key=lambda moved: (moved.start_s, moved.end_s))
    return plan


def _add_postures(plan: Plan) -> None:
    chance = stream(plan.script.seed, "posture")
    for role in Role:
        for joint in (Joint.ELBOW, Joint.SHOULDER_FLEXION, Joint.TWIST):
            plan.add(role, joint, Constant(float(chance.uniform(-8, 8))))
            _add_restlessness(plan, role, joint, chance)
        for joint, angle_deg in plan.movement.posture_deg.items():
            plan.add(role, joint, Constant(angle_deg))


def _add_restlessness(plan: Plan, role: Role, joint: Joint, chance: np.random.Generator) -> None:
    amplitude_deg = plan.script.body.restless_deg / 2
    for hz in chance.uniform(0.2, 1.2, 4):
        plan.add(role, joint, _always(plan, amplitude_deg, float(hz), chance))


def _add_body(plan: Plan) -> None:
    body, chance = plan.script.body, stream(plan.script.seed, "body")
    breath = _always(plan, body.breathing_mm / 1000, body.breathing_hz, chance)
    plan.share(Joint.BODY_Z, breath)
    plan.share(Joint.BODY_X, Follower(breath, 0.5))
    plan.share(Joint.TRUNK_PITCH, Follower(breath, -50.0))
    plan.share(Joint.TRUNK_PITCH, _always(plan, body.trunk_sway_deg, 0.15, chance))
    plan.share(Joint.TRUNK_ROLL, _always(plan, 0.6 * body.trunk_sway_deg, 0.11, chance))


def _always(plan: Plan, amplitude: float, hz: float, chance: np.random.Generator) -> Wave:
    phase_rad = float(chance.uniform(0, 2 * np.pi))
    return Wave(-ALWAYS_S, plan.end_s + ALWAYS_S, amplitude, hz, phase_rad)
