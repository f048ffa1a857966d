"""Files made and read with care: never over another, never half, readable by their owner only."""

import errno
import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TextIO

from crossrep.errors import BadInputError

if sys.platform != "win32":
    import fcntl

OWNER_FILE = 0o600
OWNER_FOLDER = 0o700
_GZIP_MAGIC = b"\x1f\x8b"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def create(path: Path, wanted: Path | None = None) -> IO[bytes]:
    """A new empty file, and the folders it needs; ``wanted`` is its name for people.

    Raises:
        BadInputError: the name is taken, or nothing can be written there.
    """
    try:
        make_folders(path.parent)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        return os.fdopen(os.open(path, flags, OWNER_FILE), "wb")
    except FileExistsError as error:
        raise _taken(wanted or path) from error
    except OSError as error:
        raise cannot_write(wanted or path, error) from error


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name only when it is whole; until then it is ``NAME.part``.

    Raises:
        BadInputError: the name is taken, or nothing can be written there; no part stays.
    """
    if path.exists():
        raise _taken(path)
    part = path.with_name(f"{path.name}.part")
    with suppress(OSError):
        part.unlink()  # left by a crash
    stream = create(part, path)
    try:
        with stream:
            yield stream
            sync(stream)
        if path.exists():
            raise _taken(path)
        part.replace(path)
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        with suppress(OSError):
            part.unlink()


@contextmanager
def new_text(path: Path) -> Iterator[TextIO]:
    """`new_file` for text in UTF-8; compressed when the name ends in ``.gz``."""
    with new_file(path) as stream:
        text = io.StringIO(newline="")
        yield text
        data = text.getvalue().encode()
        stream.write(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def open_existing(path: Path) -> IO[bytes]:
    """A file to read.

    Raises:
        BadInputError: it is not there, or may not be read.
    """
    try:
        return path.open("rb")
    except OSError as error:
        raise _cannot_read(path, error) from error


def read_text(path: Path) -> str:
    """All text of a file, unpacked when it is a gzip file.

    Raises:
        BadInputError: it is not there, damaged, or not text.
    """
    try:
        data = path.read_bytes()
        if data.startswith(_GZIP_MAGIC):
            data = gzip.decompress(data)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path.name} is not a text file in UTF-8.") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BadInputError(f"{path.name} is a damaged or incomplete gzip file.") from error
    except OSError as error:
        raise _cannot_read(path, error) from error


def sync(stream: IO[bytes]) -> None:
    """All written bytes to the disk, so that a power cut leaves them.

    Raises:
        FileNotFoundError: the file has been deleted meanwhile.
    """
    stream.flush()
    os.fsync(stream.fileno())
    if os.fstat(stream.fileno()).st_nlink == 0:
        raise FileNotFoundError(errno.ENOENT, "it was deleted meanwhile")


def claim(stream: IO[bytes]) -> bool:
    """Whether nobody else is at work on this file; from now on we are, until it is closed."""
    if sys.platform == "win32":
        return True  # an open file cannot be replaced there anyway
    try:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks
    return True


def cannot_write(path: Path, error: OSError) -> BadInputError:
    """Why, in one sentence."""
    if error.errno in _FULL:
        return BadInputError(f"{path.name} cannot be written because the disk is full.")
    if error.errno in _FORBIDDEN:
        return BadInputError(
            f"{path.name} cannot be written because {path.parent} does not allow it; "
            "choose another folder."
        )
    return BadInputError(f"{path} cannot be written: {_words(error)}.")


def _cannot_read(path: Path, error: OSError) -> BadInputError:
    if isinstance(error, FileNotFoundError):
        return BadInputError(f"There is no file {path}.")
    if isinstance(error, IsADirectoryError):
        return BadInputError(f"{path} is a folder; name a file in it.")
    return BadInputError(f"{path} cannot be read: {_words(error)}.")


def _words(error: OSError) -> str:
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:]


def _taken(path: Path) -> BadInputError:
    return BadInputError(f"{path} exists already and is left as it is; choose another name.")


def make_folders(folder: Path) -> None:
    """Missing folders, each for the owner only (`Path.mkdir` would leave the outer ones open)."""
    for missing in reversed([f for f in (folder, *folder.parents) if not f.exists()]):
        missing.mkdir(OWNER_FOLDER, exist_ok=True)
