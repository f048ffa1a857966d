"""A pause and a new exercise are inputs: they replay, and nothing is lost to them."""

import io
import json

import pytest
from wearers import events_of, settings, small

from crossrep.engine import Engine, restore, save
from crossrep.events import Event, Rep, SessionPaused, SessionResumed, SetClosed
from crossrep.formats.recording import RecordingHeader, read_recording, write_recording
from crossrep.inputs import Command, CommandName, Input


def with_commands(
    inputs: list[Input], *at: tuple[float, CommandName, dict[str, str | int]]
) -> list[Input]:
    """Commands put in at shares of the log, in order."""
    out = list(inputs)
    for share, name, arguments in reversed(at):
        place = int(share * len(inputs))
        out.insert(place, Command(out[place].t_host_ns, name, arguments))
    return out


@pytest.fixture(scope="module")
def paused() -> list[Input]:
    return with_commands(
        list(small()),
        (0.5, CommandName.PAUSE, {}), (0.55, CommandName.PAUSE, {}),
        (0.6, CommandName.RESUME, {}), (0.65, CommandName.RESUME, {}),
        (0.7, CommandName.EXERCISE, {"name": "row", "planned_reps": 2}),
    )  # fmt: skip


def test_a_pause_is_said_once_closes_the_set_and_ends(paused: list[Input]) -> None:
    said = events_of(paused)
    begun = [e for e in said if isinstance(e, SessionPaused)]
    ended = [e for e in said if isinstance(e, SessionResumed)]
    assert [e.id for e in begun] == [e.id for e in ended]
    assert len(begun) == 1
    assert ended[0].t_s > begun[0].t_s
    before = said[: said.index(begun[0])]
    assert sum(isinstance(e, SetClosed) for e in before) == len(
        {e.set_n for e in before if isinstance(e, Rep)}
    )


def test_what_was_commanded_replays_however_lazily_it_is_looked_at(paused: list[Input]) -> None:
    stream = io.BytesIO()
    header = RecordingHeader("law", 0, paused[0].t_host_ns, settings())
    write_recording(stream, header, paused)
    stream.seek(0)
    recording = read_recording(stream)
    engine = Engine(recording.header.settings, block_s=5.0)
    said: list[Event] = []
    for batch in recording.batches():
        said += engine.feed_batch(batch)
    assert said + engine.finish() == events_of(paused)


def test_a_pause_survives_being_saved(paused: list[Input]) -> None:
    at = int(0.56 * len(paused))
    engine = Engine(settings())
    said = [event for item in paused[:at] for event in engine.feed(item)]
    again = restore(json.loads(json.dumps(save(engine), allow_nan=False)))
    said += [event for item in paused[at:] for event in again.feed(item)]
    assert said + again.finish() == events_of(paused)


def test_a_prescribed_count_counts_from_its_place_in_the_log() -> None:
    """Four planned: the set is over after them and five still seconds, else after sixty."""
    wish = {"name": settings().exercise, "planned_reps": 4}
    planned = with_commands(list(small()), (0.02, CommandName.EXERCISE, wish))
    for inputs, expected in ((small(), 0), (planned, 1)):
        engine = Engine(settings())
        said = [event for item in inputs for event in engine.feed(item)]
        assert sum(isinstance(event, SetClosed) for event in said) == expected


def test_no_repetition_counts_while_paused() -> None:
    """Four curls in a pause; that it ends at the last moment brings none of them back."""
    whole = [e for e in events_of(small()) if isinstance(e, Rep)]
    inputs = with_commands(
        list(small()), (0.0, CommandName.PAUSE, {}), (1 - 1e-9, CommandName.RESUME, {})
    )
    assert len(whole) == 4
    assert [e for e in events_of(inputs) if isinstance(e, Rep)] == []
    begun = [e.t_s for e in events_of(inputs) if isinstance(e, SessionPaused | SessionResumed)]
    assert len(begun) == 2
