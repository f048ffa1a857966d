"""Events from what was decided about an arm."""

from dataclasses import dataclass

from crossrep.events import Confidence, Rep, RepRejected, SetClosed, Stop
from crossrep.inputs import Role
from crossrep.movement.repetitions.reps import Wanted
from crossrep.movement.repetitions.running_set import RunningSet
from crossrep.movement.timing.lowering import RULE, Timing
from crossrep.movement.timing.phases import Phases, quantised
from crossrep.movement.timing.rep_figures import RepFigures
from crossrep.movement.timing.set_figures import set_figures
from crossrep.signal.grid import GRID_HZ

HARMLESS = ("lossy", "no_device_time", "tremor")
"""Flags that say something and leave confidence alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a repetition stands, the rest before it, and the lowering that is asked for."""

    session: str
    role: Role
    exercise: str
    set_n: int
    n: int
    rest_s: float
    band_s: tuple[float, float]


def rep_event(place: Place, phases: Phases, figures: RepFigures, flags: list[str]) -> Rep:
    """A repetition with its numbers; what was not found is None and flagged."""
    low = phases.lowering
    doubted = any(name not in HARMLESS for name in flags)
    lasted = phases.durations()
    lowering_s = lasted["lowering"]
    return Rep(
        id=f"{place.session}-{place.role}-{round(phases.top_s * 1000)}",
        session=place.session,
        role=place.role,
        exercise=place.exercise,
        set_n=place.set_n,
        n=place.n,
        start_s=phases.start_s,
        top_s=phases.top_s,
        end_s=phases.end_s,
        lifting_s=lasted["lifting"],
        hold_s=lasted["hold"],
        lowering_s=lowering_s,
        rest_s=place.rest_s,
        lowering_start_s=phases.lowering_start_s,
        lowering_end_s=phases.end_s,
        lowering_rule=RULE,
        lowering_edge_s=quantised(low.edge_end_s - low.edge_start_s) if low else None,
        lowering_t90_s=quantised(low.t90_s) if low else None,
        range_deg=figures.range_deg,
        confidence=Confidence.LOW if doubted else Confidence.HIGH,
        flags=tuple(flags),
        stops=_stops(low, phases.lowering_from_s),
        lowering_mean_deg_s=figures.mean.deg_s,
        lowering_peak_deg_s=figures.peak.deg_s,
        lifting_peak_deg_s=figures.lifting_peak.deg_s,
        lowering_mean_m_s=figures.mean.m_s,
        lowering_peak_m_s=figures.peak.m_s,
        lifting_peak_m_s=figures.lifting_peak.m_s,
        range_m=figures.range_m,
        lowering_in_band_s=figures.in_band_s,
        in_band=None if doubted else place.band_s[0] <= lowering_s <= place.band_s[1],
        tremor_deg_s=figures.tremor_deg_s,
        lowering_shape=round(low.shape, 3) if low else None,
    )


def _stops(low: Timing | None, zero_s: float) -> tuple[Stop, ...]:
    return tuple(
        Stop(quantised(zero_s + s.start_s), quantised(zero_s + s.end_s), round(s.share, 3))
        for s in (low.stops if low else ())
    )


def rejected_event(
    session: str, role: Role, one: Wanted, range_deg: float, why: str
) -> RepRejected:
    """A movement that was seen and does not count."""
    return RepRejected(
        id=f"{session}-{role}-rejected-{round(one.top_k * 1000 / GRID_HZ)}",
        session=session,
        role=role,
        start_s=one.low_k / GRID_HZ,
        end_s=one.down_k / GRID_HZ,
        reason=why,
        range_deg=range_deg,
    )


def closed_event(session: str, role: Role, exercise: str, running: RunningSet) -> SetClosed:
    """A set is over; it has at least one repetition."""
    reps = [said.rep for said in running.reps]
    figures = set_figures(reps)
    return SetClosed(
        id=f"{session}-{role}-set-{running.n}",
        session=session,
        role=role,
        exercise=exercise,
        set_n=running.n,
        start_s=reps[0].start_s,
        end_s=reps[-1].end_s,
        reps=len(reps),
        lowering_median_s=figures.lowering_median_s,
        low_confidence_reps=sum(rep.confidence is Confidence.LOW for rep in reps),
        lifting_median_s=figures.lifting_median_s,
        hold_median_s=figures.hold_median_s,
        rest_median_s=figures.rest_median_s,
        range_median_deg=figures.range_median_deg,
        lowering_mean_median_deg_s=figures.lowering_mean_median_deg_s,
        lowering_cv_percent=figures.lowering_cv_percent,
        rep_cv_percent=figures.rep_cv_percent,
        range_slope_deg_per_rep=figures.range_slope_deg_per_rep,
        lowering_slope_s_per_rep=figures.lowering_slope_s_per_rep,
        tremor_slope_deg_s_per_rep=figures.tremor_slope_deg_s_per_rep,
        judged_reps=figures.judged_reps,
        in_band_share=figures.in_band_share,
    )
