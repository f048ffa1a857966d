"""Figures of a whole set: medians, how even its tempo was, and what changed on the way.

Definitions: docs/measurement.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median, stdev

from scipy import stats

from crossrep.events import Confidence, Rep
from crossrep.movement.timing.phases import quantised

FEWEST = 4
"""Repetitions that a spread or a slope needs."""


@dataclass(frozen=True, slots=True)
class SetFigures:
    """What `crossrep.events.SetClosed` says beside counts; names as there."""

    lowering_median_s: float | None
    lifting_median_s: float | None
    hold_median_s: float | None
    rest_median_s: float | None
    range_median_deg: float | None
    lowering_mean_median_deg_s: float | None
    lowering_cv_percent: float | None
    rep_cv_percent: float | None
    range_slope_deg_per_rep: float | None
    lowering_slope_s_per_rep: float | None
    tremor_slope_deg_s_per_rep: float | None
    judged_reps: int
    in_band_share: float | None


def set_figures(reps: Sequence[Rep]) -> SetFigures:
    """The figures of these repetitions, in their order."""
    whole = [(i, rep) for i, rep in enumerate(reps) if "cut" not in rep.flags]
    timed = [(i, rep) for i, rep in whole if rep.confidence is Confidence.HIGH]
    of_times = [rep for _, rep in timed] or [rep for _, rep in whole] or list(reps)
    judged = [rep.in_band for rep in reps if rep.in_band is not None]
    return SetFigures(
        lowering_median_s=_median_s([rep.lowering_s for rep in of_times]),
        lifting_median_s=_median_s([rep.lifting_s for rep in of_times]),
        hold_median_s=_median_s([rep.hold_s for rep in of_times]),
        rest_median_s=_median_s([rep.rest_s for rep in reps[1:]]),
        range_median_deg=_median([rep.range_deg for _, rep in whole]),
        lowering_mean_median_deg_s=_median(
            [v for rep in of_times if (v := rep.lowering_mean_deg_s) is not None]
        ),
        lowering_cv_percent=_cv_percent([rep.lowering_s for _, rep in timed]),
        rep_cv_percent=_cv_percent([rep.end_s - rep.start_s for _, rep in timed]),
        range_slope_deg_per_rep=_slope([(i, rep.range_deg) for i, rep in whole]),
        lowering_slope_s_per_rep=_slope([(i, rep.lowering_s) for i, rep in timed]),
        tremor_slope_deg_s_per_rep=_slope(
            [(i, v) for i, rep in whole if (v := rep.tremor_deg_s) is not None]
        ),
        judged_reps=len(judged),
        in_band_share=round(sum(judged) / len(judged), 4) if judged else None,
    )


def _median(values: Sequence[float]) -> float | None:
    return round(median(values), 2) if values else None


def _median_s(values: Sequence[float]) -> float | None:
    """Of times, so a multiple of 1/1024 s as they are."""
    return quantised(median(values)) if values else None


def _cv_percent(values: Sequence[float]) -> float | None:
    """Standard deviation in percent of the mean."""
    if len(values) < FEWEST or fmean(values) <= 0:
        return None
    return round(100 * stdev(values) / fmean(values), 2)


def _slope(places: Sequence[tuple[int, float]]) -> float | None:
    """Median of the slopes between all pairs (Theil 1950, Sen 1968), per repetition."""
    if len(places) < FEWEST:
        return None
    x, y = zip(*places, strict=True)
    return round(float(stats.theilslopes(y, x).slope), 4)
