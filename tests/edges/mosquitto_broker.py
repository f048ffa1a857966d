"""A real mosquitto on a free loopback port, with the lines a home needs, and a plain reader."""

import asyncio
import getpass
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

PLACES = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
MOSQUITTO = shutil.which("mosquitto", path=PLACES)
READER = shutil.which("mosquitto_sub", path=PLACES)
WRITER = shutil.which("mosquitto_pub", path=PLACES)
PASSWORDS = shutil.which("mosquitto_passwd", path=PLACES)
FORM = "%t %r %p"
NOTES = ("Client ", "Subscribed ")
INSTALLED = None not in (
    MOSQUITTO, READER, WRITER, PASSWORDS, shutil.which("openssl"), shutil.which("stdbuf"),
)  # fmt: skip


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


class Mosquitto:
    """A broker that can be killed and started again on the same port, with the same memory.

    ``conf`` is a configuration that is there already and listens on ``port``.
    """

    def __init__(
        self, folder: Path, *lines: str, conf: Path | None = None, port: int | None = None
    ) -> None:
        self.folder = folder
        self.port = port or free_port()
        self.address = f"127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._conf = conf or folder / "mosquitto.conf"
        if conf is None:
            self._write(lines)

    def _write(self, lines: tuple[str, ...]) -> None:
        folder = self.folder
        self._conf.write_text(
            "\n".join(
                [
                    f"listener {self.port} 127.0.0.1",
                    f"user {getpass.getuser()}",
                    "persistence true",
                    f"persistence_location {folder}{os.sep}",
                    "autosave_on_changes true",
                    "autosave_interval 1",
                    *(lines or ("allow_anonymous true",)),
                    "",
                ]
            )
        )

    async def start(self, room: int | None = None) -> None:
        """Start, or start again; with ``room`` no file may grow beyond so many bytes."""
        assert MOSQUITTO is not None
        with (self.folder / "mosquitto.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: ASYNC220
                [*_with(room), MOSQUITTO, "-c", self._conf], stderr=log
            )
        for _ in range(250):
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.close()
                await writer.wait_closed()
                return
            await asyncio.sleep(0.02)
        raise AssertionError((self.folder / "mosquitto.log").read_text())

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def forget(self) -> None:
        """Its files are gone, as after a new installation."""
        for file in self.folder.glob("mosquitto.db*"):
            file.unlink()

    def kill(self) -> None:
        self.end(signal.SIGKILL)


def _with(room: int | None) -> list[str]:
    """A full disk, as the program sees it: writing beyond a size is an error and no signal."""
    limited = f"trap '' XFSZ; ulimit -f {(room or 0) // 1024}; exec \"$@\""
    return [] if room is None else ["/bin/bash", "-c", limited, "bash"]


class Heard:
    """What a reader got, in order, as (last part of the topic, retained, payload)."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.messages: list[tuple[str, bool, str]] = []
        self.stands = asyncio.Event()
        self._more = asyncio.Event()

    def add(self, line: str, form: str) -> None:
        if line.startswith(NOTES):
            if line.startswith("Subscribed"):
                self.stands.set()
            return
        self.lines.append(line)
        if form == FORM:
            topic, retained, payload = line.split(" ", 2)
            self.messages.append((topic.rsplit("/", 1)[1], retained == "1", payload))
        self._more.set()

    async def more(self) -> None:
        """Wait for the next message."""
        self._more.clear()
        await self._more.wait()

    async def until_line(self, topic: str, payload: str) -> None:
        """Wait for a line of any form that begins and ends so."""
        while not any(x.startswith(topic) and x.endswith(payload) for x in self.lines):
            self._more.clear()
            await self._more.wait()

    def on(self, suffix: str) -> list[str]:
        return [payload for name, _, payload in self.messages if name == suffix]

    async def until(
        self, suffix: str, *, word: str | None = None, different: int = 1, timeout_s: float = 30.0
    ) -> None:
        """Wait for one payload, or for a number of different ones.

        A status may be the one that is retained since the session before: wait for what it says.
        """
        async with asyncio.timeout(timeout_s):
            while len(set(self.on(suffix))) < different or word not in (None, *self.on(suffix)):
                self._more.clear()
                await self._more.wait()


@asynccontextmanager
async def reader(
    broker: Mosquitto, *options: str, form: str = FORM, name: str = "reader"
) -> AsyncIterator[Heard]:
    """mosquitto_sub on the whole tree, with a session of its own that outlives the broker.

    It is entered when the broker has answered the subscription. It is killed in the end: asked to
    end, it prints that within its signal handler, and prints the line before a second time when
    the signal came between writing that line and forgetting it.
    """
    assert READER is not None
    where = ("-h", "127.0.0.1", "-p", str(broker.port))
    process = await asyncio.create_subprocess_exec(
        "stdbuf", "-oL", READER, *where, "-V", "5", "-q", "1", "-c",
        "-i", name, "-x", "3600", "-t", "crossrep/#", "-d", "-F", form,
        *options, stdout=subprocess.PIPE,
    )  # fmt: skip
    heard = Heard()
    listening = asyncio.create_task(_listen(process, heard, form))
    try:
        async with asyncio.timeout(30):
            await heard.stands.wait()
        yield heard
    finally:
        process.kill()
        await process.wait()
        await listening


async def _listen(process: asyncio.subprocess.Process, heard: Heard, form: str) -> None:
    assert process.stdout is not None
    async for line in process.stdout:
        heard.add(line.decode().rstrip("\n"), form)
