"""Frozen records as rows of a table and back: one place for every kind of value.

What is not finite or not known is NULL. Read back it is what the record says for "not known":
None where None may stand, infinite for a floor that nothing was seen above, else not a number.
"""

import json
import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields
from datetime import date
from enum import Enum
from functools import cache
from numbers import Integral
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from crossrep.events import Stop
from crossrep.formats.stop_words import stops_of, stops_text

Record = TypeVar("Record")
Value = str | int | float | bytes | None
"""What a database column holds here."""

UNSEEN = {"affected_floor_deg_s": math.inf}
"""Numbers whose absence says something else than "not a number"."""


def names(kind: type) -> tuple[str, ...]:
    """The fields of a record in their order."""
    return tuple(field.name for field in fields(kind))


def names_of(record: Any) -> tuple[str, ...]:  # noqa: ANN401  any record
    """The fields of this record in their order."""
    return names(type(record))


def encoded(record: Any, columns: tuple[str, ...]) -> tuple[Value, ...]:  # noqa: ANN401  any record
    """The values of these fields, for a row."""
    return tuple(_stored(getattr(record, name)) for name in columns)


def decoded(kind: type[Record], values: Mapping[str, Any]) -> Record:
    """The record of this kind that these columns hold; others are not looked at."""
    return kind(**{name: read(values[name]) for name, read in _readers(cast(Hashable, kind))})


def _stored(value: Any) -> Value:  # noqa: ANN401, PLR0911  any field, one line a kind
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, tuple):
        return stops_text(value) if value and isinstance(value[0], Stop) else ",".join(value)
    return int(value) if isinstance(value, Integral) else value


@cache
def _readers(kind: Hashable) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    assert isinstance(kind, type)  # noqa: S101  asked for by the cache only
    hints = get_type_hints(kind)
    return tuple((name, _reader(name, hints[name])) for name in names(kind))


def _reader(name: str, hint: Any) -> Callable[[Any], Any]:  # noqa: ANN401, PLR0911  any annotation
    if get_origin(hint) in (Union, UnionType):
        read = _reader(name, next(one for one in get_args(hint) if one is not type(None)))
        return lambda value: None if value is None else read(value)
    if get_origin(hint) is tuple:
        return stops_of if get_args(hint)[0] is Stop else _words
    if get_origin(hint) is dict:
        return json.loads
    if hint is float:
        unknown = UNSEEN.get(name, math.nan)
        return lambda value: unknown if value is None else value
    if hint is date:
        return date.fromisoformat
    if hint is bool or issubclass(hint, Enum):
        return hint  # type: ignore[no-any-return]
    return _same


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def _same(value: Any) -> Any:  # noqa: ANN401  str or int
    return value


def check(kind: type, values: Mapping[str, Any]) -> None:
    """Refuse values from elsewhere that are of no kind these fields can have.

    Raises:
        ValueError: a value is missing or of another type.
    """
    hints = get_type_hints(kind)
    for name in names(kind):
        allowed = _stored_types(hints[name])
        value = values[name]
        if isinstance(value, bool) or not isinstance(value, allowed):
            raise ValueError(f"{name} cannot be {str(value)[:40]!r}")  # noqa: TRY004


def _stored_types(hint: Any) -> tuple[type, ...]:  # noqa: ANN401  any annotation
    if get_origin(hint) in (Union, UnionType):
        return tuple(one for each in get_args(hint) for one in _stored_types(each))
    if hint is float:
        return (int, float, type(None))
    if hint in (int, bool):
        return (int,)
    return (type(None),) if hint is type(None) else (str,)
