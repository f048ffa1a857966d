"""run and record over the virtual radio, as a person meets them: what is said, and how it ends."""

import signal
from pathlib import Path

import pytest
from held import at
from people import clocked, end_s, person

from crossrep.app import live
from crossrep.app.holding import Held
from crossrep.app.live_links import teller
from crossrep.edges.radio_link import RadioLink
from crossrep.edges.recording_files import open_recording
from crossrep.edges.wrists import Wrists
from crossrep.events import Rep
from crossrep.guide.guide import Guide
from crossrep.inputs import Side
from crossrep.settings import Settings
from virtual_ble.clock import run_virtual
from virtual_ble.world import Scene, scene

REPS = 6


def unguided() -> Guide:
    """No page was asked for, so nobody guides."""
    raise AssertionError


def wishes(path: Path) -> live.Wishes:
    return live.Wishes(Side.RIGHT, None, history=path.with_suffix(".db"))


def lived(
    path: Path, what=lambda _: None, *, seconds: float = end_s(REPS), known=None, **scenery: object
) -> Held:
    """`crossrep run` without a broker, ended by Ctrl-C."""

    async def main() -> Held:
        async with scene(person(REPS), units=clocked(), **scenery) as here:
            what(here)
            at(seconds, lambda: signal.raise_signal(signal.SIGINT))
            link = RadioLink(here.bluetooth(), known(here) if known else here.known, teller())
            settings = Settings(Side.RIGHT, "biceps_curl")
            held, _ = await live._shown(link, settings, path, None, wishes(path), unguided)
            assert here.central.links == 0
            return held

    held = run_virtual(main())
    with open_recording(path) as recording:
        assert sum(len(batch) for batch in recording.batches()) > 100
        assert not recording.cut
    return held


def reps(held: Held) -> int:
    return sum(isinstance(event, Rep) for event in held.events)


@pytest.mark.slow
def test_a_session_says_what_it_does_and_ctrl_c_says_goodbye(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = lived(tmp_path / "a.mcap")
    assert reps(held) == REPS
    said = capsys.readouterr().out
    for side in ("Left", "Right"):
        assert f"{side} wrist: looking for the sensor, for up to 120 seconds." in said
        assert f"{side} wrist: connected (" in said
    assert "wrong wrists" not in said


@pytest.mark.slow
def test_a_lost_sensor_is_said_with_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def tired_and_lost(here: Scene) -> None:
        here.radio.set_rssi(here.wrists[Side.RIGHT].controller, -90)
        here.wrists[Side.RIGHT].unit.battery_percent = 15
        at(15, here.wrists[Side.RIGHT].lose)

    lived(tmp_path / "a.mcap", tired_and_lost, seconds=160)
    said = capsys.readouterr().out
    assert "Right wrist: no signal. Lower the weight; what was counted is kept." in said
    assert "Right wrist: the battery is low (15 %). Charge the sensor after this session." in said
    assert "Right wrist: the signal is weak (-90 dBm)." in said
    assert "Right wrist: still not found. The session goes on without it" in said
    assert "trained arm, not observed: the connection is lost" in said


@pytest.mark.slow
def test_exchanged_sensors_are_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def exchanged(here: Scene) -> Wrists:
        return Wrists(left=here.known.right, right=here.known.left)

    held = lived(tmp_path / "a.mcap", known=exchanged)
    assert reps(held) == 0
    said = capsys.readouterr().out
    assert said.count("the sensors are on the wrong wrists: exchange them") == 1


@pytest.mark.parametrize("seconds", [0.02, 1.1, 1.6, 2.2])
def test_ctrl_c_while_connecting(tmp_path: Path, seconds: float) -> None:
    async def main() -> None:
        async with scene(person(1)) as here:
            at(seconds, lambda: signal.raise_signal(signal.SIGTERM))
            link = RadioLink(here.bluetooth(), here.known, teller())
            path = tmp_path / f"{seconds}.mcap"
            await live._shown(link, Settings(Side.RIGHT), path, None, wishes(path), unguided)
            assert here.central.links == 0

    run_virtual(main())
