"""One connected wearable brought to life as its profile says, and its bytes taken.

Notifications go on as they come. Where every packet carries a counter or a time, one that has
just been there is a duplicate of the system's, not of the sensor's: dropped, and counted.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial

from crossrep.drivers.profile import (
    FIRMWARE_REVISION,
    MODEL_NUMBER,
    SERIAL_NUMBER,
    Profile,
    Read,
    Reply,
    Step,
    Write,
)
from crossrep.edges.ble import Connection, plain
from crossrep.edges.trouble import RadioError, Trouble

REMEMBERED = 32
"""Packets among which a duplicate is looked for."""
REMEMBERED_ANSWERS = 256
GOODBYE_S = 2.0
CHARGE_S = 2.0

Take = Callable[[str, bytes], None]


@asynccontextmanager
async def hooked(
    connecting: Awaitable[Connection], profile: Profile, take: Take = lambda *_: None
) -> AsyncIterator["Hookup"]:
    """Connected to a wearable of this family while the block lasts, and a goodbye after it.

    Raises:
        RadioError: it cannot be reached, or is not of the family.
    """
    hookup = Hookup(await connecting, profile, take)
    try:
        hookup.check()
        yield hookup
    finally:
        if not hookup.connection.lost.is_set():
            await hookup.goodbye()
        await hookup.connection.close()


class Hookup:
    """The conversation with one wearable.

    Attributes:
        connection: with the wearable.
        duplicates: packets that were dropped because they had been there already.
        last_s: when something arrived last, on the event loop's clock.
        packets: notifications taken.
        percent: charge, once known.
    """

    def __init__(self, connection: Connection, profile: Profile, take: Take) -> None:
        self.connection = connection
        self.duplicates = self.packets = 0
        self.percent: int | None = None
        self._loop = asyncio.get_running_loop()
        self.last_s = self._loop.time()
        self._profile = profile
        self._take = take
        self._lately: deque[tuple[str, bytes]] = deque(maxlen=REMEMBERED)
        self._answers: list[tuple[Reply, asyncio.Future[bytes]]] = []
        self._came: deque[tuple[str, bytes]] = deque(maxlen=REMEMBERED_ANSWERS)
        self._setting_up = True
        self._charged = asyncio.Event()
        self._numbered = profile.counter or profile.device_time

    def check(self) -> None:
        """It is what it said it is.

        Raises:
            RadioError: the services of its family are not there.
        """
        there = self.connection.services()
        if self._profile.services[0].uuid in there:
            return
        words = [say for uuid, say in self._profile.absent if uuid in there]
        usual = f"The sensor does not offer what a {self._profile.title} does."
        raise RadioError(Trouble.REFUSED, words[0] if words else usual)

    async def text(self, characteristic: str) -> str:
        """Words the wearable says about itself; empty if it says none."""
        if not self.connection.has(characteristic):
            return ""
        try:
            value = await self.connection.read(characteristic)
        except RadioError:
            return ""
        return plain(value.decode("utf-8", "replace"))

    async def serial(self) -> str:
        """Its serial number; empty if it tells none."""
        return await self.text(SERIAL_NUMBER)

    async def model(self) -> str:
        """Model and firmware in words; else what its family is called."""
        said = await self.text(MODEL_NUMBER) or self._profile.title
        firmware = await self.text(FIRMWARE_REVISION)
        return f"{said}, firmware {firmware}" if firmware else said

    async def start(self, rate_hz: float) -> None:
        """Have it send.

        Raises:
            RadioError: it refuses, or the connection broke.
        """
        for characteristic in self._profile.subscribe:
            await self.listen(characteristic)
        await self.run(self._profile.setup(rate_hz))
        self._setting_up, self.last_s = False, self._loop.time()

    async def listen(self, characteristic: str) -> None:
        """Take what it notifies.

        Raises:
            RadioError: it does not notify, or the connection broke.
        """
        await self.connection.listen(characteristic, partial(self._heard, characteristic))

    async def goodbye(self) -> None:
        """Have it stop; what fails now does not matter."""
        with suppress(RadioError, TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                await self.run(self._profile.stop)

    async def ask_battery(self) -> None:
        """Learn the charge, where the family has a way; `percent` has it a little later."""
        battery = self._profile.battery
        if battery is None or not self.connection.has(battery.characteristic):
            return
        with suppress(RadioError):
            if battery.ask is not None:
                await self._write(battery.ask)
            else:
                self._charge(await self.connection.read(battery.characteristic))

    async def charge(self) -> int | None:
        """The charge in percent, asked for without a stream; None where it is not told."""
        battery = self._profile.battery
        if battery is None or not self.connection.has(battery.characteristic):
            return None
        with suppress(RadioError, TimeoutError):
            if battery.ask is not None:
                await self.listen(battery.characteristic)
            await self.ask_battery()
            async with asyncio.timeout(CHARGE_S):
                await self._charged.wait()
        return self.percent

    async def run(self, steps: Sequence[Step]) -> None:
        """One step after the other.

        Raises:
            RadioError: a step that is required failed.
        """
        for step in steps:
            try:
                await self._read(step) if isinstance(step, Read) else await self._write(step)
            except RadioError as error:
                if step.required:
                    words = step.complaint if isinstance(step, Write) else ""
                    raise RadioError(error.trouble, words or str(error)) from error

    async def _read(self, step: Read) -> None:
        self._take(step.characteristic, await self.connection.read(step.characteristic))

    async def _write(self, step: Write) -> None:
        if step.only_if is not None and not any(step.only_if.answers(*one) for one in self._came):
            return
        answer = self._awaited(step.reply) if step.reply is not None else None
        for piece in self._pieces(step):
            await self.connection.write(step.characteristic, piece, response=step.response)
        if step.reply is not None and answer is not None:
            await self._check_answer(step.reply, answer)
        if step.pause_s:
            await asyncio.sleep(step.pause_s)

    def _pieces(self, step: Write) -> list[bytes]:
        if not step.stream:
            return [step.data]
        size = max(self.connection.piece_bytes(step.characteristic), 1)
        return [step.data[at : at + size] for at in range(0, len(step.data), size)]

    def _awaited(self, reply: Reply) -> "asyncio.Future[bytes]":
        answer: asyncio.Future[bytes] = self._loop.create_future()
        self._answers.append((reply, answer))
        return answer

    async def _check_answer(self, reply: Reply, answer: "asyncio.Future[bytes]") -> None:
        try:
            async with asyncio.timeout(reply.timeout_s):
                payload = await answer
        except TimeoutError as error:
            raise RadioError(Trouble.NO_ANSWER, "The sensor does not answer.") from error
        finally:
            self._answers = [one for one in self._answers if one[1] is not answer]
        if not reply.accepts(payload):
            raise RadioError(Trouble.REFUSED, "The sensor refuses a command.")

    def _heard(self, characteristic: str, payload: bytes) -> None:
        self.last_s = self._loop.time()
        self._notice(characteristic, payload)
        if self._numbered and not self._setting_up:  # answers may be alike, packets may not
            if (characteristic, payload) in self._lately:
                self.duplicates += 1
                return
            self._lately.append((characteristic, payload))
        self.packets += 1
        self._take(characteristic, payload)

    def _notice(self, characteristic: str, payload: bytes) -> None:
        """Answers somebody waits for, and the charge."""
        if self._setting_up:
            self._came.append((characteristic, payload))
        for reply, answer in self._answers:
            if reply.answers(characteristic, payload) and not answer.done():
                answer.set_result(payload)
        battery = self._profile.battery
        if battery is not None and characteristic == battery.characteristic:
            self._charge(payload)

    def _charge(self, value: bytes) -> None:
        """The charge, if this speaks of it."""
        battery = self._profile.battery
        said = battery.percent(value) if battery is not None else None
        if said is not None:
            self.percent = said
            self._charged.set()
