"""The affected arm: its activity, and practice with it or with both arms."""

from dataclasses import dataclass

from crossrep.events.kinds import BoutKind, Confidence


@dataclass(frozen=True, slots=True)
class Bout:
    """A stretch of affected-arm activity, with exactly one kind."""

    id: str
    session: str
    start_s: float
    end_s: float
    kind: BoutKind
    range_deg: float
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class SetCoupled:
    """How far the affected arm moved in time with the trained arm over a whole closed set.

    ``p_value`` is how often chance looks as strong. ``lag_s`` is how much later the affected wrist
    moves, known to ``lag_uncertainty_s`` either way (the clocks of the two wrists). Trunk, bench
    and chair couple two arms as nerves do: never "mirror movement".
    """

    id: str
    session: str
    set_n: int
    start_s: float
    end_s: float
    p_value: float
    lag_s: float
    lag_uncertainty_s: float
    reps: int


@dataclass(frozen=True, slots=True)
class PracticeRep:
    """One way out and back of the affected arm while it practises; final.

    ``out_s + hold_s + back_s == end_s - start_s``, exactly. Which way is up is not asked.
    """

    id: str
    session: str
    set_n: int
    n: int
    start_s: float
    top_s: float
    end_s: float
    out_s: float
    hold_s: float
    back_s: float
    range_deg: float


@dataclass(frozen=True, slots=True)
class PracticeClosed:
    """A stretch of practice is over; with both arms, how the two compare.

    Attributes:
        arms: which arms practised.
        pairs: repetitions both arms did together.
        range_ratio: median range of the affected arm's to the trained arm's, of those.
        lag_s: median time by which the affected arm began later.
        tempo_agreement: share of those whose lengths differ by at most a fifth.
    """

    id: str
    session: str
    set_n: int
    arms: str
    start_s: float
    end_s: float
    reps: int
    range_median_deg: float
    rep_median_s: float
    pairs: int = 0
    range_ratio: float | None = None
    lag_s: float | None = None
    tempo_agreement: float | None = None
