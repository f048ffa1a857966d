"""What was done in this session, as plain facts for the last page."""

from dataclasses import dataclass, field
from statistics import median

from crossrep.events import (
    Bout,
    BoutKind,
    Confidence,
    Event,
    PracticeRep,
    Rep,
    RepWithdrawn,
    SessionEnded,
    StepStarted,
)
from crossrep.guide.view import Step, Summary


@dataclass
class Tally:
    """Sums of what was said; the order of the log says what belongs to which step.

    Attributes:
        asked: the last step in the log.
        reps: of the trained arm, by id, while sets of it were asked for.
    """

    asked: StepStarted | None = None
    reps: dict[str, Rep] = field(default_factory=dict)
    practice_reps: int = 0
    practice_s: float = 0.0
    planned_reps: int = 0
    bouts: dict[str, int] = field(default_factory=dict)
    unobserved_s: float | None = None
    pain_start: float | None = None
    pain_end: float | None = None
    effort_max: float | None = None
    safety: list[str] = field(default_factory=list)
    ended_by: str = ""

    def hear(self, event: Event) -> None:
        """One event."""
        match event:
            case StepStarted():
                self.asked = event
            case Rep() if self._works():
                self.reps[event.id] = event
            case RepWithdrawn():
                self.reps.pop(event.id, None)
            case PracticeRep():
                self.practice_reps += 1
            case Bout():
                self.bouts[event.kind.value] = self.bouts.get(event.kind.value, 0) + 1
            case SessionEnded():
                self.unobserved_s = event.affected_unobserved_s

    def done_of(self, exercise: str) -> int:
        """Repetitions of the trained arm of one exercise."""
        return sum(rep.exercise == exercise for rep in self.reps.values())

    def summary(self, next_day: str) -> Summary:
        """The facts so far."""
        reps = list(self.reps.values())
        sure = [rep.lowering_s for rep in reps if rep.confidence is Confidence.HIGH]
        judged = [rep.in_band for rep in reps if rep.in_band is not None]
        return Summary(
            reps=len(reps),
            planned_reps=self.planned_reps,
            lowering_median_s=round(median(sure), 1) if sure else None,
            judged_reps=len(judged),
            in_band_reps=sum(judged),
            practice_reps=self.practice_reps,
            practice_minutes=round(self.practice_s / 60, 1),
            affected_independent=self.bouts.get(BoutKind.INDEPENDENT.value, 0),
            affected_time_locked=self.bouts.get(BoutKind.TIME_LOCKED.value, 0),
            affected_unobserved_s=self.unobserved_s,
            pain_start=self.pain_start,
            pain_end=self.pain_end,
            effort_max=self.effort_max,
            ended_by=self.ended_by,
            safety=tuple(dict.fromkeys(self.safety)),
            next_day=next_day,
        )

    def _works(self) -> bool:
        asked = self.asked
        return asked is not None and asked.kind == Step.SET and asked.arms in ("trained", "both")
