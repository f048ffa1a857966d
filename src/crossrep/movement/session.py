"""Both arms of one session: postures in, events out, and the sums at the end."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from crossrep.events import (
    LASTED,
    ArmState,
    Event,
    FaultEnded,
    FaultKind,
    FaultStarted,
    Rep,
    SessionEnded,
    SessionPaused,
    SessionResumed,
    Snapshot,
    WhichMoved,
)
from crossrep.inputs import Command, CommandName, Role
from crossrep.movement.affected.away import away
from crossrep.movement.affected.bouts import Bouts
from crossrep.movement.affected.practising import Practising
from crossrep.movement.guidance import GUIDANCE, band_of, guidance
from crossrep.movement.repetitions.account import Account
from crossrep.movement.repetitions.now import moment
from crossrep.movement.repetitions.trained import Repetitions
from crossrep.movement.wearing.wear import Wear
from crossrep.settings import Arms, Settings
from crossrep.signal.grid import GRID_HZ
from crossrep.signal.health import Mark
from crossrep.signal.orientation import Posture
from crossrep.signal.track import Track

DOUBTED = (
    FaultKind.SENSOR_DISAGREES,
    FaultKind.SCALE,
    FaultKind.NO_DEVICE_TIME,
    FaultKind.LOSSY,
    FaultKind.LOOSE,
)
"""Faults that leave a mark on every repetition said while they last."""
PIECE = 1000
"""Points taken at a time, so that a long hole cannot outrun the track; never changes a result."""

Placed = tuple[int, Event]
"""(place in the log of the input that decided it, event)."""


@dataclass
class Session:
    """What is known of both arms, and what has been said."""

    id: str
    settings: Settings
    tracks: dict[str, Track] = field(default_factory=lambda: {role.value: Track() for role in Role})
    repetitions: Repetitions = field(init=False)
    bouts: Bouts = field(init=False)
    practising: Practising = field(init=False)
    wear: dict[str, Wear] = field(default_factory=lambda: {role.value: Wear() for role in Role})
    paused: str = ""
    """The id of the pause that goes on."""
    guided: int = 0
    """Instructions of the guide so far; part of their ids."""
    open_faults: dict[str, list[str]] = field(
        default_factory=lambda: {role.value: [] for role in Role}
    )

    def __post_init__(self) -> None:
        settings = self.settings
        self.repetitions = Repetitions(
            Account(self.id, Role.TRAINED, settings.exercise, settings.lowering_band_s),
            settings.planned_reps,
        )
        self.bouts = Bouts(self.id)
        self.practising = Practising(self.id)
        if settings.arms is not None:
            self._arms(settings.arms, 0)

    def _arms(self, arms: Arms, k: int) -> None:
        """From now on these arms exercise."""
        self.practising.exercise(arms, k)
        self.bouts.sides.wanted = self.bouts.sides.wanted or self.practising.on

    def add(self, postures: dict[Role, Posture]) -> list[Placed]:
        """More grid points of one or both arms; both go on together, piece by piece."""
        new = [posture for posture in postures.values() if len(posture)]
        if not new:
            return []
        said: list[Placed] = []
        first, end = min(p.first for p in new), max(p.first + len(p) for p in new)
        for a in range(first, end, PIECE):
            for role, posture in postures.items():
                said += self._piece(role, posture.between(a, a + PIECE))
            said += self._both()
        return said

    def _both(self) -> list[Placed]:
        """What takes both arms: exchanged sensors first, then what the affected arm did."""
        tracks = (self.tracks[Role.AFFECTED], self.tracks[Role.TRAINED])
        marks = self.bouts.sides.follow(*tracks)
        said = [self.fault(Role.AFFECTED, mark) for mark in marks]
        for place, t_s, moved in self.bouts.sides.answers(*tracks):
            name = f"{self.id}-which-{round(t_s * 1000)}"
            said.append((place, WhichMoved(name, self.id, t_s, moved)))
        said += self.practising.follow(tracks[0], self.bouts.activity)
        said += self.practising.closed(*tracks, self.bouts.knocks)
        return said + self.bouts.follow(*tracks)

    def _piece(self, role: Role, posture: Posture) -> list[Placed]:
        track = self.tracks[role.value]
        if not len(posture):
            return []
        track.append(posture)
        said = [self.fault(role, mark) for mark in self.wear[role.value].follow(track)]
        if role is Role.AFFECTED:
            self.bouts.watch(track)
            return said
        self.bouts.watch_trained(track)
        decided = self._heard(self.repetitions.follow(track, track.end))
        return said + [(track.seq(k - 1), event) for k, event in decided]

    def _heard(self, decided: list[tuple[int, Event]]) -> list[tuple[int, Event]]:
        """What the trained arm did, told to those who watch the affected arm."""
        for k, event in decided:
            self.bouts.sets.hear(k, event)
            self.practising.hear(k, event)
            if isinstance(event, Rep):
                self.bouts.sides.settle(k)
        return decided

    def fault(self, role: Role, mark: Mark) -> Placed:
        """A mark of a wrist as an event; every fault that began gets an end."""
        event_id = f"{self.id}-{role}-{mark.kind}-{round(mark.start_s * 1000)}"
        names = self.open_faults[role.value]
        if mark.kind is FaultKind.FROZEN and np.isnan(mark.end_s):
            self.bouts.froze(role, mark)
        if role is Role.TRAINED and mark.kind in DOUBTED:
            self.repetitions.account.doubt(
                mark.kind.value, mark.seq, begins=bool(np.isnan(mark.end_s))
            )
        if np.isnan(mark.end_s):
            names.append(mark.kind.value)
            return mark.seq, FaultStarted(
                event_id, self.id, role, mark.kind, mark.start_s, mark.detail
            )
        if mark.kind.value in names:
            names.remove(mark.kind.value)
        return mark.seq, FaultEnded(
            event_id, self.id, role, mark.kind, mark.start_s, mark.end_s, mark.detail
        )

    def whole_fault(self, role: Role, kind: FaultKind, end_s: float, detail: str) -> list[Event]:
        """A fault of the whole session, known at its end."""
        marks = (Mark(0, kind, 0.0, detail=detail), Mark(0, kind, 0.0, end_s, detail))
        return [self.fault(role, mark)[1] for mark in marks]

    def obey(self, command: Command, t_s: float) -> list[Event]:
        """An instruction, at this place in the log and session time ``t_s``."""
        if command.name in (CommandName.PAUSE, CommandName.RESUME):
            return self._pause(t_s, wanted=command.name is CommandName.PAUSE)
        if command.name in GUIDANCE:
            self.guided += 1
            return [guidance(command, self.id, self.guided, t_s)]
        track = self.tracks[Role.TRAINED.value]
        said: list[tuple[int, Event]] = []
        if command.name is CommandName.END_SET:
            self.repetitions.end_set(track, said)
            self.repetitions.asked = False
            self.practising.close(self.tracks[Role.AFFECTED.value].end)
        elif command.name is CommandName.WHICH_MOVES:
            self.bouts.sides.asked.append(max(one.end for one in self.tracks.values()))
        elif command.name is CommandName.EXERCISE:
            self.repetitions.end_set(track, said)
            self.repetitions.begin_anew(track)
            self._exercise(command.arguments)
        return [event for _, event in self._heard(said)]

    def _exercise(self, told: Mapping[str, str | int | float]) -> None:
        """Another exercise from here on; what is not told stays."""
        self.repetitions.account.exercise = str(told.get("name", "unknown"))
        if told.get("arms") in tuple(Arms):
            self._arms(Arms(str(told["arms"])), self.tracks[Role.AFFECTED.value].end)
        planned = told.get("planned_reps")
        if isinstance(planned, int):
            self.repetitions.planned = max(planned, 0)
        self.repetitions.asked = True
        account = self.repetitions.account
        account.asked_s = band_of(told) or account.asked_s

    def _pause(self, t_s: float, *, wanted: bool) -> list[Event]:
        """A pause begins or ends; asking twice changes nothing."""
        if wanted == bool(self.paused):
            return []
        if not wanted:
            paused, self.paused = self.paused, ""
            self.repetitions.resume(self.tracks[Role.TRAINED.value])
            return [SessionResumed(paused, self.id, t_s)]
        said: list[tuple[int, Event]] = []
        self.repetitions.pause(self.tracks[Role.TRAINED.value], said)
        self.paused = f"{self.id}-pause-{round(t_s * 1000)}"
        return [
            *(event for _, event in self._heard(said)),
            SessionPaused(self.paused, self.id, t_s),
        ]

    def finish(self, end_s: float) -> list[Event]:
        """The session is over: what was complete counts, what waits is named, faults end."""
        trained, affected = self.tracks[Role.TRAINED], self.tracks[Role.AFFECTED]
        decided = self._heard(self.repetitions.finish(trained, trained.end))
        self.practising.close(affected.end)
        practised = self.practising.closed(affected, trained, self.bouts.knocks, over=True)
        said = [event for _, event in [*decided, *practised]]
        said += self.bouts.finish(affected, trained)
        marks = [(role, mark) for role in Role for mark in self.wear[role.value].finish(0, end_s)]
        marks += [(Role.AFFECTED, mark) for mark in self.bouts.sides.finish(0, end_s)]
        lasted = [(role, replace(mark, detail=LASTED)) for role, mark in marks]
        return [*said, *(self.fault(role, mark)[1] for role, mark in lasted)]

    def ended(self, end_s: float, skipped_bytes: dict[str, int]) -> SessionEnded:
        """The sums."""
        activity, sums = self.bouts.activity, self.bouts.sums
        lost = self.wear[Role.AFFECTED.value].lost + self.bouts.exchanged(end_s)
        observed_s = max(activity.observed - lost, 0) / GRID_HZ
        alignment = self.bouts.knocks.known[-1]
        return SessionEnded(
            session=self.id,
            t_s=end_s,
            sets=self.repetitions.account.sets,
            reps=self.repetitions.account.reps,
            affected_observed_s=observed_s,
            affected_unobserved_s=round(max(end_s - observed_s, 0.0), 3),
            affected_active_s=sums.credited_s,
            affected_floor_deg_s=round(float(np.rad2deg(activity.floor.rads)), 3),
            affected_rest_active_s=sums.rest_s,
            affected_undecided_s=sums.undecided_s,
            use_ratio=sums.use_ratio(activity, self.bouts.other),
            magnitude_ratio=sums.magnitude_ratio(activity, self.bouts.other),
            clocks_late_s=round(alignment.late_s, 4),
            clocks_uncertainty_s=alignment.uncertainty_s,
            affected_bouts=dict(sums.bouts),
            skipped_bytes=skipped_bytes,
        )

    def snapshot(self, t_s: float, connected: dict[Role, bool]) -> Snapshot:
        """What both arms do now."""
        activity = self.bouts.activity
        trained = moment(
            self.tracks[Role.TRAINED],
            self.repetitions,
            connected=connected[Role.TRAINED],
            faults=tuple(self.open_faults[Role.TRAINED]),
        )
        away_deg, phase = 0.0, "unknown"
        if self.practising.on:
            away_deg, phase = away(self.tracks[Role.AFFECTED])
        affected = ArmState(
            connected=connected[Role.AFFECTED],
            excursion_deg=away_deg,
            phase=phase,
            moving=activity.moving,
            rate_deg_s=round(float(np.rad2deg(activity.speed_rads)), 1),
            active_s=self.bouts.sums.credited_s,
            reps=len(self.practising.reps),
            set_n=self.practising.set_n,
            fault=tuple(self.open_faults[Role.AFFECTED]),
        )
        return Snapshot(self.id, t_s, self.repetitions.account.exercise, trained, affected)
