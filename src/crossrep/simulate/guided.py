"""A whole guided session without a screen or a radio: script, engine, guide and a tapping person.

Nothing waits: what the guide orders is fed to the engine at the place in the log where it was
ordered, as a live session does it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from crossrep.engine import Engine
from crossrep.events import Event
from crossrep.guide.guide import Guide
from crossrep.guide.orders import Order
from crossrep.guide.taps import Tap
from crossrep.guide.view import GuideView
from crossrep.inputs import Command, Input, Tick

Look = Callable[[GuideView, float], Tap | None]


@dataclass
class Guided:
    """What a guided session gave.

    Attributes:
        log: the engine's inputs in order, with the guide's commands.
        events: what was said.
        pages: (session time, view) wherever the step, the count, the sign or the rule changed.
    """

    engine: Engine
    guide: Guide
    log: list[Input] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    pages: list[tuple[float, GuideView]] = field(default_factory=list)

    def run(self, inputs: Iterable[Input], look: Look) -> None:
        """Everything until the inputs end, or the guide says that the session is over."""
        for item in inputs:
            self.feed(item)
            if isinstance(item, Tick):
                self._look(item, look)
            if self.guide.over:
                break
        for event in self.engine.finish():
            self.events.append(event)
            self.guide.event(event)
        self._turn(self.guide.view(), self.guide.course.now_s)

    def feed(self, item: Input) -> None:
        """One input, and all that follows from it at this place in the log."""
        self.log.append(item)
        said = self.engine.feed(item)
        self.events += said
        orders = [order for event in said for order in self.guide.event(event)]
        self._obey(orders, item.t_host_ns)

    def _look(self, item: Tick, look: Look) -> None:
        snapshot = self.engine.snapshot()
        self._obey(self.guide.snapshot(snapshot), item.t_host_ns)
        view = self.guide.view()
        self._turn(view, snapshot.t_s)
        tap = look(view, snapshot.t_s)
        if tap is not None:
            self._obey(self.guide.tap(tap), item.t_host_ns)

    def _obey(self, orders: list[Order], t_host_ns: int) -> None:
        for order in orders:
            self.feed(Command(t_host_ns, order.name, order.arguments))

    def _turn(self, view: GuideView, t_s: float) -> None:
        last = self.pages[-1][1] if self.pages else None
        if last is None or _told(last) != _told(view):
            self.pages.append((t_s, view))


def _told(view: GuideView) -> tuple[object, ...]:
    return (view.step, view.reps, view.set_n, view.sign, view.safety, view.question, view.over)
