"""Tiers that need a program of the computer: not collected without it, and that is said once."""

import os

import mosquitto_broker
import pytest

REQUIRED = os.environ.get("CROSSREP_REQUIRE", "").split(",")

collect_ignore: list[str] = []
if not mosquitto_broker.INSTALLED:
    if "mosquitto" in REQUIRED:
        raise pytest.UsageError("mosquitto is required here and is not installed")
    collect_ignore.append("test_mqtt.py")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not mosquitto_broker.INSTALLED:
        terminalreporter.write_line("not run: tests/edges/test_mqtt.py (no mosquitto here)")
