"""Real recordings: limbs told to keep still beside a working one, and both wrists at work."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.affected.peers import even_g, peers
from benchmarks.affected.wearers import said_of
from crossrep.edges.files import read_text
from crossrep.events import Bout, FaultEnded, FaultKind, SessionEnded, SetCoupled
from crossrep.formats.samples_csv import SampleColumns, read_samples
from crossrep.inputs import Role, Side

CALM_RADS, CALM_S = 0.2, 3.0


@dataclass(frozen=True)
class Both:
    """Two recordings of one session: the limb that works, and the other."""

    name: str
    group: str
    working: Path
    other: Path


@dataclass(frozen=True)
class Said:
    """What was said of the other limb."""

    name: str
    group: str
    hours: float
    calm: bool
    floor_deg_s: float
    observed_s: float
    kinds: Counter[str]
    small_p: int
    tested: int
    frozen_s: float
    peers_s: dict[str, float]


def still_limbs(folder: Path) -> list[Both]:
    """Every limb of `ptx` told to keep still, with the limb that exercised."""
    with (folder / "ptx" / "labels.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    found = []
    for row in rows:
        beside = [
            other
            for other in rows
            if other["session"] == row["session"]
            and other["limb_moves"] == "True"
            and other["limb"].startswith(("wrist", "ankle"))
        ]
        if row["limb_moves"] == "False" and beside:
            files = (folder / "ptx" / beside[0]["file"], folder / "ptx" / row["file"])
            found.append(Both(row["set_id"], "ptx", *files))
    return found


def both_wrists(folder: Path) -> list[Both]:
    """Both wrists of `gymbud`, each once as the other."""
    found = []
    for left in sorted((folder / "gymbud").glob("*_L.csv.gz")):
        right = left.with_name(left.name.replace("_L.", "_R."))
        for working, other, side in ((right, left, "left"), (left, right, "right")):
            name = f"{left.name.removesuffix('_L.csv.gz')} {side}"
            found.append(Both(name, "gymbud", working, other))
    return found


def said(one: Both) -> Said:
    """Run the engine, and the peers on the limb told to keep still."""
    working, other = (_samples(path) for path in (one.working, one.other))
    events = said_of({Side.RIGHT: working, Side.LEFT: other}, Side.RIGHT)
    ended = next(event for event in events if isinstance(event, SessionEnded))
    speed = np.linalg.norm(other.gyr_rads, axis=1)
    seconds = float(other.t_s[-1] - other.t_s[0])
    coupled = [event for event in events if isinstance(event, SetCoupled)]
    frozen = [e for e in events if isinstance(e, FaultEnded) and e.kind is FaultKind.FROZEN]
    return Said(
        one.name,
        one.group,
        seconds / 3600,
        float((speed > CALM_RADS).mean()) * seconds <= CALM_S,
        ended.affected_floor_deg_s,
        ended.affected_observed_s,
        Counter(event.kind.value for event in events if isinstance(event, Bout)),
        sum(event.p_value <= 0.02 for event in coupled),
        len(coupled),
        sum(e.end_s - e.start_s for e in frozen if e.role is Role.AFFECTED),
        _peers_s(other),
    )


def _samples(path: Path) -> SampleColumns:
    return read_samples(io.StringIO(read_text(path)))


def _peers_s(columns: SampleColumns) -> dict[str, float]:
    """Seconds in which each peer sees activity, by its usual threshold."""
    usual = {"activity counts": 2.0, "ENMO": 25.0, "GMAC": 0.5}
    acc_g = even_g(columns.t_s, columns.acc_ms2)
    return {
        name: float(np.count_nonzero(peer(acc_g) > usual[name]))
        for name, peer in peers().items()
        if name != "GMAC"
    }
