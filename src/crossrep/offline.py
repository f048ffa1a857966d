"""A whole log through a new engine, where nobody watches: analysis of what was recorded."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from crossrep.batch import InputBatch
from crossrep.engine import Engine
from crossrep.events import Event
from crossrep.inputs import Side
from crossrep.settings import Arms, Settings

BLOCK_S = 20.0
"""How lazily the engine may work where nobody watches: as much as both arms are followed at once
(`crossrep.movement.session.PIECE`); longer is hardly faster."""


def events_of(batches: Iterable[InputBatch], settings: Settings) -> Iterator[Event]:
    """What the engine says about a whole log."""
    engine = Engine(settings, block_s=BLOCK_S)
    for batch in batches:
        yield from engine.feed_batch(batch)
    yield from engine.finish()


def asked(
    was: Settings,
    exercise: str | None = None,
    trained: Side | None = None,
    arms: Arms | None = None,
) -> Settings:
    """The settings a recording was made with, but for what somebody asks for instead."""
    return replace(
        was,
        exercise=exercise or was.exercise,
        trained=trained or was.trained,
        arms=arms or was.arms,
    )
