"""Small sessions the laws are tried on, and the ways of feeding them."""

from collections.abc import Iterable
from functools import cache
from itertools import pairwise

import numpy as np

from crossrep.batch import InputBatch
from crossrep.drivers.witmotion import WitMotion
from crossrep.engine import Engine
from crossrep.events import Event, Rep
from crossrep.formats.samples_csv import SampleColumns, inputs_from_columns
from crossrep.inputs import Input, Notification, Side
from crossrep.samples import Chunk
from crossrep.settings import Settings
from crossrep.simulate import Script, from_toml, simulate

LAZY_S = 1.0
"""How long inputs wait in the engine unless a test says otherwise; test_cut: it changes nothing."""
SMALL = """
seed = {seed}
trained = "{trained}"
[sensor]
grade = "typical"
rate_hz = 50
frame = "{frame}"
{strap}
[radio]
loss_percent = {loss}
battery_every_s = 7
[[block]]
kind = "rest"
duration_s = 4
[[block]]
kind = "set"
reps = 4
range_deg = 90
lifting_s = 1
hold_s = 0.5
lowering_s = 2
rest_s = 0.8
[[block]]
kind = "rest"
duration_s = 7
also = [{{ kind = "own", at_s = 2, range_deg = 14, duration_s = 2, times = 1 }}]
{events}
"""


@cache
def small(
    *,
    seed: int = 3,
    trained: str = "right",
    frame: str = "with_clock",
    strap: str = "",
    loss: float = 0.0,
    events: str = "",
) -> tuple[Input, ...]:
    """Four curls, then one movement of the affected arm; two wrists, about 28 s."""
    text = SMALL.format(**locals())
    return tuple(simulate(from_toml(text)).inputs)


@cache
def inputs_of(script: Script) -> tuple[Input, ...]:
    """The inputs of any script."""
    return tuple(simulate(script).inputs)


def settings(trained: str = "right") -> Settings:
    """Settings for that trained side."""
    return Settings(trained=Side(trained))


def events_of(
    inputs: Iterable[Input], trained: str = "right", block_s: float = LAZY_S
) -> list[Event]:
    """Everything the engine says of these inputs, the end included."""
    kept = _said.get((id(inputs), trained, block_s))
    if kept is None:
        engine = Engine(settings(trained), block_s)
        said = [event for item in inputs for event in engine.feed(item)]
        kept = inputs, said + engine.finish()
        if isinstance(inputs, tuple):  # of a cached function: asked for again and again
            _said[id(inputs), trained, block_s] = kept
    return list(kept[1])


_said: dict[tuple[int, str, float], tuple[Iterable[Input], list[Event]]] = {}


def events_of_batches(inputs: tuple[Input, ...], sizes: list[int]) -> list[Event]:
    """The same through batches of these sizes (the last size goes on to the end)."""
    engine = Engine(settings())
    said: list[Event] = []
    at = 0
    for size in [*sizes, len(inputs)]:
        part = inputs[at : at + size]
        at += size
        if part:
            said += engine.feed_batch(InputBatch.of(part))
    return said + engine.finish()


def recut(inputs: Iterable[Input], rng: np.random.Generator) -> list[Input]:
    """Every notification in pieces, each with the stamp of the whole."""
    out: list[Input] = []
    for item in inputs:
        if not isinstance(item, Notification):
            out.append(item)
            continue
        cuts = np.sort(rng.integers(0, len(item.payload) + 1, rng.integers(0, 4)))
        edges = [0, *cuts.tolist(), len(item.payload)]
        for a, b in pairwise(edges):
            piece = item.payload[a:b]
            out.append(Notification(item.side, item.t_host_ns, item.characteristic, piece))
    return out


def glued(inputs: Iterable[Input]) -> list[Input]:
    """Neighbouring notifications of one wrist as one, with the stamp of the last."""
    out: list[Input] = []
    for item in inputs:
        last = out[-1] if out else None
        if (
            isinstance(item, Notification)
            and isinstance(last, Notification)
            and last.side == item.side
        ):
            whole = last.payload + item.payload
            out[-1] = Notification(item.side, item.t_host_ns, item.characteristic, whole)
        else:
            out.append(item)
    return out


def reps_of(events: Iterable[Event]) -> list[Rep]:
    """The repetitions among the events."""
    return [event for event in events if isinstance(event, Rep)]


def samples_of(script: Script) -> np.ndarray:
    """(n, 6) decoded acceleration and rate of the trained wrist."""
    payloads = [
        item.payload
        for item in inputs_of(script)
        if isinstance(item, Notification) and item.side is Side.RIGHT
    ]
    ends = np.cumsum([len(p) for p in payloads])
    samples = WitMotion().decode(Chunk(b"".join(payloads), ends, ends, ends))
    return np.concatenate([samples.acc_ms2, samples.gyr_rads], axis=1)


def events_of_rows(rows: np.ndarray, block_s: float = LAZY_S) -> list[Event]:
    """What the engine says of imported rows `t_s, ax, ay, az, gx, gy, gz` of the trained arm."""
    columns = SampleColumns(rows[:, 0], rows[:, 1:4], rows[:, 4:7])
    return events_of(inputs_from_columns({Side.RIGHT: columns}), block_s=block_s)
