"""What people measure and enter: scales, their ranges, and the smallest changes worth showing.

The sensors measure none of these and estimate none of them. A number without a source does not
stand here; what we have only heard said is marked, and judges nothing.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crossrep.errors import BadInputError
from crossrep.inputs import Side
from crossrep.records import Assessment


class Sides(StrEnum):
    """Which arm a value belongs to."""

    AFFECTED = "affected"
    """Of the affected arm by definition; no side is entered."""
    EACH = "each"
    """Of one arm; its side is entered."""


@dataclass(frozen=True, slots=True)
class Smallest:
    """A published smallest change.

    Attributes:
        kind: ``"MDC"`` (beyond measurement error) or ``"MCID"`` (important to people).
        value: the change, in the measure's unit; where a range is published, its upper end.
        said: the number as published.
        who: in whom.
        source: where it is from.
        read: False: widely stated, and not read by us; it is shown as such and judges nothing.
    """

    kind: str
    value: float
    said: str
    who: str
    source: str
    read: bool = True


@dataclass(frozen=True, slots=True)
class Measure:
    """One scale.

    Attributes:
        step: values are whole multiples of this.
        error_share: standard error of measurement as a share of the value; None: not known.
        grades: the scale's own grades and the number kept for each, where they are no numbers.
    """

    name: str
    label: str
    unit: str
    low: float
    high: float
    step: float
    sides: Sides
    smallest: tuple[Smallest, ...] = ()
    error_share: float | None = None
    error_source: str = ""
    grades: tuple[tuple[str, float], ...] = ()
    strength: bool = False


EKSTRAND = "Ekstrand 2015, doi:10.2340/16501977-1990, 45 people, chronic stroke"
LANG = "Lang 2008, PMC2819021"
MAS_GRADES = (("0", 0.0), ("1", 1.0), ("1+", 1.5), ("2", 2.0), ("3", 3.0), ("4", 4.0))
KG_HIGHEST = 150.0


def _strength(name: str, label: str, source: str) -> Measure:
    return Measure(
        name, label, "kg", 0, KG_HIGHEST, 0.1, Sides.EACH,
        error_share=0.094, error_source=source, strength=True,
    )  # fmt: skip


_TAKEN_OVER = f"our choice: the larger figure for elbow flexion and shoulder abduction, {EKSTRAND}"

MEASURES = {
    one.name: one
    for one in (
        Measure(
            "fma_ue", "FMA-UE", "points", 0, 66, 1, Sides.AFFECTED,
            (
                Smallest("MDC", 6.82, "6.82", "1 to 6 weeks, moderate to severe",
                         "doi:10.1177/15459683231186985"),
                Smallest("MCID", 10, "9 to 10", "subacute",
                         "Arya 2011, doi:10.1310/tsr18s01-599"),
                Smallest("MCID", 13, "13, 12 or 9 by anchor", "1 to 6 weeks, moderate to severe",
                         "doi:10.1177/15459683231186985"),
                Smallest("MCID", 7.25, "4.25 to 7.25", "chronic", "Page 2012", read=False),
            ),
        ),
        Measure(
            "arat", "ARAT", "points", 0, 57, 1, Sides.AFFECTED,
            (
                Smallest("MCID", 12, "12", "dominant arm affected, first month", LANG),
                Smallest("MCID", 17, "17", "non-dominant arm affected, first month", LANG),
                Smallest("MCID", 5.7, "5.7", "chronic", "source not found", read=False),
            ),
        ),
        Measure(
            "grip", "Grip", "kg", 0, KG_HIGHEST, 0.1, Sides.EACH,
            (
                Smallest("MDC", 4.68, "2.73 to 4.68", "first 12 weeks",
                         "Bertrand 2015, doi:10.1016/j.jht.2015.04.004"),
                Smallest("MCID", 5.0, "5.0", "dominant hand affected, first month", LANG),
                Smallest("MCID", 6.2, "6.2", "non-dominant hand affected, first month", LANG),
            ),
            0.092, f"9.2 %, the larger of the published figures, {EKSTRAND}", strength=True,
        ),
        _strength("elbow_flexion", "Elbow flexion",
                  f"9.4 %, the larger of the published figures, {EKSTRAND}"),
        _strength("elbow_extension", "Elbow extension", _TAKEN_OVER),
        _strength("wrist_extension", "Wrist extension", _TAKEN_OVER),
        _strength("shoulder_abduction", "Shoulder abduction",
                  f"9.4 %, the larger of the published figures, {EKSTRAND}"),
        Measure("mas_elbow", "MAS, elbow flexors", "grade", 0, 4, 0.5, Sides.AFFECTED,
                grades=MAS_GRADES),
        Measure("mas_wrist", "MAS, wrist flexors", "grade", 0, 4, 0.5, Sides.AFFECTED,
                grades=MAS_GRADES),
        Measure("mas_fingers", "MAS, finger flexors", "grade", 0, 4, 0.5, Sides.AFFECTED,
                grades=MAS_GRADES),
        Measure("pain", "Pain", "of 10", 0, 10, 1, Sides.EACH),
    )
}  # fmt: skip
"""Every scale that can be entered, by name."""

LONGEST_TEXT = 200


def measure_named(name: str) -> Measure:
    """One scale.

    Raises:
        BadInputError: nobody knows it.
    """
    if name not in MEASURES:
        raise BadInputError(f"There is no measure {name!r}. Known: {', '.join(MEASURES)}.")
    return MEASURES[name]


def value_from_text(measure: Measure, text: str) -> float:
    """A value as people write it: a number, or a grade as ``1+``.

    Raises:
        BadInputError: neither.
    """
    grades = dict(measure.grades)
    if grades:
        if text.strip() not in grades:
            raise BadInputError(f"{measure.label} is one of {', '.join(grades)}, not {text!r}.")
        return grades[text.strip()]
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise BadInputError(f"{measure.label} takes a number, not {text!r}.") from None


def value_text(measure: Measure, value: float) -> str:
    """A value as people write it."""
    return next((said for said, kept in measure.grades if kept == value), f"{value:g}")


def checked(entered: Assessment, today: date) -> Assessment:
    """The same assessment, if it can be one.

    Raises:
        BadInputError: out of range, in the future, of no known measure, on no or a wrong side.
    """
    measure = measure_named(entered.measure)
    _check_value(measure, entered.value)
    if entered.measured_on > today:
        raise BadInputError(f"{entered.measured_on} is in the future; enter the day of measuring.")
    if measure.sides is Sides.EACH and entered.side not in set(Side):
        raise BadInputError(f"{measure.label} needs a side: left or right.")
    if measure.sides is not Sides.EACH and entered.side:
        raise BadInputError(f"{measure.label} takes no side; leave it out.")
    if not entered.assessor.strip():
        raise BadInputError("Say who measured; an opaque name such as 'therapist 2' will do.")
    if max(len(entered.assessor), len(entered.note)) > LONGEST_TEXT:
        raise BadInputError(f"Names and notes have at most {LONGEST_TEXT} characters.")
    return entered


def _check_value(measure: Measure, value: float) -> None:
    if not measure.low <= value <= measure.high:  # also what is no number
        span = f"{measure.low:g} to {measure.high:g} {measure.unit}"
        raise BadInputError(f"{measure.label} goes from {span}, not {value:g}.")
    if measure.grades and value not in dict(measure.grades).values():
        raise BadInputError(
            f"{measure.label} is one of {', '.join(said for said, _ in measure.grades)}."
        )
    steps = value / measure.step
    if abs(steps - round(steps)) > 1e-6:
        raise BadInputError(
            f"{measure.label} is entered in steps of {measure.step:g}, not {value:g}."
        )


USUAL_CARE = {"fma_ue": {4: 9.5, 12: 12.0}, "arat": {4: 8.43, 12: 16.48}}
"""Change under usual care by week, Kolmos 2025 (doi:10.1016/j.jns.2024.123341), 35 trials."""
USUAL_CARE_SOURCE = (
    "Kolmos 2025, doi:10.1016/j.jns.2024.123341, 35 trials, mostly early after stroke; its numbers "
    "are quoted from others and were not read by us"
)
USUAL_CARE_CAVEAT = (
    "Change under usual care, mostly early after stroke: not an effect of this training, and not "
    "to be expected of one person. Long after a stroke usual care changes almost nothing "
    "(d = 0.11, doi:10.3389/fresc.2025.1448174)."
)
