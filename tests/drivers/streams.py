"""Streams of notifications for drivers, and what came out of them."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np

from crossrep.drivers.base import Driver
from crossrep.samples import Chunk, Samples

HERE = Path(__file__).parent / "vectors"
VECTORS = json.loads((Path(__file__).parent / "vectors" / "witmotion.json").read_text())
PERIOD_NS = 20_000_000


def vectors(name: str, what: str = "") -> list[dict]:
    """The fixtures of a family, all or of one kind."""
    found = json.loads((HERE / f"{name}.json").read_text())["vectors"]
    return [vector for vector in found if what in ("", vector["what"])]


def named(heard: list[tuple[str, bytes]], first: int = 0) -> Chunk:
    """Notifications of several characteristics, numbered and stamped by their place."""
    plain = chunk([payload for _, payload in heard], first)
    names = tuple(dict.fromkeys(name for name, _ in heard))
    name = np.array([names.index(name) for name, _ in heard], np.int64)
    return Chunk(plain.data, plain.ends, plain.seq, plain.t_host_ns, name, names)


def chunk(pieces: list[bytes], first: int = 0) -> Chunk:
    """Notifications one after the other, numbered and stamped by their place."""
    places = first + np.arange(len(pieces), dtype=np.int64)
    ends = np.cumsum([len(piece) for piece in pieces], dtype=np.int64)
    return Chunk(b"".join(pieces), ends, places, PERIOD_NS * places)


def decoded(driver: Driver, pieces: list[bytes], calls: list[int] | None = None) -> Samples:
    """Everything the driver says of these notifications, handed over so many at a time."""
    parts, at = [], 0
    for n in [*(calls or []), len(pieces)]:
        parts.append(driver.decode(chunk(pieces[at : at + n], at)))
        at = min(at + n, len(pieces))
    return Samples.joined([*parts, driver.finish()])


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """The same bytes as pieces that end at these places (taken modulo the length)."""
    edges = [0, *sorted(p % (len(data) + 1) for p in places), len(data)]
    return [data[a:b] for a, b in pairwise(edges)]


def values(samples: Samples) -> list[list[float]]:
    """Time and values of each sample; NaN as a word, so that equal means equal."""
    rows = np.column_stack([samples.t_device_s, samples.acc_ms2, samples.gyr_rads])
    return [["none" if np.isnan(x) else x for x in row] for row in rows.tolist()]


def places(samples: Samples) -> list[tuple[int, int]]:
    """(place in the log, arrival) of each sample."""
    return list(zip(samples.seq.tolist(), samples.t_host_ns.tolist(), strict=True))
