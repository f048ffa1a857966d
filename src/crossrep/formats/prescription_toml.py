"""A prescription as a file that a therapist can read and edit, and back.

The file says beside each field what it is, its default, what is allowed and where the default comes
from. Who set what stands in ``[set_by]``; a field without an entry there is the default, or was
set by who confirmed the whole.
"""

import tomllib
from collections.abc import Iterable, Iterator
from textwrap import wrap

import tomli_w

from crossrep.formats.prescription_check import Complaint, PrescriptionError, allowed
from crossrep.formats.prescription_read import Reader, lines_of
from crossrep.inputs import Side
from crossrep.prescription import Block, Kind, Prescription, SetBy
from crossrep.prescription_fields import BLOCK_FIELDS, FIELDS, About, default_of, fields_of

LONGEST = 64 * 1024
"""Bytes of a file; a prescription of twenty blocks has a tenth of that."""
WIDTH = 98
_HEAD = """\
A prescription for CrossRep. Edit it with any text editor; `crossrep prescription check FILE`
says what is not right. Lines that begin with # are comments."""
_UNCONFIRMED = """\
NOT CONFIRMED. Until a therapist confirms it, every screen and report says so. To confirm, take
the # away from the next two lines and fill them in (an id, never a name)."""


def to_toml(made: Prescription) -> str:
    """The file of a prescription."""
    lines = [*_comment(_HEAD), "", f"person = {_written(made.person)}"]
    lines += [f"revision = {made.revision}", *_confirmation(made)]
    for about in FIELDS.values():
        lines += ["", *_field(about, getattr(made, about.name), default_of(about.name))]
    if made.set_by:
        lines += ["", "# Who set what, and when.", "[set_by]", *_provenance(made.set_by)]
    explained: set[str] = set()
    for block in made.blocks:
        lines += ["", "", "[[block]]", *_block(block, explained)]
    return "\n".join(lines) + "\n"


def from_toml(text: str) -> Prescription:
    """The prescription of a file.

    Raises:
        PrescriptionError: all that is wrong with it, each with its line and what is allowed.
    """
    if len(text.encode(errors="replace")) > LONGEST:
        raise PrescriptionError((Complaint("file", f"it is longer than {LONGEST} bytes."),))
    text = text.removeprefix("\ufeff")
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise PrescriptionError((Complaint("file", f"it is no TOML: {error}."),)) from error
    reader = Reader(lines_of(text))
    made = reader.read(values)
    if made is None or reader.complaints:
        raise PrescriptionError(tuple(sorted(reader.complaints, key=lambda one: one.line)))
    return made


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in text.split("\n")]


def _confirmation(made: Prescription) -> list[str]:
    if not made.confirmed:
        more = ['# confirmed_by = "therapist-1"', "# confirmed_on = 2026-01-31"]
        return ["", *_comment(_UNCONFIRMED), *more]
    on = made.confirmed_on
    by = f"confirmed_by = {_written(made.confirmed_by)}"
    return ["", by, f"confirmed_on = {on.isoformat() if on else ''}"]


def _field(about: About, value: object, default: object) -> list[str]:
    """The comment and the line of one field; one without a value is a comment, too."""
    lines = [f"# {line}" for line in wrap(_about(about, default), WIDTH)]
    lines += [f"# {line}" for line in wrap(f"{about.ground}.", WIDTH)]
    if value is None:
        example = about.least if about.least is not None else 0
        return [*lines, f"# {about.name} = {example:g}"]
    return [*lines, f"{about.name} = {_written(value)}"]


def _about(about: About, default: object) -> str:
    if about.required:
        said = "No default: somebody must say"
    elif default is None:
        said = "Not known unless said"
    elif default in ("", ()):
        said = "None unless said"
    else:
        said = f"Default {_written(default)}"
    return f"{about.words}. {said}; allowed: {allowed(about)}."


def _block(block: Block, explained: set[str]) -> Iterator[str]:
    """A block; what a field means is told where it stands first."""
    yield f"kind = {_written(block.kind)}"
    for name in fields_of(block.kind):
        value, about = getattr(block, name), BLOCK_FIELDS[name]
        if name == "exercise" and not value:
            continue
        if name in explained:
            yield f"# {name} = 0" if value is None else f"{name} = {_written(value)}"
            continue
        explained.add(name)
        yield ""
        yield from _field(about, value, default_of(name, block=True))
    if block.set_by:
        yield "[block.set_by]"
        yield from _provenance(block.set_by)


def _provenance(entries: Iterable[SetBy]) -> Iterator[str]:
    for one in entries:
        said = [f"by = {_written(one.by)}"]
        said += [f"on = {one.on.isoformat()}"] if one.on is not None else []
        said += [f"source = {_written(one.source)}"] if one.source else []
        yield f"{one.field} = {{ {', '.join(said)} }}"


def _written(value: object) -> str:
    """One value as TOML writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            short = f"{value:g}"
            return short if float(short) == value else repr(value)
        case int():
            return str(value)
        case tuple():
            return f"[{', '.join(_written(one) for one in value)}]"
        case _:
            return tomli_w.dumps({"x": str(value)}).removeprefix("x = ").rstrip("\n")


def example(person: str = "p1", trained: Side = Side.RIGHT) -> Prescription:
    """A new prescription to be edited: the defaults, one exercise and practice of both arms."""
    curl = Block(exercise="biceps_curl")
    both = Block(kind=Kind.BILATERAL, exercise="biceps_curl", minutes=10.0)
    return Prescription(person, trained, blocks=(curl, both))
