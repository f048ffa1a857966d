"""What the screen draws of the weaker arm while it practises."""

import pytest

from crossrep.engine import Engine
from crossrep.inputs import Tick
from crossrep.settings import Arms, Settings
from crossrep.simulate import from_toml, simulate

SCRIPT = """
seed = 5
block = [
  {kind = "rest", duration_s = 24, also = [
    {kind = "own", at_s = 6, range_deg = 40, duration_s = 3, pause_s = 3, times = 3}]},
]
"""


@pytest.mark.parametrize("arms", [Arms.AFFECTED, Arms.TRAINED])
def test_it_rises_and_returns_with_the_arm_and_only_in_practice(arms: Arms) -> None:
    engine = Engine(Settings(arms=arms), 0.05)
    seen: list[tuple[float, float, str]] = []
    for item in simulate(from_toml(SCRIPT)).inputs:
        engine.feed(item)
        if isinstance(item, Tick):
            now = engine.snapshot()
            seen.append((now.t_s, now.affected.excursion_deg, now.affected.phase))
    if arms is Arms.TRAINED:
        assert {(deg, phase) for _, deg, phase in seen} == {(0.0, "unknown")}
        return
    assert max(deg for t_s, deg, _ in seen if 3 < t_s < 6) < 3
    assert 30 < max(deg for t_s, deg, _ in seen if 6 < t_s < 9.5) < 50
    assert max(deg for t_s, deg, _ in seen if 10 < t_s < 11.5) < 8
    going = [phase for t_s, _, phase in seen if 6 < t_s < 9.5]
    assert going.index("lifting") < going.index("lowering")
