"""Affected-arm bouts: each stretch of activity is named once both arms have been seen past it."""

from dataclasses import dataclass, field

from crossrep.events import Bout
from crossrep.movement.activity import Activity, Stretch
from crossrep.movement.kinds import name_stretch
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

AFTER = GRID_HZ // 2
PATIENCE = 2 * GRID_HZ
"""The trained arm's samples are waited for this long, counted in the affected arm's."""


@dataclass
class Bouts:
    """Watches the affected arm, and asks the trained arm what it did meanwhile."""

    session: str
    activity: Activity = field(default_factory=Activity)
    waiting: list[Stretch] = field(default_factory=list)

    def watch(self, affected: Track) -> None:
        """Follow the affected arm to the end of its track."""
        self.waiting += self.activity.follow(affected, affected.end)

    def named(self, affected: Track, trained: Track) -> list[tuple[int, Bout]]:
        """(place in the log, bout) of the stretches that can be named now."""
        named = []
        while self.waiting:
            place = _place(self.waiting[0], affected, trained)
            if place is None:
                break
            seq, seen = place
            named.append(
                (seq, self._bout(self.waiting.pop(0), affected, trained if seen else None))
            )
        return named

    def finish(self, affected: Track, trained: Track) -> list[Bout]:
        """The session is over: what waits is named with what was seen."""
        rest = [*self.waiting, *self.activity.finish()]
        self.waiting = []
        return [self._bout(s, affected, trained if _covers(trained, s) else None) for s in rest]

    def _bout(self, stretch: Stretch, affected: Track, trained: Track | None) -> Bout:
        named = name_stretch(stretch, affected, trained)
        return Bout(
            id=f"{self.session}-bout-{round(stretch.start_k * 1000 / GRID_HZ)}",
            session=self.session,
            start_s=stretch.start_k / GRID_HZ,
            end_s=stretch.end_k / GRID_HZ,
            kind=named.kind,
            range_deg=named.range_deg,
            confidence=named.confidence,
        )


def _place(stretch: Stretch, affected: Track, trained: Track) -> tuple[int, bool] | None:
    """When the stretch is named: (place in the log, was the trained arm seen); None: not yet."""
    due = stretch.end_k + AFTER
    late = due + PATIENCE
    here = affected.seq(due - 1) if affected.end >= due else None
    there = trained.seq(due - 1) if trained.end >= due else None
    limit = affected.seq(late - 1) if affected.end >= late else None
    if here is not None and there is not None and (limit is None or there <= limit):
        return max(here, there), _covers(trained, stretch)
    return None if limit is None else (limit, False)


def _covers(trained: Track, stretch: Stretch) -> bool:
    if trained.end < stretch.end_k or trained.first > stretch.start_k or not trained.end:
        return False
    seen = trained.observed(stretch.start_k, stretch.end_k)
    return len(seen) > 0 and bool(seen.mean() > 0.5)
