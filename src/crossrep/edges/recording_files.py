"""Recordings on disk: opened for reading, and repaired when a crash cut them."""

import logging
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from crossrep.edges.files import claim, create, new_file, open_existing, sync
from crossrep.errors import BadInputError, RecordingError
from crossrep.formats.recording import (
    MAGIC,
    Damage,
    Recording,
    RecordingHeader,
    RecordingWriter,
    RecoveryReport,
    read_recording,
    recover,
)

logger = logging.getLogger(__name__)

SUFFIX = ".mcap"
TORN_TAIL_BYTES = 2**20
"""More than this behind the damage is no torn last second; it is not thrown away unasked."""


def must_name_recording(path: Path) -> None:
    """Every command knows a recording by its name.

    Raises:
        BadInputError: it ends otherwise.
    """
    if path.suffix != SUFFIX:
        raise BadInputError(f"{path} is no name for a recording: it must end in {SUFFIX}.")


@contextmanager
def open_recording(path: Path) -> Iterator[Recording]:
    """A recording to read; one cut by a crash is repaired first, where that is possible.

    Otherwise what can be read is read, and the log says so. A recording that is being written
    at this moment is read as far as it has come.

    Raises:
        RecordingError: nothing of it can be read.
        BadInputError: no such file.
    """
    with open_existing(path) as stream:
        if _is_cut(stream):
            _repair_unasked(path, stream)
    with open_existing(path) as stream:
        recording = _read(path, stream)
        yield recording
    if recording.damage is not None:
        logger.warning("%s was read up to byte %d: %s", path.name, *_where(recording.damage))


def recover_recording(path: Path) -> RecoveryReport:
    """Make a damaged recording whole as far as it can be read; a sound one stays untouched.

    Where more than a torn last second is left out, the original stays beside it as
    ``NAME.damaged``.

    Raises:
        RecordingError: nothing of it can be read, or it is being written at this moment.
        BadInputError: no such file, or the folder cannot be written to.
    """
    with open_existing(path) as stream:
        if not claim(stream):
            raise RecordingError(f"{path.name} is still being written; end that session first.")
        _read(path, stream)
        stream.seek(0)
        copy = _name_beside(path, ".repaired")
        with new_file(copy) as out:
            report = recover(stream, out)
    if report.damage is None:
        copy.unlink()
        return report
    if not _only_torn(report.damage):
        kept = path.rename(_name_beside(path, ".damaged"))
        logger.warning("%s was damaged in the middle; it is kept as %s", path.name, kept.name)
    copy.replace(path)
    return report


@contextmanager
def new_recording(path: Path, header: RecordingHeader) -> Iterator[RecordingWriter]:
    """A recording written at one go, which appears under its name only when it is whole."""
    with new_file(path) as stream:
        writer = RecordingWriter(stream, header)
        yield writer
        writer.finish()


def _repair_unasked(path: Path, stream: IO[bytes]) -> None:
    if not claim(stream):
        logger.warning("%s is still being written; it is read as far as it has come", path.name)
        return
    copy = _name_beside(path, ".repaired")
    try:
        with create(copy) as out:
            report = recover(stream, out)
            sync(out)
        if report.damage is not None and _only_torn(report.damage):
            copy.chmod(stat.S_IMODE(path.stat().st_mode))
            copy.replace(path)
            logger.warning("%s was cut by a crash and has been repaired", path.name)
    except RecordingError:
        return  # reading it will say why
    except (OSError, BadInputError) as error:
        logger.warning("%s was cut by a crash and could not be repaired: %s", path.name, error)
    finally:
        with suppress(OSError):
            copy.unlink()


def _read(path: Path, stream: IO[bytes]) -> Recording:
    try:
        return read_recording(stream)
    except RecordingError as error:
        raise RecordingError(f"{path.name}: {error}") from error


def _is_cut(stream: IO[bytes]) -> bool:
    """A recording without the end of one; leaves the stream at its start."""
    begins = stream.read(len(MAGIC)) == MAGIC
    size = stream.seek(0, 2)
    stream.seek(max(0, size - len(MAGIC)))
    ends = stream.read() == MAGIC and size > len(MAGIC)
    stream.seek(0)
    return begins and not ends


def _only_torn(damage: Damage) -> bool:
    return damage.torn and damage.dropped_bytes <= TORN_TAIL_BYTES


def _where(damage: Damage) -> tuple[int, str]:
    return damage.at_byte, damage.reason


def _name_beside(path: Path, ending: str) -> Path:
    """A free name in the same folder."""
    free = path.with_name(path.name + ending)
    n = 2
    while free.exists():
        free = path.with_name(f"{path.name}{ending}{n}")
        n += 1
    return free
