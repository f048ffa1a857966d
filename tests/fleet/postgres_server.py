"""A PostgreSQL of its own on a free loopback port, in a folder that goes with it."""

import getpass
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from mosquitto_broker import free_port

PLACES = os.pathsep.join(
    [os.environ.get("PATH", ""), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin")))]
)
INITDB = shutil.which("initdb", path=PLACES)
PG_CTL = shutil.which("pg_ctl", path=PLACES)
INSTALLED = INITDB is not None and PG_CTL is not None
AS_SOMEBODY_ELSE = ("runuser", "-u", "postgres", "--") if getpass.getuser() == "root" else ()
"""PostgreSQL refuses to run as root; the package makes a user for it."""


class Postgres:
    """Start, kill, start again; ``address`` is what programs connect to."""

    def __init__(self) -> None:
        self._room = tempfile.TemporaryDirectory(prefix="crossrep-postgres-")
        folder = Path(self._room.name)
        self.data = folder / "data"
        self.port = free_port()
        self.address = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"
        if AS_SOMEBODY_ELSE:
            shutil.chown(folder, "postgres")
        assert INITDB is not None
        self._run(
            INITDB,
            "-D",
            self.data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-N",
            "-E",
            "UTF8",
            "--locale=C",
        )
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\n")
            conf.write(f"unix_socket_directories = '{folder}'\ntrack_commit_timestamp = on\n")

    def start(self) -> None:
        self._ctl("start", "-w", "-l", self.data.parent / "log")

    def stop(self, how: str = "fast") -> None:
        """``immediate`` is a crash: nothing is written down, the log is replayed at the start."""
        self._ctl("stop", "-w", "-m", how)

    def end(self) -> None:
        self.stop("immediate")
        self._room.cleanup()

    def _ctl(self, *words: str | Path) -> None:
        assert PG_CTL is not None
        self._run(PG_CTL, "-D", self.data, *words)

    def _run(self, *words: str | Path) -> None:
        subprocess.run(
            [*AS_SOMEBODY_ELSE, *map(str, words)],
            check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
