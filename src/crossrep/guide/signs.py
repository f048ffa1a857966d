"""The one calm sign after each repetition: facts of equal weight, none of them a failure."""

from crossrep.events import Confidence, Rep
from crossrep.guide.view import SignKind

STOP_S = 0.3
"""A standstill on the way down that a person would notice; shorter ones are in the report."""
SHOWN_S = 2.0


def sign_of(rep: Rep, band_s: tuple[float, float]) -> SignKind:
    """What is said of a repetition that counted."""
    if rep.confidence is Confidence.LOW or rep.in_band is None:
        return SignKind.COUNTED
    if rep.lowering_s < band_s[0]:
        return SignKind.QUICKER
    if any(stop.end_s - stop.start_s >= STOP_S for stop in rep.stops):
        return SignKind.STOP
    return SignKind.LONGER if rep.lowering_s > band_s[1] else SignKind.ON_PACE
