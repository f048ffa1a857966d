"""Recordings: the log of the engine's inputs, in the order the engine took them, as MCAP.

A batch of up to one second of inputs is one message of one chunk; `batch_bytes.LAYOUT` describes
it in words and stands in every file. Streams in, streams out: opening files is for the edges.
"""

from crossrep.formats.recording_header import FORMAT_VERSION, RecordingHeader
from crossrep.formats.recording_read import (
    MAGIC,
    Damage,
    Recording,
    RecoveryReport,
    read_recording,
    recover,
)
from crossrep.formats.recording_write import RecordingWriter, batches_of, write_recording

__all__ = [
    "FORMAT_VERSION",
    "MAGIC",
    "Damage",
    "Recording",
    "RecordingHeader",
    "RecordingWriter",
    "RecoveryReport",
    "batches_of",
    "read_recording",
    "recover",
    "write_recording",
]
