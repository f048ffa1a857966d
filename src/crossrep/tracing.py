"""What a set looked like: the trained arm's angle and the affected arm's speed, ten times a second.

A report of many sessions draws its sets from these and need not replay the recordings. A trace is
a picture: no number is measured on it.
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from crossrep.engine import Engine
from crossrep.errors import BadInputError
from crossrep.events import Event, Rep, SetClosed
from crossrep.inputs import Role
from crossrep.movement.timing.phases import Excursion
from crossrep.samples import Floats, Ints
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.track import Track

TRACE_HZ = 10
BIN = GRID_HZ // TRACE_HZ
MARGIN_S = 1.5
"""Drawn before the first and after the last repetition of a set."""
STEP = 0.1
"""Smallest difference kept, in the unit of the column."""
UNSEEN = -32768
LARGEST = 32767
HEAD = struct.Struct("<dI?")


@dataclass(frozen=True, slots=True)
class SetTrace:
    """One set, drawn.

    Attributes:
        first_s: time of the first value, seconds from the start of the session.
        trained: angle from the rest posture about the joint's axis, deg (``height``: cm).
        affected_deg_s: rate of turn; NaN where an arm was not observed, as in ``trained``.
        height: the set was timed on height; the limb hardly turned.
    """

    session: str
    set_n: int
    first_s: float
    trained: Floats
    affected_deg_s: Floats
    height: bool = False

    def to_bytes(self) -> bytes:
        """About 1.5 kB a minute."""
        columns = b"".join(_packed(one) for one in (self.trained, self.affected_deg_s))
        return zlib.compress(HEAD.pack(self.first_s, len(self.trained), self.height) + columns, 9)


def trace_from_bytes(session: str, set_n: int, packed: bytes) -> SetTrace:
    """The trace back from `SetTrace.to_bytes`, rounded to a tenth.

    Raises:
        BadInputError: these bytes are no trace.
    """
    try:
        plain = zlib.decompress(packed)
        first_s, n, height = HEAD.unpack_from(plain)
        table = np.frombuffer(plain, np.int16, 2 * n, HEAD.size).reshape(2, n)
    except (zlib.error, struct.error, ValueError) as error:
        raise BadInputError("The trace of a set is damaged; read its recording again.") from error
    return SetTrace(session, set_n, first_s, _unpacked(table[0]), _unpacked(table[1]), height)


def _packed(values: Floats) -> bytes:
    whole = np.clip(np.round(np.nan_to_num(values) / STEP), -LARGEST, LARGEST)
    seen: Ints = np.where(np.isnan(values), UNSEEN, whole).astype(np.int64)
    return seen.astype("<i2").tobytes()


def _unpacked(column: Ints) -> Floats:
    return np.where(column == UNSEEN, np.nan, column * STEP)


@dataclass
class Tracer:
    """Follows an engine and draws each set that closes.

    Call `look` after every `Engine.feed_batch` (or now and then after `Engine.feed`, at least once
    a minute) and after `Engine.finish`.
    """

    bins: dict[Role, "_Bins"] = field(default_factory=lambda: {role: _Bins() for role in Role})
    starts_s: dict[int, float] = field(default_factory=dict)
    excursion: Excursion | None = None

    def look(self, engine: Engine, events: Iterable[Event]) -> list[SetTrace]:
        """The traces of the sets among ``events``, which the engine said since the last look."""
        if engine.session is None:
            return []
        for role in Role:
            self.bins[role].take(engine.session.tracks[role.value])
        drawn = [one for event in events if (one := self._hear(event)) is not None]
        if (running := engine.session.repetitions.running) is not None:
            self.excursion = running.excursion
        return drawn

    def _hear(self, event: Event) -> SetTrace | None:
        if isinstance(event, Rep) and event.role is Role.TRAINED:
            self.starts_s.setdefault(event.set_n, event.start_s)
        if not isinstance(event, SetClosed) or event.set_n not in self.starts_s:
            return None
        return self._draw(event, self.starts_s.pop(event.set_n))

    def _draw(self, closed: SetClosed, rest_s: float) -> SetTrace | None:
        a = max(int((closed.start_s - MARGIN_S) * TRACE_HZ), 0)
        b = int((closed.end_s + MARGIN_S) * TRACE_HZ) + 1
        trained, affected = self.bins[Role.TRAINED], self.bins[Role.AFFECTED]
        b = min(b, trained.end)
        if self.excursion is None or b <= a:
            return None
        axis = self.excursion.axis
        excursion = trained.turned(a, b, round(rest_s * TRACE_HZ), axis)
        speed = np.rad2deg(affected.speed(a, b))
        for bins in self.bins.values():
            bins.forget(b)
        place = (closed.session, closed.set_n, a / TRACE_HZ)
        return SetTrace(*place, excursion, speed, height=axis is None)


@dataclass
class _Bins:
    """One arm in tenths of a second, addressed by number: what a trace needs of its track."""

    first: int = 0
    done_k: int = -1
    quat: list[Floats] = field(default_factory=list)
    rate: list[Floats] = field(default_factory=list)
    height: list[float] = field(default_factory=list)

    @property
    def end(self) -> int:
        return self.first + len(self.quat)

    def take(self, track: Track) -> None:
        """The whole tenths that are new."""
        if not track.end:
            return
        if self.done_k < 0:
            self.done_k = -(-track.first // BIN) * BIN
            self.first = self.done_k // BIN
        while self.done_k + BIN <= track.end:
            self._take(track, self.done_k)
            self.done_k += BIN

    def _take(self, track: Track, k: int) -> None:
        seen = k >= track.held_k and bool(track.observed(k, k + BIN).mean() > 0.5)
        mean = track.rate(k, k + BIN).mean(axis=0) if seen else np.full(3, np.nan)
        middle = k + BIN // 2
        self.quat.append(track.quat(middle, middle + 1)[0] if seen else np.full(4, np.nan))
        self.height.append(float(track.height(middle, middle + 1)[0]) if seen else np.nan)
        self.rate.append(mean)

    def forget(self, before: int) -> None:
        """What was drawn is not needed again; two margins of it may be."""
        drop = max(min(before - int(2 * MARGIN_S * TRACE_HZ), self.end) - self.first, 0)
        for column in (self.quat, self.rate, self.height):
            del column[:drop]
        self.first += drop

    def speed(self, a: int, b: int) -> Floats:
        """(b - a,) rate of turn, rad/s; NaN where there is none."""
        rate = self._padded(self.rate, a, b, 3)
        speed: Floats = np.sqrt((rate * rate).sum(axis=1))
        return speed

    def turned(self, a: int, b: int, rest: int, axis: tuple[float, float, float] | None) -> Floats:
        """(b - a,) turned about ``axis`` since bin ``rest``, deg; without an axis height in cm."""
        rest = min(max(rest - a, 0), b - a - 1)
        if axis is None:
            height = self._padded([np.array([h]) for h in self.height], a, b, 1)[:, 0]
            return np.asarray(100 * (height - float(_near(height[:, None], rest)[0])), np.float64)
        quat = self._padded(self.quat, a, b, 4)
        return _twist_deg(quat, _near(quat, rest), np.array(axis))

    def _padded(self, column: list[Floats], a: int, b: int, width: int) -> Floats:
        whole = np.full((b - a, width), np.nan)
        low, high = max(a, self.first), min(b, self.end)
        if high > low:
            whole[low - a : high - a] = column[low - self.first : high - self.first]
        return whole


def _near(column: Floats, at: int) -> Floats:
    """The row at a place, or the nearest one that was observed."""
    seen = np.flatnonzero(~np.isnan(column[:, 0]))
    row: Floats = column[int(seen[np.argmin(np.abs(seen - at))]) if len(seen) else at]
    return row


def _twist_deg(quat: Floats, rest: Floats, axis: Floats) -> Floats:
    """Twist of ``rest* quat`` about an axis of the sensor (swing-twist, no integration)."""
    w = quat @ rest
    v = rest[0] * quat[:, 1:] - quat[:, :1] * rest[1:] - np.cross(rest[1:], quat[:, 1:])
    turned: Floats = np.rad2deg(2 * np.arctan2(v @ axis, w))
    return (turned + 180) % 360 - 180
