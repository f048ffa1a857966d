"""The command as people call it, in this process; what needs mosquitto is a tier of its own."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from ran_command import Crossrep, Ran

from crossrep.app.main import main


@contextmanager
def logs_as_they_were() -> Iterator[None]:
    """A command sets up the logs of its process; other tests want them as before."""
    ours = logging.getLogger("crossrep")
    handlers, level = ours.handlers, ours.level
    yield
    ours.handlers = handlers
    ours.setLevel(level)


@pytest.fixture
def crossrep(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Crossrep]:
    """Run a command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/no-bus")  # no Bluetooth

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Ran(int(left.value.code or 0), said.out, said.err)

    with logs_as_they_were():
        yield run


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five curls by the built-in script."""
    path = tmp_path_factory.mktemp("recording") / "short.mcap"
    with logs_as_they_were(), pytest.raises(SystemExit) as left:
        main(["simulate", "-o", str(path)])
    assert left.value.code == 0
    return path
