"""An archive from recordings to one table: what is finished is kept, what is left is done."""

from collections.abc import Callable
from dataclasses import dataclass

from crossrep.archive.analyse import Asked, run_digest
from crossrep.archive.crews import Crew
from crossrep.archive.places import Place
from crossrep.archive.rows import CUT, ERROR
from crossrep.archive.store import Store

Told = Callable[[int, int], None]
"""Called with how many recordings are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the recordings.

    Attributes:
        analysed: done now.
        kept: done by an earlier run with the same settings and engine, the file unchanged.
        cut: of those done now, how many ended in a damage.
        errors: of those done now, how many gave nothing.
    """

    analysed: int
    kept: int
    cut: int
    errors: int


def analyse_all(places: list[Place], wishes: Asked, out: str, crew: Crew, told: Told) -> Outcome:
    """All recordings into the store at ``out``; may be broken off and run again at any moment.

    Raises:
        BadInputError: the place for the results cannot be used, or the cluster not be reached.
    """
    store = Store(out, run_digest(wishes))
    there = store.finished(places)
    left = {place.url: place for place in places if place.url not in there}
    states: list[str] = []
    told(len(there), len(places))
    for url, table in crew(left, wishes) if left else ():
        state = str(table["status"][0])
        store.put(left[url], table, failed=state == ERROR)
        states.append(state)
        told(len(there) + len(states), len(places))
    return Outcome(len(states), len(there), states.count(CUT), states.count(ERROR))
