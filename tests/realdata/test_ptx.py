"""Physiotherapy sessions of 30 repetitions, slow, fast and small, and limbs told to keep still."""

import csv
import io
import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from benchmarks.accuracy.thinned import thin_out

from crossrep.edges.files import read_text
from crossrep.engine import Engine
from crossrep.events import Confidence, Event, FaultKind, FaultStarted, Rep, SessionEnded
from crossrep.formats.samples_csv import SampleColumns, inputs_from_columns, read_samples
from crossrep.inputs import Side
from crossrep.settings import Settings

pytestmark = pytest.mark.slow

PTX = Path(os.environ["CROSSREP_REALDATA"]) / "ptx"


@cache
def labels() -> list[dict[str, str]]:
    with (PTX / "labels.csv").open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def sessions() -> list[str]:
    """Wrist and ankle of the exercising side, whole sessions."""
    return [
        row["file"]
        for row in labels()
        if row["limb_moves"] == "True"
        and row["limb"].startswith(("wrist", "ankle"))
        and row["true_reps"] == "30"
    ]


def still() -> list[str]:
    return [row["file"] for row in labels() if row["limb_moves"] == "False"]


@cache
def columns_of(name: str) -> SampleColumns:
    return read_samples(io.StringIO(read_text(PTX / name)))


@cache
def events_of(name: str) -> list[Event]:
    engine = Engine(Settings(), block_s=5.0)
    inputs = inputs_from_columns({Side.RIGHT: columns_of(name)})
    said = [event for item in inputs for event in engine.feed(item)]
    return said + engine.finish()


def reps_of(name: str) -> list[Rep]:
    return [event for event in events_of(name) if isinstance(event, Rep)]


def test_all_fifteen_sessions_are_counted_exactly():
    counts = {name: len(reps_of(name)) for name in sessions()}
    assert len(counts) == 15
    assert {name: n for name, n in counts.items() if n != 30} == {}


@pytest.mark.parametrize("rate_hz", [25.0, 15.0])
def test_a_limb_that_swings_in_step_with_the_other_does_no_repetition_at_a_low_rate(rate_hz):
    name = "ptx/s3_e3_ankle_L_test"
    thin = thin_out(columns_of("s3_e3_ankle_L_test.csv.gz"), rate_hz, name)
    engine = Engine(Settings(), block_s=5.0)
    said = [e for item in inputs_from_columns({Side.RIGHT: thin}) for e in engine.feed(item)]
    assert not [e for e in said + engine.finish() if isinstance(e, Rep)]


@pytest.mark.parametrize("name", sessions())
def test_lifting_and_lowering_are_not_swapped(name: str):
    """At its top a limb is farther from the posture before the session than at the rep's ends.

    On average of these: nobody comes home exactly, and 0.2 s of movement say a posture to a degree.
    """
    columns = columns_of(name)
    before = _down(columns, 0.0, 0.4)
    right = 0
    for rep in reps_of(name):
        at_top = _turned(columns, rep.top_s, before)
        ends = [_turned(columns, t_s, before) for t_s in (rep.start_s, rep.end_s)]
        right += at_top > sum(ends) / 2
    assert right == len(reps_of(name))


@pytest.mark.parametrize("name", still())
def test_a_limb_told_to_keep_still_does_no_repetition(name: str):
    assert not reps_of(name)
    assert isinstance(events_of(name)[-1], SessionEnded)


def test_tops_lie_inside_the_hand_marked_repetitions():
    with (PTX / "reps.csv").open(newline="", encoding="utf-8") as stream:
        marks = [row for row in csv.DictReader(stream) if row["session"].endswith("_test")]
    found = 0
    for session in {row["session"] for row in marks}:
        name = next(n for n in sessions() if n.startswith(session[:5]))
        tops = np.array([rep.top_s for rep in reps_of(name)])
        for row in (row for row in marks if row["session"] == session):
            inside = (tops > float(row["start_s"]) - 0.5) & (tops < float(row["end_s"]) + 0.5)
            found += int(inside.sum() == 1)
    assert found >= len(marks) - 2


def _down(columns: SampleColumns, a_s: float, b_s: float) -> np.ndarray:
    inside = (columns.t_s >= a_s) & (columns.t_s <= b_s)
    mean = columns.acc_ms2[inside].mean(axis=0)
    return mean / np.linalg.norm(mean)


def _turned(columns: SampleColumns, t_s: float, before: np.ndarray) -> float:
    now = _down(columns, t_s - 0.1, t_s + 0.1)
    return float(np.arccos(np.clip(now @ before, -1.0, 1.0)))


def disagreeing() -> list[str]:
    """One unit of two subjects, whose gyroscope and accelerometer tell different movements."""
    return [
        row["file"]
        for row in labels()
        if row["subject"] in ("s2", "s3") and row["limb"].startswith("upper_arm")
    ]


@pytest.mark.parametrize("file", disagreeing())
def test_a_unit_that_disagrees_with_itself_is_said_to_and_never_trusted(file):
    events = events_of(file)
    kinds = {e.kind for e in events if isinstance(e, FaultStarted)}
    assert FaultKind.SENSOR_DISAGREES in kinds
    assert {e.confidence for e in events if isinstance(e, Rep)} <= {Confidence.LOW}
