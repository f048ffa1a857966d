"""Where recordings lie: any place that fsspec opens."""

import hashlib
from dataclasses import dataclass

import fsspec

from crossrep.errors import BadInputError

ENDING = ".mcap"


@dataclass(frozen=True, slots=True)
class Place:
    """One recording.

    Attributes:
        url: opens it, from any machine that sees the place.
        fingerprint: changes when the file does, as far as the place can tell without reading it.
    """

    url: str
    fingerprint: str

    @property
    def key(self) -> str:
        """A name for files about this recording."""
        return hashlib.sha256(self.url.encode()).hexdigest()[:24]


def recordings_at(urls: list[str]) -> list[Place]:
    """The recordings named, and those in the folders named, each once, in order of their URLs.

    Raises:
        BadInputError: a place does not exist, cannot be opened, or holds no recording.
    """
    found: dict[str, Place] = {}
    for url in urls:
        here = _at(url)
        if not here:
            raise BadInputError(f"{url} holds no recordings (files ending in {ENDING}).")
        found |= {place.url: place for place in here}
    return [found[url] for url in sorted(found)]


def _at(url: str) -> list[Place]:
    try:
        files, path = fsspec.url_to_fs(url)
        if not files.exists(path):
            raise BadInputError(f"There is nothing at {url}.")
        names = files.find(path) if files.isdir(path) else [path]
        named = not files.isdir(path)
        return [_place(files, n) for n in names if named or n.endswith(ENDING)]
    except (OSError, ValueError, ImportError) as error:
        raise BadInputError(f"{url} cannot be opened: {error}.") from error


def _place(files: fsspec.AbstractFileSystem, name: str) -> Place:
    return Place(files.unstrip_protocol(name), str(files.ukey(name))[:16])
