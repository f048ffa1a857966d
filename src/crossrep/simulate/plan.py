"""Joint trajectories of both arms as they are put together, and what the affected arm truly did."""

from collections import defaultdict
from dataclasses import dataclass, field

from crossrep.events import BoutKind
from crossrep.inputs import Role
from crossrep.simulate.arm import MIRRORED_JOINTS, ArmPlan, Joint
from crossrep.simulate.exercises import MOVEMENTS, Movement
from crossrep.simulate.motion import Follower, Trajectory
from crossrep.simulate.schedule import TimedBlock
from crossrep.simulate.script import Script


@dataclass(frozen=True, slots=True)
class Moved:
    """What the affected arm did, and how far it was meant to turn."""

    start_s: float
    end_s: float
    kind: BoutKind
    range_deg: float


@dataclass(frozen=True, slots=True)
class Besides:
    """Movement that is neither exercise nor an activity to be judged."""

    start_s: float
    end_s: float
    kind: str
    roles: tuple[Role, ...]


@dataclass(slots=True)
class Plan:
    """Both arms, each seen as a left arm, being put together block by block."""

    script: Script
    blocks: tuple[TimedBlock, ...]
    joints: dict[Role, dict[Joint, list[Trajectory]]] = field(
        default_factory=lambda: {role: defaultdict(list) for role in Role}
    )
    moved: list[Moved] = field(default_factory=list)
    besides: list[Besides] = field(default_factory=list)

    @property
    def end_s(self) -> float:
        """The session's length."""
        return self.blocks[-1].end_s

    @property
    def movement(self) -> Movement:
        """The script's exercise."""
        return MOVEMENTS[self.script.exercise]

    def arm(self, role: Role) -> ArmPlan:
        """The joint trajectories of one arm."""
        return self.joints[role]

    def add(self, role: Role, joint: Joint, trajectory: Trajectory) -> None:
        """One arm does something."""
        self.joints[role][joint].append(trajectory)

    def share(self, joint: Joint, trajectory: Trajectory) -> None:
        """The body does something, which both arms feel."""
        sign = -1.0 if joint in MIRRORED_JOINTS else 1.0
        self.add(Role.TRAINED, joint, trajectory)
        self.add(Role.AFFECTED, joint, Follower(trajectory, sign))
