"""Reading a recording, whole or cut anywhere: what is given out is always a true prefix."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import IO

import zstandard
from mcap.data_stream import ReadDataStream
from mcap.exceptions import McapError
from mcap.opcode import Opcode
from mcap.records import Channel, Chunk, DataEnd, Message, Metadata
from mcap.stream_reader import breakup_chunk
from mcap.writer import MCAP0_MAGIC

from crossrep.batch import InputBatch
from crossrep.errors import RecordingError
from crossrep.formats.batch_bytes import ENCODING, decode_batch
from crossrep.formats.recording_header import (
    DAMAGED_HEAD,
    METADATA_NAME,
    RecordingHeader,
    from_metadata,
)
from crossrep.formats.recording_write import RecordingWriter

MAGIC: bytes = MCAP0_MAGIC
"""First and last bytes of a recording that was closed."""

LARGEST_RECORD = 64 * 2**20
"""No batch is nearly as large: a length beyond it is damage, not data."""

_FRAME = struct.Struct("<BQ")
_FOREIGN = "This is not a recording made by CrossRep; `crossrep import` reads samples as CSV."
_EMPTY_CUT = "This recording was cut before its first second; nothing in it can be read."
_UNREADABLE = (
    McapError,
    RecordingError,
    zstandard.ZstdError,
    struct.error,
    ValueError,
    OverflowError,
    MemoryError,
)


@dataclass(frozen=True, slots=True)
class Damage:
    """Where reading ended before the recording did.

    Attributes:
        torn: the file just ends too early, as after a crash; otherwise bytes in it are wrong.
        at_byte: end of the part that can be read.
        dropped_bytes: what follows it.
        reason: in words.
    """

    torn: bool
    at_byte: int
    dropped_bytes: int
    reason: str


@dataclass(frozen=True, slots=True)
class RecoveryReport:
    """What `recover` could keep."""

    batches: int
    inputs: int
    span_s: float
    damage: Damage | None


class Recording:
    """A recording being read, once, from the front.

    Attributes:
        header: what the recording says about itself.
        damage: ``None`` so far; final when `batches` is exhausted.
    """

    def __init__(self, header: RecordingHeader, frames: "_Frames") -> None:
        self.header = header
        self.damage: Damage | None = None
        self._frames = frames
        self._expected = 0
        self._channels: set[int] = set()
        self._zstd = zstandard.ZstdDecompressor()

    @property
    def cut(self) -> bool:
        """The recording was not read to its proper end."""
        return self.damage is not None

    def batches(self) -> Iterator[InputBatch]:
        """The inputs in the order the engine took them, up to the end or the first damage."""
        try:
            while (record := self._frames.next()) is not None:
                if isinstance(record, Chunk):
                    yield from self._unpacked(record)
            self._frames.check_end()
        except _TornError as error:
            self.damage = self._frames.damage(str(error), torn=True)
        except _UNREADABLE as error:
            self.damage = self._frames.damage(str(error), torn=False)

    def _unpacked(self, chunk: Chunk) -> list[InputBatch]:
        """The chunk's batches, all or none."""
        batches = []
        for record in breakup_chunk(self._decompressed(chunk), validate_crc=True):
            if isinstance(record, Channel) and record.message_encoding == ENCODING:
                self._channels.add(record.id)
            elif isinstance(record, Message) and record.channel_id in self._channels:
                self._count(record.sequence)
                batches.append(decode_batch(record.data))
        return batches

    def _decompressed(self, chunk: Chunk) -> Chunk:
        """Checked first: damaged sizes must not ask for all the memory there is."""
        size = chunk.uncompressed_size
        if chunk.compression != "zstd" or size > LARGEST_RECORD:
            raise RecordingError("a chunk is damaged")
        if zstandard.frame_content_size(chunk.data) != size:
            raise RecordingError("a chunk is damaged")
        data = self._zstd.decompress(chunk.data, max_output_size=size)
        return replace(chunk, compression="", data=data)

    def _count(self, sequence: int) -> None:
        """A batch lost in the middle would make two moments neighbours; it ends the reading."""
        if sequence != self._expected:
            raise RecordingError(f"batch {self._expected} is missing")
        self._expected += 1


def read_recording(stream: IO[bytes]) -> Recording:
    """Open a recording in a binary stream, positioned at its first byte.

    Raises:
        RecordingError: empty, foreign, from a newer version, or without a readable beginning.
    """
    frames = _Frames(stream)
    magic = frames.take(len(MAGIC))
    if not magic:
        raise RecordingError("This recording is empty.")
    if not MAGIC.startswith(magic):
        raise RecordingError(_FOREIGN)
    try:
        record = frames.next()
    except _TornError as error:
        raise RecordingError(_EMPTY_CUT) from error
    except _UNREADABLE as error:
        raise RecordingError(DAMAGED_HEAD) from error
    if not isinstance(record, Metadata) or record.name != METADATA_NAME:
        raise RecordingError(_FOREIGN)
    return Recording(from_metadata(record.metadata), frames)


def recover(stream_in: IO[bytes], stream_out: IO[bytes]) -> RecoveryReport:
    """Copy what can be read into a recording that is whole.

    Raises:
        RecordingError: as `read_recording`.
    """
    recording = read_recording(stream_in)
    writer = RecordingWriter(stream_out, recording.header)
    batches = inputs = first_ns = last_ns = 0
    for batch in recording.batches():
        writer.write(batch)
        first_ns = first_ns if batches else int(batch.t_host_ns[0])
        last_ns = int(batch.t_host_ns[-1])
        batches += 1
        inputs += len(batch)
    writer.finish()
    return RecoveryReport(batches, inputs, (last_ns - first_ns) / 1e9, recording.damage)


class _TornError(Exception):
    """The stream ended inside a record, or before the recording's end."""


class _Frames:
    """The container's records with their place, read with the library's own record readers.

    The library's stream reader believes every length it reads and cannot say where it stopped.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._taken = 0
        self._whole = 0
        self._crc = 0

    def take(self, size: int) -> bytes:
        """The next bytes, fewer at the end of the stream."""
        parts = []
        while size > 0 and (part := self._stream.read(size)):
            parts.append(part)
            size -= len(part)
        data = b"".join(parts)
        self._taken += len(data)
        self._crc = zlib.crc32(data, self._crc)
        return data

    def next(self) -> Chunk | Metadata | None:
        """The next record that matters here, ``None`` at the end of the data."""
        while True:
            self._whole = self._taken
            crc = self._crc
            opcode, body = self._frame()
            if opcode == Opcode.DATA_END:
                _check_crc(body, crc)
                return None
            if opcode in (Opcode.CHUNK, Opcode.METADATA):
                kind = Chunk if opcode == Opcode.CHUNK else Metadata
                record: Chunk | Metadata = kind.read(_stream(body))
                return record

    def check_end(self) -> None:
        """After the data: an index, and the magic of a file that was closed."""
        self._whole = self._taken
        rest = b""
        while part := self.take(2**16):
            rest = (rest + part)[-len(MAGIC) :]
        if rest != MAGIC:
            self._whole = self._taken
            raise _TornError("the index at the end is incomplete")

    def damage(self, reason: str, *, torn: bool) -> Damage:
        """The end of reading; looks how much is left."""
        while self.take(2**16):
            pass
        return Damage(torn, self._whole, self._taken - self._whole, reason)

    def _frame(self) -> tuple[int, bytes]:
        head = self.take(_FRAME.size)
        if len(head) < _FRAME.size:
            raise _TornError("the file ends too early")
        opcode, size = _FRAME.unpack(head)
        if opcode == 0 or size > LARGEST_RECORD:
            raise RecordingError("a record is damaged")
        body = self.take(size)
        if len(body) < size:
            raise _TornError("the file ends too early")
        return opcode, body


def _check_crc(body: bytes, crc: int) -> None:
    """Zero means "not computed" to the container; tools that rewrite files leave it so."""
    expected = DataEnd.read(_stream(body)).data_section_crc
    if len(body) != 4 or expected not in (0, crc):
        raise RecordingError("the checksum of the data does not match")


def _stream(body: bytes) -> ReadDataStream:
    return ReadDataStream(BytesIO(body))
