"""The count of one set: live from the snapshots, never falling, kept over a pause.

A new set listens only once its own step stands in the log: what comes before is the last set's.
"""

from dataclasses import dataclass, field

from crossrep.events import ArmState, PracticeRep, Rep, RepWithdrawn, Snapshot

STILL_END_S = 7.0
"""The engine ends a set after its planned count and 5 s still; this is for the sets it has not
confirmed (a rest of two repetitions after a pause, the affected arm's)."""
REST_END_S = 60.0
OVER_S = 15.0
"""A set the engine closed so long after its last movement is over; sooner, another has begun."""


@dataclass
class Counting:
    """Repetitions of the set at hand.

    Attributes:
        by: whose repetitions count: ``trained`` or ``affected``.
        planned: repetitions that are asked for.
        shown: the count on the screen.
        kept: count before the engine's running set (a pause, a change of chain).
        said: repetitions that were said since the step began.
        listening: the step of this set stands in the log.
        still_s: since when the arm has been still, inf before it was.
        reps: the trained arm's, of this set as the person sees it.
    """

    by: str = "trained"
    planned: int = 0
    shown: int = 0
    kept: int = 0
    said: int = 0
    listening: bool = False
    still_s: float = float("inf")
    reps: list[Rep] = field(default_factory=list)

    def take(self, snapshot: Snapshot) -> None:
        """The state of the arm that counts."""
        if not self.listening:
            return
        arm: ArmState = snapshot.trained if self.by == "trained" else snapshot.affected
        if arm.moving:
            self.still_s = float("inf")
        elif self.still_s == float("inf"):
            self.still_s = snapshot.t_s
        self.shown = max(self.shown, self.kept + arm.reps)

    def hear(self, event: Rep | PracticeRep) -> bool:
        """A repetition was said; does it belong to this set?"""
        mine = isinstance(event, Rep) if self.by == "trained" else isinstance(event, PracticeRep)
        if not (self.listening and mine):
            return False
        self.said += 1
        self.shown = max(self.shown, self.kept + self.said)
        if isinstance(event, Rep):
            self.reps.append(event)
        return True

    def take_back(self, withdrawn: RepWithdrawn) -> None:
        """A repetition does not count; what was shown of it stands until others have come."""
        left = [rep for rep in self.reps if rep.id != withdrawn.id]
        if self.listening and self.said and len(left) < len(self.reps):
            self.reps, self.said = left, self.said - 1

    def go_on(self) -> None:
        """The engine began another set of its own, this one goes on: what was said is kept.

        What was shown and not said may be said in the next one; it must not count twice.
        """
        self.kept, self.said = self.kept + self.said, 0

    def stop_listening(self) -> None:
        """A pause keeps what was shown; the next step in the log listens again."""
        self.kept, self.said = self.shown, 0
        self.listening, self.still_s = False, float("inf")

    def is_over(self, t_s: float) -> bool:
        """Still so long that the set is over, whether the engine knew it or not."""
        still_s = t_s - self.still_s
        done = self.planned and self.shown >= self.planned and still_s >= STILL_END_S
        return self.listening and bool(done or (self.shown and still_s >= REST_END_S))

    @property
    def to_do(self) -> int:
        """Repetitions that are still asked for; at least one."""
        return max(self.planned - self.shown, 1)
