"""Where results go: a Parquet file a recording, in a folder a run, at any place fsspec opens."""

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
from fsspec.implementations.local import LocalFileSystem

from crossrep.archive.places import Place
from crossrep.archive.rows import SCHEMA
from crossrep.errors import BadInputError

RUN = "settings="
_FAILED = "error"


class Store:
    """Results of one run, by recording; what is there is whole."""

    def __init__(self, out: str, digest: str) -> None:
        """Open the place, and make it where it is not.

        Raises:
            BadInputError: it cannot be opened or written to.
        """
        try:
            self._files, root = fsspec.url_to_fs(out)
            self._folder = f"{root}/{RUN}{digest}"
            self._files.makedirs(self._folder, exist_ok=True)
        except (OSError, ValueError, ImportError) as error:
            raise BadInputError(f"{out} cannot be written to: {error}.") from error

    def finished(self, places: list[Place]) -> set[str]:
        """URLs of those whose rows are there; what gave an error is tried again."""
        there = {str(name).rsplit("/", 1)[-1] for name in self._parts("*")}
        return {place.url for place in places if _name(place) in there}

    def put(self, place: Place, table: pa.Table, *, failed: bool) -> None:
        """Keep the rows of a recording, in place of earlier ones; whole or not at all."""
        name = f"{self._folder}/{place.key}-{_FAILED}.parquet" if failed else self._path(place)
        part = f"{name}.part" if isinstance(self._files, LocalFileSystem) else name
        with self._files.open(part, "wb") as stream:  # elsewhere an object appears when complete
            pq.write_table(table, stream)
        if part != name:
            self._files.mv(part, name)
        for old in self._parts(f"{place.key}-*"):
            if old != name:
                self._files.rm(old)

    def _path(self, place: Place) -> str:
        return f"{self._folder}/{_name(place)}"

    def _parts(self, pattern: str) -> list[str]:
        self._files.invalidate_cache()
        return [str(name) for name in self._files.glob(f"{self._folder}/{pattern}.parquet")]


def run_at(url: str) -> pa.Table:
    """All rows of a run, by recording: of a results folder, or of one run in it.

    Raises:
        BadInputError: there is none, or there are several to choose from.
    """
    try:
        files, root = fsspec.url_to_fs(url)
        runs = files.glob(f"{root}/{RUN}*") or [root]
        if len(runs) > 1:
            named = ", ".join(run.rsplit("/", 1)[-1] for run in sorted(runs))
            raise BadInputError(f"{url} holds several runs; name one of them: {named}.")
        names = sorted(files.glob(f"{runs[0]}/*.parquet"))
        tables = [_read(files, name) for name in names]
    except (OSError, ValueError, ImportError, pa.ArrowException) as error:
        raise BadInputError(f"{url} cannot be read: {error}.") from error
    if not tables:
        raise BadInputError(f"{url} holds no results of `crossrep archive analyze`.")
    return pa.concat_tables(sorted(tables, key=lambda table: str(table["recording"][0])))


def _read(files: fsspec.AbstractFileSystem, name: str) -> pa.Table:
    with files.open(name, "rb") as stream:
        table = pq.read_table(stream)
    if not table.schema.equals(SCHEMA):
        raise BadInputError(f"{name} is of another version of CrossRep; run the analysis again.")
    return table


def _name(place: Place) -> str:
    return f"{place.key}-{place.fingerprint}.parquet"
