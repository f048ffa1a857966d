"""A simulated person at the screen: reads the page, thinks a moment, taps."""

from dataclasses import dataclass

from crossrep.guide.taps import Tap, TapName
from crossrep.guide.view import GuideView, Question, Step


@dataclass(frozen=True, slots=True)
class Habits:
    """How this person answers; None: cannot say.

    Attributes:
        reaction_s: from a page to the tap.
        pain: at the start.
        pain_end: at the end.
        side: of the pain.
        stiffer: than usual.
        effort: after each set, the last one for all that follow.
        rest_s: after so long a rest is ended by a tap; inf: it is waited out.
        closes: taps the last page away.
    """

    reaction_s: float = 0.6
    pain: float | None = 1.0
    pain_end: float | None = 1.0
    side: str = "left"
    stiffer: bool | None = False
    effort: tuple[float | None, ...] = (4.0, 5.0)
    rest_s: float = float("inf")
    closes: bool = True


@dataclass
class TappingPerson:
    """Looks at each view; what it remembers is which page it looks at, and since when."""

    habits: Habits = Habits()
    page: tuple[str, ...] = ()
    since_s: float = 0.0
    efforts: int = 0
    tapped: bool = False

    def look(self, view: GuideView, t_s: float) -> Tap | None:
        """The tap that is due now, if any: one a page and question, when it was read."""
        asked = view.question.name if view.question is not None else ""
        page = (view.step.value, asked, str(view.block_n), str(view.set_n), view.moved)
        if page != self.page:
            self.page, self.since_s, self.tapped = page, t_s, False
        waited_s = t_s - self.since_s
        if self.tapped or waited_s < self.habits.reaction_s:
            return None
        tap = self._tap(view, waited_s)
        self.tapped = tap is not None
        return tap

    def _tap(self, view: GuideView, waited_s: float) -> Tap | None:  # noqa: PLR0911  a page a line
        if view.question is not None:
            return self._answer(view, view.question)
        match view.step:
            case Step.START | Step.STRAPS:
                return Tap(TapName.GO)
            case Step.REST if waited_s >= self.habits.rest_s:
                return Tap(TapName.GO)
            case Step.WHICH_WRIST if view.moved == "affected":
                return Tap(TapName.AGAIN)
            case Step.PAUSED:
                return Tap(TapName.RESUME)
            case Step.SUMMARY | Step.REST_DAY | Step.EMERGENCY if self.habits.closes:
                return Tap(TapName.CLOSE)
            case _:
                return None

    def _answer(self, view: GuideView, asked: Question) -> Tap:  # noqa: PLR0911  a question a line
        habits = self.habits
        match asked.name:
            case "pain":
                ends = view.step is Step.PAIN_END
                return _number(asked.name, habits.pain_end if ends else habits.pain)
            case "pain_side":
                return Tap(TapName.ANSWER, asked.name, choice=habits.side)
            case "effort":
                given = habits.effort[min(self.efforts, len(habits.effort) - 1)]
                self.efforts += 1
                return _number(asked.name, given)
            case "stiffer" if habits.stiffer is None:
                return Tap(TapName.SKIP, asked.name)
            case "stiffer":
                return Tap(TapName.YES if habits.stiffer else TapName.NO)
            case "where":
                return Tap(TapName.WHERE, choice="nothing")
            case "red_flags":
                return Tap(TapName.NO)
            case _:
                return Tap(TapName.YES)


def _number(question: str, value: float | None) -> Tap:
    if value is None:
        return Tap(TapName.SKIP, question)
    return Tap(TapName.ANSWER, question, value)
