"""A history of one's own: a copy of that of the small programme."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def own(made: Path, tmp_path: Path) -> Path:
    """A copy of its history, to write to; the recordings stay where they are."""
    return Path(shutil.copy(made / "history.sqlite", tmp_path / "history.sqlite"))
