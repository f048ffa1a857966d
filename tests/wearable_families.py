"""Which families of wearables a test goes through before each commit; the rest is `slow`."""

from collections.abc import Iterable
from typing import Any

import pytest

from crossrep.drivers.profile import Profile

AT_ONCE = ("witmotion", "own", "polar_sense")
"""Frames in a stream, packets with a count and a clock, packets of half a second."""


def each_family(profiles: Iterable[Profile]) -> list[Any]:
    """Parameters of a test of whole sessions, one a family."""
    return [
        pytest.param(
            profile, id=profile.driver, marks=[pytest.mark.slow] * (profile.driver not in AT_ONCE)
        )
        for profile in profiles
    ]
