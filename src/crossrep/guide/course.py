"""All that the guide knows of a session under way: plain state, printable, no behaviour of its own.

`flow` says what comes next, `interrupts` what may come in between, `answers` what a tap does.
"""

from dataclasses import dataclass, field
from datetime import date

from crossrep.guide.counting import Counting
from crossrep.guide.orders import Order, Value, safety
from crossrep.guide.past import PastDay
from crossrep.guide.safety import Fired
from crossrep.guide.tally import Tally
from crossrep.guide.view import SafetyView, Sign, Step
from crossrep.guide.wrists import Wrists
from crossrep.inputs import CommandName
from crossrep.prescription import Block, Prescription

NEVER = float("inf")
QUESTIONS = {
    Step.PAIN: "pain",
    Step.STIFFER: "stiffer",
    Step.WEIGHT: "weight_kg",
    Step.REST: "effort",
    Step.EFFORT: "effort",
    Step.PAIN_END: "pain",
    Step.HURTS: "where",
    Step.RED_FLAGS: "red_flags",
}
"""What is asked first on a page."""


@dataclass
class Course:
    """The session as the guide sees it.

    Attributes:
        now_s: session time of the latest that was heard.
        under: the page to which a pause returns; None outside pauses.
        since_s: when this page began.
        deadline_s: when what runs out is over; inf where nothing does.
        total_s: how long it was to last; inf where nothing runs out.
        left_s: what was left of it when the pause began.
        block_i: place of the block at hand, -1 before the first.
        weights: today's weight by place of the block.
        asked: what is asked on this page, empty for nothing.
        asked_under: the same of the page under the pause.
        after_straps: ``floor`` or ``set``.
        accepted: straps' faults a person chose to go on with.
        left_out: by place of the block, the rule for which (the rest of) it is left out.
        jerks: jerky repetitions of this set.
        noted: rules that act once a set.
        paused: the engine was told to pause.
        echoes: own pauses and resumes whose event has not come back.
        sent: steps that were put into the log; ``heard`` those that came back.
        moved: what moved when asked which wrist.
        begun: the person tapped go.
        worked: something was exercised or practised.
        life_s: latest tap or movement.
        tapped: name of the latest tap that moved on, and when.
        still_s: since when both arms rest, inf while one moves.
        orders: what is to be put into the log.
    """

    prescription: Prescription
    past: tuple[PastDay, ...]
    today: date
    step: Step = Step.START
    under: Step | None = None
    now_s: float = 0.0
    since_s: float = 0.0
    deadline_s: float = NEVER
    total_s: float = NEVER
    left_s: float = NEVER
    block_i: int = -1
    set_n: int = 0
    weights: dict[int, float] = field(default_factory=dict)
    asked: str = ""
    asked_under: str = ""
    after_straps: str = "floor"
    accepted: list[str] = field(default_factory=list)
    left_out: dict[int, str] = field(default_factory=dict)
    jerks: int = 0
    noted: list[str] = field(default_factory=list)
    fired: SafetyView | None = None
    sign: Sign | None = None
    sign_s: float = 0.0
    signs: int = 0
    paused: bool = False
    echoes: int = 0
    sent: int = 0
    heard: int = 0
    moved: str = ""
    begun: bool = False
    worked: bool = False
    over: bool = False
    closed: bool = False
    life_s: float = 0.0
    tapped: str = ""
    tapped_s: float = 0.0
    still_s: float = NEVER
    swaps: int = 0
    counting: Counting = field(default_factory=Counting)
    wrists: Wrists = field(default_factory=Wrists)
    tally: Tally = field(default_factory=Tally)
    orders: list[Order] = field(default_factory=list)

    @property
    def block(self) -> Block | None:
        """The block at hand."""
        blocks = self.prescription.blocks
        return blocks[self.block_i] if 0 <= self.block_i < len(blocks) else None

    @property
    def exercise(self) -> str:
        """Its exercise, empty for none."""
        return self.block.exercise if self.block is not None else ""

    @property
    def page(self) -> Step:
        """The page, or the one under the pause."""
        return self.under or self.step

    @property
    def weight_kg(self) -> float | None:
        """Today's weight of the block at hand."""
        if self.block is None:
            return None
        return self.weights.get(self.block_i, self.block.weight_kg)

    @property
    def left_now_s(self) -> float:
        """What is left of what runs out; inf where nothing does."""
        return self.left_s if self.under is not None else max(self.deadline_s - self.now_s, 0.0)

    def order(self, command: CommandName, /, **arguments: Value) -> None:
        """One more command for the log; none once the session is over."""
        if not self.over:
            self.orders.append(Order(command, arguments))

    def fire(self, fired: Fired) -> None:
        """A rule acts: it is shown, kept, and in the log."""
        self.fired = SafetyView(fired.rule, fired.does.value, fired.measured, fired.limit)
        self.tally.safety.append(fired.rule)
        if not self.over:
            self.orders.append(safety(self.fired, self.exercise, self.set_n))

    def turn_to(self, step: Step, seconds: float = NEVER) -> None:
        """Another page; it is in the log."""
        self.step, self.since_s, self.moved = step, self.now_s, ""
        if step in (Step.WEIGHT, Step.SET, Step.PRACTICE):
            self.fired = None
        self.total_s, self.deadline_s = seconds, self.now_s + seconds
        self.asked = QUESTIONS.get(step, "")
        self.tell_step()

    def tell_step(self) -> None:
        """What the person is asked to do from here on, as a command for the log."""
        if self.over:
            return
        said: dict[str, Value] = {"kind": self.step.value, **self._of_block()}
        if self.deadline_s < NEVER:
            said["planned_s"] = round(self.deadline_s - self.now_s, 3)
        said |= {
            "revision": self.prescription.revision,
            "confirmed": int(self.prescription.confirmed),
        }
        self.sent += 1
        self.orders.append(Order(CommandName.STEP, said))

    def _of_block(self) -> dict[str, Value]:
        block = self.block
        if block is None or self.step not in (Step.SET, Step.REST, Step.PRACTICE, Step.WEIGHT):
            return {}
        said: dict[str, Value] = {"exercise": block.exercise, "task": block.task}
        if self.step is Step.PRACTICE:
            return said | {"kind": block.kind.value}
        said |= {"arms": block.who.value, "set_n": self.set_n, "sets": block.sets}
        if self.weight_kg is not None:
            said["weight_kg"] = self.weight_kg
        if self.step is Step.SET:
            said["planned_reps"] = self.counting.to_do
        return said
