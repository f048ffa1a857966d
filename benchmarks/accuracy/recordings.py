"""What is counted: recordings of real people with their labels, one folder a source.

The folder is named by CROSSREP_REALDATA; each of its folders holds ``labels.csv`` and the samples.
"""

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crossrep.edges.files import read_text
from crossrep.formats.samples_csv import SampleColumns, read_samples

NO_LABEL = ("unclear", "frozen_stream", "none")
SCALED_TWICE = ("20241129_SACLR_S2_15-49-11", "20250104_SAOCTE_S2_15-25-10")
"""Recordings of gymimu whose acceleration was multiplied by g twice."""
DISAGREEING = ("s2", "s3"), ("upper_arm", "thigh")
"""Subjects and limbs of ptx whose unit's gyroscope and accelerometer tell different movements."""
NAMES = {
    "knee_extension_sitting": "knee_extension",
    "straight_leg_raise": "leg_raise",
    "elbow_flexion_dumbbell": "biceps_curl",
    "lateral_arm_raise_dumbbell": "lateral_raise",
    "arm_rotation_prone": "shoulder_rotation",
    "bicep_curls": "biceps_curl",
    "lateral_shoulder_raises": "lateral_raise",
    "tricep_extensions": "overhead_extension",
    "ABD": "lateral_raise",
    "FEL": "front_raise",
    "IR": "shoulder_rotation",
    "ER": "shoulder_rotation",
}
"""Exercises of the sources that have a name of ours."""


@dataclass(frozen=True)
class Recording:
    """One recording of one limb.

    Attributes:
        group: line of the score card it belongs to.
        path: the samples.
        reps: what the label says; 0 for a limb told to keep still, -1 where there is no label.
        exercise: in the source's words.
        segment_s: begin and end of the active part, where the source gives it.
    """

    group: str
    path: Path
    reps: int
    exercise: str
    segment_s: tuple[float, float] | None = None

    @property
    def source(self) -> str:
        """The folder it lies in."""
        return self.path.parent.name

    @property
    def name(self) -> str:
        """Folder and file, without ending."""
        return f"{self.source}/{self.path.name.removesuffix('.csv.gz')}"

    def columns(self) -> SampleColumns:
        """The samples."""
        return read_samples(io.StringIO(read_text(self.path)))

    def active_columns(self) -> SampleColumns:
        """The samples of the active part."""
        columns = self.columns()
        if self.segment_s is None:
            return columns
        inside = (columns.t_s >= self.segment_s[0]) & (columns.t_s <= self.segment_s[1])
        return SampleColumns(columns.t_s[inside], columns.acc_ms2[inside], columns.gyr_rads[inside])


def recordings(sources: tuple[str, ...] = ()) -> list[Recording]:
    """All recordings of these folders (all folders for none); empty without the data."""
    folder = os.environ.get("CROSSREP_REALDATA", "")
    if not folder:
        return []
    return [
        one
        for labels in sorted(Path(folder).glob("*/labels.csv"))
        if not sources or labels.parent.name in sources
        for one in _of(labels)
    ]


def _of(labels: Path) -> Iterator[Recording]:
    with labels.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            labelled = row["label_quality"] not in NO_LABEL and row["true_reps"]
            reps = int(float(row["true_reps"])) if labelled else -1
            reps = 0 if row.get("limb_moves") == "False" else reps
            yield Recording(
                _group(labels.parent.name, row, reps),
                labels.parent / row["file"],
                reps,
                row["exercise"],
                _segment(row),
            )


def _segment(row: dict[str, str]) -> tuple[float, float] | None:
    given = row.get("seg_start_s"), row.get("seg_end_s")
    return (float(given[0]), float(given[1])) if given[0] and given[1] else None


def _group(folder: str, row: dict[str, str], reps: int) -> str:
    if folder == "gymimu" and row["set_id"] in SCALED_TWICE:
        return "gymimu, scaled by g twice"
    if folder != "ptx":
        return folder
    if reps == 0:
        return "ptx, limbs told to keep still"
    length = "30 repetitions" if reps == 30 else "3 + 3 + 3"
    if row["limb"].startswith(("wrist", "ankle")):
        return f"ptx, wrist and ankle, {length}"
    if row["subject"] in DISAGREEING[0] and row["limb"].startswith(DISAGREEING[1]):
        return "ptx, sensors that disagree"
    return f"ptx, upper arm and thigh, {length}"
