"""What the guide asks of the session: commands for the log, in order."""

from dataclasses import dataclass, field

from crossrep.guide.view import SafetyView
from crossrep.inputs import CommandName

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Order:
    """One command; the edge stamps it and puts it into the session's inbox."""

    name: CommandName
    arguments: dict[str, Value] = field(default_factory=dict)


def answer(question: str, value: float | None, side: str, exercise: str, set_n: int) -> Order:
    """What the person answered; a value or side that was not given is not there."""
    said: dict[str, Value] = {"question": question, "exercise": exercise, "set_n": set_n}
    if value is not None:
        said["value"] = float(value)
    if side:
        said["side"] = side
    return Order(CommandName.ANSWER, said)


def safety(fired: SafetyView, exercise: str, set_n: int) -> Order:
    """A rule acted."""
    said: dict[str, Value] = {"rule": fired.rule, "does": fired.does}
    said |= {"exercise": exercise, "set_n": set_n}
    if fired.measured is not None:
        said["measured"] = round(float(fired.measured), 3)
    if fired.limit is not None:
        said["limit"] = round(float(fired.limit), 3)
    return Order(CommandName.SAFETY, said)
