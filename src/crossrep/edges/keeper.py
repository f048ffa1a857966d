"""Keeps one wrist connected for as long as a session lasts.

Look for it, connect, have it send, watch that it does; when it is lost, hang up, wait a little,
and begin again. The other wrist has a keeper of its own and never waits for this one.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from crossrep.drivers.profile import DEVICE_INFORMATION, Profile
from crossrep.drivers.table import profile_for, profile_named
from crossrep.edges.ble import Bluetooth, Connection, Seen
from crossrep.edges.hookup import Hookup, hooked
from crossrep.edges.loop import now_ns
from crossrep.edges.notices import Notice, NoticeKind, Tell
from crossrep.edges.trouble import SEEK_S, SELDOM_S, Patience, RadioError, Trouble
from crossrep.edges.wrists import KnownWrist
from crossrep.inputs import Input, LinkChange, LinkState, Notification, Side

WATCH_S = 0.5
SILENT_S, SILENT_PERIODS = 1.0, 10.0
STALLED_S = 5.0
"""Silent for so much longer: connect anew."""
GOOD_S = 3.0
"""A connection that held so long was no failure."""
BATTERY_S = 300.0
WEAK_DBM = -85
ATT_HEADER = 3

Put = Callable[[Input], None]


class Keeper:
    """One wrist's connection. ``run`` ends by being cancelled, and then says goodbye.

    Attributes:
        ever: it was connected at least once.
        duplicates: packets dropped because they had come before.
    """

    def __init__(
        self, side: Side, known: KnownWrist, radio: Bluetooth, put: Put, tell: Tell
    ) -> None:
        self.ever = False
        self.duplicates = 0
        self._side = side
        self._known = known
        self._profile: Profile = profile_named(known.driver)
        self._radio = radio
        self._put = put
        self._tell = tell
        self._patience = Patience()
        self._not_mine: set[str] = set()
        self._device = ""
        self._sought_s = 0.0
        self._given_up = False
        self._said = ""
        self._said_twice = 0

    async def run(self) -> None:
        """For ever.

        Raises:
            RadioError: there is no Bluetooth, and this session never had any.
        """
        self._seek()
        while True:
            try:
                await self._once()
            except RadioError as error:
                if error.trouble is Trouble.OFF and not self.ever:
                    raise
                await asyncio.sleep(self._failed(error))

    async def _once(self) -> None:
        """One connection from finding to losing; always ends with an error that says why."""
        connecting = self._radio.reach(self._mine, self._services())
        async with hooked(connecting, self._profile, self._take) as hookup:
            try:
                await self._identify(hookup)
                await self._hold(hookup)
            finally:
                self.duplicates += hookup.duplicates

    def _services(self) -> list[str]:
        """Those that are needed now; looking up the others would only take time."""
        family = [service.uuid for service in self._profile.services]
        family += [uuid for uuid, _ in self._profile.absent]
        known = self._device and ":" in self._known.address
        return family if known else [*family, DEVICE_INFORMATION]

    async def _hold(self, hookup: Hookup) -> None:
        rate_hz, driver = self._profile.default_hz, self._profile.driver
        self._put(
            LinkChange(self._side, now_ns(), LinkState.CONNECTED, driver, self._device, rate_hz)
        )
        try:
            await hookup.start(rate_hz)
            self._found(hookup.connection)
            await self._watch(hookup)
        except RadioError:
            self._put(LinkChange(self._side, now_ns(), LinkState.LOST))
            if hookup.packets:
                self._say(NoticeKind.LOST)
                self._seek()
            raise

    async def _identify(self, hookup: Hookup) -> None:
        """A wearable of another address is ours only with our serial number."""
        seen = hookup.connection.seen
        if seen.address != self._known.address:
            if await hookup.serial() != self._known.serial:
                self._not_mine.add(seen.address)
                raise RadioError(Trouble.NOT_SEEN, "Another sensor of the same kind is here.")
            self._known = self._known.model_copy(update={"address": seen.address})
        self._device = self._device or await hookup.model()

    async def _watch(self, hookup: Hookup) -> None:
        """Until it is lost, or silent for too long."""
        loop, lost = asyncio.get_running_loop(), hookup.connection.lost
        limit_s = max(SILENT_S, SILENT_PERIODS * self._profile.latency_s)
        began_s, asked_s, percent, silent = loop.time(), -BATTERY_S, None, False
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(WATCH_S):
                    await lost.wait()
            now_s = loop.time()
            if lost.is_set():
                raise RadioError(Trouble.BROKEN, "The connection is lost.")
            quiet_s = now_s - hookup.last_s
            if silent != (quiet_s > limit_s):
                silent = not silent
                self._say(NoticeKind.SILENT if silent else NoticeKind.HEARD_AGAIN)
            if quiet_s > limit_s + STALLED_S:
                raise RadioError(Trouble.SILENT, "The sensor is connected and sends nothing.")
            if hookup.packets and now_s - began_s > GOOD_S:
                self._good()
            if now_s - asked_s > BATTERY_S:
                asked_s = now_s
                await hookup.ask_battery()
            self._count_twice(self.duplicates + hookup.duplicates)
            if hookup.percent is not None and hookup.percent != percent:
                percent = hookup.percent
                self._say(NoticeKind.BATTERY, percent)

    def _mine(self, seen: Seen) -> bool:
        """It is ours; or could be, where the system hides addresses and only serials tell."""
        if seen.address == self._known.address:
            return True
        hidden = ":" not in seen.address
        if not (hidden and self._known.serial) or seen.address in self._not_mine:
            return False
        return profile_for(seen.name, seen.services, seen.makers) is self._profile

    def _take(self, characteristic: str, payload: bytes) -> None:
        self._put(Notification(self._side, now_ns(), characteristic, payload))

    def _found(self, connection: Connection) -> None:
        self.ever = True
        self._say(NoticeKind.CONNECTED, detail=self._device)
        if -127 < connection.seen.rssi < WEAK_DBM:
            self._say(NoticeKind.WEAK, connection.seen.rssi)
        mtu = connection.piece_bytes(self._profile.subscribe[0]) + ATT_HEADER
        if mtu < self._profile.smallest_mtu:
            self._say(NoticeKind.SMALL_PACKETS, mtu)

    def _count_twice(self, duplicates: int) -> None:
        """Say it when it begins, and again when it has become ten times as much."""
        if duplicates >= max(1, 10 * self._said_twice):
            self._said_twice = duplicates
            self._say(NoticeKind.DUPLICATES, duplicates)

    def _good(self) -> None:
        self._patience.good()
        self._said = ""

    def _seek(self) -> None:
        self._sought_s = asyncio.get_running_loop().time()
        self._given_up = False
        self._say(NoticeKind.SEEKING, SEEK_S)

    def _failed(self, error: RadioError) -> float:
        """Say what is new; how long to wait now."""
        sought_s = asyncio.get_running_loop().time() - self._sought_s
        sentence = str(error)
        if error.trouble is not Trouble.NOT_SEEN and sought_s > 0 and sentence != self._said:
            self._said = sentence
            self._say(NoticeKind.FAILED, detail=sentence)
        if sought_s > SEEK_S and not self._given_up:
            self._given_up = True
            self._say(NoticeKind.GIVEN_UP, SELDOM_S)
        return self._patience.after(error.trouble, sought_s)

    def _say(self, kind: NoticeKind, value: float = 0.0, detail: str = "") -> None:
        self._tell(Notice(self._side, kind, value, detail))
