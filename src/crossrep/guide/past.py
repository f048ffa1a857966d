"""What the guide must know of the days before: caps, rest days and proposals rest on it."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class PastDay:
    """One day with training (all its sessions together).

    Attributes:
        date: the day.
        reps_by_exercise: repetitions of the trained arm that counted, by exercise.
        effort_max: largest effort that was given, None when none was.
        pain_max: largest pain that was given, None when none was.
        all_in_band: by exercise, whether every planned set was done and every repetition that
            could be judged lay in its band.
        stopped_by: rules that acted that day.
        revision: of the prescription it followed, 0 for none.
    """

    date: date
    reps_by_exercise: dict[str, int] = field(default_factory=dict)
    effort_max: float | None = None
    pain_max: float | None = None
    all_in_band: dict[str, bool] = field(default_factory=dict)
    stopped_by: tuple[str, ...] = ()
    revision: int = 0

    @property
    def reps(self) -> int:
        """Of all exercises."""
        return sum(self.reps_by_exercise.values())
