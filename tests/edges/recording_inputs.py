"""Inputs to record: any the types allow, and a plain minute of two wrists."""

import io
from collections.abc import Iterable

import numpy as np
from hypothesis import strategies as st

from crossrep.formats.recording import RecordingHeader, read_recording, write_recording
from crossrep.inputs import (
    Command,
    CommandName,
    Input,
    LinkChange,
    LinkState,
    Notification,
    Side,
    Tick,
)
from crossrep.settings import Settings

HEADER = RecordingHeader("a1b2c3", 1_790_000_000_000_000_000, 5_000_000_000, Settings())

times = st.integers(-(2**63), 2**63 - 1)
sides = st.sampled_from(Side)
names = st.sampled_from(["ffe4", "samples", "", "é"])
payloads = st.one_of(st.binary(max_size=40), st.binary(min_size=20, max_size=20))
numbers = st.one_of(st.integers(), st.floats(allow_nan=False))
arguments = st.dictionaries(st.text(max_size=8), st.one_of(st.text(max_size=8), numbers))

notifications = st.builds(Notification, sides, times, names, payloads)
link_changes = st.builds(
    LinkChange,
    sides,
    times,
    st.sampled_from(LinkState),
    st.text(max_size=8),
    st.text(max_size=8),
    st.floats(allow_nan=False),
)
commands = st.builds(Command, times, st.sampled_from(CommandName), arguments)
any_inputs = st.lists(st.one_of(notifications, link_changes, st.builds(Tick, times), commands))


def two_wrists(seconds: int, rate_hz: int = 20) -> list[Input]:
    """A start, two links, then notifications of two wrists and ten ticks a second."""
    draw = np.random.default_rng(7)
    start: list[Input] = [Command(0, CommandName.START, {"session": "a1b2c3", "utc_ns": 17})]
    start += [
        LinkChange(side, 1, LinkState.CONNECTED, "witmotion", "WT901 v2", 20.0) for side in Side
    ]
    rest: list[Input] = [Tick(n * 100_000_000) for n in range(seconds * 10)]
    for side in Side:
        for n in range(seconds * rate_hz):
            t_host_ns = n * 1_000_000_000 // rate_hz + int(draw.integers(3_000_000))
            rest.append(Notification(side, t_host_ns, "ffe4", draw.bytes(20)))
    return start + sorted(rest, key=lambda item: item.t_host_ns)


def recorded(inputs: Iterable[Input]) -> bytes:
    stream = io.BytesIO()
    write_recording(stream, HEADER, inputs)
    return stream.getvalue()


def read_back(data: bytes) -> tuple[list[Input], bool]:
    """The inputs of a recording, and whether it was cut."""
    recording = read_recording(io.BytesIO(data))
    inputs = [item for batch in recording.batches() for item in batch.inputs()]
    return inputs, recording.cut
