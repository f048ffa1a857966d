"""Figures of one repetition beside its times: range, speeds, time in the band, tremor.

Definitions: docs/measurement.md.
"""

from dataclasses import dataclass

import numpy as np
from scipy import signal

from crossrep.movement.timing.lowering import Timing
from crossrep.movement.timing.phases import Excursion, Phases, quantised
from crossrep.samples import Floats
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

TREMOR_HZ = (3.5, 9.0)
TREMOR_LEAD_S = 1.0
"""The band-pass runs in for so long before the repetition begins."""
TREMOR_SOS: Floats = signal.butter(2, TREMOR_HZ, "band", fs=GRID_HZ, output="sos")


@dataclass(frozen=True, slots=True)
class Speed:
    """A speed in the unit it was measured in; the other one is None."""

    deg_s: float | None = None
    m_s: float | None = None


@dataclass(frozen=True, slots=True)
class RepFigures:
    """What `crossrep.events.Rep` says beside times; names as there."""

    range_deg: float
    range_m: float | None
    mean: Speed
    peak: Speed
    lifting_peak: Speed
    in_band_s: float | None
    tremor_deg_s: float | None


def rep_figures(
    track: Track, phases: Phases, excursion: Excursion, band_s: tuple[float, float], now_k: int
) -> RepFigures:
    """The figures, from what was known at ``now_k``."""
    by_height = excursion.axis is None
    lowering, lowering_s = phases.lowering, phases.end_s - phases.lowering_start_s
    mean = lowering.range / lowering_s if lowering and lowering_s > 0 else None
    return RepFigures(
        range_deg=_turned_deg(track, phases, now_k) if by_height else phases.range_deg,
        range_m=round(float(np.deg2rad(phases.range_deg)), 4) if by_height else None,
        mean=_speed(mean, by_height=by_height),
        peak=_speed(_peak(lowering), by_height=by_height),
        lifting_peak=_speed(_peak(phases.lifting), by_height=by_height),
        in_band_s=min(_in_band_s(lowering, band_s), lowering_s) if lowering else None,
        tremor_deg_s=_tremor_deg_s(track, phases, now_k),
    )


def tremor_band(rate: Floats) -> Floats:
    """(n, ...) rate between 3.5 and 9 Hz; causal, so it takes a moment to run in."""
    return np.asarray(signal.sosfilt(TREMOR_SOS, rate, axis=0))


def _speed(value: float | None, *, by_height: bool) -> Speed:
    if value is None:
        return Speed()
    return Speed(m_s=round(float(np.deg2rad(value)), 4)) if by_height else Speed(round(value, 2))


def _inside(timing: Timing) -> Floats:
    """(n,) speeds at the grid points of the timed way."""
    first, last = round(timing.start_s * GRID_HZ), round(timing.end_s * GRID_HZ)
    return timing.speed[max(first, 0) : last + 1]


def _peak(timing: Timing | None) -> float | None:
    return None if timing is None else float(_inside(timing).max(initial=0.0))


def _in_band_s(lowering: Timing, band_s: tuple[float, float]) -> float:
    """Time at speeds at which the whole range would take as long as the band allows."""
    speed = _inside(lowering)
    steady = (speed >= lowering.range / band_s[1]) & (speed <= lowering.range / band_s[0])
    return quantised(float(steady.sum()) / GRID_HZ)


def _turned_deg(track: Track, phases: Phases, now_k: int) -> float:
    """How far the limb turned from the begin of the lift to the top, about whatever axis."""
    low, top = (
        track.quat(k, k + 1)
        for k in (_kept_k(track, t_s, now_k) for t_s in (phases.start_s, phases.top_s))
    )
    alike = min(abs(float((low * top).sum())), 1.0)
    return round(float(np.rad2deg(2 * np.arccos(alike))), 2)


def _kept_k(track: Track, t_s: float, now_k: int) -> int:
    return min(max(round(t_s * GRID_HZ), track.first), now_k - 1)


def _tremor_deg_s(track: Track, phases: Phases, now_k: int) -> float | None:
    """RMS of the rate of turn, all three axes, in the tremor's band."""
    first = _kept_k(track, phases.start_s, now_k)
    last = _kept_k(track, phases.end_s, now_k)
    lead = max(first - int(TREMOR_LEAD_S * GRID_HZ), track.first)
    if last - first < GRID_HZ // 2:
        return None
    band = tremor_band(track.rate(lead, last))[first - lead :]
    return round(float(np.rad2deg(np.sqrt((band * band).sum() / len(band)))), 2)
