"""What is counted: recordings of real people with their labels, one folder a source."""

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crossrep.edges.files import read_text
from crossrep.formats.samples_csv import SampleColumns, read_samples

LEFT_OUT = ("unclear", "frozen_stream", "none")


@dataclass(frozen=True)
class Piece:
    """One recording of one limb.

    Attributes:
        group: line of the score card it belongs to.
        path: the samples.
        reps: what the label says; 0 for a limb told to keep still.
    """

    group: str
    path: Path
    reps: int

    @property
    def name(self) -> str:
        """Folder and file, without ending."""
        return f"{self.path.parent.name}/{self.path.name.removesuffix('.csv.gz')}"

    def columns(self) -> SampleColumns:
        """The samples."""
        return read_samples(io.StringIO(read_text(self.path)))


def pieces() -> list[Piece]:
    """All labelled recordings in the folder named by CROSSREP_REALDATA; none without it."""
    folder = os.environ.get("CROSSREP_REALDATA", "")
    if not folder:
        return []
    return [one for labels in sorted(Path(folder).glob("*/labels.csv")) for one in _of(labels)]


def _of(labels: Path) -> Iterator[Piece]:
    with labels.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["label_quality"] in LEFT_OUT or not row["true_reps"]:
                continue
            still = row.get("limb_moves") == "False"
            reps = 0 if still else int(float(row["true_reps"]))
            yield Piece(_group(labels.parent.name, row, still), labels.parent / row["file"], reps)


def _group(folder: str, row: dict[str, str], still: bool) -> str:
    if folder != "ptx":
        return folder
    if still:
        return "ptx, limbs told to keep still"
    length = "30 repetitions" if row["true_reps"] == "30" else "3 + 3 + 3"
    if row["limb"].startswith(("wrist", "ankle")):
        return f"ptx, wrist and ankle, {length}"
    return f"ptx, upper arm and thigh, {length}"
