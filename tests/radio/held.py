"""A session over the virtual radio, from the wrists to the events, and again from its recording."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

from crossrep.edges.link import header_of
from crossrep.edges.notices import Notice, NoticeKind
from crossrep.edges.radio_link import RadioLink
from crossrep.edges.recorder import recording_to
from crossrep.edges.replay import ReplayLink
from crossrep.edges.session import Session
from crossrep.edges.wrists import Wrists
from crossrep.engine import Engine
from crossrep.events import Event, FaultEnded, FaultKind, Rep, SessionEnded
from crossrep.inputs import Input, LinkChange, LinkState, Notification, Role, Side
from crossrep.settings import Settings
from virtual_ble.world import Scene

LAZY_S = 5.0
"""How long inputs may wait in the engine; never changes an event, and saves work."""


@dataclass
class Held:
    """What came of a session over the air."""

    events: list[Event]
    replayed: list[Event]
    inputs: list[Input]
    told: list[Notice] = field(default_factory=list)

    def reps(self) -> list[Rep]:
        return [event for event in self.events if isinstance(event, Rep)]

    def kinds(self, side: Side | None = None) -> list[NoticeKind]:
        return [notice.kind for notice in self.told if side in (None, notice.side)]

    def faults(self, role: Role) -> list[tuple[FaultKind, float, float]]:
        return [
            (event.kind, event.start_s, event.end_s)
            for event in self.events
            if isinstance(event, FaultEnded) and event.role is role
        ]

    def links(self, side: Side) -> list[LinkState]:
        return [i.state for i in self.inputs if isinstance(i, LinkChange) and i.side is side]

    def payloads(self, side: Side) -> list[bytes]:
        return [i.payload for i in self.inputs if isinstance(i, Notification) and i.side is side]

    def ended(self) -> SessionEnded:
        last = self.events[-1]
        assert isinstance(last, SessionEnded)
        return last


async def hold(
    scene: Scene,
    path: Path,
    seconds: float,
    *,
    known: Wrists | None = None,
) -> Held:
    """Hold a session for so long, end it as a person would, and replay what was recorded."""
    told: list[Notice] = []
    settings = Settings(scene.script.trained, scene.script.exercise)
    async with (
        scene.bluetooth() as radio,
        RadioLink(radio, known or scene.known, told.append) as link,
        recording_to(path, header_of(link.start, settings)) as recorder,
    ):
        asyncio.get_running_loop().call_later(seconds, link.close)
        events = await _heard(link, settings, recorder)
    replayed, inputs = await replay(path, settings)
    return Held(events, replayed, inputs, told)


async def _heard(link, settings, recorder=None) -> list[Event]:
    events: list[Event] = []
    session = Session(Engine(settings, LAZY_S), recorder=recorder, sinks={"told": events.append})
    await session.run(link)
    return events


async def replay(path: Path, settings: Settings) -> tuple[list[Event], list[Input]]:
    """The events of a recording, and its inputs."""
    async with ReplayLink(path, inf) as link:
        events = await _heard(link, settings)
    async with ReplayLink(path, inf) as link:
        inputs = [item async for item in link]
    return events, inputs


def at(seconds: float, what: Callable[[], object]) -> None:
    """Have something happen so many seconds from now."""
    asyncio.get_running_loop().call_later(seconds, what)
