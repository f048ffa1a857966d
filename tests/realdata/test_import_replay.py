"""Real input: `import`, `replay` to a real mosquitto, and a subscriber who counts repetitions."""

import asyncio
import csv
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from mosquitto_broker import Mosquitto, reader

FOLDER = Path(os.environ["CROSSREP_REALDATA"])
MODULE = (sys.executable, "-m", "crossrep.app.main")
PIECES = (
    "ptx/s1_e1_ankle_R_test",
    "ptx/s1_e6_wrist_R_test",
    "ptx/s3_e7_wrist_R_test",
    "gymbud/bicep_curls_20260102_103007_L",
    "gymbud/lateral_shoulder_raises_20260106_005526_R",
    "gymimu/20250112_SAOCTE_S1_08-09-28",
    "gymimu/20250112_SACLR_S1_08-04-13",
    "spar/S01_ABD_L",
    "spar/S01_FEL_R",
)
TOLERANCE = {"protocol": 0, "agrees": 1, "corrected": 1, "nominal": 2, "camera": 2}


def label(piece: str) -> dict[str, str]:
    folder, name = piece.split("/")
    with (FOLDER / folder / "labels.csv").open(newline="", encoding="utf-8") as table:
        return next(row for row in csv.DictReader(table) if row["set_id"] == name)


async def crossrep(*arguments: str | Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *MODULE, *map(str, arguments),
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await process.communicate()
    assert (process.returncode, said) == (0, b"")


def counted(payloads: Iterable[str]) -> int:
    """Repetitions by id, as anybody would who follows the contract."""
    messages = [json.loads(payload) for payload in payloads]
    by_type = {
        kind: {one["id"] for one in messages if one["event_type"] == kind}
        for kind in ("rep", "rep_withdrawn")
    }
    return len(by_type["rep"] - by_type["rep_withdrawn"])


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.slow
async def test_a_subscriber_counts_what_the_label_says(tmp_path: Path, piece: str) -> None:
    truth = label(piece)
    out = tmp_path / "out.mcap"
    broker = Mosquitto(tmp_path)
    await broker.start()
    try:
        async with reader(broker) as heard:
            await crossrep("import", "--trained", FOLDER / f"{piece}.csv.gz", "-o", out)
            await crossrep("replay", out, "--broker", broker.address)
            await heard.until("status", word="offline")
    finally:
        broker.end()
    off = counted(heard.on("rep")) - float(truth["true_reps"])
    assert abs(off) <= TOLERANCE[truth["label_quality"]]
