"""A simulated wearer: a script in, the engine's inputs and the exact truth out."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crossrep.inputs import (
    Command,
    CommandName,
    Input,
    LinkChange,
    LinkState,
    Notification,
    Role,
    Side,
    Tick,
)
from crossrep.samples import Floats
from crossrep.simulate.chance import stream
from crossrep.simulate.device import side_of, stream_of
from crossrep.simulate.families import family_traffic, with_its_rate
from crossrep.simulate.person import plan_of
from crossrep.simulate.plan import Plan
from crossrep.simulate.radio import Traffic, traffic
from crossrep.simulate.script import Script, from_toml
from crossrep.simulate.truth import Truth, traces, truth_of

DEVICES = {"witmotion": "WT901"}
CONNECTED_S = {Role.TRAINED: 0.05, Role.AFFECTED: 0.12}
TICK_S = 0.1
NOTICED_S = 0.5
"""How long a silent link takes to be called lost."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """A simulated session.

    Attributes:
        inputs: what the engine takes in, in order; arrival times never fall.
        truth: what really happened, ready for `truth_json`.
    """

    inputs: list[Input]
    truth: Truth


def simulate(script: Script, name: str = "") -> Simulation:
    """The whole session at once. Same script, same bytes and times."""
    script = with_its_rate(script)
    plan = plan_of(script)
    received = _received(plan)
    truth = truth_of(plan, name, received, 1 / script.sensor.rate_hz)
    return Simulation(_inputs(plan, received), truth)


def simulate_script_text(text: str, name: str = "") -> Simulation:
    """The session of a script in TOML.

    Raises:
        BadInputError: the script cannot be used.
    """
    return simulate(from_toml(text), name)


def play(script: Script) -> Iterator[Input]:
    """The inputs one by one, for a player that waits for each ``t_host_ns``."""
    plan = plan_of(with_its_rate(script))
    yield from _inputs(plan, _received(plan))


def true_traces(script: Script, rate_hz: float = 400.0) -> dict[str, Floats]:
    """The true angles of both arms over time, for tests; see `truth.traces`."""
    return traces(plan_of(script), rate_hz)


def session_id(script: Script) -> str:
    """The same for the same script, whatever its comments and layout."""
    usual = script.sensor.family == "witmotion"
    said = script.model_dump_json(exclude={"sensor": {"family"}} if usual else None)
    return f"sim-{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def _received(plan: Plan) -> dict[Role, Traffic]:
    """What the host receives, by arm; an arm whose wearable is missing is not in it."""
    script = plan.script
    through = traffic if script.sensor.family == "witmotion" else family_traffic
    return {
        role: through(script, role, stream_of(plan, role), CONNECTED_S[role])
        for role in Role
        if role is not script.sensor.missing
    }


def _inputs(plan: Plan, received: dict[Role, Traffic]) -> list[Input]:
    """Everything on one host clock that began at an arbitrary moment."""
    script = plan.script
    t0_ns = int(stream(script.seed, "host").integers(10**12, 10**15))
    later: list[Input] = [Tick(_ns(t0_ns, k * TICK_S)) for k in range(1, _ticks(plan.end_s) + 1)]
    for role, arm in received.items():
        side = side_of(script, role)
        later += _links(plan, role, side, t0_ns)
        later += [
            Notification(side, _ns(t0_ns, packet.t_s), packet.characteristic, packet.payload)
            for packet in arm.arrived
        ]
    later.sort(key=lambda item: item.t_host_ns)
    return [_start(script, t0_ns), *later]


def _start(script: Script, t0_ns: int) -> Command:
    utc_ns = round(script.utc.timestamp() * 1000) * 1_000_000
    arguments: dict[str, str | int | float] = {"session": session_id(script), "utc_ns": utc_ns}
    return Command(t0_ns, CommandName.START, arguments)


def _links(plan: Plan, role: Role, side: Side, t0_ns: int) -> Iterator[LinkChange]:
    """Connected at the start, and again after every loss."""
    sensor = plan.script.sensor
    device = f"simulated {DEVICES.get(sensor.family, sensor.family)} (crossrep)"

    def connected(t_s: float) -> LinkChange:
        stamp = _ns(t0_ns, t_s)
        return LinkChange(side, stamp, LinkState.CONNECTED, sensor.family, device, sensor.rate_hz)

    yield connected(CONNECTED_S[role])
    for event in plan.script.event:
        if event.cuts_link and event.arm is role:
            noticed_s = event.at_s + min(NOTICED_S, event.duration_s / 2)
            yield LinkChange(side, _ns(t0_ns, noticed_s), LinkState.LOST)
            if event.at_s + event.duration_s < plan.end_s:
                yield connected(event.at_s + event.duration_s)


def _ticks(end_s: float) -> int:
    """Enough to pass the end, so that everything due at the end is said."""
    return int(np.ceil(end_s / TICK_S)) + 2


def _ns(t0_ns: int, t_s: float) -> int:
    return t0_ns + round(t_s * 1e9)
