"""The page's own files, read once, packed once, and nothing else."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

MEDIA = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file.

    Attributes:
        media: its media type.
        data: as it is.
        packed: the same as gzip.
    """

    media: str
    data: bytes
    packed: bytes

    @classmethod
    def of(cls, media: str, data: bytes) -> "PageFile":
        """Pack it."""
        return cls(media, data, gzip.compress(data, 9, mtime=0))

    def answer(self, request: Request) -> Response:
        """The file, packed for whoever takes it so."""
        packs = "gzip" in request.headers.get("accept-encoding", "")
        headers = {"content-encoding": "gzip", "vary": "accept-encoding"} if packs else {}
        return Response(self.packed if packs else self.data, headers=headers, media_type=self.media)


def page_files() -> Mapping[str, PageFile]:
    """By path below ``/``; the page itself is the empty path."""
    root = files("crossrep.screen")
    found = {
        **{each.name: each for each in root.iterdir() if each.is_file()},
        **{f"words/{each.name}": each for each in (root / "words").iterdir()},
    }
    read = {
        name: PageFile.of(MEDIA[name.rpartition(".")[2]], each.read_bytes())
        for name, each in found.items()
        if name.rpartition(".")[2] in MEDIA
    }
    return {**read, "": read["index.html"]}
