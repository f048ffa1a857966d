"""A small programme, made once: two weeks of two people."""

import shutil
from pathlib import Path

import pytest

from crossrep.edges.history import History
from crossrep.edges.history.simulated import make_programme

WEEKS, SETS, REPS = 2, 2, 5


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a programme; nobody writes to it."""
    folder = tmp_path_factory.mktemp("programme")
    with History(folder / "history.sqlite") as history:
        make_programme(history, folder / "recordings", WEEKS, SETS, REPS)
    return folder


@pytest.fixture
def own(made: Path, tmp_path: Path) -> Path:
    """A copy of its history, to write to; the recordings stay where they are."""
    return Path(shutil.copy(made / "history.sqlite", tmp_path / "history.sqlite"))
