"""Charge of both wearables, from what passes by: their own bytes, or a note in the log."""

from crossrep.drivers.profile import Battery
from crossrep.drivers.table import PROFILES
from crossrep.edges.notices import NoticeKind, told_in
from crossrep.inputs import Command, CommandName, Input, LinkChange, LinkState, Notification, Side

BATTERIES = {profile.driver: profile.battery for profile in PROFILES}


class Charges:
    """Knows which driver each wrist has, and so where its charge stands."""

    def __init__(self) -> None:
        self._batteries: dict[Side, Battery | None] = {}

    def input(self, item: Input) -> tuple[Side, int] | None:
        """(side, percent) where this input says a charge."""
        if isinstance(item, LinkChange) and item.state is LinkState.CONNECTED:
            self._batteries[item.side] = BATTERIES.get(item.driver)
        elif isinstance(item, Notification):
            battery = self._batteries.get(item.side)
            if battery is not None and item.characteristic == battery.characteristic:
                percent = battery.percent(item.payload)
                return None if percent is None else (item.side, percent)
        elif isinstance(item, Command) and item.name is CommandName.MARK:
            side, kind, value = told_in(str(item.arguments.get("label", ""))) or (None, None, 0)
            return (side, value) if side is not None and kind is NoticeKind.BATTERY else None
        return None
