"""What is measured: one function a subject, each of one wearer, so that many run side by side."""

from dataclasses import dataclass, field

import numpy as np

from benchmarks.affected import wearers
from benchmarks.affected.peers import even_g, peers, seen
from crossrep.events import Bout, Event, SetCoupled
from crossrep.inputs import Role
from crossrep.simulate import Script


@dataclass
class Found:
    """What one wearer gave: (what, yes or no), and numbers by name."""

    hits: list[tuple[str, bool]] = field(default_factory=list)
    numbers: list[tuple[str, float]] = field(default_factory=list)


def bouts_of(events: list[Event]) -> list[Bout]:
    """The bouts among the events."""
    return [event for event in events if isinstance(event, Bout)]


def small_movements(seed: int) -> Found:
    """Which single movements are seen, by whom, and where a bout begins."""
    found = Found()
    for grade in ("typical", "poor"):
        script, truth = wearers.small_movements(seed, grade)
        bouts = bouts_of(wearers.events_of(script))
        for begin_s, end_s, which in truth:
            name = f"{_moved(which)}, {grade} sensor"
            inside = [b for b in bouts if b.start_s < end_s and b.end_s > begin_s]
            found.hits.append((f"CrossRep|{name}", bool(inside)))
            if inside and which >= 0:
                found.numbers.append((f"start|{name}", inside[0].start_s - begin_s))
        _peers_see(script, truth, grade, found)
    return found


def _moved(which: int) -> str:
    if which < 0:
        return "nothing for 2 s"
    range_deg, way_s = wearers.SMALL[which]
    return f"{range_deg:g} deg in {way_s:g} s"


def _peers_see(
    script: Script, truth: list[tuple[float, float, int]], grade: str, found: Found
) -> None:
    columns = wearers.samples_of(script, Role.AFFECTED)
    acc_g = even_g(columns.t_s, columns.acc_ms2)
    for name, peer in peers().items():
        active = peer(acc_g)
        silence = float(active[2 : int(wearers.FIRST_S) - 1].max())
        for begin_s, end_s, which in truth:
            what = f"{name}|{_moved(which)}, {grade} sensor"
            found.hits.append((what, seen(active, begin_s, end_s, silence)))


def kinds(seed: int) -> Found:
    """What is said of movement of a known kind: (truth, said) of every bout, by seconds."""
    found = Found()
    scripts = {
        "own, trained arm rests": [wearers.own_in_rests(seed, g) for g in ("typical", "poor")],
        "own, trained arm works": [wearers.own_in_sets(seed, "typical")],
        "trunk sways, trained arm rests": [wearers.swaying(seed, "typical", working=False)],
        "trunk sways, trained arm works": [wearers.swaying(seed, "typical", working=True)],
        "helped": [wearers.helped(seed, "typical")],
        "tremor": [wearers.trembling(seed, g) for g in ("typical", "poor")],
    }
    for truth, ones in scripts.items():
        for script in ones:
            bouts = bouts_of(wearers.events_of(script))
            found.numbers += [(f"{truth}|{b.kind}", 1.0) for b in bouts]
            found.numbers.append((f"{truth}|none", float(not bouts)))
    return found


def in_time(seed: int) -> Found:
    """The test of a set: how often p is small, and what its lag is."""
    found = Found()
    late_s = float(np.random.default_rng([seed, 9]).uniform(-0.08, 0.08))
    for percent in (0.0, 0.25, 0.5, 1.0, 3.0):
        for grade in ("typical", "poor"):
            script = wearers.coupled(seed, percent, 120, grade, knock=True)
            name = f"{percent:g} % of the curl, {grade} sensor"
            _test(found, name, wearers.events_of(script, late_s), 0.12 if percent else None)
    _test(found, "nothing, breathing with every repetition",
          wearers.events_of(wearers.breathing_along(seed), late_s), None)  # fmt: skip
    return found


def _test(found: Found, name: str, events: list[Event], lag_s: float | None) -> None:
    for one in (event for event in events if isinstance(event, SetCoupled)):
        found.hits.append((name, one.p_value <= 0.02))
        if lag_s is not None:
            found.numbers.append((f"lag|{name}", one.lag_s - lag_s))


def by_lag(seed: int) -> Found:
    """Three percent at several lags, with and without a knock: what the bouts are called."""
    found = Found()
    late_s = float(np.random.default_rng([seed, 9]).uniform(-0.06, 0.06))
    for lag_ms in (0, 50, 120):
        for knock in (True, False):
            script = wearers.coupled(seed, 3.0, lag_ms, "typical", knock=knock)
            clocks = "knocked" if knock else "not knocked"
            for bout in bouts_of(wearers.events_of(script, late_s)):
                found.numbers.append((f"{lag_ms} ms late, {clocks}|{bout.kind}", 1.0))
    return found


def quiet_hours(seed: int) -> Found:
    """Bouts in an hour in which nothing happens."""
    found = Found()
    for name, breathing_mm in (("on the table", 0.0), ("at rest, breathing", 5.0)):
        bouts = bouts_of(wearers.events_of(wearers.quiet_hour(seed, breathing_mm)))
        found.numbers.append((name, float(len(bouts))))
    return found
