"""The way from the wearable to the host: frames wait, bunch up, are late, and some never arrive."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossrep.inputs import Role
from crossrep.samples import Bools, Floats, Ints
from crossrep.simulate.chance import stream
from crossrep.simulate.device import Stream
from crossrep.simulate.script import Radio, Script
from crossrep.simulate.witmotion_bytes import BATTERY, CHARACTERISTIC, register_reply

MTU_PAYLOAD = 244
SMALLEST_PAYLOAD = 20
PROCESSING_S = 0.002
SETTLING_S = 0.1
"""From the connection to the first frame: services are looked up, notifications switched on."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One notification: when it arrives, its bytes, and the times of its first and last sample."""

    t_s: float
    payload: bytes
    first_s: float
    last_s: float
    characteristic: str = CHARACTERISTIC


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the host receives of one wrist, in order, and what it never will."""

    arrived: tuple[Packet, ...]
    lost: tuple[Packet, ...]


def traffic(script: Script, role: Role, sent: Stream, connected_s: float) -> Traffic:
    """Everything one unit sends in a session, sorted into arrived and lost."""
    chance = stream(script.seed, f"radio {role}")
    ready_s = sent.t_s + PROCESSING_S
    events, arrival_s = connection_events(script, role, ready_s, chance)
    up = link_is_up(script, role, events, connected_s)
    packets = list(_packets(script.radio, sent, arrival_s, np.flatnonzero(up)))
    drop = chance.uniform(size=len(packets)) < script.radio.loss_percent / 100
    arrived = [packet for packet, gone in zip(packets, drop, strict=True) if not gone]
    lost = [packet for packet, gone in zip(packets, drop, strict=True) if gone]
    replies = _replies(script.radio, arrived)
    return Traffic(tuple(sorted([*arrived, *replies], key=lambda p: p.t_s)), tuple(lost))


def connection_events(
    script: Script, role: Role, ready_s: Floats, chance: np.random.Generator
) -> tuple[Floats, Floats]:
    """For each frame the connection event that takes it, and when the host sees that."""
    radio = script.radio
    interval_s = radio.connection_interval_ms / 1000
    phase_s = chance.uniform(0, interval_s)
    wanted = np.ceil((ready_s - phase_s) / interval_s).astype(np.int64)
    wanted = np.maximum(wanted, 0)
    count = int(wanted[-1]) + 200
    missed = chance.uniform(size=count) < radio.missed_event_percent / 100
    missed[-1] = False
    taken = _next_that_works(missed)[wanted]
    late_s = np.minimum(chance.exponential(radio.jitter_ms / 1000, count), 0.5)
    seen_s = np.maximum.accumulate(phase_s + interval_s * np.arange(count) + late_s)
    arrival_s = seen_s[taken]
    if role is Role.AFFECTED:
        arrival_s = arrival_s + radio.affected_late_ms / 1000
    return np.asarray(phase_s + interval_s * taken), np.asarray(arrival_s)


def _next_that_works(missed: Bools) -> Ints:
    """For each connection event the first one, from there on, that is not missed."""
    places = np.where(missed, len(missed) - 1, np.arange(len(missed)))
    return np.asarray(np.minimum.accumulate(places[::-1])[::-1])


def link_is_up(script: Script, role: Role, event_s: Floats, connected_s: float) -> Bools:
    """(n,) frames that some connection event takes while somebody is connected."""
    up = event_s >= connected_s + SETTLING_S
    for event in script.event:
        if event.kind != "frozen" and event.arm is role:
            back_s = event.at_s + event.duration_s + SETTLING_S
            up &= (event_s < event.at_s) | (event_s >= back_s)
    return up


def _packets(radio: Radio, sent: Stream, arrival_s: Floats, sendable: Ints) -> Iterator[Packet]:
    """Frames that share an arrival share notifications, as many as fit."""
    if not len(sendable):
        return
    length = sent.frames.shape[1]
    starts = np.flatnonzero(np.diff(arrival_s[sendable], prepend=-np.inf))
    for bunch in np.split(sendable, starts[1:]):
        t_s = float(arrival_s[bunch[0]])
        data = sent.frames[bunch].tobytes()
        whole = MTU_PAYLOAD // length * length
        size = SMALLEST_PAYLOAD if radio.split else whole
        for at in range(0, len(data), size):
            first, last = at // length, (min(at + size, len(data)) - 1) // length
            times = (float(sent.t_s[bunch[first]]), float(sent.t_s[bunch[last]]))
            yield Packet(t_s, data[at : at + size], *times)


def _replies(radio: Radio, arrived: list[Packet]) -> Iterator[Packet]:
    """Battery replies between the frames, each a packet of its own."""
    if not radio.battery_every_s or not arrived:
        return
    wanted_s, volts = arrived[0].t_s, 4.02
    whole = (k for k, packet in enumerate(arrived[1:]) if packet.t_s > arrived[k].t_s)
    for k in whole:
        if arrived[k].t_s >= wanted_s:
            reply = register_reply(BATTERY, [round(volts * 100)])
            yield Packet(arrived[k].t_s, reply, arrived[k].last_s, arrived[k].last_s)
            wanted_s, volts = wanted_s + radio.battery_every_s, volts - 0.01
