"""Everything that may change a number and is not in the log: frozen, printable, with a digest."""

import hashlib
import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from crossrep import __version__
from crossrep.errors import BadInputError
from crossrep.inputs import Side


class Arms(StrEnum):
    """Which arm exercises."""

    TRAINED = "trained"
    AFFECTED = "affected"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Settings:
    """How a session is measured.

    Attributes:
        trained: the side that is trained.
        exercise: name of the exercise, ``"unknown"`` when nobody said.
        planned_reps: repetitions of a set by prescription, 0 for none.
        lowering_band_s: shortest and longest lowering that is asked for; None: the exercise's own
            (`crossrep.exercises`).
        arms: which arm exercises by prescription; None: the trained one.
    """

    trained: Side = Side.RIGHT
    exercise: str = "unknown"
    planned_reps: int = 0
    lowering_band_s: tuple[float, float] | None = None
    arms: Arms | None = None


def digest(settings: Settings) -> str:
    """Twelve hex digits that change with any setting or with the engine's version."""
    return hashlib.sha256(f"{__version__} {to_json(settings)}".encode()).hexdigest()[:12]


def to_json(settings: Settings) -> str:
    """The settings as one line of JSON, keys sorted; what nobody set is not there."""
    said = {name: value for name, value in asdict(settings).items() if value is not None}
    return json.dumps(said, sort_keys=True)


def from_json(text: str) -> Settings:
    """The settings back from `to_json`.

    Raises:
        BadInputError: not our JSON, or a field nobody knows.
    """
    try:
        values: dict[str, Any] = json.loads(text)
        values["trained"] = Side(values["trained"])
        if "lowering_band_s" in values:
            shortest_s, longest_s = values["lowering_band_s"]
            values["lowering_band_s"] = (float(shortest_s), float(longest_s))
        if "arms" in values:
            values["arms"] = Arms(values["arms"])
        return Settings(**values)
    except (ValueError, TypeError, KeyError) as error:
        raise BadInputError(
            f"These are no settings of this version of CrossRep: {error}."
        ) from error
