"""The sensor's own faults: strap, scale, bias, noise. Quantisation is the bytes' business."""

from dataclasses import dataclass

import numpy as np

from crossrep.inputs import Role
from crossrep.samples import Floats
from crossrep.simulate.arm import GRAVITY_MS2, Felt, rotations_about
from crossrep.simulate.chance import stream
from crossrep.simulate.script import Script


@dataclass(frozen=True, slots=True)
class Grade:
    """How good a sensor is. The grades are our choice, not anybody's data sheet.

    Attributes:
        gyr_noise_deg_s: standard deviation of each sample and axis.
        gyr_bias_deg_s: length of the constant error.
        acc_noise_ms2: standard deviation of each sample and axis.
        acc_offset_g: length of the constant error.
        scale: standard deviation of each axis's scale error.
    """

    gyr_noise_deg_s: float
    gyr_bias_deg_s: float
    acc_noise_ms2: float
    acc_offset_g: float
    scale: float


GRADES = {
    "perfect": Grade(0.0, 0.0, 0.0, 0.0, 0.0),
    "good": Grade(0.08, 0.2, 0.01, 0.005, 0.002),
    "typical": Grade(0.2, 1.0, 0.025, 0.03, 0.005),
    "poor": Grade(0.5, 4.0, 0.05, 0.08, 0.015),
}


def strap(script: Script, role: Role) -> Floats:
    """Sensor frame to forearm, as on a left wrist: given in the script, or any orientation."""
    trained = role is Role.TRAINED
    sensor = script.sensor
    given = sensor.strap_trained_deg if trained else sensor.strap_affected_deg
    if given is None:
        return _any_orientation(stream(script.seed, f"strap {role}"))
    roll, pitch, yaw = np.radians(given)
    turns = [
        rotations_about(axis, np.array([angle]))[0]
        for axis, angle in zip(np.eye(3), (roll, pitch, yaw), strict=True)
    ]
    return np.asarray(turns[2] @ turns[1] @ turns[0])


def _any_orientation(chance: np.random.Generator) -> Floats:
    """Uniform over all rotations: a random unit quaternion."""
    w, x, y, z = _direction(chance, 4)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + 2 * w * cross + 2 * (cross @ cross))


def _direction(chance: np.random.Generator, size: int) -> Floats:
    arrow = chance.normal(size=size)
    return np.asarray(arrow / np.linalg.norm(arrow))


def measured(ideal: Felt, script: Script, role: Role) -> Felt:
    """The same reading through a sensor of the script's grade."""
    grade, chance = GRADES[script.sensor.grade], stream(script.seed, f"sensor {role}")
    acc_offset = grade.acc_offset_g * GRAVITY_MS2 * _direction(chance, 3)
    gyr_bias = np.radians(grade.gyr_bias_deg_s) * _direction(chance, 3)
    acc_scale, gyr_scale = 1 + grade.scale * chance.normal(size=(2, 3))
    shape = ideal.acc_ms2.shape
    acc = ideal.acc_ms2 * acc_scale + acc_offset + grade.acc_noise_ms2 * chance.normal(size=shape)
    gyr_noise = np.radians(grade.gyr_noise_deg_s) * chance.normal(size=shape)
    return Felt(acc, ideal.gyr_rads * gyr_scale + gyr_bias + gyr_noise, ideal.rotation)


def euler_deg(rotation: Floats) -> Floats:
    """Roll, pitch, yaw (Z-Y-X) of sensor-to-world rotations, shape (n, 3)."""
    roll = np.arctan2(rotation[:, 2, 1], rotation[:, 2, 2])
    pitch = np.arcsin(np.clip(-rotation[:, 2, 0], -1.0, 1.0))
    yaw = np.arctan2(rotation[:, 1, 0], rotation[:, 0, 0])
    return np.asarray(np.degrees(np.stack([roll, pitch, yaw], axis=-1)))
