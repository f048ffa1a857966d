"""The script for Espruino boards, run under Node on a stand-in, read by our driver."""

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from streams import chunk, cut

from crossrep.drivers.espruino import UPLOAD, Espruino, percent_in
from crossrep.drivers.espruino_script import SCRIPT
from crossrep.drivers.profile import Write
from crossrep.drivers.table import profile_named
from crossrep.samples import Samples

HERE = Path(__file__).parent
NOTES = HERE.parents[1] / "firmware_notes"
G_MS2 = 9.80665


def typed(steps: tuple[Write, ...]) -> str:
    return b"".join(step.data for step in steps).decode()


def played(
    tmp_path: Path, kind: str, rows: np.ndarray, before: str, after: str
) -> tuple[bytes, dict]:
    """What a board prints while it plays these samples, and the state it is left in."""
    samples = tmp_path / "samples.json"
    samples.write_text(json.dumps(rows.tolist()))
    done = subprocess.run(
        ["node", HERE / "espruino" / "board.js", kind, samples],
        input=f"{before}\f{after}".encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    return done.stdout, json.loads(done.stderr)


def read(data: bytes, places: list[int] | None = None) -> tuple[Espruino, Samples]:
    driver = Espruino()
    return driver, driver.decode(chunk(cut(data, places or [])))


def puck_rows(n: int, hz: float) -> np.ndarray:
    rng = np.random.default_rng(2)
    values = np.rint(rng.uniform(-32000, 32000, (n, 6)))
    return np.column_stack([1000.123456 + np.arange(n) / hz, values])


def test_the_package_carries_the_script_of_the_notes():
    assert (NOTES / "espruino" / "crossrep.js").read_text() == SCRIPT


def test_the_upload_is_one_line_that_is_not_repeated():
    assert UPLOAD.data.startswith(b"\x03\x10")
    assert UPLOAD.data.count(b"\n") == 1
    assert b"//" not in UPLOAD.data


@pytest.mark.parametrize("hz", [26.0, 52.0, 104.0])
def test_a_puck_says_every_sample(tmp_path: Path, hz: float):
    profile, rows = profile_named("puckjs"), puck_rows(83, hz)
    data, state = played(tmp_path, "puck", rows, typed(profile.setup(hz)), "")
    driver, samples = read(data)
    assert len(samples) == 80
    assert samples.acc_ms2 == pytest.approx(rows[:80, 1:4] / 8192 * G_MS2, rel=1e-6)
    assert samples.gyr_rads == pytest.approx(np.deg2rad(0.035 * rows[:80, 4:]), rel=1e-6)
    assert samples.t_device_s == pytest.approx(rows[:80, 0], abs=2e-6)
    assert (driver.skipped_bytes, driver.duplicates, driver.gyroscope) == (0, 0, True)
    assert driver.batches.scale is not None
    assert driver.batches.scale.rate_hz == hz
    assert state["hz"] == hz
    assert state["registers"]["17"] == 0x38  # 1000 deg/s, the rate's bits kept


def test_a_bangle_says_every_sample_and_that_it_has_no_gyroscope(tmp_path: Path):
    profile = profile_named("banglejs")
    g = np.random.default_rng(3).uniform(-3.9, 3.9, (40, 3))
    rows = np.column_stack([5 + np.arange(40) / 50, g, np.zeros((40, 3))])
    data, state = played(tmp_path, "bangle", rows, typed(profile.setup(50.0)), "")
    driver, samples = read(data)
    assert samples.acc_ms2 == pytest.approx(g * G_MS2, abs=G_MS2 / 16384 + 1e-9)
    assert not samples.gyr_rads.any()
    assert not driver.gyroscope
    assert state["interval"] == 20
    assert state["registers"] == {"24": 0xEC, "27": 0x42}


@pytest.mark.parametrize("kind", ["puckjs", "banglejs"])
def test_a_board_that_is_told_to_stop_is_as_before(tmp_path: Path, kind: str):
    profile, rows = profile_named(kind), puck_rows(30, 50.0)
    board = kind.removesuffix("js")
    _, state = played(tmp_path, board, rows, typed(profile.setup(50.0)), typed(profile.stop))
    assert state["listeners"] == 0
    assert state["hz"] == 0
    assert state["interval"] == 80
    if kind == "banglejs":
        assert state["registers"] == {"24": 0xEC, "27": 0}


def test_a_second_connection_leaves_one_listener_each(tmp_path: Path):
    profile, rows = profile_named("puckjs"), puck_rows(24, 52.0)
    twice = typed(profile.setup(52.0)) * 2
    data, state = played(tmp_path, "puck", rows, twice, "")
    assert state["listeners"] == 2
    assert len(read(data)[1]) == 24


def test_a_board_blinks_and_tells_its_charge(tmp_path: Path):
    profile = profile_named("puckjs")
    assert profile.battery is not None
    assert profile.battery.ask is not None
    asked = typed((*profile.setup(52.0), *profile.identify, profile.battery.ask))
    data, state = played(tmp_path, "puck", puck_rows(0, 52.0), asked, "")
    assert state["blinks"] == 1
    assert percent_in(data) == 87
    assert read(data)[0].skipped_bytes == 0


def test_numbers_beyond_sixteen_bits_are_clipped_not_wrapped(tmp_path: Path):
    rows = np.array([[1.0, 9e4, -9e4, 0, 0, 0, 0]] * 8)
    data, _ = played(tmp_path, "puck", rows, typed(profile_named("puckjs").setup(52.0)), "")
    assert read(data)[1].acc_ms2[0] == pytest.approx(np.array([32767, -32768, 0]) / 8192 * G_MS2)


def test_what_a_board_prints_may_be_cut_anywhere(tmp_path: Path):
    rows = puck_rows(40, 52.0)
    data, _ = played(tmp_path, "puck", rows, typed(profile_named("puckjs").setup(52.0)), "")
    whole = read(data)[1]
    for seed in range(5):
        places = np.random.default_rng(seed).integers(0, len(data), 30).tolist()
        samples = read(data, places)[1]
        assert np.array_equal(samples.acc_ms2, whole.acc_ms2)
        assert np.array_equal(samples.t_device_s, whole.t_device_s)


def test_every_statement_of_the_script_ends_so_that_one_line_is_enough():
    lines = [line.strip() for line in SCRIPT.splitlines()]
    loose = [x for x in lines if x and not x.startswith("//") and not re.search(r"[;{}(]$", x)]
    assert loose == []
