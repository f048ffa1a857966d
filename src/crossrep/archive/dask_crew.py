"""The same work on dask.distributed: workers may die, come and go."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import Any

import dask
import pyarrow as pa
from distributed import Client, Future, LocalCluster, as_completed
from distributed.scheduler import KilledWorker

from crossrep import __version__
from crossrep.archive.analyse import Asked, analyse
from crossrep.archive.crews import DIED, IN_HAND, Crew, Done
from crossrep.archive.rows import error_table
from crossrep.errors import BadInputError

LOCAL = "local"
PATIENCE_S = 10
QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "500ms",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.worker.memory.monitor-interval": "1s",
}
"""For work in pieces of seconds dask looks after itself far too often: every 10 to 100 ms in each
process, a tenth of the work's own time. And it keeps an hour of what its workers called, a
megabyte a recording: no worker would stay small."""


def dask_crew(address: str, workers: int) -> Crew:
    """A cluster that exists, by address; or one of this computer, for ``local``."""

    def crew(urls: Iterable[str], wishes: Asked) -> Iterator[Done]:
        with ExitStack() as stack:
            client = _client(address, workers, stack)
            _same_version(client)
            yield from _work(client, iter(urls), wishes)

    return crew


def _client(address: str, workers: int, stack: ExitStack) -> Client:
    if address == LOCAL:
        stack.enter_context(dask.config.set(QUIET))  # until the end: a new worker is told as well
        cluster = LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # no port that is taken
        )
        return stack.enter_context(Client(stack.enter_context(cluster)))
    try:
        return stack.enter_context(Client(address, timeout=PATIENCE_S))
    except (OSError, ValueError, TimeoutError) as error:
        raise BadInputError(f"No dask scheduler answers at {address}.") from error


def _same_version(client: Client) -> None:
    """Numbers of two engines must not stand in one table."""
    client.wait_for_workers(1, timeout=PATIENCE_S)
    versions: dict[str, Any] = client.run(_version)
    other = sorted({str(v) for v in versions.values()} - {__version__})
    if other:
        raise BadInputError(
            f"The workers have CrossRep {', '.join(other)}, this is {__version__}; "
            "install the same version on all."
        )


def _version() -> str:
    return __version__


def _work(client: Client, left: Iterator[str], wishes: Asked) -> Iterator[Done]:
    """Give out more whenever something comes back, as many as there are workers just now."""
    going = as_completed()
    by_key: dict[str, str] = {}
    _give(client, going, by_key, left, wishes)
    for future in going:
        url = by_key.pop(future.key)
        yield url, _result(future, url)
        future.release()
        _give(client, going, by_key, left, wishes)


def _give(
    client: Client,
    going: as_completed,
    by_key: dict[str, str],
    left: Iterator[str],
    wishes: Asked,
) -> None:
    room = IN_HAND * max(1, len(client.nthreads())) - len(by_key)
    for url in islice(left, max(0, room)):
        future = client.submit(analyse, url, wishes, pure=False)
        by_key[future.key] = url
        going.add(future)


def _result(future: Future, url: str) -> pa.Table:
    try:
        return future.result()
    except KilledWorker:
        return error_table(url, "", DIED)
