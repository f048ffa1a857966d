"""A short simulated programme, made once."""

from pathlib import Path

import pytest

from crossrep.edges.history import History
from crossrep.edges.history.simulated import make_programme


@pytest.fixture(scope="session")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two people, two weeks: its history."""
    folder = tmp_path_factory.mktemp("programme")
    path = folder / "history.sqlite"
    with History(path) as history:
        make_programme(history, folder / "recordings", 2, 2, 5)
    return path
