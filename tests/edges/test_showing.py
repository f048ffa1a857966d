"""What stands at the broker while a session runs: live state and both wearables."""

import json

from crossrep.edges.latest import Latest
from crossrep.edges.notices import Notice, NoticeKind
from crossrep.edges.showing import Showing
from crossrep.engine import Engine
from crossrep.events import ArmState, SessionStarted, Snapshot
from crossrep.inputs import Command, CommandName, LinkChange, LinkState, Notification, Side
from crossrep.settings import Settings
from crossrep.simulate import from_values, simulate

STARTED = SessionStarted("s1", 0.0, 1_795_255_200_123_456_789, "0.1.0", "abcdef012345")


def told(latest: Latest) -> dict[str, dict[str, object]]:
    return {shown.topic.rsplit("/", 1)[1]: json.loads(shown.payload) for shown in latest.take()}


async def test_a_session_shows_both_wearables_with_their_charge_until_it_ends() -> None:
    rest = {"kind": "rest", "duration_s": 6}
    lost = {"kind": "link_lost", "arm": "affected", "at_s": 2, "duration_s": 30}
    radio = {"battery_every_s": 1}
    script = from_values({"seed": 5, "block": [rest], "event": [lost], "radio": radio})
    latest, engine = Latest(), Engine(Settings(Side.RIGHT))
    showing = Showing(latest, "p1", Side.RIGHT)
    for item in simulate(script).inputs:
        for event in engine.feed(item):
            showing.event(event)
        showing.input(item)
    showing.state(engine.snapshot())
    sensors = told(latest)["sensors"]
    for event in engine.finish():
        showing.event(event)
    showing.state(engine.snapshot())
    ended = told(latest)
    assert sensors["event_type"] == "sensors"
    assert sensors["trained_connected"] is True
    assert sensors["affected_connected"] is False
    assert sensors["trained_battery_percent"] in range(5, 101)
    assert sensors["trained_rate_hz"] == 50
    assert "WT901" in str(sensors["trained_device"])
    assert ended.keys() == {"sensors"}
    assert ended["sensors"]["trained_connected"] is False
    assert ended["sensors"]["trained_battery_percent"] == sensors["trained_battery_percent"]


async def test_sensors_are_shown_when_they_change_and_live_each_time() -> None:
    latest = Latest()
    showing = Showing(latest, "p1", Side.LEFT)
    showing.state(Snapshot("", 0.0, "row", ArmState(), ArmState()))
    assert told(latest) == {}
    showing.event(STARTED)
    for t_s, connected, expected in (
        (1.0, False, {"live", "sensors"}), (2.0, False, {"live"}), (3.0, True, {"live", "sensors"}),
    ):  # fmt: skip
        arm = ArmState(connected=connected)
        showing.state(Snapshot("s1", t_s, "row", arm, ArmState()))
        assert told(latest).keys() == expected


async def test_a_charge_told_by_the_link_is_shown_on_its_arm() -> None:
    latest = Latest()
    showing = Showing(latest, "p1", Side.LEFT)
    showing.event(STARTED)
    showing.input(LinkChange(Side.LEFT, 1, LinkState.CONNECTED, "nobody knows", "A thing", 25.0))
    showing.input(Notification(Side.LEFT, 2, "x", b"\x55\x71\x64\x00\x8c\x01"))
    said = Notice(Side.RIGHT, NoticeKind.BATTERY, 40.0).label()
    twice = Notice(Side.LEFT, NoticeKind.DUPLICATES, 1234567.0).label()
    for label in (said, twice, "radio right lost", "radio up battery 3", "battery"):
        showing.input(Command(3, CommandName.MARK, {"label": label}))
    showing.state(Snapshot("s1", 1.0, "row", ArmState(), ArmState()))
    sensors = told(latest)["sensors"]
    assert (sensors["trained_device"], sensors["trained_rate_hz"]) == ("A thing", 25.0)
    assert sensors["affected_battery_percent"] == 40
    assert "trained_battery_percent" not in sensors
    assert (sensors["trained_duplicates"], sensors["affected_duplicates"]) == (1234567, 0)
