"""A session, a set, a week as figures: what the report shows, each from the rows that made it.

Medians are of durations that can be trusted; how many were left out stands beside each. What was
not measured is None, and never 0.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo

import numpy as np

from crossrep.events import Answered, Bout, Confidence, FaultKind, Rep, SetClosed
from crossrep.exercises import exercise_named
from crossrep.inputs import Role, Side
from crossrep.prescription import Block, Prescription
from crossrep.records import Told
from crossrep.settings import Settings, from_json

PAIN = ("pain", "pain_end")
BLIND = frozenset(
    (FaultKind.FROZEN, FaultKind.GAP, FaultKind.SILENT, FaultKind.LINK_LOST, FaultKind.NEVER_SEEN)
)


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of some values and how they lie around it; of nothing there is none.

    Attributes:
        n: how many values.
        low: a quarter lies below.
        high: a quarter lies above.
        tenth: a tenth lies below.
        ninth: a tenth lies above.
    """

    n: int
    median: float
    low: float
    high: float
    tenth: float
    ninth: float


def spread(values: Iterable[float | None]) -> Spread | None:
    """Median and quantiles (linear between values) of what is known."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    if not known:
        return None
    tenth, low, median, high, ninth = np.quantile(known, (0.1, 0.25, 0.5, 0.75, 0.9)).tolist()
    return Spread(len(known), median, low, high, tenth, ninth)


def _middle(values: Iterable[float | None]) -> float | None:
    found = spread(values)
    return found.median if found else None


def share(part: int, whole: int) -> float | None:
    """Percent; of nothing there is none."""
    return 100 * part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Done:
    """What was done of one exercise: in a session, a week, any stretch of time.

    Attributes:
        lowering: seconds, of repetitions whose durations can be trusted.
        uncertain: repetitions left out of it.
        in_band: share of the judged ones, percent.
        pace: share of the lowering's time at speeds inside the band, percent.
        stops: stops inside lowerings; ``stopped`` is in how many repetitions.
        cv: spread of the lowering within a set, median over sets, percent.
        tired: change of lowering time, last against first third of a set, median over sets, s.
    """

    reps: int
    uncertain: int
    lowering: Spread | None
    lifting: Spread | None
    hold: Spread | None
    t90: Spread | None
    range_deg: Spread | None
    judged: int
    in_band: float | None
    pace: float | None
    stops: int
    stopped: int
    cv: float | None
    lowering_slope_s: float | None
    range_slope_deg: float | None


def done(reps: Sequence[Rep], sets: Sequence[SetClosed]) -> Done:
    """The figures of some repetitions and the sets they belong to."""
    sure = [rep for rep in reps if rep.confidence is Confidence.HIGH]
    judged = [rep for rep in reps if rep.in_band is not None]
    timed = [rep for rep in sure if rep.lowering_in_band_s is not None]
    lasted_s = sum(rep.lowering_s for rep in timed)
    in_speed_s = sum(rep.lowering_in_band_s or 0.0 for rep in timed)
    return Done(
        reps=len(reps),
        uncertain=len(reps) - len(sure),
        lowering=spread(rep.lowering_s for rep in sure),
        lifting=spread(rep.lifting_s for rep in sure),
        hold=spread(rep.hold_s for rep in sure),
        t90=spread(rep.lowering_t90_s for rep in sure),
        range_deg=spread(rep.range_deg for rep in reps),
        judged=len(judged),
        in_band=share(sum(bool(rep.in_band) for rep in judged), len(judged)),
        pace=100 * in_speed_s / lasted_s if lasted_s else None,
        stops=sum(len(rep.stops) for rep in sure),
        stopped=sum(bool(rep.stops) for rep in sure),
        cv=_middle(one.lowering_cv_percent for one in sets),
        lowering_slope_s=_middle(one.lowering_slope_s_per_rep for one in sets),
        range_slope_deg=_middle(one.range_slope_deg_per_rep for one in sets),
    )


@dataclass(frozen=True, slots=True)
class Arm:
    """What the affected arm did, as far as it was seen.

    Attributes:
        observed_s: time it was seen; of the rest nothing is known.
        floor_deg_s: slowest movement that could have been seen; None: nothing could.
        kinds: how many stretches of each kind; None where nothing was observed.
    """

    observed_s: float
    unobserved_s: float
    active_s: float
    floor_deg_s: float | None
    kinds: dict[str, int] | None

    @property
    def seen_percent(self) -> float | None:
        """Share of the session in which it was observed."""
        whole = self.observed_s + self.unobserved_s
        return 100 * self.observed_s / whole if whole else None


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session, ready to be drawn.

    Attributes:
        n: its number in this person's history, 1 for the first.
        day: its calendar day, in UTC where no zone is known; None where no time is.
        prescribed: what held on that day.
        by_exercise: figures of each exercise that was done.
        pain: (before, after) by side; a missing answer is None.
        effort: highest of the day; None where none was given.
        early: it was cut, or a rule ended it before the planned sets were done.
    """

    n: int
    told: Told
    day: date | None
    start: datetime | None
    prescribed: Prescription | None
    by_exercise: dict[str, Done]
    whole: Done
    arm: Arm
    pain_before: float | None
    pain_after: float | None
    effort: float | None
    weight_kg: float | None
    early: bool
    bands_s: dict[str, tuple[float, float]] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        """Where its sets stand on the page."""
        return f"n{self.n}"

    @property
    def length_s(self) -> float:
        """How long it lasted, as far as it is known."""
        if self.told.ended is not None:
            return self.told.ended.t_s
        return max((one.end_s for one in self.told.sets), default=0.0)


def sitting(n: int, told: Told, prescribed: Prescription | None, zone: tzinfo = UTC) -> Sitting:
    """One session's figures; its day is the one in ``zone``."""
    utc = told.session.start_utc
    start = utc.astimezone(zone) if utc else None
    sets = [one for one in told.sets if one.role is Role.TRAINED]
    reps = [rep for rep in told.reps if rep.role is Role.TRAINED]
    exercises = list(dict.fromkeys(rep.exercise for rep in reps))
    by_exercise = {
        name: done(
            [rep for rep in reps if rep.exercise == name],
            [one for one in sets if one.exercise == name],
        )
        for name in exercises
    }
    before, after = _pain(told.answers)
    return Sitting(
        n=n,
        told=told,
        day=start.date() if start else None,
        start=start,
        prescribed=prescribed,
        by_exercise=by_exercise,
        whole=done(reps, sets),
        arm=_arm(told),
        pain_before=before,
        pain_after=after,
        effort=_highest(told.answers, "effort"),
        weight_kg=_highest(told.answers, "weight_kg"),
        early=_ended_early(told, len(sets), _planned_sets(prescribed)),
        bands_s={name: band_of(name, prescribed, settings_of(told)) for name in exercises},
    )


def settings_of(told: Told) -> Settings | None:
    """How the session was measured; None where that was not told."""
    return from_json(told.analysis.settings) if told.analysis.settings else None


def band_of(
    exercise: str, prescribed: Prescription | None, settings: Settings | None
) -> tuple[float, float]:
    """The lowering that was asked for, shortest and longest, s."""
    block = block_of(exercise, prescribed)
    if block is not None:
        return block.lowering_band_s
    if settings is not None and settings.lowering_band_s is not None:
        return settings.lowering_band_s
    return exercise_named(exercise).lowering_band_s


def block_of(exercise: str, prescribed: Prescription | None) -> Block | None:
    """What was prescribed of one exercise."""
    blocks = prescribed.blocks if prescribed else ()
    return next((one for one in blocks if one.works and one.exercise == exercise), None)


def _ended_early(told: Told, sets: int, planned: int) -> bool:
    by_rule = any(one.does in ("end_session", "leave_out") for one in told.safety)
    return told.ended is None or (by_rule and (not planned or sets < planned))


def _planned_sets(prescribed: Prescription | None) -> int:
    return sum(one.sets for one in prescribed.blocks if one.works) if prescribed else 0


def _pain(answers: Sequence[Answered]) -> tuple[float | None, float | None]:
    """Highest pain told at the start, and the last one told at or after the end."""
    before = _highest(answers, "pain")
    after = [one.value for one in answers if one.question == "pain_end" and one.value is not None]
    return before, (after[-1] if after else None)


def _highest(answers: Sequence[Answered], question: str) -> float | None:
    given = [one.value for one in answers if one.question == question and one.value is not None]
    return max(given, default=None)


def _arm(told: Told) -> Arm:
    """The sums of the session; of one that was cut, what its faults leave."""
    ended = told.ended
    if ended is None:
        return Arm(0.0, max((one.end_s for one in told.sets), default=0.0), 0.0, None, None)
    floor = ended.affected_floor_deg_s
    could = math.isfinite(floor) and floor > 0
    seen = ended.affected_observed_s > 0 and could
    kinds = _kinds(told.bouts) if seen else None
    return Arm(
        ended.affected_observed_s,
        ended.affected_unobserved_s,
        ended.affected_active_s,
        floor if could else None,
        kinds,
    )


def _kinds(bouts: Sequence[Bout]) -> dict[str, int]:
    found: dict[str, int] = {}
    for bout in bouts:
        found[bout.kind.value] = found.get(bout.kind.value, 0) + 1
    return found


def together(sittings: Sequence[Sitting], exercise: str | None = None) -> Done:
    """The figures of several sessions, of one exercise or of all."""
    reps = [
        rep
        for one in sittings
        for rep in one.told.reps
        if rep.role is Role.TRAINED and exercise in (None, rep.exercise)
    ]
    sets = [
        closed
        for one in sittings
        for closed in one.told.sets
        if closed.role is Role.TRAINED and exercise in (None, closed.exercise)
    ]
    return done(reps, sets)


def kinds_together(sittings: Sequence[Sitting]) -> dict[str, int] | None:
    """Stretches of the affected arm by kind; None where it was never observed."""
    seen = [one.arm.kinds for one in sittings if one.arm.kinds is not None]
    if not seen:
        return None
    return {
        kind: sum(one.get(kind, 0) for one in seen) for kind in {k for one in seen for k in one}
    }


def other(side: Side) -> Side:
    """The other side."""
    return Side.LEFT if side is Side.RIGHT else Side.RIGHT
