"""Lines are drawn with fewer points, and nobody can see where they are missing."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crossrep.report.svg import Drawing, Scale, number, polyline, simplified

HEIGHTS = st.lists(st.floats(-500, 500), min_size=2, max_size=60)


@given(HEIGHTS, st.floats(0.1, 5))
def test_a_thinned_line_stays_within_its_tolerance_and_keeps_its_ends(heights, tolerance):
    points = [(2.0 * i, y) for i, y in enumerate(heights)]
    kept = simplified(points, tolerance)
    assert kept[0] == points[0]
    assert kept[-1] == points[-1]
    drawn = np.interp([x for x, _ in points], *zip(*kept, strict=True))
    assert np.abs(drawn - [y for _, y in points]).max() <= tolerance + 1e-9


@given(HEIGHTS)
def test_a_path_leads_through_its_points_to_a_tenth(heights):
    points = [(3.3 * i, y) for i, y in enumerate(heights)]
    begin, rest = re.fullmatch(r"M([-\d. ]+)l(.*)", polyline(points)).groups()
    steps = np.array(re.findall(r"-?\d+(?:\.\d)?", rest), float).reshape(-1, 2)
    walked = np.vstack([np.array(begin.split(), float), steps]).cumsum(axis=0)
    np.testing.assert_allclose(walked, points, atol=0.0501)


@given(st.floats(-1e6, 1e6))
def test_numbers_are_short_and_right(value):
    assert abs(float(number(value)) - value) <= 0.0501
    assert not number(value).endswith((".", ".0"))
    assert number(value) != "-0"


def test_words_are_escaped_and_values_outside_stand_at_the_edge():
    drawing = Drawing()
    drawing.text(0, 0, "<script>&")
    assert "&lt;script&gt;&amp;" in drawing.whole(1, 1, '"', "c")
    scale = Scale(0, 10, 100, 0)
    assert (scale(-5), scale(5), scale(50)) == (100, 50, 0)
