"""Settings of the whole suite, and its tiers: what this computer cannot run is not collected."""

import gc
import logging
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

gc.disable()  # what is collected stays: looking through it again and again finds nothing

HERE = Path(__file__).parent
sys.path += [str(HERE), str(HERE / "edges"), str(HERE / "fleet")]

import mosquitto_broker  # noqa: E402
import postgres_server  # noqa: E402

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,  # a busy computer is no failure
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _own_log():
    """A command that runs inside a test sets up the log for itself alone."""
    ours = logging.getLogger("crossrep")
    level, handlers = ours.level, ours.handlers
    yield
    ours.setLevel(level)
    ours.handlers = handlers


NODE = Path(os.environ.get("CROSSREP_NODE") or HERE / "node")
os.environ["CROSSREP_NODE"] = str(NODE)
"""Where ``npm install`` put the programs of tests/node/package.json."""

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SCRIPTS = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
VALIDATOR = shutil.which("bids-validator-deno", path=SCRIPTS)

TIERS = {
    "mosquitto": (
        mosquitto_broker.INSTALLED,
        [
            "edges/test_mqtt.py",
            "edges/test_mqtt_security.py",
            "edges/test_mqtt_storms.py",
            "contract/test_node_red.py",
            "contract/test_wire.py",
            "fleet/test_rehearsal.py",
            "app/test_commands_over_mqtt.py",
            "app/test_replay_broker.py",
            "history/test_ingest.py",
            "realdata/test_import_replay.py",
        ],
    ),
    "node": (
        shutil.which("node") is not None and (NODE / "node_modules").is_dir(),
        ["contract/test_asyncapi_parser.py", "contract/test_node_red.py"],
    ),
    "postgres": (
        mosquitto_broker.INSTALLED and postgres_server.INSTALLED,
        ["fleet/test_fleet.py", "fleet/test_postgres.py", "fleet/test_recipe.py"],
    ),
    "homeassistant": (
        mosquitto_broker.INSTALLED and Path(os.environ.get("CROSSREP_HASS") or "none").is_file(),
        ["contract/test_in_home_assistant.py"],
    ),
    "influxdb": (
        Path(os.environ.get("CROSSREP_INFLUXD") or "none").is_file(),
        ["contract/test_in_influxdb.py"],
    ),
    "gcc": (bool(shutil.which("gcc") and shutil.which("g++")), ["drivers/test_own_firmware.py"]),
    "bids": (VALIDATOR is not None, ["history/test_motion_bids.py"]),
    "browser": (
        CHROMIUM is not None and (NODE / "node_modules" / "axe-core").is_dir(),
        [
            "report/test_in_browser.py",
            "screen/test_states.py",
            "screen/test_hands.py",
            "screen/test_whole_session.py",
        ],
    ),
    "javascript": (shutil.which("node") is not None, ["drivers/test_espruino_script.py"]),
    "bluez": (bool(os.environ.get("CROSSREP_BLUEZ")), ["bluez/test_bluez.py"]),
    "realdata": (
        Path(os.environ.get("CROSSREP_REALDATA") or HERE / "none").is_dir(),
        ["realdata/test_import_replay.py", "realdata/test_ptx.py"],
    ),
}
NEEDED = {
    "node": "node with `npm install` in tests/node",
    "browser": "Chromium, or no axe-core (`npm install` in tests/node),",
    "postgres": "PostgreSQL with mosquitto",
    "homeassistant": "Home Assistant in CROSSREP_HASS",
    "influxdb": "InfluxDB in CROSSREP_INFLUXD",
    "gcc": "C compiler",
    "bids": "bids-validator-deno",
    "javascript": "node",
    "bluez": "emulated computer (tests/bluez/run)",
    "realdata": "folder of recordings in CROSSREP_REALDATA",
}
"""What is missing where a tier is, in words."""
MISSING = {name: files for name, (there, files) in TIERS.items() if not there}
REQUIRED = [name for name in os.environ.get("CROSSREP_REQUIRE", "").split(",") if name]

if unmet := [name for name in REQUIRED if name in MISSING or name not in TIERS]:
    raise pytest.UsageError(f"required here and missing: {', '.join(unmet)}")

collect_ignore = sorted({file for files in MISSING.values() for file in files})


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small programme, two weeks of two people; nobody writes to it."""
    from crossrep.edges.history import History  # noqa: PLC0415  most tests need none of it
    from crossrep.edges.history.simulated import make_programme  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("programme")
    with History(folder / "history.sqlite") as history:
        make_programme(history, folder / "recordings", weeks=2, sets=2, reps=5)
    return folder


@pytest.fixture(autouse=True, scope="session")
def _data_of_nobody(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes what this computer's user keeps."""
    os.environ["XDG_DATA_HOME"] = str(tmp_path_factory.mktemp("data"))


def pytest_collection_finish() -> None:
    """From here on only what the tests themselves make is looked through."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Neighbours stay on one worker, so that what they share is made once."""
    if config.getvalue("dist") != "load":
        return None  # somebody wishes it otherwise
    from xdist.scheduler import WorkStealingScheduling  # noqa: PLC0415  only where it distributes

    return WorkStealingScheduling(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line a tier what was left out."""
    for name, files in MISSING.items():
        what = NEEDED.get(name, name)
        terminalreporter.write_line(f"not run, because there is no {what} here: {', '.join(files)}")
