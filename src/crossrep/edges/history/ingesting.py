"""Messages of homes into a history: one transaction a batch, by id, twice without harm."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from crossrep.edges.history.store import Store
from crossrep.edges.history.writing import Counted, put_events
from crossrep.errors import BadInputError
from crossrep.formats.payload_events import Heard, RefusedError, heard
from crossrep.records import Analysis, analysis_id

OTHERS = "its session or person cannot be: another person's session, or no opaque id"

Message = tuple[str, bytes]
"""Topic and payload."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of messages.

    Attributes:
        counted: rows that came, and rows that had been there.
        refused: how many were not stored, by reason.
    """

    counted: Counted = field(default_factory=Counted)
    refused: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(self.counted + other.counted, self.refused + other.refused)


def keep_messages(history: Store, messages: Iterable[Message]) -> Kept:
    """All of them, on the disk when this returns; what cannot be stored is counted and passed over.

    Raises:
        CrossRepError: the disk is full or fails; then none of them is stored.
    """
    kept, told = Kept(), []
    for topic, payload in messages:
        try:
            told.append(heard(topic, payload))
        except RefusedError as error:
            kept += Kept(refused=Counter([error.why.value]))
    with history.transaction():
        for own in _by_analysis(told):
            kept += _keep(history, own)
    return kept


def _by_analysis(told: Iterable[Heard]) -> list[list[Heard]]:
    groups: dict[tuple[str, str, str, str], list[Heard]] = {}
    for one in told:
        key = (one.person, one.session, one.engine, one.parameters)
        groups.setdefault(key, []).append(one)
    return list(groups.values())


def _keep(history: Store, own: Sequence[Heard]) -> Kept:
    """What is told of one session by one engine."""
    one = own[0]
    start_utc_ns = max(each.start_utc_ns for each in own)
    analysis = Analysis(
        analysis_id(one.session, one.engine, one.parameters),
        one.session,
        one.engine,
        one.parameters,
        source="mqtt",
        made_utc_ns=start_utc_ns or time.time_ns(),
    )
    try:
        events = [each.event for each in own]
        return Kept(put_events(history, one.person, analysis, events, start_utc_ns))
    except BadInputError:
        return Kept(refused=Counter({OTHERS: len(own)}))
