"""What a radio can do to a session, and what must be left of it.

After each: no repetition is counted across the gap, the gap stands in the recording, the person
was told, and the recording replays to the same.
"""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import held
import pytest
from held import Held, at
from people import clocked, end_s, person, seen_reps, which

from crossrep.edges.notices import NoticeKind
from crossrep.edges.radio_link import RadioLink
from crossrep.edges.trouble import SEEK_S, RadioError, Trouble
from crossrep.edges.wrists import Wrists
from crossrep.events import Confidence, FaultKind
from crossrep.inputs import Command, CommandName, LinkChange, LinkState, Role, Side
from crossrep.movement.repetitions.running_set import BROKEN_S
from crossrep.simulate.own_unit import OwnUnit
from virtual_ble.clock import run_virtual
from virtual_ble.world import Scene, scene

REPS = 8
RIGHT, LEFT = Side.RIGHT, Side.LEFT
LOST, CONNECTED = LinkState.LOST, LinkState.CONNECTED


@pytest.fixture(autouse=True)
def _no_errors_below(caplog: pytest.LogCaptureFixture):
    """The virtual stacks complain about nothing."""
    yield
    stacks = [r for r in caplog.records if r.name.startswith("bumble")]
    assert [r.getMessage() for r in stacks if r.levelno >= logging.ERROR] == []


def held_with(
    path: Path, what: Callable[[Scene], object], *, reps: int = REPS, **scenery: object
) -> Held:
    """A session in which something happens."""

    async def main() -> Held:
        async with scene(person(reps), units=clocked(), **scenery) as here:
            known = what(here)
            wrists = known if isinstance(known, Wrists) else None
            session = await held.hold(here, path / "a.mcap", end_s(reps), known=wrists)
            assert here.central.links == 0
            assert here.radio.bonds == []
            return session

    session = run_virtual(main())
    assert session.events == session.replayed
    return session


def assert_harmless(session: Held, *gaps: tuple[float, float], reps: int = REPS) -> None:
    """Each counted repetition is a true one, said once; all of those that touch no gap are there.

    One of which a part was seen may be counted, and then it says so and is trusted less; none goes
    across a gap in which another one could have been.
    """
    counted = [which(rep) for rep in session.reps()]
    assert counted == sorted(set(counted))
    assert set(seen_reps(reps, *gaps)) <= set(counted) <= set(range(reps))
    for rep in session.reps():
        if which(rep) not in seen_reps(reps, *gaps):
            assert rep.confidence is Confidence.LOW
            assert {"gap", "cut"} & set(rep.flags)
        long = [(start, end) for start, end in gaps if end - start > BROKEN_S]
        assert not any(rep.start_s < start and rep.end_s > end for start, end in long)


def back(session: Held) -> float:
    """When the trained arm was observed again."""
    return max(end for _, _, end in session.faults(Role.TRAINED))


def marks(session: Held) -> list[str]:
    commands = [item for item in session.inputs if isinstance(item, Command)]
    return [str(i.arguments["label"]) for i in commands if i.name is CommandName.MARK]


def test_the_wearable_hangs_up(tmp_path: Path) -> None:
    session = held_with(tmp_path, lambda here: at(20, here.wrists[RIGHT].hang_up))
    assert session.links(RIGHT) == [LOST, CONNECTED, LOST, CONNECTED]
    assert session.links(LEFT) == [LOST, CONNECTED]
    assert NoticeKind.LOST in session.kinds(RIGHT)
    assert [f[0] for f in session.faults(Role.TRAINED)] == [FaultKind.LINK_LOST]
    (_, start_s, end_s_), *_ = session.faults(Role.TRAINED)
    assert start_s == pytest.approx(20, abs=0.2)
    assert end_s_ - start_s < 2.5
    assert_harmless(session, (start_s, end_s_))


@pytest.mark.slow
def test_out_of_range_and_back(tmp_path: Path) -> None:
    def walk(here: Scene) -> None:
        at(20, here.wrists[RIGHT].lose)
        at(32, here.wrists[RIGHT].recover)

    session = held_with(tmp_path, walk)
    assert session.links(RIGHT) == [LOST, CONNECTED, LOST, CONNECTED]
    assert session.kinds(LEFT).count(NoticeKind.LOST) == 0
    assert back(session) - 32 < 3
    assert_harmless(session, (20, back(session)))


@pytest.mark.slow
def test_both_are_lost_and_come_back_one_after_the_other(tmp_path: Path) -> None:
    def walk(here: Scene) -> None:
        at(20, here.wrists[RIGHT].lose)
        at(22, here.wrists[LEFT].lose)
        at(28, here.wrists[RIGHT].recover)
        at(34, here.wrists[LEFT].recover)

    session = held_with(tmp_path, walk)
    for side in Side:
        assert session.links(side) == [LOST, CONNECTED, LOST, CONNECTED]
    assert back(session) < 30.5
    assert_harmless(session, (20, back(session)))


@pytest.mark.parametrize("lost_s", [17.5, 18.0, 18.3])
@pytest.mark.slow
def test_a_repetition_that_was_lost_at_its_top_counts_once_at_most(
    tmp_path: Path, lost_s: float
) -> None:
    def walk(here: Scene) -> None:
        at(lost_s, here.wrists[RIGHT].lose)
        at(lost_s + 8, here.wrists[RIGHT].recover)

    session = held_with(tmp_path, walk)
    tops = [which(rep) for rep in session.reps()]
    assert len(tops) == len(set(tops))
    across = [r for r in session.reps() if r.start_s < lost_s and r.end_s > lost_s + 0.5]
    for rep in across:
        assert rep.confidence is Confidence.LOW
        assert "gap" in rep.flags


@pytest.mark.slow
def test_the_weaker_arm_is_lost_and_the_training_goes_on(tmp_path: Path) -> None:
    session = held_with(tmp_path, lambda here: at(20, here.wrists[LEFT].lose))
    assert session.links(LEFT) == [LOST, CONNECTED, LOST]
    assert [which(rep) for rep in session.reps()] == list(range(REPS))
    assert session.ended().affected_observed_s < 22


@pytest.mark.slow
def test_a_short_dropout_keeps_the_link_and_shows_the_hole(tmp_path: Path) -> None:
    def shadow(here: Scene) -> None:
        at(20, here.wrists[RIGHT].lose)
        at(21.2, here.wrists[RIGHT].recover)

    session = held_with(tmp_path, shadow)
    assert session.links(RIGHT) == [LOST, CONNECTED]
    gaps = [(a, b) for kind, a, b in session.faults(Role.TRAINED) if kind is FaultKind.GAP]
    assert gaps
    assert 0.5 <= gaps[0][1] - gaps[0][0] <= 1.3
    for rep in session.reps():
        if rep.start_s < gaps[0][0] < rep.end_s:
            assert "gap" in rep.flags
    assert [which(rep) for rep in session.reps()] == list(range(REPS))


@pytest.mark.slow
def test_absent_at_the_start(tmp_path: Path) -> None:
    def late(here: Scene) -> None:
        here.wrists[RIGHT].lose()
        at(18, here.wrists[RIGHT].recover)

    session = held_with(tmp_path, late)
    assert session.links(RIGHT) == [LOST, CONNECTED]
    assert "radio right seeking 120" in marks(session)
    connected = [i for i in session.inputs if isinstance(i, LinkChange) and i.side is RIGHT][-1]
    after_s = (connected.t_host_ns - session.inputs[0].t_host_ns) / 1e9
    assert 18 < after_s < 20
    assert_harmless(session, (0, after_s))


@pytest.mark.slow
def test_one_wrist_never_comes(tmp_path: Path) -> None:
    session = held_with(tmp_path, lambda here: here.wrists[LEFT].lose())
    assert session.links(LEFT) == [LOST]
    assert (FaultKind.NEVER_SEEN, 0.0) in [f[:2] for f in session.faults(Role.AFFECTED)]
    assert [which(rep) for rep in session.reps()] == list(range(REPS))


@pytest.mark.slow
def test_one_wrist_only(tmp_path: Path) -> None:
    session = held_with(tmp_path, lambda here: here.known.model_copy(update={"left": None}))
    assert session.links(LEFT) == []
    assert session.faults(Role.AFFECTED) == []
    assert [which(rep) for rep in session.reps()] == list(range(REPS))


def test_nobody_ever_comes(tmp_path: Path) -> None:
    async def main() -> float:
        async with scene(person(REPS)) as here:
            for wrist in here.wrists.values():
                wrist.lose()
            began_s = asyncio.get_running_loop().time()
            with pytest.raises(RadioError, match="No sensor was found"):
                await held.hold(here, tmp_path / "a.mcap", 1000)
            return asyncio.get_running_loop().time() - began_s

    assert run_virtual(main()) == pytest.approx(SEEK_S, abs=10)


@pytest.mark.slow
def test_a_lossy_link_overflows_and_nothing_is_invented(tmp_path: Path) -> None:
    def storm(here: Scene) -> None:
        at(18, lambda: setattr(here.radio.weather, "loss", 0.8))
        at(26, lambda: setattr(here.radio.weather, "loss", 0.0))

    overflowed: list[int] = []

    def also_count(here: Scene) -> None:
        storm(here)
        at(30, lambda: overflowed.append(here.radio.overflowed))

    session = held_with(tmp_path, also_count)
    assert overflowed[0] > 50
    assert session.links(RIGHT) == [LOST, CONNECTED]
    counted = [which(rep) for rep in session.reps()]
    assert counted == sorted(set(counted))
    assert len(counted) >= REPS - 2
    gaps = [(a, b) for kind, a, b in session.faults(Role.TRAINED) if kind is FaultKind.GAP]
    assert gaps
    assert all(17 < a < b < 27.5 for a, b in gaps)
    for rep in session.reps():
        if any(rep.start_s < a and rep.end_s > b for a, b in gaps):
            assert "gap" in rep.flags


@pytest.mark.parametrize("driver", ["own", "movella_dot"])
@pytest.mark.slow
def test_counter_and_clock_wrap_in_mid_set(driver: str, tmp_path: Path) -> None:
    """Microseconds of 32 bits after 71 minutes; the counter of 16 bits in the same second."""
    before_s = 22.0

    async def main() -> Held:
        async with scene(person(REPS), driver, on_for_s=2**32 / 1e6 - before_s) as here:
            for wrist in here.wrists.values():
                if isinstance(wrist.unit, OwnUnit):
                    wrist.unit.count = 2**16 - round(before_s * wrist.profile.default_hz) - 1
            return await held.hold(here, tmp_path / "a.mcap", end_s(REPS))

    session = run_virtual(main())
    assert session.events == session.replayed
    assert [which(rep) for rep in session.reps()] == list(range(REPS))
    assert all(rep.confidence is Confidence.HIGH for rep in session.reps())
    assert [*session.faults(Role.TRAINED), *session.faults(Role.AFFECTED)] == []


@pytest.mark.slow
def test_the_smallest_packets(tmp_path: Path) -> None:
    session = held_with(tmp_path, lambda _: None, mtu=23)
    assert max(map(len, session.payloads(RIGHT))) == 20
    assert [which(rep) for rep in session.reps()] == list(range(REPS))


@pytest.mark.slow
def test_a_command_is_refused(tmp_path: Path) -> None:
    def stubborn(here: Scene) -> None:
        here.wrists[LEFT].moods.refuses = lambda *_: True

    session = held_with(tmp_path, stubborn)
    assert [which(rep) for rep in session.reps()] == list(range(REPS))
    failed = [n for n in session.told if n.kind is NoticeKind.FAILED]
    assert len(failed) == 1
    assert failed[0].side is LEFT
    assert failed[0].detail.endswith(".")


@pytest.mark.slow
def test_a_low_battery_is_told(tmp_path: Path) -> None:
    def tired(here: Scene) -> None:
        here.wrists[RIGHT].unit.battery_percent = 15

    session = held_with(tmp_path, tired)
    told = {(n.side, n.value) for n in session.told if n.kind is NoticeKind.BATTERY}
    assert (RIGHT, 15) in told
    assert "radio right battery 15" in marks(session)


@pytest.mark.slow
def test_a_sensor_falls_silent(tmp_path: Path) -> None:
    def mute(here: Scene) -> None:
        at(20, lambda: setattr(here.wrists[RIGHT].moods, "silent", True))
        at(30, lambda: setattr(here.wrists[RIGHT].moods, "silent", False))

    session = held_with(tmp_path, mute)
    assert NoticeKind.SILENT in session.kinds(RIGHT)
    silent = [f for f in session.faults(Role.TRAINED) if f[0] is FaultKind.SILENT]
    assert silent[0][1] == pytest.approx(20, abs=0.1)
    assert_harmless(session, (20, back(session)))


@pytest.mark.slow
def test_ten_reconnects_leave_nothing_behind(tmp_path: Path) -> None:
    kept: list[tuple[int, int]] = []

    def again(here: Scene) -> None:
        for k in range(10):
            at(6.0 + 5 * k, here.wrists[RIGHT].hang_up)
            at(10.9 + 5 * k, lambda: kept.append((len(asyncio.all_tasks()), here.central.links)))

    session = held_with(tmp_path, again, reps=10)
    assert session.links(RIGHT).count(CONNECTED) == 11
    assert len(kept) == 10
    assert {links for _, links in kept} == {2}
    assert max(tasks for tasks, _ in kept) <= kept[0][0] + 1
    frames = [p for p in session.payloads(RIGHT) if p[1] == 0x61]
    assert len(frames) == len(set(frames))


@pytest.mark.parametrize("stop_s", [0.05, 1.05, 1.3, 1.9, 2.5])
def test_stopped_while_connecting(tmp_path: Path, stop_s: float) -> None:
    async def main() -> None:
        async with scene(person(1)) as here:
            await held.hold(here, tmp_path / f"{stop_s}.mcap", stop_s)
            assert here.central.links == 0
            assert here.radio.bonds == []
            await asyncio.sleep(3)
            assert here.central.links == 0

    run_virtual(main())


def test_a_crash_says_goodbye() -> None:
    class BugError(Exception):
        pass

    async def crash(here: Scene) -> None:
        async with here.bluetooth() as radio, RadioLink(radio, here.known):
            await asyncio.sleep(4)
            assert here.central.links == 2
            raise BugError

    async def main() -> None:
        async with scene(person(1)) as here:
            with pytest.raises(BugError):
                await crash(here)
            assert here.central.links == 0

    run_virtual(main())


@pytest.mark.slow
def test_a_stack_that_hangs_is_left_behind(tmp_path: Path) -> None:
    def stuck(here: Scene) -> None:
        at(20, lambda: setattr(here.central, "hangs", True))
        at(20.1, here.wrists[RIGHT].hang_up)
        at(27, lambda: setattr(here.central, "hangs", False))

    session = held_with(tmp_path, stuck)
    assert session.links(RIGHT) == [LOST, CONNECTED, LOST, CONNECTED]
    assert back(session) < 40
    assert_harmless(session, (20, back(session)))


def test_bluetooth_is_off(tmp_path: Path) -> None:
    async def main() -> None:
        async with scene(person(1)) as here:
            here.central.powered = False
            with pytest.raises(RadioError, match="switched off") as refused:
                await held.hold(here, tmp_path / "a.mcap", 60)
            assert refused.value.trouble is Trouble.OFF

    run_virtual(main())


@pytest.mark.slow
def test_bluetooth_goes_off_and_on(tmp_path: Path) -> None:
    def switch(here: Scene) -> None:
        at(20, lambda: setattr(here.central, "powered", False))
        at(20, here.wrists[RIGHT].hang_up)
        at(26, lambda: setattr(here.central, "powered", True))

    session = held_with(tmp_path, switch)
    assert session.links(RIGHT) == [LOST, CONNECTED, LOST, CONNECTED]
    assert any("switched off" in n.detail for n in session.told)


@pytest.mark.slow
def test_where_addresses_are_hidden_the_serial_number_tells(tmp_path: Path) -> None:
    def elsewhere(here: Scene) -> Wrists:
        here.central.hides_addresses = True
        moved = {
            side.value: known.model_copy(update={"address": f"OTHER-{side}"})
            for side, known in here.known.known()
        }
        return Wrists(**moved)

    session = held_with(tmp_path, elsewhere)
    assert [which(rep) for rep in session.reps()] == list(range(REPS))
    assert session.links(LEFT)[:2] == [LOST, CONNECTED]
