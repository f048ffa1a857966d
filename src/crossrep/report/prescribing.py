"""The prescription as a form: beside each field what is allowed, where it comes from, who set it.

What was typed becomes the text of a file and is read as any file is; so a form can hold nothing
that a file could not, and every refusal is the file's own sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import tomli_w

from crossrep.exercises import EXERCISES
from crossrep.formats.prescription_check import Complaint, PrescriptionError, allowed
from crossrep.formats.prescription_toml import from_toml
from crossrep.prescription import TASKS, Block, Day, Kind, Prescription, SetBy
from crossrep.prescription_fields import (
    BLOCK_FIELDS,
    FIELDS,
    About,
    Evidence,
    default_of,
    fields_of,
    provenance,
)
from crossrep.report import words
from crossrep.report.page import environment
from crossrep.report.svg import Drawing, Scale, number

FIRST = (
    "trained", "sessions_per_week", "planned_days", "block_weeks", "pain_stop", "pain_rise_stop",
    "daily_reps", "weekly_growth_percent", "effort_target", "effort_stop",
)  # fmt: skip
"""Of the whole prescription, shown at once; the others are folded."""
_TYPES, _BLOCK_TYPES = get_type_hints(Prescription), get_type_hints(Block)
Form = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One control: ``kind`` is number, select, check or days."""

    name: str
    kind: str
    value: str
    choices: tuple[tuple[str, str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of the form."""

    label: str
    parts: tuple[Part, ...]
    unit: str
    drawing: str
    allowed: str
    evidence: str
    own: bool
    source: str
    set_by: str
    was: str
    why: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What came of a form.

    Attributes:
        made: None where something must be put right first.
        values: what was typed, to be shown again.
    """

    made: Prescription | None
    complaints: tuple[Complaint, ...]
    values: dict[str, Any]


def typed(form: Form, old: Prescription, by: str, on: date) -> Typed:
    """The prescription that was typed, or what is wrong with it; nobody has confirmed it yet."""
    values: dict[str, Any] = {"person": old.person, "revision": old.revision + 1}
    values |= _values("", form, FIELDS, _TYPES)
    kept = [(n, one) for n, one in enumerate(old.blocks) if not form.get(f"block-{n}-remove")]
    blocks = [{"kind": one.kind.value} | _block_values(n, one, form) for n, one in kept]
    blocks += [one for name in form.get("add", ()) if (one := _added(name))]
    try:
        made = from_toml(tomli_w.dumps(values | {"block": blocks}))
    except PrescriptionError as error:
        return Typed(None, error.complaints, values | {"block": blocks})
    were = [one for _, one in kept] + [Block()] * (len(made.blocks) - len(kept))
    pairs = zip(made.blocks, were, strict=True)
    made = replace(made, blocks=tuple(_signed(new, was, by, on) for new, was in pairs))
    return Typed(_signed(made, old, by, on), (), values | {"block": blocks})


def _block_values(n: int, block: Block, form: Form) -> dict[str, Any]:
    known = {name: BLOCK_FIELDS[name] for name in fields_of(block.kind)}
    return _values(f"block-{n}-", form, known, _BLOCK_TYPES)


def _added(name: str) -> dict[str, Any] | None:
    """A new part of the session: an exercise, or a kind of practice, with the defaults."""
    if name in EXERCISES and name != "unknown":
        return {"kind": Kind.EXERCISE.value, "exercise": name}
    if name == Kind.FUNCTIONAL:
        return {"kind": name, "task": TASKS[0]}
    return {"kind": name} if name in set(Kind) - {Kind.EXERCISE} else None


def _values(
    prefix: str, form: Form, known: Mapping[str, About], types: Mapping[str, Any]
) -> dict[str, Any]:
    """Plain values of a part of the form; what was left empty is not there."""
    found = {name: _value(form, prefix + name, types[name]) for name in known}
    return {name: value for name, value in found.items() if value is not None}


def _value(form: Form, name: str, kind: Any) -> Any:  # noqa: ANN401  any field
    said = [one.strip() for one in form.get(name, ())]
    if get_origin(kind) is tuple and Day in get_args(kind):
        return said
    if get_origin(kind) is tuple:
        pair = [form.get(f"{name}-{end}", ("",))[0].strip() for end in ("from", "to")]
        return [_number(one) for one in pair]
    if kind is bool:
        return bool(said)
    if not said or not said[0]:
        return None
    return _number(said[0]) if _is_number(kind) else said[0]


def _is_number(kind: Any) -> bool:  # noqa: ANN401
    options = [one for one in get_args(kind) if one is not NoneType] or [kind]
    return options[0] in (int, float)


def _number(said: str) -> float | str:
    """A number; what is none stays as it is, and is complained about."""
    try:
        value = float(said.replace(",", "."))
    except ValueError:
        return said
    return int(value) if value.is_integer() else value


def _signed(new: Any, old: Any, by: str, on: date) -> Any:  # noqa: ANN401  a prescription or a block
    """With who changed what; entries of fields that stayed are kept."""
    names = {item.name for item in fields(new)} & {*FIELDS, *BLOCK_FIELDS}
    changed = {name for name in names if getattr(new, name) != getattr(old, name)}
    kept = tuple(one for one in old.set_by if one.field not in changed)
    return replace(new, set_by=(*kept, *(SetBy(name, by, on) for name in sorted(changed))))


def form_page(old: Prescription, shown: Typed | None, today: date, said: str = "") -> str:
    """The form as HTML.

    Args:
        old: the newest revision; of one that nobody wrote yet, 0.
        shown: what was typed and refused; None: nothing yet.
        today: the day.
        said: a sentence on what was just done.
    """
    return environment().get_template("prescription.html.j2").render(
        title=f"Prescription {old.revision}" if old.revision else "First prescription",
        person=old,
        plan=old,
        first=[row_of(FIELDS[name], old, shown) for name in FIRST],
        more=[row_of(about, old, shown) for name, about in FIELDS.items() if name not in FIRST],
        blocks=[
            (block, [row_of(BLOCK_FIELDS[x], old, shown, n) for x in fields_of(block.kind)])
            for n, block in enumerate(old.blocks)
        ],
        complaints=shown.complaints if shown else (),
        exercises=[name for name in EXERCISES if name != "unknown"],
        practices=[kind.value for kind in Kind if kind is not Kind.EXERCISE],
        today=today,
        said=said,
    )  # fmt: skip


def row_of(about: About, old: Prescription, shown: Typed | None, block_n: int = -1) -> FieldRow:
    """One field, with what was typed in place of what was."""
    of_block = block_n >= 0
    what: Prescription | Block = old.blocks[block_n] if of_block else old
    was = getattr(what, about.name)
    value = was
    if shown is not None:
        value = _shown_value(shown, about.name, was, block_n)
    name = f"block-{block_n}-{about.name}" if of_block else about.name
    place = f"block {block_n + 1}: {about.name}" if of_block else about.name
    why = next((one.says for one in shown.complaints if one.field == place), "") if shown else ""
    said = provenance(what, about.name, old)
    changed = shown is not None and _plain(value) != _plain(was)
    return FieldRow(
        label=about.words,
        parts=_parts(name, about, value, (_BLOCK_TYPES if of_block else _TYPES)[about.name]),
        unit=about.unit,
        drawing=_range(about, was, default_of(about.name, block=of_block)),
        allowed="" if about.least is not None else _allowed(about),
        evidence=about.evidence.value,
        own=about.evidence is Evidence.OUR_CHOICE,
        source=_source(said, about),
        set_by=_who(said),
        was=f"was {_text(was)}" if changed else "",
        why=why,
    )


def _source(said: SetBy, about: About) -> str:
    """The ground somebody gave, or that of the default; its kind stands before it."""
    given = about.source if said.source in ("", about.ground) else said.source
    return words.capital(given) or "No source."


def _shown_value(shown: Typed, name: str, was: object, block_n: int) -> object:
    """What was typed; in a removed or added part, what was."""
    if block_n < 0:
        return shown.values.get(name)
    blocks = shown.values["block"]
    return blocks[block_n].get(name) if block_n < len(blocks) else was


def _allowed(about: About) -> str:
    if about.required:
        return "no default, must be set"
    return "" if about.choices else allowed(about)


def _who(said: SetBy) -> str:
    if said.by == "default":
        return "default"
    if not said.by:
        return "not told"
    return f"{said.by}, {words.day(said.on)}" if said.on else said.by


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _text(value: object) -> str:
    if isinstance(value, tuple | list):
        return " to ".join(_text(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:g}"
    return "" if value is None else str(value)


def _parts(name: str, about: About, value: Any, kind: Any) -> tuple[Part, ...]:  # noqa: ANN401
    if get_origin(kind) is tuple and Day in get_args(kind):
        days = tuple((day.value, day.value[:3].capitalize(), day in (value or ())) for day in Day)
        return (Part(name, "days", "", days),)
    if get_origin(kind) is tuple:
        ends = zip(("from", "to"), value or ("", ""), strict=False)
        return tuple(Part(f"{name}-{end}", "number", _text(one)) for end, one in ends)
    if kind is bool:
        return (Part(name, "check", "yes" if value else ""),)
    if about.choices:
        choices = tuple((one, one.replace("_", " "), one == value) for one in about.choices)
        return (Part(name, "select", _text(value), choices),)
    return (Part(name, "number", _text(value)),)


def _range(about: About, value: Any, default: Any) -> str:  # noqa: ANN401  any field
    """What is allowed, as a line; the default is a stroke, the value a dot."""
    if about.least is None or about.most is None:
        return ""
    x, d = Scale(about.least, about.most, 6, 144), Drawing()
    d.path("M6 9H144", "base")
    if isinstance(value, tuple):
        d.path(f"M{number(x(value[0]))} 9H{number(x(value[1]))}", "win")
    if isinstance(default, int | float):
        d.down(x(default), 2, 14, "def")
    if isinstance(value, int | float):
        d.circle(x(value), 9, 6, "dot")
    d.text(6, 25, f"{about.least:g}")
    d.text(144, 25, f"{about.most:g}")
    said = f"allowed {about.least:g} to {about.most:g}"
    return d.whole(150, 26, said, "rg")
