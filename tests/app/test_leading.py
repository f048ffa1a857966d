"""Who leads a session passes on what the person says of the sensors."""

from datetime import date

from crossrep.app.leading import Leading
from crossrep.engine import Engine
from crossrep.guide.guide import Guide
from crossrep.guide.taps import Tap, TapName
from crossrep.guide.view import GuideView, Step
from crossrep.inputs import Command, Input, Side
from crossrep.prescription import Block, Prescription
from crossrep.settings import Settings
from crossrep.simulate import simulate
from crossrep.simulate.guided_script import script_for
from crossrep.simulate.script import from_values
from crossrep.simulate.tapping import Habits, TappingPerson

ONE = Block(exercise="biceps_curl", sets=1, reps=5, rest_s=60, lifting_s=1, lowering_s=2.5)
PLAN = Prescription("p1", Side.RIGHT, blocks=(ONE,))


class Log:
    """Stands where a session stands: what is ordered is fed to the engine at once."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.leading, self.stamp_ns = engine, None, 0
        self.obeyed = True

    def order(self, name, arguments) -> None:
        self.feed(Command(self.stamp_ns, name, arguments))

    def feed(self, item: Input) -> None:
        self.stamp_ns = item.t_host_ns
        for event in self.engine.feed(item):
            self.leading._guiding.event(event)


def test_the_tap_that_exchanges_the_sensors_reaches_the_link_once() -> None:
    told: list[GuideView] = []
    person = TappingPerson(Habits())

    def look(view: GuideView, t_s: float) -> Tap | None:
        told.append(view)
        wrong = view.step is Step.WHICH_WRIST and view.moved == "affected"
        return Tap(TapName.SWAP_WRISTS) if wrong and not swapped else person.look(view, t_s)

    swapped: list[bool] = []
    engine = Engine(Settings(Side.RIGHT, "biceps_curl"))
    guide = Guide(PLAN, [], date(2026, 11, 23))
    log = Log(engine)
    log.leading = Leading(guide, engine, None, look, lambda: swapped.append(True))
    log.leading._guiding._session = log
    script = from_values(script_for(PLAN).model_dump() | {"trained": "left"})
    for item in simulate(script).inputs:
        log.feed(item)
        log.leading.input(item)
        if swapped:
            break
    assert swapped == [True]
    assert told[-1].moved == "affected"
