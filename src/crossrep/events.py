"""What the engine says: final facts, each emitted once. What goes on is state (`Snapshot`).

All times ``*_s`` are seconds from the start of the session (for a recording: of the recording).
Half-open intervals. Angles for people in degrees.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from crossrep.inputs import Role


class Confidence(StrEnum):
    """How far a duration may be trusted. Count and range can be right while a duration is not."""

    HIGH = "high"
    LOW = "low"


class BoutKind(StrEnum):
    """What a stretch of affected-arm activity was."""

    INDEPENDENT = "independent"
    """Movement not time-locked to the trained arm (never: "voluntary")."""
    TIME_LOCKED = "time_locked"
    ASSISTED = "assisted"
    """Both wrists moved together: helped by the trained hand, or both arms at work."""
    CARRIED = "carried"
    TREMOR = "tremor"
    AMBIGUOUS = "ambiguous"


class FaultKind(StrEnum):
    """Why a stretch was not, or not well, observed."""

    FROZEN = "frozen"
    """All six axes identical for at least 0.5 s and 5 samples."""
    GAP = "gap"
    """Samples are missing (counter, device time, or arrival)."""
    SILENT = "silent"
    """Connected, but nothing arrives."""
    LINK_LOST = "link_lost"
    NEVER_SEEN = "never_seen"
    """No sample of this arm in the whole session."""
    NO_DEVICE_TIME = "no_device_time"
    """Neither counter nor clock: loss cannot be excluded."""
    LOSSY = "lossy"
    """Samples without a time go missing all the time: durations are held to their arrival."""
    DUPLICATES = "duplicates"
    """Packets came twice and were used once; ``detail`` counts them."""
    NO_GYROSCOPE = "no_gyroscope"
    """Only tilt against gravity was seen: turning about the vertical was not."""
    SENSOR_DISAGREES = "sensor_disagrees"
    """Gyroscope and accelerometer tell different movements."""
    SCALE = "scale"
    """A resting acceleration that is not gravity."""
    GARBAGE = "garbage"
    """Bytes that are no frame of this wearable; ``detail`` counts them."""
    CLOCK_JUMP = "clock_jump"
    NOT_WORN = "not_worn"
    """For minutes nothing but the sensor's own noise."""
    LOOSE = "loose"
    """It shakes faster than limbs do whenever the limb moves."""
    SIDE_MISMATCH = "side_mismatch"
    """The affected arm works and the trained arm rests: the sensors are exchanged."""
    REFUSED = "refused"
    """These bytes are another kind of device's; ``detail`` says which."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Slow time inside a lowering. ``share`` is the share of the range returned when it began."""

    start_s: float
    end_s: float
    share: float


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """First event: which engine, with which settings, counts from when."""

    session: str
    t_s: float
    utc_ns: int
    engine: str
    parameters: str


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


@dataclass(frozen=True, slots=True)
class WhichMoved:
    """Answer to "which arm moves?": within two seconds, ``moved`` is a role, `both` or `none`."""

    id: str
    session: str
    t_s: float
    moved: str


@dataclass(frozen=True, slots=True)
class FaultStarted:
    """A sensor is not to be trusted from here on; never "no activity"."""

    id: str
    session: str
    role: Role
    kind: FaultKind
    start_s: float
    detail: str = ""


LASTED = "it lasted until the session ended"
"""``FaultEnded.detail`` of a fault that was still open when the session ended."""


@dataclass(frozen=True, slots=True)
class FaultEnded:
    """The fault of the same ``id`` is over, or the session is (``detail`` is then `LASTED`)."""

    id: str
    session: str
    role: Role
    kind: FaultKind
    start_s: float
    end_s: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SessionPaused:
    """Somebody asked for a pause. No repetition counts until it is over; sensors are watched on."""

    id: str
    session: str
    t_s: float


@dataclass(frozen=True, slots=True)
class SessionResumed:
    """The pause of the same ``id`` is over."""

    id: str
    session: str
    t_s: float


@dataclass(frozen=True, slots=True)
class StepStarted:
    """From here on the person is asked to do this.

    Attributes:
        kind: name of the page (`crossrep.guide.view.Step`); of a practice, its kind.
        exercise: its name, empty where there is none.
        task: a task for two hands, empty for none.
        arms: `trained`, `affected`, `both`, `passive`; empty where none exercises.
        set_n: which set of this exercise, as it was asked for: 1 for the first, 0 outside sets.
            The engine's own numbers of sets are in `Rep` and `SetClosed`.
        sets: how many are asked for.
        planned_reps: repetitions that are still to do in this set, 0 outside sets.
        weight_kg: None where there is none.
        planned_s: how long a rest or practice is to last; None where nothing runs out.
        revision: of the prescription that is followed, 0 for none.
        confirmed: a therapist stands behind it.
    """

    id: str
    session: str
    t_s: float
    kind: str
    exercise: str = ""
    task: str = ""
    arms: str = ""
    set_n: int = 0
    sets: int = 0
    planned_reps: int = 0
    weight_kg: float | None = None
    planned_s: float | None = None
    revision: int = 0
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """The person answered, or could not say: then ``value`` is None and ``side`` empty.

    Attributes:
        question: ``pain``, ``pain_side``, ``pain_end``, ``stiffer``, ``weight_kg``, ``effort``.
        value: a number: 0 to 10, kg, or 1 and 0 for yes and no.
        side: a word: ``left``, ``right``, ``both``.
        exercise: the exercise it belongs to, empty for none.
        set_n: the set it belongs to, as in `StepStarted`, 0 for none.
    """

    id: str
    session: str
    t_s: float
    question: str
    value: float | None = None
    side: str = ""
    exercise: str = ""
    set_n: int = 0


@dataclass(frozen=True, slots=True)
class SafetyFired:
    """A safety rule acted (`crossrep.guide.safety`).

    Attributes:
        rule: its id.
        does: `stop_set`, `pause`, `end_session`, `leave_out`, `advise`.
        measured: what was found; None where nothing is measured.
        limit: what was allowed.
    """

    id: str
    session: str
    t_s: float
    rule: str
    does: str
    measured: float | None = None
    limit: float | None = None
    exercise: str = ""
    set_n: int = 0


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """Last event: the sums, and what was not observed.

    Attributes:
        affected_observed_s: time the affected arm was observed; the rest is not "no activity".
        affected_unobserved_s: the rest.
        affected_active_s: its own activity: bouts `independent` and `time_locked`.
        affected_floor_deg_s: the slowest movement that could have been seen; infinite while no
            three quiet seconds were seen: nothing could have been noticed.
        affected_rest_active_s: activity, small ones of unclear kind included, while the trained
            arm rested.
        affected_undecided_s: activity of unclear kind while the trained arm moved or was not seen.
        use_ratio: active share of the affected arm's observed time to the trained arm's.
        magnitude_ratio: natural logarithm of the ways the two turned, -7 to 7.
        clocks_late_s: how much later the affected wrist's clock dates what happens to both.
        clocks_uncertainty_s: of that.
        affected_bouts: how many of each kind.
    """

    session: str
    t_s: float
    sets: int
    reps: int
    affected_observed_s: float
    affected_active_s: float
    affected_floor_deg_s: float
    skipped_bytes: dict[str, int] = field(default_factory=dict)
    affected_unobserved_s: float = 0.0
    affected_rest_active_s: float = 0.0
    affected_undecided_s: float = 0.0
    use_ratio: float | None = None
    magnitude_ratio: float | None = None
    clocks_late_s: float = 0.0
    clocks_uncertainty_s: float | None = None
    affected_bouts: dict[str, int] = field(default_factory=dict)


Event = (
    SessionStarted
    | Rep
    | Hold
    | RepWithdrawn
    | RepRejected
    | SetClosed
    | SetCoupled
    | PracticeRep
    | PracticeClosed
    | WhichMoved
    | Bout
    | FaultStarted
    | FaultEnded
    | StepStarted
    | Answered
    | SafetyFired
    | SessionPaused
    | SessionResumed
    | SessionEnded
)


@dataclass(frozen=True, slots=True)
class ArmState:
    """What one arm is doing now, for the screen; may change with the next sample.

    Attributes:
        connected: the link is up and samples arrive.
        excursion_deg: angle from the rest posture, now.
        phase: ``"rest" | "lifting" | "hold" | "lowering"``; ``"unknown"`` before the first sample.
        moving: rate above this sensor's floor, now.
        rate_deg_s: rate of turn, now.
        reps: repetitions of the running set, provisional ones included; never falls within a set.
        set_n: number of the running or last set, 0 before the first.
        last_lowering_s: of the last timed repetition, ``None`` before the first.
        active_s: activity so far (affected arm).
        fault: kinds of the faults that are open.
    """

    connected: bool = False
    excursion_deg: float = 0.0
    phase: str = "unknown"
    moving: bool = False
    rate_deg_s: float = 0.0
    reps: int = 0
    set_n: int = 0
    last_lowering_s: float | None = None
    active_s: float = 0.0
    fault: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """State, not fact: what a screen shows between two events."""

    session: str
    t_s: float
    exercise: str
    trained: ArmState
    affected: ArmState
