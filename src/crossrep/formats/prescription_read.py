"""Plain values of a file to a prescription: all that is wrong with it, not only the first."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from crossrep.formats.prescription_check import (
    ID,
    Complaint,
    allowed,
    check,
    check_block,
    within,
)
from crossrep.prescription import Block, Kind, Prescription, SetBy
from crossrep.prescription_fields import BLOCK_FIELDS, FIELDS, About, fields_of

MOST_BLOCKS = 20
LONGEST_SOURCE = 300
_TYPES = get_type_hints(Prescription)
_BLOCK_TYPES = get_type_hints(Block)
_WHOLE = ("person", "revision", "confirmed_by", "confirmed_on")

_TABLE = re.compile(r"^\s*\[+\s*([A-Za-z_.]+)\s*\]+")
_KEY = re.compile(r"^\s*([A-Za-z_]+)\s*=")


def lines_of(text: str) -> dict[tuple[str, str], int]:
    """(part, field) to its line; a part is empty, ``set_by``, ``block 1`` or ``block 1 set_by``."""
    found: dict[tuple[str, str], int] = {}
    part, blocks = "", 0
    for n, line in enumerate(text.split("\n"), 1):
        if table := _TABLE.match(line):
            blocks += table[1] == "block"
            part = {"block": f"block {blocks}", "block.set_by": f"block {blocks} set_by"}.get(
                table[1], table[1]
            )
            found.setdefault((part, ""), n)
        elif key := _KEY.match(line):
            found.setdefault((part, key[1]), n)
    return found


class _RefusedError(Exception):
    """A value that cannot be used; the sentence says why."""


@dataclass
class Reader:
    """Reads plain values and collects what is wrong."""

    lines: Mapping[tuple[str, str], int]
    complaints: list[Complaint] = field(default_factory=list)

    def read(self, values: dict[str, Any]) -> Prescription | None:
        """The prescription; None where something that it cannot be without is wrong."""
        made = self._head(values)
        made |= self._fields("", values, FIELDS, _TYPES, (*_WHOLE, "block", "set_by"))
        made["set_by"] = self._set_by("", values.get("set_by", {}), FIELDS)
        made["blocks"] = self._blocks(values.get("block", []), made)
        if "trained" not in made or "person" not in made:
            return None
        prescription = Prescription(**made)
        for name, says in check(prescription):
            self._complain("", name, says)
        return prescription

    def _head(self, values: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, kind in (("person", str), ("confirmed_by", str), ("confirmed_on", date)):
            if name not in values:
                continue
            if isinstance(values[name], kind) and not isinstance(values[name], datetime):
                made[name] = values[name]
            else:
                wanted = "a date like 2026-01-31" if kind is date else "a word in quotes"
                self._complain("", name, f"write {wanted}.")
        if "person" not in values:
            self._complain("", "person", "say whose it is: an id, not a name.")
        revision = values.get("revision", 1)
        if isinstance(revision, int) and not isinstance(revision, bool) and 1 <= revision < 10**6:
            made["revision"] = revision
        else:
            self._complain("", "revision", "write a whole number from 1 up.")
        return made

    def _blocks(self, values: object, whole: Mapping[str, object]) -> tuple[Block, ...]:
        if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
            self._complain("", "block", "write each part of the session below a line [[block]].")
            return (Block(),)
        if len(values) > MOST_BLOCKS:
            self._complain("", "block", f"at most {MOST_BLOCKS} blocks.")
        return tuple(self._block(n, one, whole) for n, one in enumerate(values[:MOST_BLOCKS], 1))

    def _block(self, n: int, values: dict[str, Any], whole: Mapping[str, object]) -> Block:
        part = f"block {n}"
        kind = self._one(
            part, "kind", values.get("kind", Kind.EXERCISE.value), _BLOCK_TYPES["kind"]
        )
        if not isinstance(kind, Kind):
            return Block()
        known = {name: BLOCK_FIELDS[name] for name in fields_of(kind)}
        made = self._fields(part, values, known, _BLOCK_TYPES, ("kind", "set_by"))
        said = self._set_by(part, values.get("set_by", {}), {"kind": None, **known})
        block = Block(kind=kind, set_by=said, **made)
        wrong = {one.field for one in self.complaints}
        for name, says in check_block(block, whole):
            if f"{part}: {name}" not in wrong:
                self._complain(part, name, says)
        return block

    def _fields(
        self,
        part: str,
        values: dict[str, Any],
        known: Mapping[str, About],
        types: Mapping[str, Any],
        beside: tuple[str, ...],
    ) -> dict[str, Any]:
        """The fields that are there and right."""
        made: dict[str, Any] = {}
        for name, about in known.items():
            if name in values:
                value = self._one(part, name, values[name], types[name])
                made |= {} if value is None else {name: value}
            elif about.required:
                self._complain(part, name, f"say it; allowed: {allowed(about)}.")
        for name in values:
            if name not in known and name not in beside:
                self._complain(part, name, _unknown(name, known, part))
        return made

    def _one(self, part: str, name: str, value: object, kind: Any) -> object:  # noqa: ANN401
        about = (BLOCK_FIELDS if part else FIELDS)[name]
        try:
            return _read(about, value, kind)
        except _RefusedError as refused:
            self._complain(part, name, str(refused))
            return None

    def _set_by(self, part: str, values: object, known: Iterable[str]) -> tuple[SetBy, ...]:
        place = f"{part} set_by".strip()
        if not isinstance(values, dict):
            self._complain(part, "set_by", "write it as a table.")
            return ()
        made = []
        for name, said in values.items():
            if name not in known:
                self._complain(place, name, "this field is not there.")
            elif (one := _who_set(name, said)) is None:
                example = '{ by = "therapist-1", on = 2026-01-31, source = "why" }'
                self._complain(place, name, f"write it like {example}; by is an id, not a name.")
            else:
                made.append(one)
        return tuple(made)

    def _complain(self, part: str, name: str, says: str) -> None:
        line = self.lines.get((part, name)) or self.lines.get((part, ""), 0)
        self.complaints.append(Complaint(f"{part}: {name}" if part else name, says, line))


def _unknown(name: str, known: Mapping[str, About], part: str) -> str:
    if part and name in BLOCK_FIELDS:
        return "this kind of block has no such field; take it out."
    near = get_close_matches(name, list(known), 1)
    return "nobody knows this field" + (f"; is it {near[0]}?" if near else "; take it out.")


def _who_set(name: str, said: object) -> SetBy | None:
    if not isinstance(said, dict) or set(said) - {"by", "on", "source"}:
        return None
    by, on, source = said.get("by"), said.get("on"), said.get("source", "")
    if not isinstance(by, str) or ID.fullmatch(by) is None:
        return None
    if on is not None and (not isinstance(on, date) or isinstance(on, datetime)):
        return None
    if not isinstance(source, str) or len(source) > LONGEST_SOURCE:
        return None
    return SetBy(name, by, on, source)


def _read(about: About, value: object, kind: Any) -> object:  # noqa: ANN401
    """One value as its kind.

    Raises:
        _RefusedError: it is not of that kind, or not allowed.
    """
    options = [one for one in get_args(kind) if one is not NoneType]
    if get_origin(kind) is tuple:
        return _pair_or_list(about, value, kind)
    if NoneType in get_args(kind):
        kind = options[0]
    if kind is bool:
        if not isinstance(value, bool):
            raise _RefusedError("write true or false.")
        return value
    if about.choices:
        if not isinstance(value, str) or value not in about.choices:
            raise _RefusedError(f"{_shown(value)} is not allowed; allowed: {allowed(about)}.")
        return kind(value)
    return _number(about, value, kind)


def _pair_or_list(about: About, value: object, kind: Any) -> tuple[object, ...]:  # noqa: ANN401
    inner = get_args(kind)
    if not isinstance(value, list):
        raise _RefusedError(f"write a list in brackets; allowed: {allowed(about)}.")
    if Ellipsis not in inner and len(value) != len(inner):
        raise _RefusedError(f"write {len(inner)} numbers, each {allowed(about)}.")
    return tuple(_read(about, one, inner[0]) for one in value)


def _number(about: About, value: object, kind: type) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _RefusedError(f"write a number; allowed: {allowed(about)}.")
    if not within(about, value):
        raise _RefusedError(f"{value:g} is not allowed; allowed: {allowed(about)}.")
    if kind is int and int(value) != value:
        raise _RefusedError(f"write a whole number; allowed: {allowed(about)}.")
    return int(value) if kind is int else float(value)


def _shown(value: object) -> str:
    """What stood there, short; never a whole page of it."""
    return f'"{str(value)[:30]}"'
