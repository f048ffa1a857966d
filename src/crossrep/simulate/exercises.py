"""What each exercise moves: which joint, from which posture, and what goes along with it."""

from dataclasses import dataclass, field

from crossrep.simulate.arm import Joint


@dataclass(frozen=True, slots=True)
class Movement:
    """One exercise.

    Attributes:
        driven: the joint that is lifted and lowered.
        direction: sign of its angle while lifting.
        sways: joints that move along, as shares of the arm's sway.
        posture_deg: angles at rest, those that are not zero.
    """

    driven: Joint
    direction: float
    sways: dict[Joint, float]
    posture_deg: dict[Joint, float] = field(default_factory=dict)


_WITH_ELBOW = {Joint.SHOULDER_FLEXION: 1.0, Joint.TWIST: 0.8}
_WITH_SHOULDER = {Joint.ELBOW: 1.0, Joint.TWIST: 0.5}
_AT_TABLE = {Joint.ELBOW: 85.0, Joint.SHOULDER_FLEXION: 10.0}
_OVERHEAD = {Joint.SHOULDER_FLEXION: 165.0, Joint.ELBOW: 125.0}

MOVEMENTS: dict[str, Movement] = {
    "biceps_curl": Movement(Joint.ELBOW, 1.0, _WITH_ELBOW, {Joint.ELBOW: 10.0, Joint.TWIST: 80.0}),
    "hammer_curl": Movement(Joint.ELBOW, 1.0, _WITH_ELBOW, {Joint.ELBOW: 10.0}),
    "front_raise": Movement(Joint.SHOULDER_FLEXION, 1.0, _WITH_SHOULDER, {Joint.ELBOW: 8.0}),
    "lateral_raise": Movement(Joint.SHOULDER_ABDUCTION, 1.0, _WITH_SHOULDER, {Joint.ELBOW: 8.0}),
    "overhead_extension": Movement(Joint.ELBOW, -1.0, _WITH_ELBOW, _OVERHEAD),
    "forward_reach": Movement(
        Joint.SHOULDER_YAW, -1.0, {Joint.SHOULDER_FLEXION: 0.5, Joint.TWIST: 0.8}, _AT_TABLE
    ),
    "pronation": Movement(
        Joint.TWIST, -1.0, {Joint.ELBOW: 0.5, Joint.SHOULDER_YAW: 0.5}, _AT_TABLE
    ),
}
