"""The kinematics of one arm, exact: from joint angles to what a sensor at the wrist feels.

World: x forward, y to the left, z up. Everything is computed for a *left* arm; a right arm is its
mirror image (`mirrored`). Arm down and palm to the body is all angles zero; the forearm's own
frame then agrees with the world's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from crossrep.samples import Floats
from crossrep.simulate.motion import Trajectory, total

GRAVITY_MS2 = 9.80665
MIRROR = np.array([1.0, -1.0, 1.0])
"""Left and right exchanged: y changes its sign."""


class Joint(StrEnum):
    """What can move. Rotations in degrees, in the chain's order; the body's place in m."""

    TRUNK_PITCH = "trunk_pitch"
    TRUNK_ROLL = "trunk_roll"
    TRUNK_YAW = "trunk_yaw"
    SHOULDER_YAW = "shoulder_yaw"
    SHOULDER_FLEXION = "shoulder_flexion"
    SHOULDER_ABDUCTION = "shoulder_abduction"
    ELBOW = "elbow"
    TWIST = "twist"
    BODY_X = "body_x"
    BODY_Y = "body_y"
    BODY_Z = "body_z"


FORWARD, LEFT, UP = np.eye(3)
CHAIN: tuple[tuple[Joint, Floats, Floats], ...] = (
    (Joint.TRUNK_PITCH, LEFT, 0 * UP),
    (Joint.TRUNK_ROLL, -FORWARD, 0 * UP),
    (Joint.TRUNK_YAW, UP, 0.18 * LEFT + 0.45 * UP),
    (Joint.SHOULDER_YAW, UP, 0 * UP),
    (Joint.SHOULDER_FLEXION, -LEFT, 0 * UP),
    (Joint.SHOULDER_ABDUCTION, FORWARD, -0.31 * UP),
    (Joint.ELBOW, -LEFT, 0 * UP),
    (Joint.TWIST, UP, -0.24 * UP),
)
"""Joint, its axis, and the way (m) to the next joint: pelvis, shoulder, elbow, wrist sensor.

Trunk angles are positive when it leans forward, leans to this arm's side, turns to this arm's side.
"""
BODY = (Joint.BODY_X, Joint.BODY_Y, Joint.BODY_Z)
MIRRORED_JOINTS = (Joint.TRUNK_ROLL, Joint.TRUNK_YAW, Joint.BODY_Y)
"""Shared movements whose sign differs between the two arms, each seen as a left arm."""

ArmPlan = Mapping[Joint, Sequence[Trajectory]]


@dataclass(frozen=True, slots=True)
class Pose:
    """The wrist segment over time.

    Attributes:
        t_s: (n,) times.
        rotation: (n, 3, 3) segment frame to world.
        omega_rads: (n, 3) angular rate, world frame.
        alpha_rads2: (n, 3) angular acceleration, world frame.
        position_m: (n, 3) the sensor's place.
        acceleration_ms2: (n, 3) its second derivative.
    """

    t_s: Floats
    rotation: Floats
    omega_rads: Floats
    alpha_rads2: Floats
    position_m: Floats
    acceleration_ms2: Floats


@dataclass(frozen=True, slots=True)
class Felt:
    """What an ideal sensor reads.

    Attributes:
        acc_ms2: (n, 3) specific force in the sensor's frame, +9.81 on the axis up at rest.
        gyr_rads: (n, 3) angular rate in the sensor's frame.
        rotation: (n, 3, 3) sensor frame to world.
    """

    acc_ms2: Floats
    gyr_rads: Floats
    rotation: Floats


def pose(plan: ArmPlan, t_s: Floats) -> Pose:
    """Walk the chain from the pelvis to the wrist; every derivative is analytic."""
    body = np.stack([total(plan.get(joint, ()), t_s) for joint in BODY], axis=-1)
    state = Pose(t_s, _identity(len(t_s)), *_zeros(len(t_s)), body[0], body[2])
    for joint, axis, way_m in CHAIN:
        state = _turned(state, axis, np.radians(total(plan.get(joint, ()), t_s)))
        state = _moved_along(state, way_m)
    return state


def _identity(n: int) -> Floats:
    return np.broadcast_to(np.eye(3), (n, 3, 3))


def _zeros(n: int) -> tuple[Floats, Floats]:
    return np.zeros((n, 3)), np.zeros((n, 3))


def _turned(state: Pose, axis: Floats, angle: Floats) -> Pose:
    """One more joint: rates add, and the moving axis itself adds an acceleration."""
    axis_world = state.rotation @ axis
    spin = axis_world * angle[1][:, None]
    alpha = state.alpha_rads2 + axis_world * angle[2][:, None] + np.cross(state.omega_rads, spin)
    rotation = np.einsum("nij,njk->nik", state.rotation, rotations_about(axis, angle[0]))
    omega = state.omega_rads + spin
    return Pose(state.t_s, rotation, omega, alpha, state.position_m, state.acceleration_ms2)


def _moved_along(state: Pose, way_m: Floats) -> Pose:
    """Along a rigid segment: tangential and centripetal acceleration."""
    if not way_m.any():
        return state
    way = state.rotation @ way_m
    turning = np.cross(state.omega_rads, np.cross(state.omega_rads, way))
    acceleration = state.acceleration_ms2 + np.cross(state.alpha_rads2, way) + turning
    position = state.position_m + way
    rates = (state.omega_rads, state.alpha_rads2)
    return Pose(state.t_s, state.rotation, *rates, position, acceleration)


def rotations_about(axis: Floats, angle_rad: Floats) -> Floats:
    """Rotation matrices (n, 3, 3) about one unit axis (Rodrigues)."""
    cross = np.cross(np.eye(3), axis)
    sine, cosine = np.sin(angle_rad)[:, None, None], np.cos(angle_rad)[:, None, None]
    return np.asarray(np.eye(3) + sine * cross + (1 - cosine) * (cross @ cross))


def felt(wrist: Pose, strap: Floats) -> Felt:
    """Specific force f = R^T (a - g) and rate R^T omega; ``strap`` is sensor to segment."""
    rotation = wrist.rotation @ strap
    force_world = wrist.acceleration_ms2 + GRAVITY_MS2 * UP
    acc = np.einsum("nij,ni->nj", rotation, force_world)
    return Felt(acc, np.einsum("nij,ni->nj", rotation, wrist.omega_rads), rotation)


def mirrored(reading: Felt) -> Felt:
    """The same on the other side: forces mirror as arrows, rates as turns."""
    rotation = reading.rotation * MIRROR[:, None] * MIRROR
    return Felt(reading.acc_ms2 * MIRROR, -reading.gyr_rads * MIRROR, rotation)


def turn_deg(rotation: Floats, reference: Floats) -> Floats:
    """Angle (n,) of the turn from one orientation (3, 3) to others (n, 3, 3)."""
    trace = np.einsum("nij,ij->n", rotation, reference)
    return np.asarray(np.degrees(np.arccos(np.clip((trace - 1) / 2, -1.0, 1.0))))
