"""A guided session: its steps, what the person answered, and safety."""

from dataclasses import dataclass


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
