"""What was done and what people measured as a FHIR R4B bundle, for records of hospitals.

One Observation a set, one a session for the affected arm and one for each answer and assessment.
Measures of exercise have codes of our own (there are none in LOINC that we found) and say so in a
CodeSystem that travels along. Nothing here is a clinical score made by a sensor: scores are those
that people entered, and carry who did.
"""

import math
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from typing import Any

from crossrep.errors import BadInputError
from crossrep.events import Answered, Bout, SetClosed
from crossrep.records import Analysis, Assessment, Person, Told, utc

Resource = dict[str, Any]

CODES = "urn:crossrep:codes"
IDS = "urn:crossrep:ids"
UCUM = "http://unitsofmeasure.org"
LOINC = "http://loinc.org"
PAIN_LOINC = ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported")

MEASURES = {
    "exercise-set": "A set of an exercise, as two wrist sensors saw it",
    "affected-arm": "Movement of the affected arm in a session, as a wrist sensor saw it",
    "repetitions": "Repetitions counted",
    "lowering-median": "Median duration of the lowering",
    "lifting-median": "Median duration of the lifting",
    "range-median": "Median range of motion of the limb",
    "in-band": "Share of lowerings within the prescribed band",
    "low-confidence": "Repetitions whose durations are doubtful and were left out",
    "observed": "Time the arm was observed",
    "effort": "Effort a person gave for a set, 0 to 10",
    "pain": "Pain a person gave, 0 to 10",
    "stiffer": "A person says the arm is stiffer than usual",
    "weight": "Weight a person says to have used",
    "assessment": "A measurement made and entered by a person",
}
_OF_SET = (
    ("repetitions", "reps", "{repetitions}"),
    ("lowering-median", "lowering_median_s", "s"),
    ("lifting-median", "lifting_median_s", "s"),
    ("range-median", "range_median_deg", "deg"),
    ("in-band", "in_band_share", "1"),
    ("low-confidence", "low_confidence_reps", "{repetitions}"),
)
_ANSWERS = {
    "pain": ("pain", "{score}"),
    "pain_end": ("pain", "{score}"),
    "effort": ("effort", "{score}"),
    "stiffer": ("stiffer", "1"),
    "weight_kg": ("weight", "kg"),
}
_UNITS = {"kg": "kg", "points": "{score}", "grade": "{score}", "of 10": "{score}"}


def bundle(
    person: Person, told: Iterable[Told], assessments: Iterable[Assessment], made: datetime
) -> str:
    """The bundle as JSON, checked against FHIR R4B.

    Raises:
        BadInputError: the library that checks it is not installed.
    """
    try:
        from fhir.resources.R4B.bundle import Bundle  # noqa: PLC0415  large, and an extra
    except ImportError as error:
        raise BadInputError("FHIR needs one more library: pip install 'crossrep[fhir]'.") from error
    sessions = list(told)
    resources = [
        _patient(person),
        _code_system(),
        *_devices(one.analysis for one in sessions),
        *(each for one in sessions for each in _session(one)),
        *(_assessment(one) for one in assessments),
    ]
    value = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": made.isoformat(timespec="seconds"),
        "entry": [{"fullUrl": f"{IDS}:{one['id']}", "resource": one} for one in resources],
    }
    return str(Bundle.model_validate(value).model_dump_json(indent=1))


def _patient(person: Person) -> Resource:
    """An opaque id and nothing else."""
    identifier = [{"system": IDS, "value": person.person}]
    return {"resourceType": "Patient", "id": _id(person.person), "identifier": identifier}


def _code_system() -> Resource:
    return {
        "resourceType": "CodeSystem",
        "id": "crossrep-codes",
        "url": CODES,
        "status": "active",
        "content": "complete",
        "concept": [{"code": code, "display": said} for code, said in MEASURES.items()],
    }


def _devices(analyses: Iterable[Analysis]) -> Iterator[Resource]:
    """Which engine, with which settings, made the numbers."""
    for name, one in {_device_id(one): one for one in analyses}.items():
        yield {
            "resourceType": "Device",
            "id": name,
            "deviceName": [{"name": "CrossRep", "type": "manufacturer-name"}],
            "version": [{"value": one.engine}],
            "identifier": [{"system": f"{IDS}:parameters", "value": one.parameters}],
        }


def _session(told: Told) -> Iterator[Resource]:
    for one in told.sets:
        yield _set(told, one)
    if told.ended is not None:
        yield _affected(told)
    for answer in told.answers:
        if answer.question in _ANSWERS:
            yield _answer(told, answer)


def _set(told: Told, one: SetClosed) -> Resource:
    known = [(code, getattr(one, name), unit) for code, name, unit in _OF_SET]
    parts = [_part(code, value, unit) for code, value, unit in known if _is_number(value)]
    made = _observation(told, one.id, "exercise-set", one.start_s, one.end_s)
    return made | {"component": parts, "note": [{"text": f"{one.exercise}, set {one.set_n}"}]}


def _affected(told: Told) -> Resource:
    """How many stretches of each kind, and how long the arm was seen at all."""
    assert told.ended is not None  # noqa: S101  asked before
    kinds: dict[str, int] = {}
    for bout in told.bouts:
        kinds[_kind(bout)] = kinds.get(_kind(bout), 0) + 1
    parts = [_part("observed", told.ended.affected_observed_s, "s")]
    for kind, number in sorted(kinds.items()):
        said = {"text": f"stretches of movement: {kind}"}
        parts.append({"code": said, "valueQuantity": _quantity(number, "{stretches}")})
    name = f"{told.session.session}-affected"
    return _observation(told, name, "affected-arm", 0.0, told.ended.t_s) | {"component": parts}


def _kind(bout: Bout) -> str:
    return bout.kind.value.replace("_", "-")


def _answer(told: Told, answer: Answered) -> Resource:
    """What was not given is said to be absent, never zero."""
    code, unit = _ANSWERS[answer.question]
    made = _observation(told, answer.id, code, answer.t_s, answer.t_s)
    if answer.question.startswith("pain"):
        made["code"]["coding"].append(dict(zip(("code", "display"), PAIN_LOINC, strict=True)))
        made["code"]["coding"][-1]["system"] = LOINC
    if answer.value is None:
        absent = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
        reason = {"coding": [{"system": absent, "code": "asked-declined"}]}
        return made | {"dataAbsentReason": reason}
    return made | {"valueQuantity": _quantity(answer.value, unit)}


def _assessment(one: Assessment) -> Resource:
    made: Resource = {
        "resourceType": "Observation",
        "id": _id(one.id),
        "status": "final",
        "code": {"coding": [_coding("assessment")], "text": one.measure},
        "subject": {"reference": f"Patient/{_id(one.person)}"},
        "effectiveDateTime": datetime.combine(one.measured_on, time(), UTC).date().isoformat(),
        "valueQuantity": _quantity(one.value, _UNITS.get(one.unit, "1")),
        "performer": [{"display": one.assessor or "not said"}],
    }
    side = {"bodySite": {"text": f"{one.side} arm"}} if one.side else {}
    return made | side | ({"note": [{"text": one.note}]} if one.note else {})


def _observation(told: Told, name: str, code: str, start_s: float, end_s: float) -> Resource:
    made: Resource = {
        "resourceType": "Observation",
        "id": _id(name),
        "identifier": [{"system": IDS, "value": name}],
        "status": "final",
        "code": {"coding": [_coding(code)], "text": MEASURES[code]},
        "subject": {"reference": f"Patient/{_id(told.session.person)}"},
        "device": {"reference": f"Device/{_device_id(told.analysis)}"},
    }
    if told.session.start_utc_ns:
        span = {"start": _moment(told, start_s), "end": _moment(told, end_s)}
        made["effectivePeriod"] = span
    return made


def _moment(told: Told, t_s: float) -> str:
    moment = utc(told.session.start_utc_ns + round(t_s * 1e9))
    assert moment is not None  # noqa: S101  it has a start
    return moment.isoformat(timespec="milliseconds")


def _part(code: str, value: float, unit: str) -> Resource:
    return {"code": {"coding": [_coding(code)]}, "valueQuantity": _quantity(value, unit)}


def _coding(code: str) -> Resource:
    return {"system": CODES, "code": code, "display": MEASURES[code]}


def _quantity(value: float, unit: str) -> Resource:
    return {"value": round(value, 6), "unit": unit.strip("{}"), "system": UCUM, "code": unit}


def _is_number(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def _device_id(analysis: Analysis) -> str:
    return _id(f"crossrep-{analysis.engine}-{analysis.parameters}")


def _id(name: str) -> str:
    """A FHIR id: at most 64 letters, digits, ``-`` and ``.``."""
    return "".join(c if (c.isascii() and c.isalnum()) or c in "-." else "-" for c in name)[-64:]
