"""A slice of the week at home (benchmarks/home_week.py has all of it)."""

from pathlib import Path

import pytest

from virtual_ble.week import FAMILIES, live, troubles_of

START_S, RETURN_S = 3.0, 3.0
"""Until both are connected, and until one is found again: not recorded, though there is contact."""


@pytest.mark.parametrize("number", [21, 23])
@pytest.mark.slow
def test_nothing_is_lost_that_was_there_and_nothing_is_counted_that_was_not(
    number: int, tmp_path: Path
) -> None:
    lived = live(number, 5.0, tmp_path)
    assert lived.troubles >= 3
    assert lived.contact_s - lived.recorded_s < 2 * START_S + RETURN_S * lived.troubles
    assert lived.judged >= 10
    assert (lived.missed, lived.invented) == (0, 0)
    assert lived.same


def test_every_family_and_every_kind_of_trouble_is_in_the_week() -> None:
    drawn = [trouble for number in range(40) for trouble in troubles_of(number, 1200.0)]
    assert {trouble.kind for trouble in drawn} == {"body", "away", "long", "hang_up", "switch"}
    assert len(FAMILIES) == 4
