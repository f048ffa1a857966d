"""The trained arm: repetitions, held postures and sets."""

from dataclasses import dataclass

from crossrep.events.kinds import Confidence, Stop
from crossrep.inputs import Role


@dataclass(frozen=True, slots=True)
class Rep:
    """One repetition, final. ``lifting_s + hold_s + lowering_s == end_s - start_s``, exactly.

    What was not measured is None. A repetition timed on height has its speeds in m/s and its
    range in m, any other in deg/s; ``range_deg`` is then how far the limb turned on the way.

    Attributes:
        lowering_in_band_s: time of the lowering at speeds that lie in the band (see
            `Settings.lowering_band_s`): the range over its longest to over its shortest time.
        in_band: ``lowering_s`` lies in the band; None where durations are not to be trusted.
        tremor_deg_s: RMS of the rate of turn between 3.5 and 9 Hz, start to end.
        lowering_shape: 0 as at constant speed, 1 as in a minimum-jerk movement.
    """

    id: str
    session: str
    role: Role
    exercise: str
    set_n: int
    n: int
    start_s: float
    top_s: float
    end_s: float
    lifting_s: float
    hold_s: float
    lowering_s: float
    rest_s: float
    lowering_start_s: float
    lowering_end_s: float
    lowering_rule: str
    lowering_edge_s: float | None
    lowering_t90_s: float | None
    range_deg: float
    confidence: Confidence
    flags: tuple[str, ...] = ()
    stops: tuple[Stop, ...] = ()
    lowering_mean_deg_s: float | None = None
    lowering_peak_deg_s: float | None = None
    lifting_peak_deg_s: float | None = None
    lowering_mean_m_s: float | None = None
    lowering_peak_m_s: float | None = None
    lifting_peak_m_s: float | None = None
    range_m: float | None = None
    lowering_in_band_s: float | None = None
    in_band: bool | None = None
    tremor_deg_s: float | None = None
    lowering_shape: float | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A posture held away from rest, final: what an isometric exercise is made of.

    Attributes:
        start_s: the limb has arrived.
        end_s: it leaves.
        held_s: ``end_s - start_s``.
        angle_deg: how far it is from the rest posture, median over the hold.
        unsteady_deg_s: RMS of its rate of turn while held.
    """

    id: str
    session: str
    role: Role
    exercise: str
    set_n: int
    n: int
    start_s: float
    end_s: float
    held_s: float
    angle_deg: float
    unsteady_deg_s: float
    confidence: Confidence
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RepWithdrawn:
    """A repetition published earlier (same ``id``) was not one after all."""

    id: str
    session: str
    role: Role
    set_n: int
    t_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class RepRejected:
    """A movement that was seen and not counted: partial, or doubtful beyond use."""

    id: str
    session: str
    role: Role
    start_s: float
    end_s: float
    reason: str
    range_deg: float


@dataclass(frozen=True, slots=True)
class SetClosed:
    """A set is over. ``reps`` counts its repetitions without the withdrawn ones.

    Figures of durations are of the repetitions whose durations can be trusted; what fewer than
    four of them would give is None. Slopes are by Theil and Sen, over the repetition's place.

    Attributes:
        lowering_cv_percent: standard deviation of ``lowering_s`` in percent of its mean.
        rep_cv_percent: the same of whole repetitions, start to end.
        judged_reps: repetitions whose lowering was compared with the band.
        in_band_share: share of those inside it, 0 to 1.
        holds: of an isometric exercise, how often a posture was held.
        held_total_s: how long in all.
    """

    id: str
    session: str
    role: Role
    exercise: str
    set_n: int
    start_s: float
    end_s: float
    reps: int
    lowering_median_s: float | None
    low_confidence_reps: int
    lifting_median_s: float | None = None
    hold_median_s: float | None = None
    rest_median_s: float | None = None
    range_median_deg: float | None = None
    lowering_mean_median_deg_s: float | None = None
    lowering_cv_percent: float | None = None
    rep_cv_percent: float | None = None
    range_slope_deg_per_rep: float | None = None
    lowering_slope_s_per_rep: float | None = None
    tremor_slope_deg_s_per_rep: float | None = None
    judged_reps: int = 0
    in_band_share: float | None = None
    holds: int = 0
    held_total_s: float = 0.0
