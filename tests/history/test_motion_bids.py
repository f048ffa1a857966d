"""The official validator accepts our Motion-BIDS, and does look at it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from crossrep.app.exporting import export
from crossrep.edges.history import History, told_of
from crossrep.edges.history.raw_samples import wrist_samples

SCRIPTS = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
VALIDATOR = shutil.which("bids-validator-deno", path=SCRIPTS) or "bids-validator-deno"


def issues(folder: Path) -> list[str]:
    command = [VALIDATOR, "--ignoreWarnings", "--format", "json", "--max-rows", "-1", str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return [one["code"] for one in json.loads(ran.stdout)["issues"]["issues"]]


@pytest.fixture(scope="module")
def dataset(made, tmp_path_factory):
    out = tmp_path_factory.mktemp("bids") / "dataset"
    assert export(made / "history.sqlite", "bids", "P-0533", out, recordings=True) == 0
    return out


@pytest.mark.slow
def test_the_validator_finds_nothing_wrong_but_what_we_break(dataset):
    assert issues(dataset) == []
    sidecar = next(dataset.rglob("*_motion.json"))
    text = sidecar.read_text()
    sidecar.write_text(text.replace('"SamplingFrequency":', '"SampleFrequency":'))
    assert "SIDECAR_KEY_REQUIRED" in issues(dataset)
    sidecar.write_text(text)


def test_samples_and_lowerings_are_those_of_the_session(made, dataset):
    with History(made / "history.sqlite", write=False) as history:
        told = told_of(history, "P-0533")[0]
    session = dataset / "sub-P0533" / f"ses-{told.session.start_utc:%Y%m%dT%H%M%S}" / "motion"
    wrists = {one.side: one for one in wrist_samples(Path(told.recording.path))}
    origin_s = min(one.t_s[0] for one in wrists.values())
    for side, one in wrists.items():
        table = np.loadtxt(next(session.glob(f"*{side}wrist_motion.tsv")))
        assert table.shape == (len(one.t_s), 7)
        assert table[:, 0] == pytest.approx(one.t_s - origin_s, abs=1e-3)
        assert table[:, 1:4] == pytest.approx(one.acc_ms2, rel=1e-4, abs=1e-4)
        assert np.median(np.linalg.norm(table[:, 1:4], axis=1)) == pytest.approx(9.81, abs=0.3)
    rows = [
        line.split("\t") for line in next(session.glob("*_events.tsv")).read_text().splitlines()
    ]
    onsets = [float(row[0]) + origin_s for row in rows[1:] if row[2] == "lowering"]
    began = [rep.start_s + rep.lifting_s + rep.hold_s for rep in told.reps]
    assert onsets == pytest.approx(began, abs=1e-3)
