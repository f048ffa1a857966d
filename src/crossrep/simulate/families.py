"""Wearables of other families than WitMotion on a simulated wearer: set up, worn, sent.

What a unit says goes through the same radio, one notification a packet.
"""

from collections.abc import Iterator

import numpy as np

from crossrep.drivers.profile import Profile, Read, Write
from crossrep.drivers.table import profile_named
from crossrep.inputs import Role
from crossrep.samples import Floats, Ints
from crossrep.simulate.chance import stream
from crossrep.simulate.device import SWITCHED_ON_MS, Stream
from crossrep.simulate.radio import (
    PROCESSING_S,
    SETTLING_S,
    Packet,
    Traffic,
    connection_events,
    link_is_up,
)
from crossrep.simulate.script import Script
from crossrep.simulate.unit import Said, Unit
from crossrep.simulate.units import unit_named


def with_its_rate(script: Script) -> Script:
    """The script with the rate that its family will really have."""
    if script.sensor.family == "witmotion":
        return script
    rate_hz = profile_named(script.sensor.family).nearest_hz(script.sensor.rate_hz)
    sensor = script.sensor.model_copy(update={"rate_hz": rate_hz})
    return script.model_copy(update={"sensor": sensor})


def set_up(unit: Unit, profile: Profile, rate_hz: float) -> list[Said]:
    """Everything the unit says while it is set up as its profile asks, reads included."""
    said = [one for uuid in profile.subscribe for one in unit.subscribed(uuid, on=True)]
    for step in profile.setup(rate_hz):
        if isinstance(step, Read):
            said.append(Said(step.characteristic, unit.read(step.characteristic)))
        elif _applies(step, said):
            said += unit.written(step.characteristic, step.data)
    return said


def _applies(step: Write, said: list[Said]) -> bool:
    seen = step.only_if
    return seen is None or any(seen.answers(one.characteristic, one.payload) for one in said)


def family_traffic(script: Script, role: Role, sent: Stream, connected_s: float) -> Traffic:
    """Everything one unit sends in a session, sorted into arrived and lost."""
    chance = stream(script.seed, f"radio {role}")
    events_s, arrival_s = connection_events(script, role, sent.t_s + PROCESSING_S, chance)
    up = link_is_up(script, role, events_s, connected_s)
    arrived: list[Packet] = []
    lost: list[Packet] = []
    for begin_s, end_s in _connections(script, role, connected_s):
        unit, profile = unit_named(script.sensor.family), profile_named(script.sensor.family)
        greeting = set_up(unit, profile, script.sensor.rate_hz)
        arrived += [_answer(one, begin_s) for one in greeting]
        here = np.flatnonzero((sent.t_s >= begin_s + SETTLING_S) & (sent.t_s < end_s))
        for packet, k in _packets(unit, sent, here, arrival_s):
            gone = chance.uniform() < script.radio.loss_percent / 100 or not up[k]
            (lost if gone else arrived).append(packet)
    return Traffic(tuple(arrived), tuple(lost))


def _connections(script: Script, role: Role, connected_s: float) -> Iterator[tuple[float, float]]:
    """From when to when somebody was connected."""
    begin_s = connected_s
    for event in script.event:
        if event.cuts_link and event.arm is role:
            yield begin_s, event.at_s
            begin_s = event.at_s + event.duration_s
    yield begin_s, np.inf


def _answer(one: Said, begin_s: float) -> Packet:
    """What is said while the unit is set up holds no samples."""
    at_s = begin_s + SETTLING_S / 2
    return Packet(at_s, one.payload, at_s, at_s, one.characteristic)


def _packets(
    unit: Unit, sent: Stream, here: Ints, arrival_s: Floats
) -> Iterator[tuple[Packet, int]]:
    """What the unit says of these samples, each with the sample that made it whole."""
    clock_s = (sent.clock_ms[here] - SWITCHED_ON_MS) / 1000
    first = {"": 0}
    said = unit.measured(clock_s, sent.reading.acc_ms2[here], sent.reading.gyr_rads[here])
    for one in said:
        k = int(here[one.after])
        key = one.characteristic + one.payload[:1].hex()
        begin = first.get(key, int(here[0]))
        first[key] = k + 1
        times = float(sent.t_s[min(begin, k)]), float(sent.t_s[k])
        yield Packet(float(arrival_s[k]), one.payload, *times, one.characteristic), k
