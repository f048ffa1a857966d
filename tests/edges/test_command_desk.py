"""Commands from outside: any bytes at all are answered, and only what may be is obeyed."""

import json
from collections.abc import Iterator

import pytest
from every_event import STARTED
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from crossrep.edges.command_desk import MOST_COMMANDS, Answers, Arguments, CommandDesk
from crossrep.edges.outbox import IN_MEMORY, Outbox
from crossrep.events import SessionPaused, SessionResumed
from crossrep.inputs import CommandName

WORDS = ["start", "pause", "resume", "stop", "mark", "prescribe", "which_moves"]


class Desk:
    """A desk, what it passed on, and what it answered."""

    def __init__(self, outbox: Outbox) -> None:
        self.asked: list[tuple[CommandName, Arguments]] = []
        self.stopped = 0
        self.outbox = outbox
        self.desk = CommandDesk(Answers(outbox, "p1"), self._ask, self._stop)
        self.desk.event(STARTED)

    async def _ask(self, name: CommandName, arguments: Arguments) -> None:
        self.asked.append((name, arguments))

    def _stop(self) -> None:
        self.stopped += 1

    async def take(self, *, retained: bool = False, **values: object) -> None:
        await self.desk.take(json.dumps(values).encode(), retained=retained)

    def answers(self) -> list[dict[str, str]]:
        return [json.loads(row.payload) for row in self.outbox.pending(10_000)]


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Outbox(IN_MEMORY) as outbox:
        yield Desk(outbox)


async def test_each_word_becomes_an_input_of_the_engine(desk: Desk) -> None:
    await desk.take(id="1", command="mark", label="shoulder tired")
    await desk.take(id="2", command="prescribe", exercise="row", planned_reps=8)
    await desk.take(id="3", command="prescribe", exercise="row")
    await desk.take(id="7", command="prescribe", exercise="row", arms="both")
    await desk.take(id="8", command="which_moves")
    await desk.take(id="4", command="pause")
    desk.desk.event(SessionPaused("p", "s1", 1.0))
    await desk.take(id="5", command="start")
    desk.desk.event(SessionResumed("p", "s1", 1.0))
    await desk.take(id="6", command="stop")
    assert desk.asked == [
        (CommandName.MARK, {"label": "shoulder tired"}),
        (CommandName.EXERCISE, {"name": "row", "planned_reps": 8}),
        (CommandName.EXERCISE, {"name": "row"}),
        (CommandName.EXERCISE, {"name": "row", "arms": "both"}),
        (CommandName.WHICH_MOVES, {}),
        (CommandName.PAUSE, {}),
        (CommandName.RESUME, {}),
    ]
    assert desk.stopped == 1
    answers = desk.answers()
    assert [a["event_type"] for a in answers] == ["command_taken"] * 8
    assert [a["id"] for a in answers] == list("12378456")
    assert {a["session"] for a in answers} == {"s1"}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"command": "pause"}, "id: Field required"),
        ({"id": "a", "command": "explode"}, "A command is one of: start, pause"),
        ({"id": "a", "command": "resume"}, "running already"),
        ({"id": "a", "command": "start"}, "running already"),
        ({"id": "a", "command": "pause", "for_s": 3}, "for_s: Extra inputs"),
        ({"id": "a", "command": "mark"}, "label: Field required"),
        ({"id": "a", "command": "mark", "label": "x" * 81}, "at most 80"),
        ({"id": "a", "command": "mark", "label": "a\nb"}, "label: String should match"),
        ({"id": "a", "command": "prescribe", "exercise": "flying"}, "exercise is not known"),
        ({"id": "a", "command": "prescribe", "exercise": "row", "arms": "three"}, "arms: Input"),
        (
            {"id": "a", "command": "prescribe", "exercise": "row", "planned_reps": -1},
            "planned_reps",
        ),
        (
            {"id": "a", "command": "prescribe", "exercise": "row", "planned_reps": 101},
            "planned_reps",
        ),
        ({"id": "a b", "command": "stop"}, "id: String should match"),
        ({"id": "a", "command": "stop", "fill": "x" * 5000}, "at most 4096 bytes"),
    ],
)
async def test_what_is_wrong_is_refused_in_words(
    values: dict[str, object], why: str, desk: Desk
) -> None:
    await desk.take(**values)
    (answer,) = desk.answers()
    assert answer["event_type"] == "command_refused"
    assert why in answer["detail"]
    assert desk.asked == []
    assert desk.stopped == 0


async def test_a_retained_command_and_one_without_a_session_are_refused(desk: Desk) -> None:
    await desk.take(retained=True, id="1", command="stop")
    desk.desk.started = None
    await desk.take(id="2", command="stop")
    assert [a["detail"].split(":")[0] for a in desk.answers()] == [
        "A retained command is old", "No session is running.",
    ]  # fmt: skip
    assert desk.stopped == 0


async def test_the_same_command_twice_is_obeyed_and_answered_once(desk: Desk) -> None:
    for _ in range(2):
        await desk.take(id="1", command="mark", label="a")
    assert len(desk.asked) == len(desk.answers()) == 1


async def test_a_flood_ends(desk: Desk) -> None:
    for n in range(MOST_COMMANDS + 2):
        await desk.take(id=f"{n}", command="mark", label="a")
    assert len(desk.asked) == MOST_COMMANDS
    assert "More than" in desk.answers()[-1]["detail"]


anything = st.binary(max_size=200) | st.builds(
    lambda values: json.dumps(values).encode(),
    st.dictionaries(
        st.sampled_from(["id", "command", "label", "exercise", "planned_reps", "x"]),
        st.sampled_from([*WORDS, "row", "", 3, -1, 1.5, None, True, [], {}, "\u0000"]),
    ),
)


@given(st.lists(anything, max_size=10))
@hypothesis_settings(deadline=None, max_examples=60)
async def test_any_bytes_are_answered_and_never_raise(payloads: list[bytes]) -> None:
    with Outbox(IN_MEMORY) as outbox:
        desk = Desk(outbox)
        for payload in payloads:
            await desk.desk.take(payload, retained=False)
        answers = desk.answers()
    assert len(answers) <= len(payloads)
    assert all(a["event_type"] in ("command_taken", "command_refused") for a in answers)
    taken = [a for a in answers if a["event_type"] == "command_taken"]
    assert len(taken) == len(desk.asked) + desk.stopped
