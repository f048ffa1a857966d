"""A wrist that was away for a minute comes back in mid-movement: what is lifting, what lowering?"""

import pytest

from crossrep.events import Rep
from crossrep.inputs import Notification, Side
from crossrep.simulate import from_toml
from laws.wearers import events_of, inputs_of

LONG_SET = """
seed = 5
[sensor]
rate_hz = 50
frame = "with_clock"
[[block]]
kind = "rest"
duration_s = 4
[[block]]
kind = "set"
reps = 24
range_deg = 100
lifting_s = 1
hold_s = 0.4
lowering_s = 3
rest_s = 0.6
[[block]]
kind = "rest"
duration_s = 8
"""
AWAY_S = 66.0


@pytest.mark.parametrize("begins_s", [20.0, 21.2, 22.4, 23.6])
def test_lifting_and_lowering_stay_what_they_are(begins_s):
    """Whatever half of a repetition it left and came back in, with the set before given up."""
    inputs = inputs_of(from_toml(LONG_SET))
    ends_s = begins_s + AWAY_S
    start_ns = inputs[0].t_host_ns
    seen = [
        item
        for item in inputs
        if not (isinstance(item, Notification) and item.side is Side.RIGHT)
        or not begins_s <= (item.t_host_ns - start_ns) * 1e-9 < ends_s
    ]
    later = [e for e in events_of(seen) if isinstance(e, Rep) and e.start_s > ends_s - 5]
    assert len(later) >= 4
    assert all(rep.lowering_s > 2 for rep in later if rep.confidence == "high")
    assert sum(rep.lowering_s > 2 for rep in later) >= len(later) - 1
