"""The wearables of the guest: a process of its own that BlueZ sees as an adapter's air.

A line of JSON on the socket has something happen: ``{"do": "lose", "side": "right"}``; the answer
is a line with what is so afterwards.
"""

import asyncio
import json
from dataclasses import dataclass
from functools import partial
from typing import Any

from bumble.transport import open_transport

from crossrep.drivers.table import profile_named
from crossrep.inputs import Role, Side
from crossrep.simulate import from_values
from crossrep.simulate.units import unit_named
from virtual_ble.air import Radio
from virtual_ble.controller import RadioController
from virtual_ble.world import ADDRESS, SERIAL
from virtual_ble.worn import Worn
from virtual_ble.wrist import Wrist

SOCKET = "/tmp/wearables.sock"  # noqa: S108  the guest's own memory
DRIVERS = {Side.RIGHT: "own", Side.LEFT: "movesense"}
ROLES = {Side.RIGHT: Role.TRAINED, Side.LEFT: Role.AFFECTED}
SCRIPT = {
    "block": [
        {"kind": "rest", "duration_s": 6},
        {"kind": "set", "reps": 60, "variability_percent": 0},
    ]
}


async def main() -> None:
    """Until the guest is switched off."""
    radio = Radio()
    worn = {role: Worn(from_values(SCRIPT), role) for role in Role}
    for side, role in ROLES.items():  # reckoned before the kernel waits for answers
        worn[role].at(profile_named(DRIVERS[side]).default_hz)
    async with await open_transport("vhci") as (source, sink):
        adapter = RadioController("adapter", radio, "C0:00:00:00:00:01")
        source.set_packet_sink(adapter)
        adapter.host = sink
        wrists = {side: await switched_on(radio, side) for side in Side}
        serve = partial(answer, Air(radio, wrists, worn))
        async with await asyncio.start_unix_server(serve, SOCKET) as server:
            await server.serve_forever()


@dataclass
class Air:
    """What can be acted upon."""

    radio: Radio
    wrists: dict[Side, Wrist]
    worn: dict[Role, Worn]


async def switched_on(radio: Radio, side: Side) -> Wrist:
    """One wearable, on and lying on the table."""
    wrist = Wrist(radio, unit_named(DRIVERS[side]), address=ADDRESS[side], serial=SERIAL[side])
    await wrist.switch_on()
    return wrist


async def answer(air: Air, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Do what each line says."""
    while line := await reader.readline():
        does(air, json.loads(line))
        state = {side.value: [w.sent, w.connections] for side, w in air.wrists.items()}
        told = {"links": len(air.radio.bonds), "overflowed": air.radio.overflowed, **state}
        writer.write(json.dumps(told).encode() + b"\n")


def does(air: Air, wish: dict[str, Any]) -> None:
    """One thing."""
    wrists = air.wrists
    match wish["do"]:
        case "wear":
            for side, role in ROLES.items():
                wrists[side].take_off()
                wrists[side].put_on(air.worn[role])
        case "lose" | "recover" | "hang_up":
            getattr(wrists[Side(wish["side"])], wish["do"])()
        case "double":
            wrists[Side(wish["side"])].moods.doubled = bool(wish["on"])
        case "charge":
            wrists[Side(wish["side"])].unit.battery_percent = int(wish["percent"])
        case "loss":
            air.radio.weather.loss = float(wish["share"])
        case "state":
            pass
        case other:
            raise ValueError(other)


if __name__ == "__main__":
    asyncio.run(main())
