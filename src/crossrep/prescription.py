"""What was prescribed: frozen values. What each may be, and why, stands in `prescription_fields`.

A prescription is a revision: nobody changes it, a change is the next revision. Without a named
therapist's confirmation it is `unconfirmed`, and every screen and report says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crossrep.exercises import LOWERING_BAND_S, Placement, exercise_named
from crossrep.inputs import Side


class Condition(StrEnum):
    """Why one arm is weaker."""

    STROKE = "stroke"
    ONE_SIDED_INJURY = "one_sided_injury"
    OTHER = "other"


class Who(StrEnum):
    """Which arm does an exercise."""

    TRAINED = "trained"
    AFFECTED = "affected"
    BOTH = "both"
    PASSIVE = "passive"
    """The affected arm is moved by the other hand or by a helper."""


class Kind(StrEnum):
    """What a block of the session is."""

    EXERCISE = "exercise"
    """Sets of repetitions."""
    BILATERAL = "bilateral"
    """Both arms together, for some minutes."""
    AFFECTED = "affected"
    """The affected arm by itself, for some minutes."""
    PASSIVE = "passive"
    """The affected arm is moved, for some minutes."""
    FUNCTIONAL = "functional"
    """A task for two hands from daily life, for some minutes."""
    MENTAL = "mental"
    """The movement is imagined, for some minutes."""


class Day(StrEnum):
    """Days of the week, in order."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Against(StrEnum):
    """Which way the slow way goes."""

    WITH_GRAVITY = "with_gravity"
    """The slow way is the way down."""
    AGAINST_GRAVITY = "against_gravity"
    """The slow way is the other one: bands, turning the palm."""


class First(StrEnum):
    """With which way a repetition begins."""

    LIFTING = "lifting"
    LOWERING = "lowering"


@dataclass(frozen=True, slots=True)
class SetBy:
    """Who set a field, when, on what ground; an opaque name (``therapist-2``), never a real one.

    Attributes:
        field: name of the field.
        by: who; ``"default"`` where nobody changed the default, empty where nobody said.
        on: when; None where nobody said.
        source: their ground, in words; empty: the field's own source.
    """

    field: str
    by: str
    on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the session, in the order of the prescription.

    Attributes:
        kind: sets of repetitions, or minutes of something.
        exercise: name of the exercise (`crossrep.exercises`); of what is imagined, too.
        task: a task for two hands (`TASKS`), of a functional block.
        who: which arm does the repetitions.
        weight_kg: None: none was entered (a band, no weight, or not yet decided).
        lowering_band_s: shortest and longest lowering that is asked for.
        minutes: of every kind but sets of repetitions.
        set_by: who set what in this block.
    """

    kind: Kind = Kind.EXERCISE
    exercise: str = ""
    task: str = ""
    who: Who = Who.TRAINED
    sets: int = 3
    reps: int = 10
    weight_kg: float | None = None
    rest_s: float = 120.0
    lifting_s: float = 2.0
    hold_s: float = 0.0
    lowering_s: float = 3.0
    lowering_band_s: tuple[float, float] = LOWERING_BAND_S
    slow_way: Against = Against.WITH_GRAVITY
    first_way: First = First.LIFTING
    minutes: float = 10.0
    set_by: tuple[SetBy, ...] = ()

    @property
    def works(self) -> bool:
        """Sets in which the trained arm works: what the caps of that arm count."""
        return self.kind is Kind.EXERCISE and self.who in (Who.TRAINED, Who.BOTH)


TASKS = (
    "fold_towel",
    "carry_tray",
    "open_jar",
    "wipe_table",
    "pour_water",
    "button_shirt",
    "other",
)
"""Tasks for two hands that have words and a picture."""


def placement_of(blocks: Iterable[Block]) -> Placement | None:
    """Where the trained limb's sensor sits for all of these; None where no one place sees them.

    What sits on the back of the hand sees the elbow's exercises too, and what sits on the foot
    sees the knee's.
    """
    named = [block.exercise for block in blocks if block.kind is Kind.EXERCISE and block.exercise]
    places = {exercise_named(name).placement for name in named}
    for near, far in ((Placement.WRIST, Placement.HAND), (Placement.ANKLE, Placement.FOOT)):
        if places <= {near, far}:
            return far if far in places else near
    return None


@dataclass(frozen=True, slots=True)
class Prescription:
    """One revision of what one person is to do.

    Attributes:
        person: an opaque id, never a name.
        revision: 1 for the first, one more for each change.
        trained: the side that is trained; there is no default.
        confirmed_by: opaque id of the therapist who confirmed this revision; empty: nobody.
        confirmed_on: when.
        blocks: the parts of a session, in order.
        set_by: who set which of these fields.

    The other fields are described in `prescription_fields.FIELDS`, one row each.
    """

    person: str
    trained: Side
    revision: int = 1
    confirmed_by: str = ""
    confirmed_on: date | None = None
    condition: Condition = Condition.STROKE
    weeks_since: int | None = None
    sessions_per_week: int = 3
    planned_days: tuple[Day, ...] = (Day.MONDAY, Day.WEDNESDAY, Day.FRIDAY)
    consecutive_days: bool = False
    block_weeks: int = 6
    block_sessions: int = 18
    review_after_sessions: int = 13
    effort_target: tuple[float, float] = (5.0, 6.0)
    load_percent_1rm: tuple[float, float] = (50.0, 80.0)
    metronome: bool = True
    progression: bool = True
    progression_reps: int = 12
    progression_load_percent: float = 5.0
    fatigue_drop_percent: float = 20.0
    effort_stop: float = 8.0
    daily_reps: int = 60
    daily_exercises: int = 2
    weekly_growth_percent: float = 20.0
    rest_days: int = 1
    pain_stop: float = 4.0
    pain_rise_stop: float = 2.0
    ask_stiffer: bool = True
    jerky_deg_s: float = 400.0
    sudden_deg_s: float = 700.0
    sensor_lost_s: float = 120.0
    mirror: bool = False
    remind: bool = False
    country: str = ""
    blocks: tuple[Block, ...] = ()
    set_by: tuple[SetBy, ...] = ()

    @property
    def confirmed(self) -> bool:
        """A therapist stands behind this revision."""
        return bool(self.confirmed_by) and self.confirmed_on is not None

    @property
    def affected(self) -> Side:
        """The other side."""
        return Side.LEFT if self.trained is Side.RIGHT else Side.RIGHT


EMERGENCY = {
    "AR": "911", "AT": "112", "AU": "000", "BE": "112", "BR": "192", "CA": "911", "CH": "144",
    "CN": "120", "CZ": "112", "DE": "112", "DK": "112", "ES": "112", "FI": "112", "FR": "112",
    "GB": "999", "GR": "112", "HU": "112", "IE": "112", "IL": "101", "IN": "112", "IT": "112",
    "JP": "119", "KR": "119", "MX": "911", "NL": "112", "NO": "113", "NZ": "111", "PL": "112",
    "PT": "112", "RO": "112", "SE": "112", "SG": "995", "TR": "112", "UA": "103", "US": "911",
    "ZA": "112",
}  # fmt: skip
"""Country (ISO 3166) and the number to call; from memory, to be checked where it is used."""
ANYWHERE = "112"
"""Reaches help from mobile telephones of the GSM family nearly everywhere."""


def emergency_number(country: str) -> str:
    """The number to call in that country; the one mobile telephones know where none was set."""
    return EMERGENCY.get(country.upper(), ANYWHERE)
