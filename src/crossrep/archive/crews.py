"""Who does the work: one process, several, or a dask cluster. The result is the same.

Each gives (URL, table) in the order the work is finished. Only so many recordings are in hand
at once, so that memory does not grow with the archive.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import get_context

import pyarrow as pa

from crossrep.archive.analyse import Asked, analyse
from crossrep.archive.rows import error_table

Done = tuple[str, pa.Table]
Crew = Callable[[Iterable[str], Asked], Iterator[Done]]

IN_HAND = 2
"""Recordings given out a worker: one it works on, one that waits."""
DIED = "The process that worked on it died; run `crossrep analyze` on this file alone."


def serial(urls: Iterable[str], wishes: Asked) -> Iterator[Done]:
    """One after the other, here."""
    for url in urls:
        yield url, analyse(url, wishes)


def processes(workers: int) -> Crew:
    """Several processes of this computer; one that dies is replaced, its work done again."""

    def crew(urls: Iterable[str], wishes: Asked) -> Iterator[Done]:
        left = iter(urls)
        while True:
            in_hand: dict[Future[pa.Table], str] = {}
            try:
                yield from _pool(left, wishes, workers, in_hand)
            except BrokenProcessPool:
                for url in in_hand.values():
                    yield url, _alone(url, wishes)
            else:
                return

    return crew


def _pool(
    left: Iterator[str], wishes: Asked, workers: int, in_hand: dict[Future[pa.Table], str]
) -> Iterator[Done]:
    """One pool until the work is done or a process dies; what was in hand then stays there."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        while True:
            for url in islice(left, IN_HAND * workers - len(in_hand)):
                in_hand[_given(pool, url, wishes)] = url
            if not in_hand:
                return
            for future in wait(in_hand, return_when=FIRST_COMPLETED).done:
                table = future.result()
                yield in_hand.pop(future), table


def _given(pool: ProcessPoolExecutor, url: str, wishes: Asked) -> Future[pa.Table]:
    """Give out; a pool that is already broken takes the work in as broken, not as lost."""
    try:
        return pool.submit(analyse, url, wishes)
    except BrokenProcessPool as error:
        broken: Future[pa.Table] = Future()
        broken.set_exception(error)
        return broken


def _alone(url: str, wishes: Asked) -> pa.Table:
    """Once more, in a process of its own: only a recording that kills again is to blame."""
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            return pool.submit(analyse, url, wishes).result()
    except BrokenProcessPool:
        return error_table(url, "", DIED)
