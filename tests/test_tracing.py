"""The trace of a set shows what was measured, and is the same however the log was cut."""

from pathlib import Path

import numpy as np
import pytest

from crossrep.edges.recording_files import open_recording
from crossrep.engine import Engine
from crossrep.errors import BadInputError
from crossrep.events import Event, Rep, RepWithdrawn
from crossrep.tracing import TRACE_HZ, SetTrace, Tracer, trace_from_bytes

RECORDINGS = Path(__file__).parents[1] / "recordings"


def traced(name: str, block_s: float) -> tuple[list[SetTrace], list[Event]]:
    tracer, traces, events = Tracer(), [], []
    with open_recording(RECORDINGS / f"{name}.mcap") as recording:
        engine = Engine(recording.header.settings, block_s=block_s)
        for batch in recording.batches():
            said = engine.feed_batch(batch)
            events += said
            traces += tracer.look(engine, said)
    said = engine.finish()
    return [*traces, *tracer.look(engine, said)], [*events, *said]


@pytest.mark.parametrize("name", ["clean_curls", "turning_palms", "loss_and_reconnect"])
def test_each_repetition_stands_as_high_in_the_trace_as_its_range(name):
    (trace,), events = traced(name, 5.0)
    gone = {event.id for event in events if isinstance(event, RepWithdrawn)}
    reps = [event for event in events if isinstance(event, Rep) and event.id not in gone]
    for rep in reps:
        a, b = (round((t - trace.first_s) * TRACE_HZ) for t in (rep.start_s, rep.end_s))
        part = trace.trained[a : b + 1]
        assert np.nanmax(part) - part[0] == pytest.approx(rep.range_deg, abs=8)


def test_the_trace_is_the_same_however_lazily_the_engine_works():
    often, seldom = (traced("mirror_movement", block_s)[0] for block_s in (0.1, 5.0))
    assert [one.to_bytes() for one in often] == [one.to_bytes() for one in seldom]


def test_bytes_give_the_trace_back_to_a_tenth():
    (trace,), _ = traced("clean_curls", 5.0)
    back = trace_from_bytes(trace.session, trace.set_n, trace.to_bytes())
    assert back.first_s == trace.first_s
    for name in ("trained", "affected_deg_s"):
        np.testing.assert_allclose(getattr(back, name), getattr(trace, name), atol=0.0501)


def test_what_was_not_observed_stays_unobserved():
    hole = np.array([1.0, np.nan, 3.0])
    back = trace_from_bytes("s", 1, SetTrace("s", 1, 0.0, hole, hole).to_bytes())
    np.testing.assert_array_equal(np.isnan(back.trained), [False, True, False])


@pytest.mark.parametrize(
    "damage", [b"", b"no trace", SetTrace("s", 1, 0.0, *2 * (np.ones(9),)).to_bytes()[:-6]]
)
def test_damaged_bytes_are_refused_in_a_sentence(damage):
    with pytest.raises(BadInputError, match="damaged"):
        trace_from_bytes("s", 1, damage)
