"""The exercises CrossRep knows, one row each: what may be expected of a set of them.

Nothing here is needed to count: `unknown` expects nothing. A named exercise lets the engine
refuse movement that cannot be it, for instance the arm swing of walking in a session of curls.
"""

from dataclasses import dataclass
from enum import StrEnum

LOWERING_BAND_S = (2.5, 5.0)
"""Lowering that is asked for where nobody prescribed another: an engineering choice, for control
and safety. No trial after stroke compared lowering times, and the one direct study of speed in
healthy arms found transfer after fast lowering only (Farthing and Chilibeck 2003)."""


class Load(StrEnum):
    """What the limb works against."""

    GRAVITY = "gravity"
    """The limb, or what it holds, is lifted: one end of the movement is plainly higher."""
    OTHER = "other"
    """A band, a table, nothing, or unknown: height says nothing."""


class Placement(StrEnum):
    """Where the sensor sits."""

    WRIST = "wrist"
    HAND = "hand"
    """Back of the hand: a wrist strap cannot see the wrist bend."""
    ANKLE = "ankle"
    FOOT = "foot"


class Seen(StrEnum):
    """What of the limb tells the repetition."""

    TURN = "turn"
    """The limb turns about a joint, and its lower end rises or sinks with it."""
    TWIST = "twist"
    """It turns, and gravity sees little or nothing of it."""
    HEIGHT = "height"
    """It hardly turns; its height tells."""
    POSTURE = "posture"
    """It is held."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise.

    Attributes:
        name: as in settings, events and file names.
        lifting: what the first movement away from rest is, in words.
        seen: what of the limb tells the repetition.
        load: what the limb works against.
        placement: where the sensor must sit to see it.
        range_deg: usual range, smallest and largest.
        lowering_band_s: lowering that is asked for, shortest and longest.
    """

    name: str
    lifting: str
    seen: Seen = Seen.TURN
    load: Load = Load.GRAVITY
    placement: Placement = Placement.WRIST
    range_deg: tuple[float, float] = (40.0, 150.0)
    lowering_band_s: tuple[float, float] = LOWERING_BAND_S

    @property
    def turns(self) -> bool:
        """The limb turns plainly (presses, rows and holds hardly do)."""
        return self.seen in (Seen.TURN, Seen.TWIST)

    @property
    def lifts_first(self) -> bool:
        """From rest, the first movement is the lifting; of an unnamed exercise nobody knows."""
        return bool(self.lifting)


_BAND, _HAND, _ANKLE = Load.OTHER, Placement.HAND, Placement.ANKLE
_TABLE = (
    Exercise("biceps_curl", "elbow bends, palm up"),
    Exercise("hammer_curl", "elbow bends, thumb up"),
    Exercise("front_raise", "straight arm rises forwards", range_deg=(30, 180)),
    Exercise("lateral_raise", "straight arm rises sideways", range_deg=(30, 180)),
    Exercise("overhead_extension", "elbow straightens, hand to the ceiling"),
    Exercise("elbow_extension", "elbow straightens against the band", Seen.TWIST, _BAND),
    Exercise("row", "hand is drawn up to the body", Seen.HEIGHT, range_deg=(0, 90)),
    Exercise("shoulder_press", "hand is pushed overhead", Seen.HEIGHT, range_deg=(0, 90)),
    Exercise("shoulder_rotation", "forearm turns against the band", Seen.TWIST, _BAND),
    Exercise("forward_reach", "hand slides away", Seen.TWIST, _BAND, range_deg=(15, 90)),
    Exercise("pronation", "palm turns", Seen.TWIST, _BAND, range_deg=(30, 170)),
    Exercise("wrist_extension", "hand rises, palm down", placement=_HAND, range_deg=(20, 90)),
    Exercise("wrist_flexion", "hand rises, palm up", placement=_HAND, range_deg=(20, 90)),
    Exercise("knee_extension", "lower leg rises", placement=_ANKLE, range_deg=(30, 110)),
    Exercise("leg_raise", "straight leg rises", placement=_ANKLE, range_deg=(15, 90)),
    Exercise("leg_press", "leg straightens", Seen.TWIST, _BAND, _ANKLE, (15, 90)),
    Exercise(
        "ankle_dorsiflexion", "toes rise", placement=Placement.FOOT, range_deg=(10, 50)
    ),
    Exercise("isometric_hold", "limb is held away from rest", Seen.POSTURE, _BAND,
             range_deg=(0, 60)),
    Exercise("unknown", "", Seen.TURN, _BAND, range_deg=(15, 180)),
)  # fmt: skip
EXERCISES = {exercise.name: exercise for exercise in _TABLE}


def exercise_named(name: str) -> Exercise:
    """The exercise, or one of that name of which nothing is expected."""
    return EXERCISES.get(name) or Exercise(name, "", Seen.TURN, _BAND, range_deg=(15, 180))
