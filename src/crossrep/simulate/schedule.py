"""The script laid out in time: every block, every repetition, every turning point."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from crossrep.simulate.chance import stream
from crossrep.simulate.motion import Move, Path
from crossrep.simulate.script import Block, Habits, Script, Set

SLIP_AT, SLIP_TO = (0.55, 0.7), (0.6, 0.5)
"""Shares of the lifting time and of its range between which a lift slips back."""


@dataclass(frozen=True, slots=True)
class TimedStop:
    """A standstill inside a lowering, at this share of the way back."""

    start_s: float
    end_s: float
    share: float


@dataclass(frozen=True, slots=True)
class TimedRep:
    """One repetition with its commanded turning points; half-open, session time."""

    set_n: int
    n: int
    partial: bool
    rest_s: float
    start_s: float
    top_s: float
    lowering_start_s: float
    lowering_end_s: float
    range_deg: float
    moves: tuple[Move, ...]
    stops: tuple[TimedStop, ...]


@dataclass(frozen=True, slots=True)
class TimedBlock:
    """A block and its place in the session; ``set_n`` and ``reps`` only for a set."""

    block: Block
    start_s: float
    end_s: float
    set_n: int = 0
    reps: tuple[TimedRep, ...] = ()
    brought: tuple[Move, ...] = ()
    put_down: tuple[Move, ...] = ()

    def excursion_deg(self) -> Path:
        """The commanded excursion of the trained arm in this block."""
        reps = tuple(move for rep in self.reps for move in rep.moves)
        return Path((*self.brought, *reps, *self.put_down))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One repetition as it was drawn: the script's numbers with this repetition's variation."""

    lifting_s: float
    hold_s: float
    lowering_s: float
    rest_s: float
    range_deg: float


@dataclass(frozen=True, slots=True)
class _Way:
    """How one repetition goes: shapes, a slip on the way up, stops (share, s) on the way down."""

    lifting_shape: str
    lowering_shape: str
    slips: bool
    stops: tuple[tuple[float, float], ...]


def schedule(script: Script) -> tuple[TimedBlock, ...]:
    """All blocks, one after the other from 0."""
    at_s, sets, timed = 0.0, 0, []
    for block in script.block:
        if isinstance(block, Set):
            sets += 1
            timed.append(_timed_set(script.seed, block, at_s, sets))
        else:
            timed.append(TimedBlock(block, at_s, at_s + block.duration_s))
        at_s = timed[-1].end_s
    return tuple(timed)


def _timed_set(seed: int, block: Set, start_s: float, set_n: int) -> TimedBlock:
    chance, whims = stream(seed, f"set {set_n}"), stream(seed, f"habits {set_n}")
    habits = block.habits or Habits()
    brought = _brought(habits, start_s)
    at_s = brought[-1].end_s + habits.wait_s if brought else start_s
    origin_deg, reps = habits.start_deg, []
    for n in range(1, block.reps + 1):
        wanted = _tired(
            _varied(block, chance, rest=n > 1), habits, (n - 1) / max(block.reps - 1, 1)
        )
        way = _way(block, habits, whims)
        rep_s = at_s + wanted.rest_s
        reps.append(_timed_rep(block, wanted, way, rep_s, origin_deg, number=(set_n, n)))
        at_s, origin_deg = reps[-1].lowering_end_s, reps[-1].moves[-1].goal
    down = _put_down(habits, at_s)
    end_s = down[-1].end_s if down else at_s
    return TimedBlock(block, start_s, end_s, set_n, tuple(reps), brought, down)


def _brought(habits: Habits, at_s: float) -> tuple[Move, ...]:
    """From the rest posture to where the repetitions begin."""
    if not habits.start_deg:
        return ()
    return (Move(at_s, at_s + habits.bring_s, 0.0, habits.start_deg),)


def _put_down(habits: Habits, at_s: float) -> tuple[Move, ...]:
    if not habits.start_deg:
        return ()
    from_s = at_s + habits.wait_s
    return (Move(from_s, from_s + habits.put_down_s, habits.start_deg, 0.0),)


def _varied(block: Set, chance: np.random.Generator, *, rest: bool) -> _Wanted:
    spread = block.variability_percent / 100
    lifting, hold, lowering, pause, size = 1 + spread * np.clip(chance.normal(size=5), -2.5, 2.5)
    return _Wanted(
        float(block.lifting_s * lifting),
        float(block.hold_s * hold),
        float(block.lowering_s * lowering),
        float(block.rest_s * pause) if rest else 0.0,
        float(block.range_deg * size),
    )


def _tired(wanted: _Wanted, habits: Habits, done: float) -> _Wanted:
    """The same repetition when this share of the set is done: smaller, slower, longer rests."""
    tired = done * habits.fatigue_percent / 100
    slower = 1 + tired
    return _Wanted(
        wanted.lifting_s * slower,
        wanted.hold_s,
        wanted.lowering_s * slower,
        wanted.rest_s * slower,
        wanted.range_deg * (1 - tired),
    )


def _way(block: Set, habits: Habits, whims: np.random.Generator) -> _Way:
    """Shapes, slips and stops of one repetition."""
    slips, hesitates = 100 * whims.uniform(size=2) < (habits.slip_percent, habits.hesitate_percent)
    share, longer = float(whims.uniform(0.2, 0.8)), float(whims.uniform(0.5, 1.5))
    stops = {stop.share: stop.duration_s for stop in block.stops}
    if hesitates:
        stops[share] = longer * habits.hesitation_s
    shapes = (habits.lifting_shape or block.shape, habits.lowering_shape or block.shape)
    return _Way(*shapes, bool(slips), tuple(sorted(stops.items())))


def _timed_rep(
    block: Set,
    wanted: _Wanted,
    way: _Way,
    start_s: float,
    origin_deg: float,
    *,
    number: tuple[int, int],
) -> TimedRep:
    partial = number[1] in block.partial
    base_deg = block.habits.start_deg if block.habits else 0.0
    rise_deg = wanted.range_deg * (block.partial_lifted if partial else 1.0)
    top_deg = base_deg + rise_deg
    goal_deg = base_deg + (rise_deg * (1 - block.partial_returned) if partial else 0.0)
    top_s = start_s + wanted.lifting_s
    from_deg = top_deg - block.hold_sag_deg
    lowering_start_s = top_s + wanted.hold_s
    lowering, stops = _lowering(way, lowering_start_s, wanted.lowering_s, (from_deg, goal_deg))
    moves = _lifting(way, (start_s, top_s), (origin_deg, top_deg))
    if block.hold_sag_deg:
        moves.append(Move(top_s, lowering_start_s, top_deg, from_deg))
    moves += lowering
    times = (start_s, top_s, lowering_start_s, lowering[-1].end_s)
    size_deg = top_deg - origin_deg
    return TimedRep(*number, partial, wanted.rest_s, *times, size_deg, tuple(moves), stops)


def _lifting(
    way: _Way, times_s: tuple[float, float], levels_deg: tuple[float, float]
) -> list[Move]:
    """The way up; where it slips, up, a little back, and on."""
    if not way.slips:
        return [Move(*times_s, *levels_deg, way.lifting_shape)]
    (start_s, top_s), (low_deg, top_deg) = times_s, levels_deg
    knots_s = [start_s + share * (top_s - start_s) for share in (0.0, *SLIP_AT, 1.0)]
    knots_deg = [low_deg + share * (top_deg - low_deg) for share in (0.0, *SLIP_TO, 1.0)]
    return [
        Move(*times, *levels, way.lifting_shape)
        for times, levels in zip(pairwise(knots_s), pairwise(knots_deg), strict=True)
    ]


def _lowering(
    way: _Way, start_s: float, moving_s: float, levels_deg: tuple[float, float]
) -> tuple[list[Move], tuple[TimedStop, ...]]:
    """The way down in pieces between the stops; the stops come on top of the moving time."""
    top_deg, goal_deg = levels_deg
    shares = [0.0, *(share for share, _ in way.stops), 1.0]
    waits_s = [*(wait_s for _, wait_s in way.stops), 0.0]
    moves, stops, at_s = [], [], start_s
    for first, last, wait_s in zip(shares[:-1], shares[1:], waits_s, strict=True):
        origin, goal = (top_deg + (goal_deg - top_deg) * share for share in (first, last))
        end_s = at_s + moving_s * (last - first)
        moves.append(Move(at_s, end_s, origin, goal, way.lowering_shape))
        at_s = end_s + wait_s
        if wait_s:
            stops.append(TimedStop(end_s, at_s, last))
    return moves, tuple(stops)
