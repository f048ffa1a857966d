"""Writing a recording: an MCAP file of chunks, each complete in the stream after its batch."""

from collections.abc import Iterable, Iterator
from typing import IO

from mcap.writer import LIBRARY_IDENTIFIER, CompressionType, IndexType, Writer

from crossrep.batch import InputBatch
from crossrep.formats.batch_bytes import ENCODING, LAYOUT, encode_batch
from crossrep.formats.recording_header import METADATA_NAME, RecordingHeader, to_metadata
from crossrep.inputs import Input, LinkChange, LinkState

TOPIC = "crossrep/inputs"
DEVICE_METADATA_NAME = "crossrep.device"
BATCH_NS = 1_000_000_000
"""A batch spans at most one second: what a crash may cost."""
BATCH_INPUTS = 10_000


class RecordingWriter:
    """Writes one recording into a binary stream that is empty, and stays the caller's to close."""

    def __init__(self, stream: IO[bytes], header: RecordingHeader) -> None:
        self._header = header
        self._batches = 0
        self._writer = _writer(stream)
        self._writer.start("crossrep", f"crossrep/{header.crossrep_version} {LIBRARY_IDENTIFIER}")
        self._writer.add_metadata(METADATA_NAME, to_metadata(header))
        schema = self._writer.register_schema("crossrep.InputBatch", "text/plain", LAYOUT.encode())
        self._channel = self._writer.register_channel(TOPIC, ENCODING, schema)
        self._writer.flush()  # type: ignore[no-untyped-call]

    def write(self, batch: InputBatch) -> None:
        """Add inputs; when this returns, the stream holds them whole."""
        if not len(batch):
            return
        for item in batch.others:
            if isinstance(item, LinkChange) and item.state is LinkState.CONNECTED:
                self._writer.add_metadata(DEVICE_METADATA_NAME, _device(item))
        first_ns, last_ns = int(batch.t_host_ns[0]), int(batch.t_host_ns[-1])
        self._writer.add_message(
            self._channel,
            log_time=self._header.utc_ns(last_ns),
            publish_time=self._header.utc_ns(first_ns),
            data=encode_batch(batch),
            sequence=self._batches,
        )
        self._batches += 1
        self._writer.flush()  # type: ignore[no-untyped-call]

    def finish(self) -> None:
        """Add the index; nothing may be written after it."""
        self._writer.finish()  # type: ignore[no-untyped-call]


def write_recording(stream: IO[bytes], header: RecordingHeader, inputs: Iterable[Input]) -> None:
    """A whole recording at once."""
    writer = RecordingWriter(stream, header)
    for batch in batches_of(inputs):
        writer.write(batch)
    writer.finish()


def batches_of(inputs: Iterable[Input], span_ns: int = BATCH_NS) -> Iterator[InputBatch]:
    """Consecutive inputs in batches shorter than ``span_ns``."""
    held: list[Input] = []
    for item in inputs:
        if held and (item.t_host_ns - held[0].t_host_ns >= span_ns or len(held) >= BATCH_INPUTS):
            yield InputBatch.of(held)
            held = []
        held.append(item)
    if held:
        yield InputBatch.of(held)


def _writer(stream: IO[bytes]) -> Writer:
    """One index entry a message would outweigh small messages; the chunk index suffices."""
    return Writer(
        stream,
        compression=CompressionType.ZSTD,
        index_types=IndexType.CHUNK | IndexType.METADATA | IndexType.ATTACHMENT,
        enable_data_crcs=True,
    )


def _device(link: LinkChange) -> dict[str, str]:
    return {
        "side": str(link.side),
        "driver": link.driver,
        "device": link.device,
        "rate_hz": str(link.rate_hz),
        "t_host_ns": str(link.t_host_ns),
    }
