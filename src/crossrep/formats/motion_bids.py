"""One session of both wrists as Motion-BIDS: what each sensor measured, and the repetitions.

Motion-BIDS is the Brain Imaging Data Structure's layout for motion. One tracking system a wrist,
because their samples are not at the same times; a LATENCY channel carries each sample's own time.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from crossrep import __version__
from crossrep.errors import BadInputError
from crossrep.events import Rep
from crossrep.inputs import Side
from crossrep.records import Told, utc
from crossrep.samples import Floats

BIDS_VERSION = "1.10.0"
ACC, GYR = ("acc_x", "acc_y", "acc_z"), ("gyr_x", "gyr_y", "gyr_z")
COLUMNS = (
    ("latency", "n/a", "LATENCY", "s"),
    *((name, name[-1], "ACCEL", "m/s^2") for name in ACC),
    *((name, name[-1], "GYRO", "rad/s") for name in GYR),
)
_EVENT_COLUMNS = {
    "onset": ("s", "Start, from the first sample of either wrist."),
    "duration": ("s", "Length."),
    "trial_type": (None, "Phase of a repetition of the trained arm."),
    "set_n": (None, "Number of the set."),
    "n": (None, "Number of the repetition as it was said."),
    "range_deg": ("degree", "How far the limb turned, of the whole repetition."),
    "confidence": (None, "Whether durations of this repetition can be trusted."),
}


@dataclass(frozen=True, slots=True)
class WristSamples:
    """What one wrist measured.

    Attributes:
        t_s: (n,) seconds of the session.
        acc_ms2: (n, 3) specific force in the sensor's frame.
        gyr_rads: (n, 3) angular rate; NaN where the wearable has no gyroscope.
        device: model in words.
        rate_hz: the rate it was set to, 0 when not known.
    """

    side: Side
    t_s: Floats
    acc_ms2: Floats
    gyr_rads: Floats
    device: str
    rate_hz: float


def label(text: str) -> str:
    """Letters and digits only, as BIDS wants them."""
    return "".join(c for c in text if c.isascii() and c.isalnum())


def dataset_files(persons: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names and texts of what a dataset says about itself.

    Raises:
        BadInputError: two persons cannot be told apart by letters and digits.
    """
    labels = [label(person) for person in persons]
    if len(set(labels)) < len(labels) or not all(labels):
        raise BadInputError(
            "These persons' ids differ in '-' and '_' only, which BIDS does not know: export one "
            "person at a time."
        )
    yield (
        "dataset_description.json",
        _json(
            {
                "Name": "CrossRep export",
                "BIDSVersion": BIDS_VERSION,
                "DatasetType": "raw",
                "License": "not stated: ask whoever gave you these data",
                "GeneratedBy": [{"Name": "CrossRep", "Version": __version__}],
            }
        ),
    )
    yield (
        "README",
        (
            "Exercise of two wrists, exported by CrossRep. Ids are opaque. Repetitions and their\n"
            "phases are in the events files; they describe exercise and are no clinical score.\n"
        ),
    )
    rows = "".join(f"sub-{name}\n" for name in labels)
    yield "participants.tsv", f"participant_id\n{rows}"


def session_files(told: Told, wrists: Iterable[WristSamples]) -> Iterator[tuple[str, str]]:
    """Names and texts of one session."""
    subject, session = f"sub-{label(told.session.person)}", f"ses-{_session_label(told)}"
    stem = f"{subject}_{session}_task-{_task(told)}"
    folder = f"{subject}/{session}"
    seen = [one for one in wrists if len(one.t_s)]
    origin_s = min((float(one.t_s[0]) for one in seen), default=0.0)
    scans = []
    for one in seen:
        system = f"{folder}/motion/{stem}_tracksys-{one.side}wrist"
        yield f"{system}_motion.tsv", _samples(one, origin_s)
        yield f"{system}_motion.json", _json(_about(told, one))
        yield f"{system}_channels.tsv", _channels(one)
        scans.append(f"motion/{stem}_tracksys-{one.side}wrist_motion.tsv\t{_when(told, origin_s)}")
    if seen:
        yield f"{folder}/motion/{stem}_events.tsv", _events(told.reps, origin_s)
        yield f"{folder}/motion/{stem}_events.json", _json(_event_words())
        listed = "\n".join(scans)
        yield f"{folder}/{subject}_{session}_scans.tsv", f"filename\tacq_time\n{listed}\n"


def _session_label(told: Told) -> str:
    start = told.session.start_utc
    return label(told.session.session) if start is None else f"{start:%Y%m%dT%H%M%S}"


def _task(told: Told) -> str:
    exercises = dict.fromkeys(rep.exercise for rep in told.reps)
    return label("".join(exercises)) or "rest"


def _when(told: Told, origin_s: float) -> str:
    start_ns = told.session.start_utc_ns
    moment = utc(start_ns + round(origin_s * 1e9)) if start_ns else None
    return "n/a" if moment is None else f"{moment:%Y-%m-%dT%H:%M:%S}Z"


def _samples(one: WristSamples, origin_s: float) -> str:
    """No header, as Motion-BIDS has it; what was not measured is ``n/a``."""
    table = np.column_stack([one.t_s - origin_s, one.acc_ms2, one.gyr_rads])
    lines = ["\t".join(f"{value:.6g}" for value in row) for row in table]
    return "\n".join([*lines, ""]).replace("nan", "n/a")


def _channels(one: WristSamples) -> str:
    head = "name\tcomponent\ttype\ttracked_point\tunits\tplacement\tsampling_frequency"
    point, hz = f"{one.side}_wrist", _number(_rate(one))
    rows = (
        f"{name}\t{component}\t{kind}\t{point}\t{unit}\t{one.side} wrist\t{hz}"
        for name, component, kind, unit in COLUMNS
    )
    return "\n".join([head, *rows, ""])


def _about(told: Told, one: WristSamples) -> Mapping[str, Any]:
    span_s = float(one.t_s[-1] - one.t_s[0])
    return {
        "TaskName": _task(told),
        "TaskDescription": "Slow repetitions with the trained arm; both wrists wear a sensor.",
        "SamplingFrequency": _rate(one),
        "SamplingFrequencyEffective": round((len(one.t_s) - 1) / span_s, 3) if span_s else 0.0,
        "RecordingType": "continuous",
        "RecordingDuration": round(span_s, 3),
        "TrackingSystemName": f"{one.side}wrist",
        "TrackedPointsCount": 1,
        "MotionChannelCount": 6,
        "ACCELChannelCount": 3,
        "GYROChannelCount": 3,
        "LATENCYChannelCount": 1,
        "MissingValues": "n/a",
        "ManufacturersModelName": one.device or "unknown",
        "SoftwareVersions": f"CrossRep {told.analysis.engine}",
        "SubjectArtefactDescription": "n/a",
    }


def _rate(one: WristSamples) -> float:
    """The rate it was set to; where that is not known, the one it had."""
    if one.rate_hz or len(one.t_s) < 2:
        return one.rate_hz
    return round(float(1 / np.median(np.diff(one.t_s))), 3)


def _events(reps: Iterable[Rep], origin_s: float) -> str:
    head = "\t".join(_EVENT_COLUMNS)
    rows = [row for rep in sorted(reps, key=lambda one: one.start_s) for row in _phases(rep)]
    return "\n".join([head, *(f"{start - origin_s:.4f}\t{row}" for start, row in sorted(rows)), ""])


def _phases(rep: Rep) -> Iterator[tuple[float, str]]:
    about = f"{rep.set_n}\t{rep.n}\t{_number(rep.range_deg)}\t{rep.confidence}"
    lifted_s = rep.start_s + rep.lifting_s
    phases = (
        (rep.start_s, rep.lifting_s, "lifting"),
        (lifted_s, rep.hold_s, "hold"),
        (lifted_s + rep.hold_s, rep.lowering_s, "lowering"),
    )
    for start_s, length_s, name in phases:
        if length_s > 0:  # not so where it was not measured
            yield start_s, f"{length_s:.4f}\t{name}\t{about}"


def _event_words() -> Mapping[str, Any]:
    return {
        name: {"Description": said} | ({"Units": unit} if unit else {})
        for name, (unit, said) in _EVENT_COLUMNS.items()
    }


def _number(value: float) -> str:
    return f"{value:.6g}" if np.isfinite(value) else "n/a"


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
