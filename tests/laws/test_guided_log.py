"""What the guide puts into the log is said at its place, replays, and never harms the rest."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_pause import with_commands
from wearers import events_of, small
from wearers import settings as session_settings

from crossrep.engine import Engine, restore, save
from crossrep.events import Answered, Event, Rep, SafetyFired, StepStarted
from crossrep.formats.recording import RecordingHeader, read_recording, write_recording
from crossrep.inputs import Command, CommandName, Input
from crossrep.movement.guidance import GUIDANCE

SET = {"kind": "set", "exercise": "biceps_curl", "arms": "trained", "set_n": 1, "sets": 2}


@pytest.fixture(scope="module")
def guided() -> list[Input]:
    return with_commands(
        list(small()),
        (0.01, CommandName.ANSWER, {"question": "pain", "value": 2}),
        (0.02, CommandName.STEP, SET | {"planned_reps": 4, "confirmed": 1, "revision": 3}),
        (0.9, CommandName.SAFETY, {"rule": "effort_high", "does": "leave_out", "measured": 9}),
        (0.91, CommandName.ANSWER, {"question": "effort"}),
    )


@pytest.fixture(scope="module")
def told(guided: list[Input]) -> list[Event]:
    return events_of(guided)


def test_each_is_said_once_with_what_was_given(told: list[Event]) -> None:
    said = [e for e in told if isinstance(e, StepStarted | Answered | SafetyFired)]
    assert [type(e) for e in said] == [Answered, StepStarted, SafetyFired, Answered]
    pain, step, fired, effort = said
    assert isinstance(pain, Answered)
    assert (pain.question, pain.value) == ("pain", 2.0)
    assert isinstance(step, StepStarted)
    assert (step.set_n, step.planned_reps, step.revision, step.confirmed) == (1, 4, 3, True)
    assert isinstance(fired, SafetyFired)
    assert (fired.rule, fired.measured, fired.limit) == ("effort_high", 9.0, None)
    assert isinstance(effort, Answered)
    assert effort.value is None, "not given is not zero"
    assert len({e.id for e in said}) == 4


def test_it_changes_no_measured_number(told: list[Event]) -> None:
    ours = (StepStarted, Answered, SafetyFired)
    assert [e for e in told if not isinstance(e, ours)] == events_of(small())
    assert [e.in_band for e in told if isinstance(e, Rep)] == [False] * 4, "too quick, as asked"


def test_it_replays_and_survives_being_saved(guided: list[Input], told: list[Event]) -> None:
    stream = io.BytesIO()
    write_recording(
        stream, RecordingHeader("law", 0, guided[0].t_host_ns, session_settings()), guided
    )
    stream.seek(0)
    recording = read_recording(stream)
    engine = Engine(recording.header.settings, block_s=5.0)
    said: list[Event] = [e for batch in recording.batches() for e in engine.feed_batch(batch)]
    assert said + engine.finish() == told
    at = int(0.5 * len(guided))
    first = Engine(session_settings())
    said = [e for item in guided[:at] for e in first.feed(item)]
    again = restore(json.loads(json.dumps(save(first), allow_nan=False)))
    said += [e for item in guided[at:] for e in again.feed(item)]
    assert said + again.finish() == told


ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.none())
FIELDS = (
    "kind", "exercise", "arms", "set_n", "sets", "planned_reps", "weight_kg", "planned_s",
    "question", "value", "side", "rule", "does", "measured", "limit", "revision", "confirmed",
)  # fmt: skip


@given(
    st.sampled_from((*GUIDANCE, CommandName.EXERCISE)),
    st.dictionaries(
        st.sampled_from((*FIELDS, "lowering_min_s", "lowering_max_s", "name")), ANYTHING
    ),
)
@settings(deadline=None, max_examples=60)
def test_whatever_a_log_holds_is_taken(name: CommandName, arguments: dict) -> None:
    engine = Engine(session_settings())
    engine.feed(Command(0, CommandName.START, {"session": "x", "utc_ns": 0}))
    said = engine.feed(Command(10**9, name, arguments))
    assert len(said) == (name in GUIDANCE)
    json.dumps([str(e) for e in said] + [save(engine)], allow_nan=False)
    assert engine.finish()


def test_the_lowering_that_is_asked_for_is_judged_from_its_place_in_the_log() -> None:
    name = session_settings().exercise
    wide = {"name": name, "lowering_min_s": 0.2, "lowering_max_s": 8.0}
    inputs = with_commands(list(small()), (0.01, CommandName.EXERCISE, wide))
    after = [e.in_band for e in events_of(inputs) if isinstance(e, Rep)]
    assert after == [True] * 4
