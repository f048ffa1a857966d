"""What the engine says about samples or about a simulated session, as the card needs it."""

from collections.abc import Iterable
from dataclasses import dataclass

from crossrep.engine import Engine
from crossrep.events import (
    Confidence,
    Event,
    FaultEnded,
    FaultKind,
    FaultStarted,
    Rep,
    RepWithdrawn,
)
from crossrep.formats.samples_csv import SampleColumns, inputs_from_columns
from crossrep.formats.samples_scale import scale_problems
from crossrep.inputs import Input, Role, Side
from crossrep.settings import Settings


@dataclass(frozen=True)
class Said:
    """Repetitions that stand at the end, by time, and the faults of the trained arm.

    Attributes:
        reps: without the withdrawn ones.
        faults: kind, begin and end (s) of each; the end is infinite where none was said.
    """

    reps: tuple[Rep, ...]
    faults: tuple[tuple[FaultKind, float, float], ...]

    @property
    def low(self) -> int:
        """Repetitions whose durations are not to be trusted."""
        return sum(rep.confidence is Confidence.LOW for rep in self.reps)

    def has(self, kind: FaultKind) -> bool:
        """Was this fault said?"""
        return any(fault[0] is kind for fault in self.faults)


def said_of(columns: SampleColumns, exercise: str = "unknown") -> Said:
    """One limb's samples, as ``crossrep analyze`` takes them: wrong units are a fault."""
    if scale_problems(columns):
        return Said((), ((FaultKind.SCALE, 0.0, float("inf")),))
    return said_about(inputs_from_columns({Side.RIGHT: columns}), Settings(exercise=exercise))


def said_about(inputs: Iterable[Input], settings: Settings) -> Said:
    """The engine on a log."""
    engine = Engine(settings, block_s=5.0)
    events = [event for item in inputs for event in engine.feed(item)]
    return summed(events + engine.finish())


def summed(events: list[Event]) -> Said:
    """What stands at the end."""
    gone = {e.id for e in events if isinstance(e, RepWithdrawn)}
    reps = [e for e in events if isinstance(e, Rep) and e.id not in gone]
    begun = {
        e.id: (e.kind, e.start_s, float("inf"))
        for e in events
        if isinstance(e, FaultStarted) and e.role is Role.TRAINED
    }
    ended = {
        e.id: (e.kind, e.start_s, e.end_s)
        for e in events
        if isinstance(e, FaultEnded) and e.role is Role.TRAINED
    }
    return Said(tuple(sorted(reps, key=lambda r: r.top_s)), tuple((begun | ended).values()))
