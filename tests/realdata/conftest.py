"""Other people's recordings, in the folder named by CROSSREP_REALDATA, and a real broker."""

import os
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "edges"))

import mosquitto_broker

REQUIRED = os.environ.get("CROSSREP_REQUIRE", "").split(",")
MISSING = [
    name
    for name, there in (
        ("realdata", bool(os.environ.get("CROSSREP_REALDATA"))),
        ("mosquitto", mosquitto_broker.INSTALLED),
    )
    if not there
]
if wanted := [name for name in MISSING if name in REQUIRED]:
    raise pytest.UsageError(f"{', '.join(wanted)} is required here and is missing")
collect_ignore = ["test_import_replay.py"] if MISSING else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if MISSING:
        line = f"not run: tests/realdata/test_import_replay.py (without {', '.join(MISSING)})"
        terminalreporter.write_line(line)
