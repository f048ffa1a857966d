"""The line under the least late arrivals, kept from point to point."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crossrep.signal.envelope import ENVELOPE_POINTS, Envelope

TICK_S = 2.0**-20
points = st.lists(
    st.tuples(st.integers(1, 2**19), st.integers(-(2**12), 2**12)),
    min_size=2,
    max_size=3 * ENVELOPE_POINTS,
)
"""(time since the one before, lateness) in ticks: products of such numbers have no rounding."""


@given(points)
def test_corners_kept_from_point_to_point_are_those_of_the_points_at_once(steps):
    envelope, device_s = Envelope(), 0.0
    for step, late in steps:
        device_s += step * TICK_S
        envelope.take((device_s, late * TICK_S))
        at_once = Envelope()
        for point in envelope.points:
            at_once.take(point)
        assert envelope == at_once
    assert len(envelope.points) == min(len(steps), ENVELOPE_POINTS)


@given(points)
def test_no_point_lies_below_the_corners_and_they_bend_upwards_only(steps):
    envelope, device_s = Envelope(), 0.0
    for step, late in steps:
        device_s += step * TICK_S
        envelope.take((device_s, late * TICK_S))
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(envelope.corners)]
    assert all(one < two for one, two in pairwise(slopes))
    for (x1, y1), (x2, y2) in pairwise(envelope.corners):
        for x, y in envelope.points:
            assert not x1 <= x <= x2 or (y - y1) * (x2 - x1) >= (y2 - y1) * (x - x1)
