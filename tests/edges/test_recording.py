"""A recording gives back what went in: whole, or a true prefix, or one clear sentence."""

import io
import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mcap.reader import make_reader
from mcap.writer import Writer
from recording_inputs import HEADER, any_inputs, read_back, recorded, two_wrists

from crossrep.batch import InputBatch
from crossrep.errors import RecordingError
from crossrep.formats.batch_bytes import ENCODING, LAYOUT, decode_batch, encode_batch
from crossrep.formats.recording import (
    RecordingWriter,
    batches_of,
    read_recording,
    recover,
)
from crossrep.formats.recording_header import to_metadata
from crossrep.inputs import Input, Notification, Side, Tick

SMALL = two_wrists(3, rate_hz=4)
SMALL_BYTES = recorded(SMALL)
FIVE_BATCHES = recorded(two_wrists(5))


@given(any_inputs)
def test_any_inputs_come_back_from_the_bytes_of_a_batch(inputs: list[Input]) -> None:
    assert list(decode_batch(encode_batch(InputBatch.of(inputs))).inputs()) == inputs


@given(any_inputs)
def test_any_inputs_come_back_from_a_recording(inputs: list[Input]) -> None:
    assert read_back(recorded(inputs)) == (inputs, False)


def test_header_comes_back() -> None:
    assert read_recording(io.BytesIO(SMALL_BYTES)).header == HEADER


def test_columns_have_the_types_of_a_batch() -> None:
    fresh, read = InputBatch.of(SMALL), decode_batch(encode_batch(InputBatch.of(SMALL)))
    for name in ("kind", "side", "t_host_ns", "characteristic", "length"):
        assert getattr(read, name).dtype == getattr(fresh, name).dtype
        np.testing.assert_array_equal(getattr(read, name), getattr(fresh, name))


def test_batches_are_shorter_than_a_second_and_lose_nothing() -> None:
    inputs = two_wrists(4)
    batches = list(batches_of(inputs))
    assert all(np.ptp(batch.t_host_ns) < 10**9 for batch in batches)
    assert [item for batch in batches for item in batch.inputs()] == inputs


def test_the_stream_holds_each_batch_whole_as_soon_as_it_is_written() -> None:
    stream = io.BytesIO()
    writer = RecordingWriter(stream, HEADER)
    written = 0
    for batch in batches_of(SMALL):
        writer.write(batch)
        written += len(batch)
        assert read_back(stream.getvalue()) == (SMALL[:written], True)


def test_cut_anywhere_it_reads_up_to_the_cut() -> None:
    lengths = [len_read(SMALL_BYTES[:size]) for size in range(len(SMALL_BYTES))]
    assert lengths == sorted(lengths)
    assert lengths[0] == -1
    assert lengths[-1] == len(SMALL)


def len_read(data: bytes) -> int:
    """Inputs read from a cut recording, -1 when it is refused."""
    try:
        inputs, cut = read_back(data)
    except RecordingError:
        return -1
    assert cut
    assert inputs == SMALL[: len(inputs)]
    return len(inputs)


@given(st.integers(0, len(SMALL_BYTES) - 1), st.integers(1, 255))
def test_a_flipped_byte_is_noticed_or_harmless(at: int, flip: int) -> None:
    data = bytearray(SMALL_BYTES)
    data[at] ^= flip
    try:
        inputs, cut = read_back(bytes(data))
    except RecordingError:
        return
    assert inputs == SMALL[: len(inputs)]
    assert cut or inputs == SMALL


@given(st.binary(max_size=200), st.integers(0, len(SMALL_BYTES)), st.integers(0, 200))
def test_a_damaged_stretch_never_raises_anything_else(junk: bytes, at: int, gone: int) -> None:
    data = SMALL_BYTES[:at] + junk + SMALL_BYTES[at + gone :]
    try:
        inputs, _ = read_back(data)
    except RecordingError:
        return
    assert inputs == SMALL[: len(inputs)]


@given(st.binary())
def test_random_bytes_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(RecordingError, match=r"empty|not a recording|cut before"):
        read_back(data)


@given(st.binary())
def test_random_bytes_as_a_batch_are_refused(data: bytes) -> None:
    with pytest.raises(RecordingError):
        decode_batch(data)


@pytest.mark.parametrize(
    "tail",
    [
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"characteristics": ["a"], "others": [{"name": "start"}]}',
        b'{"characteristics": ["a"], "others": [1]}',
        b'{"characteristics": [], "others": []}',
    ],
)
def test_a_batch_with_foreign_json_is_refused(tail: bytes) -> None:
    data = encode_batch(InputBatch.of([Notification(Side.LEFT, 5, "a", b"abc")]))
    tail_bytes = struct.unpack_from("<I", data, 8)[0]
    forged = bytearray(data[:-tail_bytes] + tail)
    struct.pack_into("<I", forged, 8, len(tail))
    with pytest.raises(RecordingError):
        decode_batch(bytes(forged))


@pytest.mark.parametrize("at", range(24, 24 + 14))
def test_a_batch_whose_columns_contradict_each_other_is_refused(at: int) -> None:
    """Kinds, sides, characteristics and lengths of two inputs; times may be any."""
    inputs = [Tick(1), Notification(Side.LEFT, 5, "a", b"abc")]
    data = bytearray(encode_batch(InputBatch.of(inputs)))
    data[at] ^= 0xF0
    with pytest.raises(RecordingError):
        decode_batch(bytes(data))


def test_a_missing_batch_ends_the_reading() -> None:
    stream = io.BytesIO()
    writer = RecordingWriter(stream, HEADER)
    edges = []
    for batch in batches_of(SMALL):
        writer.write(batch)
        edges.append(len(stream.getvalue()))
    without_second = stream.getvalue()[: edges[0]] + stream.getvalue()[edges[1] :]
    recording = read_recording(io.BytesIO(without_second))
    assert len(list(recording.batches())) == 1
    assert recording.damage is not None
    assert not recording.damage.torn


def mcap_of(metadata: dict[str, str] | None) -> bytes:
    stream = io.BytesIO()
    writer = Writer(stream)
    writer.start()
    if metadata is not None:
        writer.add_metadata("crossrep.recording", metadata)
    writer.finish()
    return stream.getvalue()


def test_a_newer_version_says_to_update() -> None:
    newer = {**to_metadata(HEADER), "format_version": "2", "crossrep_version": "9.0"}
    with pytest.raises(
        RecordingError, match=r"newer version of CrossRep \(9\.0\); update CrossRep"
    ):
        read_recording(io.BytesIO(mcap_of(newer)))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This recording is empty"),
        (b"t_s,ax,ay,az\n", "not a recording made by CrossRep"),
        (mcap_of(None), "not a recording made by CrossRep"),
        (mcap_of({}), "beginning of this recording is damaged"),
        (
            mcap_of({**to_metadata(HEADER), "session": "x"}),
            "beginning of this recording is damaged",
        ),
        (SMALL_BYTES[:60], "cut before its first second"),
    ],
)
def test_what_is_no_recording_gets_one_clear_sentence(data: bytes, words: str) -> None:
    with pytest.raises(RecordingError, match=words):
        read_recording(io.BytesIO(data))


def test_recover_makes_a_whole_recording_of_a_cut_one() -> None:
    out = io.BytesIO()
    cut = SMALL_BYTES[: int(len(SMALL_BYTES) * 0.6)]
    report = recover(io.BytesIO(cut), out)
    inputs, still_cut = read_back(out.getvalue())
    assert not still_cut
    assert inputs == SMALL[: report.inputs]
    assert report.damage is not None
    assert report.damage.torn
    assert report.damage.at_byte + report.damage.dropped_bytes == len(cut)


def test_a_stranger_can_read_it_with_a_stock_reader() -> None:
    reader = make_reader(io.BytesIO(FIVE_BATCHES))
    schema, channel, message = next(iter(reader.iter_messages()))
    assert schema is not None
    assert (schema.encoding, schema.data.decode()) == ("text/plain", LAYOUT)
    assert channel.message_encoding == ENCODING
    assert message.publish_time == HEADER.utc_ns(0)
    notes = {record.name: record.metadata for record in reader.iter_metadata()}
    assert notes["crossrep.device"]["device"] == "WT901 v2"
    assert json.loads(notes["crossrep.recording"]["settings"])["trained"] == "right"


def test_recovered_by_a_stock_tool_without_checksums_it_is_still_whole() -> None:
    data = bytearray(SMALL_BYTES)
    end = data.rindex(struct.pack("<BQ", 0x0F, 4))
    data[end + 9 : end + 13] = bytes(4)
    assert read_back(bytes(data)) == (SMALL, False)
