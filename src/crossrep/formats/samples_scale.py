"""Are these samples in the units they should be in? Told from the movement itself."""

import numpy as np

from crossrep.errors import BadInputError
from crossrep.formats.samples_csv import LARGEST, SampleColumns
from crossrep.samples import Floats

GRAVITY_MS2 = 9.80665
LOWEST_MS2, HIGHEST_MS2 = 4.0, 45.0
"""Medians of hundreds of recordings of exercise lie between 7.9 and 24."""

SHORTEST_STEP_S, LONGEST_STEP_S = 0.0015, 0.5
"""From 667 samples a second to 2: no wearable is faster, and slower shows no movement."""

FASTEST_RADS = 50.0
"""The largest rate usual sensors can say (2,000 deg/s on three axes) is 60 rad/s."""

WINDOW_S = 0.2
LEAST_TURN = 0.12
"""Gravity's turning against the gyroscope's: at least 0.29 in rad/s, at most 0.11 in deg/s."""

LEAST_RATE = 1.0
"""Below it (99th percentile) a gyroscope's offset, not movement, would decide."""


def scale_problems(columns: SampleColumns) -> list[str]:
    """What is wrong with the units, one clear sentence each; empty when nothing is."""
    time = _time_problem(columns.t_s)
    if time:
        return [time]
    found = (_acceleration_problem(columns.acc_ms2), _rate_problem(columns))
    return [sentence for sentence in found if sentence]


def check_scale(columns: SampleColumns) -> None:
    """Refuse wrong units.

    Raises:
        BadInputError: the first of `scale_problems`.
    """
    for sentence in scale_problems(columns):
        raise BadInputError(sentence)


def _time_problem(t_s: Floats) -> str:
    step = float(np.median(np.diff(t_s)))
    if step <= LONGEST_STEP_S and np.abs(t_s).max() > LARGEST:
        return f"t_s begins at {t_s[0]:.10g}; it must count seconds from the recording's start."
    if step <= LONGEST_STEP_S:
        return ""
    scales = ((1e3, "milliseconds"), (1e6, "microseconds"), (1e9, "nanoseconds"))
    for factor, unit in scales:
        if SHORTEST_STEP_S <= step / factor <= LONGEST_STEP_S:
            return f"t_s steps by {step:g}, which looks like {unit}; divide it by {factor:,.0f}."
    return f"t_s steps by {step:g}; as seconds, that is too seldom to see a movement."


def _acceleration_problem(acc_ms2: Floats) -> str:
    usual = float(np.median(np.linalg.norm(acc_ms2, axis=1)))
    says = f"The acceleration is usually {usual:.3g}"
    if LOWEST_MS2 <= usual <= HIGHEST_MS2:
        return ""
    if LOWEST_MS2 < usual / GRAVITY_MS2 <= HIGHEST_MS2:
        return f"{says}, as if multiplied by 9.80665 twice; divide it by 9.80665."
    if usual > HIGHEST_MS2:
        return f"{says}, which looks like thousandths of g; multiply it by 0.00980665."
    if usual >= 0.5:
        return f"{says}, which looks like g; multiply it by 9.80665."
    return f"{says}, but gravity (9.81 m/s^2) must be in it."


def _rate_problem(columns: SampleColumns) -> str:
    rate = float(np.percentile(np.linalg.norm(columns.gyr_rads, axis=1), 99))
    turn = _turn_of_gravity(columns)
    wrong = rate > FASTEST_RADS or (rate > LEAST_RATE and turn < LEAST_TURN)
    if not wrong:
        return ""
    return f"The rates reach {rate:.3g}, which looks like deg/s; multiply them by 0.0174533."


def _turn_of_gravity(columns: SampleColumns) -> float:
    """How fast the accelerometer turns, as a share of what the gyroscope says it should.

    The median over the quarter of windows that turn most. It is about 1, and more when the arm
    also speeds up. Samples that repeat the one before are left out: a sensor that stands still
    in the middle of a movement says nothing about units.
    """
    t_s, acc, gyr = _windows(columns)
    dt_s = np.diff(t_s)
    near = dt_s < 3 * WINDOW_S
    seen = np.linalg.norm(np.diff(acc, axis=0), axis=1)[near] / dt_s[near]
    middle = np.cross(gyr[1:] + gyr[:-1], acc[1:] + acc[:-1]) / 4
    expected = np.linalg.norm(middle, axis=1)[near]
    if len(seen) < 5:
        return 1.0
    most = expected > np.percentile(expected, 75)
    return float(np.median(seen[most] / expected[most])) if most.any() else 1.0


def _windows(columns: SampleColumns) -> tuple[Floats, Floats, Floats]:
    """Means of time, acceleration and rate over short windows, repeated samples left out."""
    rows = columns.rows()
    fresh = np.append(True, np.any(np.diff(rows[:, 1:], axis=0) != 0, axis=1))
    rows = rows[fresh]
    window = np.floor((rows[:, 0] - rows[0, 0]) / WINDOW_S)
    starts = np.append(0, np.flatnonzero(np.diff(window)) + 1)
    counts = np.diff(np.append(starts, len(rows)))
    means = np.add.reduceat(rows, starts) / counts[:, None]
    return means[:, 0], means[:, 1:4], means[:, 4:7]
