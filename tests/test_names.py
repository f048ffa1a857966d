"""Helpers and tests are imported by their bare names, so no two may share one."""

from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
SHARED = {"__init__.py", "conftest.py"}
ALONE = {"bluez"}
"""Folders that run in a computer of their own."""


def test_no_two_files_of_the_tests_share_a_name():
    files = [path for path in HERE.rglob("*.py") if path.relative_to(HERE).parts[0] not in ALONE]
    named = Counter(path.name for path in files if "node_modules" not in path.parts)
    assert not {name for name, number in named.items() if number > 1} - SHARED
