"""Sessions at home with bad radio: what happens to it is drawn, what came of it is measured.

Drawn for each wrist of each session, by the session's number:

* trouble on average every five minutes (exponential), each at least 20 s after the last was over;
* of its kinds, 60 % are the body in the way (0.2 to 2 s), 25 % out of range (2 to 20 s), 10 % the
  same for long (20 to 90 s), 3 % the wearable hangs up, 2 % it is switched off and on (4 to 10 s);
* the air loses 0 to 10 % of the packets at the first try, the same all session.

These numbers are our choice; nobody has measured homes.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from pathlib import Path

import numpy as np

from crossrep.edges.link import header_of
from crossrep.edges.radio_link import RadioLink
from crossrep.edges.recorder import recording_to
from crossrep.edges.replay import ReplayLink
from crossrep.edges.session import Session
from crossrep.engine import Engine
from crossrep.events import Event, Rep
from crossrep.inputs import Input, Notification, Role
from crossrep.movement.repetitions.running_set import BROKEN_S
from crossrep.samples import Bools, Floats
from crossrep.settings import Settings
from crossrep.simulate import Script, from_values, simulate
from virtual_ble.clock import run_virtual
from virtual_ble.world import Scene, scene
from virtual_ble.worn import Worn

TROUBLE_EVERY_S, APART_S = 300.0, 20.0
KINDS = (("body", 60, 0.2, 2.0), ("away", 25, 2.0, 20.0), ("long", 10, 20.0, 90.0))
HANG_UPS, SWITCHES = 3, 2
LARGEST_LOSS = 0.1
LAZY_S = 5.0
HOLE_S = 0.1
MARGIN_S = 1.0
"""So much before and after a repetition must have been seen as well, or it is not judged."""
FEWEST, APART_SETS_S = 3, 15.0
"""Fewer repetitions in a row, between two long holes or rests, are no set and need not count."""
FAMILIES = ("own", "movella_dot", "puckjs", "movesense")
"""Those whose packets tell which samples are missing."""


@dataclass(frozen=True)
class Trouble:
    """Something that happens to one wrist's radio; contact is back at ``end_s``."""

    role: Role
    kind: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Lived:
    """What came of one session.

    Attributes:
        contact_s: both wrists together, for how long there was radio contact.
        recorded_s: of that, how much is in the recording.
        reps: true repetitions of the trained arm.
        judged: of those, seen whole, with a margin, and with at least two others of their set.
        missed: judged, and not counted.
        invented: counted, and no true repetition.
        troubles: how often something happened.
        same: the recording replays to the same events.
    """

    contact_s: float
    recorded_s: float
    reps: int
    judged: int
    missed: int
    invented: int
    troubles: int
    same: bool


@dataclass(frozen=True)
class Plan:
    """One session to come."""

    number: int
    script: Script
    driver: str
    troubles: list[Trouble]
    seconds: float


def home_session(number: int, minutes: float) -> Script:
    """Sets of ten with rests of a minute, at tempos that differ from session to session."""
    chance = random.Random(number)
    blocks: list[dict[str, object]] = [{"kind": "rest", "duration_s": 20}]
    left_s = minutes * 60 - 20
    while left_s > 100:
        lowering_s = round(chance.uniform(2.5, 4.5), 1)
        blocks.append({"kind": "set", "reps": 10, "lowering_s": lowering_s, "lifting_s": 1.2})
        blocks.append({"kind": "rest", "duration_s": 45})
        left_s -= 10 * (lowering_s + 2.7) + 45
    drift = [round(chance.uniform(-200, 200)) for _ in range(2)]
    return from_values({"seed": number, "sensor": {"clock_drift_ppm": drift}, "block": blocks})


def troubles_of(number: int, seconds: float) -> list[Trouble]:
    """What happens to both wrists, drawn."""
    chance = random.Random(f"trouble {number}")
    drawn: list[Trouble] = []
    for role in Role:
        at_s = chance.expovariate(1 / TROUBLE_EVERY_S)
        while at_s < seconds:
            kind, lasts_s = _kind(chance)
            drawn.append(Trouble(role, kind, at_s, at_s + lasts_s))
            at_s += lasts_s + APART_S + chance.expovariate(1 / TROUBLE_EVERY_S)
    return drawn


def live(number: int, minutes: float, folder: Path) -> Lived:
    """One session, from the wrists to the recording, and what of the truth is in it."""
    script = home_session(number, minutes)
    truth = simulate(script).truth
    seconds = truth["duration_s"]
    troubles = troubles_of(number, seconds)
    driver = FAMILIES[number % len(FAMILIES)]
    path = folder / f"{number}.mcap"
    plan = Plan(number, script, driver, troubles, seconds)
    events, replayed, seen = run_virtual(_held(plan, path))
    path.unlink()
    contact = recorded = 0.0
    for role, (true_s, came) in seen.items():
        there = _in_contact(true_s, [t for t in troubles if t.role is role], seconds)
        period_s = float(np.median(np.diff(true_s)))
        contact += period_s * float(np.count_nonzero(there))
        recorded += period_s * float(np.count_nonzero(there & came))
    true = [(r["start_s"], r["end_s"]) for r in truth["reps"] if r["role"] == Role.TRAINED]
    judged, missed, invented = _judged(true, events, *seen[Role.TRAINED])
    return Lived(
        contact, recorded, len(true), judged, missed, invented, len(troubles), events == replayed
    )


async def _held(
    plan: Plan, path: Path
) -> tuple[list[Event], list[Event], dict[Role, tuple[Floats, Bools]]]:
    settings = Settings(plan.script.trained, plan.script.exercise)
    async with scene(plan.script, plan.driver) as here:
        here.radio.weather.loss = random.Random(plan.number).uniform(0, LARGEST_LOSS)
        for trouble in plan.troubles:
            _plan(here, trouble)
        async with (
            here.bluetooth() as radio,
            RadioLink(radio, here.known) as link,
            recording_to(path, header_of(link.start, settings)) as recorder,
        ):
            asyncio.get_running_loop().call_later(plan.seconds, link.close)
            events: list[Event] = []
            sinks = {"told": events.append}
            await Session(Engine(settings, LAZY_S), recorder=recorder, sinks=sinks).run(link)
    async with ReplayLink(path, inf) as again:
        replayed: list[Event] = []
        await Session(Engine(settings, LAZY_S), sinks={"told": replayed.append}).run(again)
    async with ReplayLink(path, inf) as again:
        inputs = [item async for item in again]
    return events, replayed, {role: _received(here, role, inputs) for role in Role}


def _plan(here: Scene, trouble: Trouble) -> None:
    wrist, later = here.wrist(trouble.role), asyncio.get_running_loop().call_later
    lasts_s = trouble.end_s - trouble.start_s
    begin: Callable[[], None] = wrist.lose
    if trouble.kind == "hang_up":
        begin = wrist.hang_up
    elif trouble.kind == "switch":

        def begin() -> None:
            wrist.power_cycle(lasts_s)

    else:
        later(trouble.end_s, wrist.recover)
    later(trouble.start_s, begin)


def _kind(chance: random.Random) -> tuple[str, float]:
    weights = [weight for _, weight, *_ in KINDS]
    which = chance.choices(range(len(KINDS) + 2), [*weights, HANG_UPS, SWITCHES])[0]
    if which < len(KINDS):
        kind, _, least_s, most_s = KINDS[which]
        return kind, chance.uniform(least_s, most_s)
    return ("hang_up", 0.0) if which == len(KINDS) else ("switch", chance.uniform(4, 10))


def _received(here: Scene, role: Role, inputs: list[Input]) -> tuple[Floats, Bools]:
    """(n,) true times of all samples of a wrist, (n,) whether each is in the recording."""
    wrist = here.wrist(role)
    true_s = Worn(here.script, role).at(wrist.profile.default_hz).t_s
    came = np.zeros(len(true_s), bool)
    for item in inputs:
        if isinstance(item, Notification) and item.payload in wrist.carried:
            first, end = wrist.carried[item.payload]
            came[first:end] = True
    return true_s, came


def _in_contact(true_s: Floats, troubles: list[Trouble], seconds: float) -> Bools:
    there = true_s < seconds
    for trouble in troubles:
        there &= (true_s < trouble.start_s) | (true_s >= trouble.end_s)
    return np.asarray(there)


def _judged(
    true: list[tuple[float, float]], events: list[Event], true_s: Floats, came: Bools
) -> tuple[int, int, int]:
    """How many repetitions must be counted; of those not counted; counted that never were."""
    had_s = true_s[came]
    holes = np.flatnonzero(np.diff(had_s) > HOLE_S)
    gaps = [(float(had_s[i]), float(had_s[i + 1])) for i in holes]
    gaps += [(-inf, float(had_s[0])), (float(had_s[-1]), inf)]
    tops = [event.top_s for event in events if isinstance(event, Rep)]
    whole = [
        (start, end)
        for start, end in true
        if all(end + MARGIN_S < a or start - MARGIN_S > b for a, b in gaps)
    ]
    whole = _in_a_row(whole, gaps)
    missed = sum(not any(start < top < end for top in tops) for start, end in whole)
    invented = sum(not any(start - 0.5 < top < end + 0.5 for start, end in true) for top in tops)
    return len(whole), missed, invented


def _in_a_row(
    whole: list[tuple[float, float]], gaps: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """Those that stand with enough others between long holes and rests."""
    rows: list[list[tuple[float, float]]] = []
    for one in whole:
        last_s = rows[-1][-1][1] if rows else -inf
        cut = any(a < one[0] and b > last_s and b - a > BROKEN_S for a, b in gaps)
        if cut or one[0] - last_s > APART_SETS_S:
            rows.append([])
        rows[-1].append(one)
    return [one for row in rows if len(row) >= FEWEST for one in row]
