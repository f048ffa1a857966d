"""The reference firmware, compiled here and run on a stand-in for its board, read by our driver."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from streams import chunk, named, vectors
from test_own import ready

from crossrep.drivers import own
from crossrep.drivers.batches import scale_in
from crossrep.drivers.own import DATA, PROFILE, SCALE, OwnSensor
from crossrep.drivers.profile import Read, level_percent

HERE = Path(__file__).parent
FIRMWARE = HERE.parents[1] / "firmware_notes" / "own_sensor" / "crossrep_xiao"
STRICT = ["-Wall", "-Wextra", "-Werror", "-O1"]
PERIOD_US = 9615


@pytest.fixture(scope="module")
def sketch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sketch as a program for this computer."""
    folder = tmp_path_factory.mktemp("sketch")
    packing = folder / "packet.o"
    c = ["gcc", "-std=c99", *STRICT, "-Wconversion", "-c", FIRMWARE / "crossrep_packet.c"]
    subprocess.run([*c, "-o", packing], check=True)
    places = [f"-I{FIRMWARE}", f"-I{HERE / 'own_sensor'}"]
    cpp = ["g++", "-std=c++17", *STRICT, *places, HERE / "own_sensor" / "main.cpp", packing]
    subprocess.run([*cpp, "-o", folder / "sketch"], check=True)
    return folder / "sketch"


def said(sketch: Path, commands: list[str]) -> list[tuple[str, bytes]]:
    """What the board says to these commands, by kind."""
    done = subprocess.run(
        [sketch], input="\n".join(commands), capture_output=True, text=True, check=True, timeout=30
    )
    words = [line.split(" ") for line in done.stdout.splitlines()]
    return [(kind, bytes.fromhex(hex_)) for kind, hex_ in words]


def set_up(rate_hz: float) -> list[str]:
    """The profile's steps as commands."""
    steps = PROFILE.setup(rate_hz)
    return ["s" if isinstance(step, Read) else f"w {step.data.hex()}" for step in steps]


def measured(row: np.ndarray, us: int) -> str:
    """The chip gives rates first."""
    return f"m {us} {row[[3, 4, 5, 0, 1, 2]].astype('<i2').tobytes().hex()}"


def rows(n: int) -> np.ndarray:
    return np.random.default_rng(1).integers(-32768, 32768, (n, 6))


def stream(table: np.ndarray, first: int = 1) -> list[str]:
    return [measured(row, (first + i) * PERIOD_US) for i, row in enumerate(table)]


def heard(answers: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return [({"s": SCALE, "d": DATA}[kind], payload) for kind, payload in answers]


def test_what_the_chip_measured_is_what_the_driver_reads(sketch: Path):
    table, driver = rows(80), OwnSensor()
    samples = driver.decode(named(heard(said(sketch, [*set_up(104.0), *stream(table)]))))
    scale = driver.batches.scale
    assert scale is not None
    assert scale.rate_hz == 104
    assert scale.acc_ms2 == pytest.approx(0.244e-3 * 9.80665)
    assert scale.gyr_rads == pytest.approx(np.deg2rad(0.035))
    assert np.rint(samples.acc_ms2 / scale.acc_ms2).astype(int).tolist() == table[:, :3].tolist()
    assert np.rint(samples.gyr_rads / scale.gyr_rads).astype(int).tolist() == table[:, 3:].tolist()
    assert samples.t_device_s * 1e6 == pytest.approx(np.arange(1, 81) * PERIOD_US, abs=5)
    assert driver.skipped_bytes == 0


@pytest.mark.parametrize(("wanted", "given"), [(26.0, 52), (52.0, 52), (104.0, 104), (208.0, 208)])
def test_the_scale_tells_the_rate_that_was_set(sketch: Path, wanted: float, given: int):
    scale = scale_in(said(sketch, set_up(wanted))[0][1])
    assert scale is not None
    assert scale.rate_hz == given


def test_nothing_is_said_before_the_start_after_the_stop_and_without_a_link(sketch: Path):
    table = rows(16)
    assert said(sketch, stream(table)) == []
    assert len(said(sketch, [*set_up(104.0), "w 03", *stream(table)])) == 1
    assert len(said(sketch, [*set_up(104.0), "gone", *stream(table)])) == 1


def test_a_full_queue_is_a_hole_that_is_counted(sketch: Path):
    table = rows(64)
    before, during, after = stream(table[:16]), stream(table[16:32], 17), stream(table[32:], 33)
    answers = said(sketch, [*set_up(104.0), *before, "full", *during, "free", *after])
    driver = OwnSensor()
    samples = driver.decode(named(heard(answers)))
    assert len(samples) == 48
    assert driver.batches.lost_in_sensor == 16
    assert np.diff(samples.t_device_s).max() * 1e6 == pytest.approx(17 * PERIOD_US, abs=1)


def test_the_board_blinks_and_tells_its_charge(sketch: Path):
    answers = said(sketch, ["b", "w 04", "t 4000000", "led"])
    assert level_percent(answers[0][1]) == 68
    assert answers[1][1][0] >= 5


@pytest.mark.parametrize("hex_", ["", "01", "0110", "05", "ff", "020000", "01ffff"])
def test_strange_commands_do_no_harm(sketch: Path, hex_: str):
    table = rows(8)
    answers = said(sketch, [*set_up(104.0), f"w {hex_}" if hex_ else "w", *stream(table)])
    assert len(answers) == 2


PACKER = """
#include "crossrep_packet.h"
#include <stdio.h>
int main(void) {
  crossrep_packer packer;
  int payload, count, lost; unsigned us; short v[6];
  crossrep_power_on(&packer);
  if (scanf("%d %d %d", &payload, &count, &lost) != 3) return 1;
  packer.count = (uint16_t)count; packer.lost = (uint8_t)lost;
  crossrep_start(&packer, (size_t)payload);
  while (scanf("%u %hd %hd %hd %hd %hd %hd", &us, v, v+1, v+2, v+3, v+4, v+5) == 7) {
    size_t n = crossrep_add(&packer, v, us);
    for (size_t i = 0; i < n; i++) printf("%02x", packer.bytes[i]);
    if (n) printf("\\n");
  }
  return 0;
}
"""


@pytest.fixture(scope="module")
def packer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packing alone."""
    folder = tmp_path_factory.mktemp("packer")
    (folder / "main.c").write_text(PACKER)
    c = ["gcc", "-std=c99", "-Wall", "-Werror", f"-I{FIRMWARE}"]
    sources = [folder / "main.c", FIRMWARE / "crossrep_packet.c"]
    subprocess.run([*c, *sources, "-o", folder / "packer"], check=True)
    return folder / "packer"


def packed(packer: Path, payload: int, count: int, lost: int, lines: list[str]) -> list[bytes]:
    text = "\n".join([f"{payload} {count} {lost}", *lines])
    done = subprocess.run([packer], input=text, capture_output=True, text=True, check=True)
    return [bytes.fromhex(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("vector", vectors("own", "packet"))
def test_the_fixtures_are_what_the_firmware_packs(packer: Path, vector):
    n = len(vector["rows"])
    lines = [f"{vector['t_us']} {' '.join(map(str, row))}" for row in vector["rows"]]
    start = (vector["count"] - n) % 65536
    assert packed(packer, 8 + 12 * n, start, vector["lost"], lines) == [
        bytes.fromhex(vector["hex"])
    ]


@pytest.mark.parametrize(("payload", "n"), [(0, 1), (20, 1), (31, 1), (32, 2), (104, 8), (244, 8)])
def test_a_packet_holds_what_the_mtu_allows(packer: Path, payload: int, n: int):
    lines = [f"{i} 1 2 3 4 5 6" for i in range(16)]
    packets = packed(packer, payload, 0, 0, lines)
    assert [len(packet) for packet in packets] == [8 + 12 * n] * (16 // n)
    driver = ready()
    assert len(driver.decode(chunk(packets))) == 16


def test_the_firmware_has_the_uuids_of_the_driver():
    text = (FIRMWARE / "crossrep_xiao.ino").read_text()
    for uuid in (own.SERVICE, own.DATA, own.SCALE, own.CONTROL):
        assert text.count(uuid) == 1
