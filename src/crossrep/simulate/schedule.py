"""The script laid out in time: every block, every repetition, every turning point."""

from dataclasses import dataclass

import numpy as np

from crossrep.simulate.chance import stream
from crossrep.simulate.motion import Move, Path
from crossrep.simulate.script import Block, Script, Set


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

    def excursion_deg(self) -> Path:
        """The commanded excursion of the trained arm in this block."""
        return Path(tuple(move for rep in self.reps for move in rep.moves))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One repetition as it was drawn: the script's numbers with this repetition's variation."""

    lifting_s: float
    hold_s: float
    lowering_s: float
    rest_s: float
    range_deg: float


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
    chance = stream(seed, f"set {set_n}")
    at_s, origin_deg, reps = start_s, 0.0, []
    for n in range(1, block.reps + 1):
        wanted = _varied(block, chance, rest=n > 1)
        reps.append(_timed_rep(block, wanted, at_s + wanted.rest_s, origin_deg, (set_n, n)))
        at_s, origin_deg = reps[-1].lowering_end_s, reps[-1].moves[-1].goal
    return TimedBlock(block, start_s, at_s, set_n, tuple(reps))


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


def _timed_rep(
    block: Set, wanted: _Wanted, start_s: float, origin_deg: float, number: tuple[int, int]
) -> TimedRep:
    partial = number[1] in block.partial
    top_deg = wanted.range_deg * (block.partial_lifted if partial else 1.0)
    goal_deg = top_deg * (1 - block.partial_returned) if partial else 0.0
    top_s = start_s + wanted.lifting_s
    from_deg = top_deg - block.hold_sag_deg
    lowering_start_s = top_s + wanted.hold_s
    lowering, stops = _lowering(block, lowering_start_s, wanted.lowering_s, (from_deg, goal_deg))
    moves = [Move(start_s, top_s, origin_deg, top_deg, block.shape)]
    if block.hold_sag_deg:
        moves.append(Move(top_s, lowering_start_s, top_deg, from_deg))
    moves += lowering
    times = (start_s, top_s, lowering_start_s, lowering[-1].end_s)
    size_deg = top_deg - origin_deg
    return TimedRep(*number, partial, wanted.rest_s, *times, size_deg, tuple(moves), stops)


def _lowering(
    block: Set, start_s: float, moving_s: float, levels_deg: tuple[float, float]
) -> tuple[list[Move], tuple[TimedStop, ...]]:
    """The way down in pieces between the stops; the stops come on top of the moving time."""
    top_deg, goal_deg = levels_deg
    shares = [0.0, *(stop.share for stop in block.stops), 1.0]
    waits_s = [*(stop.duration_s for stop in block.stops), 0.0]
    moves, stops, at_s = [], [], start_s
    for first, last, wait_s in zip(shares[:-1], shares[1:], waits_s, strict=True):
        origin, goal = (top_deg + (goal_deg - top_deg) * share for share in (first, last))
        end_s = at_s + moving_s * (last - first)
        moves.append(Move(at_s, end_s, origin, goal, block.shape))
        at_s = end_s + wait_s
        if wait_s:
            stops.append(TimedStop(end_s, at_s, last))
    return moves, tuple(stops)
