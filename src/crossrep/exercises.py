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


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise.

    Attributes:
        name: as in settings, events and file names.
        load: what the limb works against.
        turns: the limb turns plainly about a joint (presses and rows hardly do).
        placement: where the sensor must sit to see it.
        range_deg: usual range, smallest and largest.
        lowering_band_s: lowering that is asked for, shortest and longest.
    """

    name: str
    load: Load = Load.GRAVITY
    turns: bool = True
    placement: Placement = Placement.WRIST
    range_deg: tuple[float, float] = (40.0, 150.0)
    lowering_band_s: tuple[float, float] = LOWERING_BAND_S


EXERCISES = {
    exercise.name: exercise
    for exercise in (
        Exercise("biceps_curl"),
        Exercise("hammer_curl"),
        Exercise("front_raise", range_deg=(30.0, 180.0)),
        Exercise("lateral_raise", range_deg=(30.0, 180.0)),
        Exercise("overhead_extension"),
        Exercise("elbow_extension", Load.OTHER),
        Exercise("row", turns=False, range_deg=(0.0, 90.0)),
        Exercise("shoulder_press", turns=False, range_deg=(0.0, 90.0)),
        Exercise("shoulder_rotation", Load.OTHER),
        Exercise("forward_reach", Load.OTHER, range_deg=(15.0, 90.0)),
        Exercise("pronation", Load.OTHER, range_deg=(30.0, 170.0)),
        Exercise("wrist_extension", placement=Placement.HAND, range_deg=(20.0, 90.0)),
        Exercise("wrist_flexion", placement=Placement.HAND, range_deg=(20.0, 90.0)),
        Exercise("knee_extension", placement=Placement.ANKLE, range_deg=(30.0, 110.0)),
        Exercise("leg_raise", placement=Placement.ANKLE, range_deg=(15.0, 90.0)),
        Exercise("leg_press", Load.OTHER, placement=Placement.ANKLE, range_deg=(15.0, 90.0)),
        Exercise("ankle_dorsiflexion", placement=Placement.FOOT, range_deg=(10.0, 50.0)),
        Exercise("isometric_hold", Load.OTHER, turns=False, range_deg=(0.0, 60.0)),
        Exercise("unknown", Load.OTHER, range_deg=(15.0, 180.0)),
    )
}


def exercise_named(name: str) -> Exercise:
    """The exercise, or one of that name of which nothing is expected."""
    return EXERCISES.get(name) or Exercise(name, Load.OTHER, range_deg=(15.0, 180.0))
