"""Laws 2 to 4: replay, save and continue; never revise; everything that counts is in the log."""

import dataclasses
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wearers import events_of, settings, small

from crossrep.engine import Engine, restore, save
from crossrep.errors import BadInputError
from crossrep.formats.recording import RecordingHeader, read_recording, write_recording
from crossrep.inputs import Side
from crossrep.offline import BLOCK_S
from crossrep.settings import Arms, Settings, digest, from_json, to_json


@pytest.mark.parametrize("frame", ["with_clock", "plain"])
def test_a_recording_of_a_live_session_says_the_same(frame: str):
    inputs = small(frame=frame)
    stream = io.BytesIO()
    header = RecordingHeader("law", 0, inputs[0].t_host_ns, settings())
    write_recording(stream, header, inputs)
    stream.seek(0)
    recording = read_recording(stream)
    engine = Engine(recording.header.settings, block_s=5.0)
    said = [event for batch in recording.batches() for event in engine.feed_batch(batch)]
    assert said + engine.finish() == events_of(inputs)


def test_a_repetition_lost_in_a_hole_is_looked_at_more_often_and_teaches_once():
    path = Path(__file__).parents[2] / "recordings" / "loss_and_reconnect.mcap"
    with path.open("rb") as stream:
        recording = read_recording(stream)
        batches = list(recording.batches())
    often, seldom = (Engine(recording.header.settings, block_s) for block_s in (0.1, BLOCK_S))
    said = [event for batch in batches for item in batch.inputs() for event in often.feed(item)]
    told = [event for batch in batches for event in seldom.feed_batch(batch)]
    assert said + often.finish() == told + seldom.finish()


@given(share=st.floats(0.0, 1.0))
@hypothesis_settings(max_examples=5, deadline=None)
def test_saved_printed_restored_it_continues(share: float):
    inputs = small()
    at = int(share * len(inputs))
    engine = Engine(settings())
    said = [event for item in inputs[:at] for event in engine.feed(item)]
    text = json.dumps(save(engine), allow_nan=False)
    continued = restore(json.loads(text))
    said += [event for item in inputs[at:] for event in continued.feed(item)]
    assert said + continued.finish() == events_of(inputs)


def test_saving_does_not_disturb():
    inputs = small()
    engine = Engine(settings())
    said = []
    for i, item in enumerate(inputs):
        said += engine.feed(item)
        if i % 500 == 0:
            save(engine)
    assert said + engine.finish() == events_of(inputs)


@pytest.mark.parametrize("state", [None, [], {}, {"object": "os:system"}, {"special": "VQF"}, "x"])
def test_a_foreign_state_is_refused_in_words(state: object):
    with pytest.raises(BadInputError):
        restore(state)


@pytest.mark.parametrize("frame", ["with_clock", "plain"])
@given(share=st.floats(0.0, 1.0), block_s=st.sampled_from([0.0, 0.1, 3.0]))
@hypothesis_settings(max_examples=5, deadline=None)
def test_what_was_said_of_a_prefix_stays(frame: str, share: float, block_s: float):
    inputs = small(frame=frame)
    engine = Engine(settings(), block_s)
    prefix = [event for item in inputs[: int(share * len(inputs))] for event in engine.feed(item)]
    assert events_of(inputs)[: len(prefix)] == prefix


def test_every_setting_changes_the_digest():
    base = Settings()
    others = [
        dataclasses.replace(base, trained=Side.LEFT),
        dataclasses.replace(base, exercise="row"),
        dataclasses.replace(base, planned_reps=10),
        dataclasses.replace(base, arms=Arms.BOTH),
        dataclasses.replace(base, lowering_band_s=(1.0, 2.5)),
    ]
    assert len(others) == len(dataclasses.fields(Settings))
    assert len({digest(s) for s in [base, *others]}) == len(others) + 1
    assert [from_json(to_json(s)) for s in others] == others
