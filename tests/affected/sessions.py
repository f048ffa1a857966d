"""Small sessions of two simulated wrists, fed as samples: no radio, so they are quick."""

from collections.abc import Iterable
from typing import Any

from crossrep.engine import Engine
from crossrep.events import Bout, Event, SessionEnded, SetCoupled
from crossrep.formats.samples_csv import SampleColumns, inputs_from_columns
from crossrep.inputs import Command, CommandName, Role, Side
from crossrep.settings import Settings
from crossrep.simulate import Script, from_values
from crossrep.simulate.device import side_of, stream_of
from crossrep.simulate.person import plan_of

OTHER = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
REST = {"kind": "rest", "duration_s": 6}
KNOCK = {"kind": "rest", "duration_s": 9, "also": [{"kind": "knock", "at_s": 5, "times": 3}]}


def script(*blocks: dict[str, Any], seed: int = 1, **parts: Any) -> Script:
    """Blocks between two rests."""
    values = {"seed": seed, "exercise": "biceps_curl", "block": [*blocks]}
    return from_values({**values, **parts})


def resting(*also: dict[str, Any], duration_s: float = 30.0) -> dict[str, Any]:
    return {"kind": "rest", "duration_s": duration_s, "also": list(also)}


def curls(*also: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A set of ten curls of 110 degrees."""
    usual = {"kind": "set", "reps": 10, "range_deg": 110, "lifting_s": 1.2, "lowering_s": 2.5}
    return {**usual, **more, "also": list(also)}


def columns_of(wearer: Script, late_s: float = 0.0) -> dict[Side, SampleColumns]:
    """What both units measure; the affected one's clock is ``late_s`` behind."""
    plan, found = plan_of(wearer), {}
    for role in Role:
        sent, by_s = stream_of(plan, role), late_s if role is Role.AFFECTED else 0.0
        felt = sent.reading
        found[side_of(wearer, role)] = SampleColumns(sent.t_s + by_s, felt.acc_ms2, felt.gyr_rads)
    return found


def said_of(
    columns: dict[Side, SampleColumns],
    trained: Side = Side.RIGHT,
    block_s: float = 5.0,
    mark_s: float | None = None,
) -> list[Event]:
    """Everything the engine says of two files; a mark named `knock` where it is asked for."""
    engine = Engine(Settings(trained=trained), block_s)
    inputs = inputs_from_columns(columns)
    if mark_s is not None:
        mark = Command(int(mark_s * 1e9), CommandName.MARK, {"label": "knock"})
        inputs = sorted([*inputs, mark], key=lambda item: item.t_host_ns)
    said = [event for item in inputs for event in engine.feed(item)]
    return said + engine.finish()


def events_of(wearer: Script, late_s: float = 0.0, **more: Any) -> list[Event]:
    """Everything the engine says of a simulated session."""
    return said_of(columns_of(wearer, late_s), wearer.trained, **more)


def bouts_of(events: Iterable[Event]) -> list[Bout]:
    return [event for event in events if isinstance(event, Bout)]


def coupled_of(events: Iterable[Event]) -> list[SetCoupled]:
    return [event for event in events if isinstance(event, SetCoupled)]


def ended_of(events: list[Event]) -> SessionEnded:
    last = events[-1]
    assert isinstance(last, SessionEnded)
    return last


def kinds_of(events: Iterable[Event]) -> list[str]:
    return [bout.kind.value for bout in bouts_of(events)]
