"""What the broker is to show: the live state and both wearables, from inputs, events, snapshots."""

from dataclasses import replace

from crossrep.edges.charges import Charges
from crossrep.edges.latest import Latest, Shown
from crossrep.edges.notices import NoticeKind, told_in
from crossrep.events import ArmState, Event, SessionEnded, SessionStarted, Snapshot
from crossrep.formats import topics
from crossrep.formats.payloads import Message, live_message_of, sensors_message_of
from crossrep.formats.sensor_payloads import Wearable
from crossrep.inputs import Command, CommandName, Input, LinkChange, LinkState, Side


class Showing:
    """Listens to one session; what it shows is state and may be replaced before anybody sees it."""

    def __init__(self, latest: Latest, person: str, trained: Side) -> None:
        self._latest = latest
        self._person = person
        self._trained = trained
        self._started: SessionStarted | None = None
        self._wearables = {side: Wearable() for side in Side}
        self._charges = Charges()
        self._said: tuple[Wearable, Wearable] | None = None

    def event(self, event: Event) -> None:
        """Which session this is; what is retained after its end claims no connection."""
        if isinstance(event, SessionStarted):
            self._started = event
        elif isinstance(event, SessionEnded) and self._started is not None:
            gone = [_joined(self._wearables[side], ArmState()) for side in self._sides()]
            self._show(sensors_message_of(gone[0], gone[1], event.t_s, self._started))
            self._started = None

    def input(self, item: Input) -> None:
        """What only the link knows: the kind of wearable, its rate and its charge."""
        if isinstance(item, LinkChange) and item.state is LinkState.CONNECTED:
            self._now(item.side, device=item.device or item.driver, rate_hz=item.rate_hz)
        told = self._charges.input(item)
        if told is not None:
            self._now(told[0], battery_percent=told[1])
        if isinstance(item, Command) and item.name is CommandName.MARK:
            self._told(str(item.arguments.get("label", "")))

    def _told(self, label: str) -> None:
        """What the link noted about a wearable."""
        side, kind, value = told_in(label) or (None, None, 0)
        if side is not None and kind is NoticeKind.DUPLICATES:
            self._now(side, duplicates=value)

    def state(self, snapshot: Snapshot) -> None:
        """How it stands now."""
        if self._started is None:
            return
        self._show(live_message_of(snapshot, self._started))
        trained, affected = self._sides()
        both = (
            _joined(self._wearables[trained], snapshot.trained),
            _joined(self._wearables[affected], snapshot.affected),
        )
        if both != self._said:
            self._said = both
            self._show(sensors_message_of(*both, snapshot.t_s, self._started))

    def _sides(self) -> tuple[Side, Side]:
        """Trained, affected."""
        return self._trained, Side.LEFT if self._trained is Side.RIGHT else Side.RIGHT

    def _now(self, side: Side, **known: str | float) -> None:
        self._wearables[side] = replace(self._wearables[side], **known)  # type: ignore[arg-type]

    def _show(self, message: Message) -> None:
        topic = topics.topic(self._person, message.suffix)
        self._latest.show(Shown(topic, message.payload, message.qos, message.retain))


def _joined(wearable: Wearable, arm: ArmState) -> Wearable:
    return replace(wearable, connected=arm.connected, faults=arm.fault)
