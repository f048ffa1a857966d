"""The program as it is over BlueZ, its kernel and bluetoothd; run by tests/bluez/run in a guest."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from dbus_fast import BusType, Message
from dbus_fast.aio import MessageBus

from crossrep.edges.ble import Bluetooth
from crossrep.edges.notices import Notice, NoticeKind
from crossrep.edges.radio_link import RadioLink
from crossrep.edges.recording_files import open_recording
from crossrep.edges.wrists import KnownWrist, Wrists, remembered
from crossrep.inputs import Input, LinkChange, LinkState, Notification, Side
from virtual_ble.world import ADDRESS, SERIAL

SOCKET = Path("/tmp/wearables.sock")  # noqa: S108  the guest's own memory
PATIENCE_S = 180.0
SOON_S = 20.0
RIGHT, LEFT = Side.RIGHT, Side.LEFT
KNOWN = Wrists(
    right=KnownWrist(driver="own", address=ADDRESS[RIGHT], serial=SERIAL[RIGHT]),
    left=KnownWrist(driver="movesense", address=ADDRESS[LEFT], serial=SERIAL[LEFT]),
    trained=RIGHT,
)
COMMAND = [sys.executable, "-m", "crossrep.app.main"]


async def ask(do: str, **more: object) -> dict:
    """Have something happen to the wearables; what is so afterwards."""
    reader, writer = await asyncio.open_unix_connection(SOCKET)
    writer.write(json.dumps({"do": do, **more}).encode() + b"\n")
    state = json.loads(await reader.readline())
    writer.close()
    return state


async def called(path: str, interface: str, member: str, signature: str = "", body=()) -> Message:
    bus = await MessageBus(bus_type=BusType.SYSTEM).connect()
    try:
        return await bus.call(
            Message("org.bluez" if path != "/" else "org.freedesktop.DBus", path, interface, member,
                    signature=signature, body=list(body))
        )  # fmt: skip
    finally:
        bus.disconnect()


async def names_on_the_bus() -> int:
    reply = await called("/", "org.freedesktop.DBus", "ListNames")
    return len([name for name in reply.body[0] if name.startswith(":")])


@pytest.fixture(scope="module", autouse=True)
def _everything_is_up() -> None:
    """The adapter is there and powered, the wearables listen."""
    from dbus_fast import Variant  # noqa: PLC0415

    async def up() -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not SOCKET.exists():
                await asyncio.sleep(0.5)
            power = ["org.bluez.Adapter1", "Powered", Variant("b", value=True)]
            props = ("/org/bluez/hci0", "org.freedesktop.DBus.Properties", "Set", "ssv", power)
            while (reply := await called(*props)).error_name:
                print(reply.error_name)
                await asyncio.sleep(1)

    asyncio.run(up())


@asynccontextmanager
async def linked(told: list[Notice], inputs: list[Input]) -> AsyncIterator[RadioLink]:
    """A link with no backend but the system's; everything it gives is kept."""
    async with Bluetooth() as radio, RadioLink(radio, KNOWN, told.append) as link:

        async def keep() -> None:
            inputs.extend([item async for item in _each(link, inputs)])

        task = asyncio.create_task(keep())
        yield link
        link.close()
        await task
    await nothing_left()


async def nothing_left() -> None:
    """Soon no connection stands; how soon depends on how slow the emulated computer is."""
    async with asyncio.timeout(SOON_S):
        while (await ask("state"))["links"]:
            await asyncio.sleep(0.2)


async def _each(link: RadioLink, inputs: list[Input]) -> AsyncIterator[Input]:
    async for item in link:
        inputs.append(item)
        if False:
            yield item


async def until(what: Callable[[], bool], seconds: float = PATIENCE_S) -> float:
    """Wait for it; how long it took."""
    began_s = time.monotonic()
    async with asyncio.timeout(seconds):
        while not what():
            await asyncio.sleep(0.05)
    return time.monotonic() - began_s


def links(inputs: list[Input], side: Side) -> list[LinkState]:
    return [i.state for i in inputs if isinstance(i, LinkChange) and i.side is side]


def packets(inputs: list[Input], side: Side) -> list[bytes]:
    found = [i.payload for i in inputs if isinstance(i, Notification) and i.side is side]
    return [payload for payload in found if len(payload) > 20]


async def connected(inputs: list[Input], side: Side, times: int) -> float:
    """Wait until a wrist was connected so often; how long it took."""
    return await until(lambda: links(inputs, side).count(LinkState.CONNECTED) == times)


async def both(inputs: list[Input]) -> None:
    await until(lambda: all(links(inputs, s)[-1:] == [LinkState.CONNECTED] for s in Side))
    await until(lambda: all(len(packets(inputs, s)) > 3 for s in Side))


def test_scan_lists_both_with_kind_signal_and_battery() -> None:
    asyncio.run(ask("wear"))
    ran = subprocess.run([*COMMAND, "scan", "--seconds", "6"], capture_output=True, text=True,
                         timeout=300, check=False)  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.count("dBm") == 2
    assert "87 %" in ran.stdout


def test_pair_finds_the_arm_that_moves() -> None:
    asyncio.run(ask("wear"))
    home = Path(os.environ["HOME"])
    ran = subprocess.run([*COMMAND, "pair", "--trained", "right"], capture_output=True, text=True,
                         timeout=300, check=False)  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
    wrists = remembered(home / ".config" / "crossrep" / "wrists.json")
    assert wrists.right is not None
    assert wrists.right.address == ADDRESS[RIGHT]
    assert wrists.right.serial == SERIAL[RIGHT]
    assert wrists.left is not None
    assert wrists.left.address == ADDRESS[LEFT]


def test_a_recording_ended_by_sigterm_is_whole_and_leaves_no_connection(tmp_path: Path) -> None:
    asyncio.run(ask("wear"))
    path = tmp_path / "a.mcap"
    process = subprocess.Popen([*COMMAND, "record", "-o", path], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)  # fmt: skip
    deadline_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline_s and (not path.exists() or path.stat().st_size < 60_000):
        time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    said, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (0, ""), said
    with open_recording(path) as recording:
        inputs = [item for batch in recording.batches() for item in batch.inputs()]
    assert all(LinkState.CONNECTED in links(inputs, side) for side in Side)
    asyncio.run(nothing_left())


def test_ten_losses_bring_no_duplicates_and_leave_nothing_on_the_bus() -> None:
    async def main() -> None:
        told: list[Notice] = []
        inputs: list[Input] = []
        await ask("wear")
        async with linked(told, inputs):
            await both(inputs)
            before = await names_on_the_bus()
            took_s = []
            for n in range(10):
                await asyncio.sleep(3.5)
                await ask("hang_up", side="right")
                took_s.append(await connected(inputs, RIGHT, n + 2))
            here = len(packets(inputs, RIGHT))
            await until(lambda: len(packets(inputs, RIGHT)) > here + 20)
            assert await names_on_the_bus() <= before + 1
            print("reconnected after", [round(each, 1) for each in took_s])
        got = packets(inputs, RIGHT)
        assert len(got) == len(set(got))
        assert NoticeKind.DUPLICATES not in [notice.kind for notice in told]
        assert links(inputs, LEFT).count(LinkState.CONNECTED) == 1

    asyncio.run(main())


def test_out_of_range_short_dropout_and_one_wrist_at_a_time() -> None:
    async def main() -> None:
        told: list[Notice] = []
        inputs: list[Input] = []
        await ask("wear")
        async with linked(told, inputs):
            await both(inputs)
            await ask("lose", side="right")
            lost_s = await until(lambda: links(inputs, RIGHT)[-1] is LinkState.LOST)
            here = len(packets(inputs, LEFT))
            await until(lambda: len(packets(inputs, LEFT)) > here + 20)  # the other goes on
            await asyncio.sleep(5)
            await ask("recover", side="right")
            back_s = await until(lambda: links(inputs, RIGHT)[-1] is LinkState.CONNECTED)
            await until(lambda: inputs and isinstance(inputs[-1], Notification))
            print("lost after", round(lost_s, 2), "back after", round(back_s, 2))
            n = links(inputs, LEFT).count(LinkState.CONNECTED)
            await ask("lose", side="left")
            await asyncio.sleep(0.2)
            await ask("recover", side="left")
            await asyncio.sleep(3)
            assert links(inputs, LEFT).count(LinkState.CONNECTED) == n
        assert [n.kind for n in told if n.side is RIGHT].count(NoticeKind.LOST) == 1

    asyncio.run(main())


def test_absent_at_the_start_low_battery_and_what_comes_twice() -> None:
    async def main() -> None:
        told: list[Notice] = []
        inputs: list[Input] = []
        await ask("wear")
        await ask("lose", side="left")
        await ask("charge", side="right", percent=12)
        async with linked(told, inputs):
            await until(lambda: len(packets(inputs, RIGHT)) > 20)
            await ask("double", side="right", on=True)
            here = len(packets(inputs, RIGHT))
            await until(lambda: len(packets(inputs, RIGHT)) > here + 30)
            await ask("double", side="right", on=False)
            assert LinkState.CONNECTED not in links(inputs, LEFT)
            await ask("recover", side="left")
            await until(lambda: len(packets(inputs, LEFT)) > 5)
        got = packets(inputs, RIGHT)
        assert len(got) == len(set(got))
        kinds = {notice.kind: notice.value for notice in told if notice.side is RIGHT}
        assert kinds[NoticeKind.BATTERY] == 12
        assert kinds[NoticeKind.DUPLICATES] >= 25
        await ask("charge", side="right", percent=87)

    asyncio.run(main())


@pytest.mark.parametrize("after_s", [0.5, 1.5, 3.0])
def test_stopped_while_connecting(after_s: float) -> None:
    async def main() -> None:
        told: list[Notice] = []
        inputs: list[Input] = []
        async with linked(told, inputs):
            await asyncio.sleep(after_s)
        await asyncio.sleep(1)
        await nothing_left()

    asyncio.run(main())


def test_after_a_kill_the_connection_that_was_left_is_found_again(tmp_path: Path) -> None:
    asyncio.run(ask("wear"))
    path = tmp_path / "a.mcap"
    process = subprocess.Popen([*COMMAND, "record", "-o", path], stdout=subprocess.DEVNULL)
    deadline_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline_s and asyncio.run(ask("state"))["links"] < 2:
        time.sleep(0.5)
    time.sleep(3)
    process.kill()
    process.wait()
    print("left behind:", asyncio.run(ask("state"))["links"])

    async def main() -> None:
        told: list[Notice] = []
        inputs: list[Input] = []
        async with linked(told, inputs):
            await both(inputs)

    asyncio.run(main())
