"""The session: its beginning, pauses, faults, and its end with the sums."""

from dataclasses import dataclass, field

from crossrep.events.kinds import FaultKind
from crossrep.inputs import Role


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """First event: which engine, with which settings, counts from when."""

    session: str
    t_s: float
    utc_ns: int
    engine: str
    parameters: str


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
