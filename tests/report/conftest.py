"""The small programme, as a report sees it."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def programme(made: Path) -> Path:
    """Two people, two weeks: its history; nobody writes to it."""
    return made / "history.sqlite"
