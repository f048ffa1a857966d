"""State as plain values that can be printed, stored as JSON, restored and continued.

Every stage of the engine is a dataclass whose fields are all it knows; here they become nested
lists and dictionaries. An object that two stages share stays shared.
"""

import base64
import importlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from crossrep.errors import BadInputError

Plain = dict[str, Any] | list[Any] | str | int | float | bool | None


class Codec:
    """Turns objects into plain values and back.

    Args:
        special: for classes that are no dataclasses: (to plain, from plain), by class.
    """

    def __init__(
        self, special: dict[type, tuple[Callable[[Any], Plain], Callable[[Any], Any]]]
    ) -> None:
        self.special = special
        self.names = {kind.__name__: pair for kind, pair in special.items()}

    def plain(self, value: object) -> Plain:
        """The value as nested plain values."""
        return self._plain(value, {})

    def restore(self, value: Plain) -> Any:  # noqa: ANN401 - whatever was saved
        """The object back.

        Raises:
            BadInputError: not made by `plain`.
        """
        try:
            return self._restore(value, {})
        except (KeyError, TypeError, ValueError, AttributeError, ImportError) as error:
            raise BadInputError(f"This is no saved state of this version: {error}.") from error

    def _plain(self, value: Any, seen: dict[int, int]) -> Plain:  # noqa: ANN401, PLR0911
        if isinstance(value, StrEnum):
            return {"enum": _name(type(value)), "value": value.value}
        if value is None or isinstance(value, bool | int | float | str):
            return _number(value)
        if isinstance(value, np.ndarray):
            data = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
            return {"array": value.dtype.str, "shape": list(value.shape), "data": data}
        if isinstance(value, bytes):
            return {"bytes": base64.b64encode(value).decode()}
        if isinstance(value, list | tuple):
            return {type(value).__name__: [self._plain(v, seen) for v in value]}
        if isinstance(value, dict):
            return {
                "dict": [[self._plain(k, seen), self._plain(v, seen)] for k, v in value.items()]
            }
        return self._object(value, seen)

    def _object(self, value: Any, seen: dict[int, int]) -> Plain:  # noqa: ANN401
        if type(value) in self.special:
            return {"special": type(value).__name__, "value": self.special[type(value)][0](value)}
        if not is_dataclass(value):
            raise TypeError(f"{type(value).__name__} cannot be saved")
        if id(value) in seen:
            return {"same": seen[id(value)]}
        number = seen[id(value)] = len(seen)
        inside = {f.name: self._plain(getattr(value, f.name), seen) for f in fields(value)}
        return {"object": _name(type(value)), "number": number, "fields": inside}

    def _restore(self, value: Any, made: dict[int, Any]) -> Any:  # noqa: ANN401, PLR0911
        if not isinstance(value, dict):
            return value
        kind = next(iter(value), "")
        if kind == "float":
            return float(value["float"])
        if kind == "enum":
            return _class(value["enum"])(value["value"])
        if kind == "array":
            data = base64.b64decode(value["data"])
            return np.frombuffer(data, value["array"]).reshape(value["shape"]).copy()
        if kind == "bytes":
            return base64.b64decode(value["bytes"])
        if kind in ("list", "tuple"):
            items = [self._restore(v, made) for v in value[kind]]
            return items if kind == "list" else tuple(items)
        if kind == "dict":
            return {self._restore(k, made): self._restore(v, made) for k, v in value["dict"]}
        return self._restore_object(value, made)

    def _restore_object(self, value: dict[str, Any], made: dict[int, Any]) -> Any:  # noqa: ANN401
        if "special" in value:
            return self.names[value["special"]][1](value["value"])
        if "same" in value:
            return made[value["same"]]
        kind = _class(value["object"])
        if not (isinstance(kind, type) and is_dataclass(kind)):
            raise TypeError(f"{value['object']} is no stage of the engine")
        item: Any = kind.__new__(kind)
        made[value["number"]] = item
        for name, inside in value["fields"].items():
            object.__setattr__(item, name, self._restore(inside, made))
        return item


def _number(value: float | str | bool | None) -> Plain:
    if isinstance(value, float) and not np.isfinite(value):
        return {"float": str(value)}
    return value


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _class(name: str) -> Any:  # noqa: ANN401
    """A class of ours by name; nothing else is ever made from a saved state."""
    module, _, qualname = name.partition(":")
    if not module.startswith("crossrep."):
        raise ValueError(f"{name} is not ours")
    return getattr(importlib.import_module(module), qualname)
