"""What may be prescribed, where it comes from, and the file a therapist edits."""

from contextlib import suppress
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prescriptions import prescriptions

from crossrep.app.main import main
from crossrep.errors import BadInputError
from crossrep.formats.prescription_check import PrescriptionError, within
from crossrep.formats.prescription_toml import example, from_toml, to_toml
from crossrep.inputs import Side
from crossrep.prescription import (
    Block,
    Kind,
    Prescription,
    SetBy,
    emergency_number,
    placement_of,
)
from crossrep.prescription_fields import BLOCK_FIELDS, FIELDS, default_of, fields_of, provenance

HOME = Path(__file__).parents[2]
TEXT = to_toml(example())


def test_every_field_has_a_row_with_range_ground_and_a_default_inside_it() -> None:
    whole = {"person", "revision", "confirmed_by", "confirmed_on", "blocks", "set_by"}
    assert {f.name for f in fields(Prescription)} - whole == set(FIELDS)
    assert {f.name for f in fields(Block)} - {"set_by"} == set(BLOCK_FIELDS)
    for about in (*FIELDS.values(), *BLOCK_FIELDS.values()):
        default = default_of(about.name, block=about.name in BLOCK_FIELDS)
        assert about.words
        assert about.ground
        values = default if isinstance(default, tuple) else (default,)
        for value in values:
            if isinstance(value, float | int) and not isinstance(value, bool):
                assert within(about, value), about.name


def test_defaults_are_those_of_the_literature_we_read() -> None:
    block, plan = Block(), example()
    assert (block.sets, block.reps, block.rest_s) == (3, 10, 120)
    assert (block.lifting_s, block.lowering_s, block.lowering_band_s) == (2, 3, (2.5, 5))
    assert (plan.sessions_per_week, plan.block_weeks, plan.block_sessions) == (3, 6, 18)
    assert (plan.daily_reps, plan.daily_exercises, plan.rest_days) == (60, 2, 1)
    assert (plan.pain_stop, plan.pain_rise_stop, plan.effort_stop) == (4, 2, 8)
    assert plan.fatigue_drop_percent == 20


@given(prescriptions())
@settings(max_examples=30)
def test_a_file_says_what_was_prescribed(made: Prescription) -> None:
    assert from_toml(to_toml(made)) == made


def test_each_line_tells_its_default_what_is_allowed_and_its_ground() -> None:
    comments = " ".join(line.removeprefix("# ") for line in TEXT.split("\n") if line[:1] == "#")
    for about in [*FIELDS.values(), *(BLOCK_FIELDS[name] for name in fields_of(Kind.EXERCISE))]:
        assert about.words in comments
        assert about.ground in comments
    assert "Default 120; allowed: 60 to 240 s." in comments
    assert "NOT CONFIRMED" in TEXT
    assert "NOT CONFIRMED" not in to_toml(
        replace(example(), confirmed_by="therapist-2", confirmed_on=date(2026, 11, 21))
    )


def spoiled(*changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def complaints(text: str) -> list[str]:
    with pytest.raises(PrescriptionError) as refused:
        from_toml(text)
    return [str(one) for one in refused.value.complaints]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("\nsets = 3", "\nsets = 9", "block 1: sets: 9 is not allowed; allowed: 1 to 5."),
        ("\nrest_s = 120", "\nrest_s = true", "block 1: rest_s: write a number"),
        ("\nreps = 10", "\nreps = 10.5", "block 1: reps: write a whole number"),
        ("\npain_stop = 4", "\npain_stop = nan", "pain_stop: nan is not allowed"),
        ("\ndaily_reps = 60", "\ndaily_reps = 1e30", "daily_reps: 1e+30 is not allowed"),
        ("\nweekly_growth_percent = 20", "\nweekly_growth_percent = -inf", "-inf is not allowed"),
        ("\ndaily_reps = 60", "\ndaly_reps = 60", "nobody knows this field; is it daily_reps?"),
        ('trained = "right"', 'trained = "up"', 'allowed: one of "left", "right"'),
        ('trained = "right"', "", "trained: say it"),
        ('person = "p1"', 'person = "Ada Smith"', "person: use 1 to 64 letters"),
        ('person = "p1"', "", "person: say whose it is"),
        ("\nrevision = 1", "\nrevision = 0", "revision: write a whole number from 1 up"),
        ("\nlowering_s = 3", "\nlowering_s = 7", "7 s lies outside the band of 2.5 to 5 s"),
        ("= [2.5, 5]", "= [5, 2.5]", "lowering_band_s: write the shorter time first"),
        ("= [2.5, 5]", "= [2.5]", "write 2 numbers, each 0.5 to 8 s"),
        ("= [2.5, 5]", "= 3", "write a list in brackets"),
        ("\ndaily_reps = 60", "\ndaily_reps = 20", "3 sets of 10 are 30 repetitions"),
        ('= ["monday", "wednesday", "friday"]', '= ["monday", "friday", "sunday"]', "each other"),
        ('= ["monday", "wednesday", "friday"]', '= ["monday", "monday", "friday"]', "twice"),
        ('= ["monday", "wednesday", "friday"]', '= ["monday"]', "sessions_per_week is 3"),
        ("\nrest_days = 1", "\nrest_days = 5", "rest_days: 3 sessions and 5 days of rest"),
        ("\nsudden_deg_s = 700", "\nsudden_deg_s = 300", "must be above jerky_deg_s"),
        ("\nreview_after_sessions = 13", "\nreview_after_sessions = 19", "the review comes after"),
        ("\nminutes = 10", "\nminutes = 99", "block 2: minutes: 99 is not allowed"),
        ("\nminutes = 10", "\nsets = 3", "block 2: sets: this kind of block has no such field"),
        ('kind = "bilateral"', 'kind = "functional"', "say which task for two hands"),
        ('kind = "bilateral"', 'kind = "swim"', 'block 2: kind: "swim" is not allowed'),
        ("# confirmed_by", "confirmed_by", "needs both confirmed_by and confirmed_on"),
        ("# confirmed_on = 2026-01-31", "confirmed_on = 5", "write a date like 2026-01-31"),
        ('condition = "stroke"', "condition = [", "it is no TOML"),
        ("[[block]]", "[block]", "it is no TOML"),
        ("[[block]]", '[[block]]\nexercise = "leg_raise"\n\n[[block]]', "in two places"),
    ],
)  # fmt: skip
def test_a_slip_is_one_sentence_with_its_line_and_what_is_allowed(
    old: str, new: str, says: str
) -> None:
    text = spoiled((old, new))
    said = complaints(text)
    assert any(says in one for one in said), said
    assert all("\n" not in one for one in said)


@pytest.mark.parametrize("line", ["sets = 9", "pain_stop = 99", "minutes = 99", "rpes = 3"])
def test_a_slip_names_its_line(line: str) -> None:
    old = {
        "sets = 9": "sets = 3",
        "pain_stop = 99": "pain_stop = 4",
        "minutes = 99": "minutes = 10",
    }
    text = spoiled((f"\n{old.get(line, 'reps = 10')}", f"\n{line}"))
    (said,) = complaints(text)
    assert said.startswith(f"Line {text.split(chr(10)).index(line) + 1}, ")


def test_all_slips_are_told_at_once_in_the_order_of_the_file() -> None:
    said = complaints(
        spoiled(
            ('trained = "right"', 'trained = "up"'), ("\npain_stop = 4", "\npain_stop = 40"),
            ("\nsets = 3", "\nsets = 9"), ("\nminutes = 10", "\nminutes = 99"),
        )
    )  # fmt: skip
    assert [one.split(": ")[0].split(", ")[1] for one in said][:2] == ["trained", "pain_stop"]
    assert len(said) == 4


def test_nothing_to_do_and_too_much_are_refused() -> None:
    head = TEXT.split("[[block]]")[0]
    assert any("add at least one [[block]]" in one for one in complaints(head))
    many = head + '[[block]]\nkind = "mental"\nminutes = 1\n' * 21
    assert any("at most 20 blocks" in one for one in complaints(many))
    assert any("longer than" in one for one in complaints("#" * 70_000))
    assert from_toml("\ufeff" + TEXT.replace("\n", "\r\n")) == example()


@given(st.text(max_size=300) | st.text(max_size=80).map(lambda more: TEXT + more))
@settings(max_examples=150)
def test_whatever_a_file_holds_is_a_prescription_or_refused(text: str) -> None:
    with suppress(BadInputError):
        assert isinstance(from_toml(text), Prescription)


LINES = TEXT.split("\n")


@given(st.integers(0, len(LINES) - 1), st.sampled_from(["x = 1", "= ", "{}", "[[block]]", "a.b=1"]))
@settings(max_examples=150)
def test_a_line_spoiled_anywhere_never_raises_anything_else(n: int, line: str) -> None:
    with suppress(PrescriptionError):
        from_toml("\n".join([*LINES[:n], line, *LINES[n + 1 :]]))


def test_who_set_a_field_is_known_or_said_to_be_nobody() -> None:
    on = date(2026, 11, 21)
    entry = SetBy("pain_stop", "therapist-2", on, "shoulder")
    block = Block(exercise="biceps_curl", reps=8)
    made = Prescription(
        "p1", Side.RIGHT, pain_stop=3, effort_stop=9, blocks=(block,), set_by=(entry,)
    )
    assert provenance(made, "pain_stop") == entry
    assert provenance(made, "daily_reps").by == "default"
    assert provenance(made, "effort_stop").by == ""
    assert provenance(made, "trained").by == "", "the side has no default"
    assert provenance(block, "reps", made).by == ""
    confirmed = replace(made, confirmed_by="therapist-7", confirmed_on=on)
    assert provenance(confirmed, "effort_stop").by == "therapist-7"
    assert provenance(block, "reps", confirmed).on == on
    assert provenance(block, "sets", confirmed).by == "default"


@pytest.mark.parametrize(
    ("names", "place"),
    [
        ((), "wrist"), (("biceps_curl",), "wrist"), (("biceps_curl", "wrist_extension"), "hand"),
        (("knee_extension", "ankle_dorsiflexion"), "foot"), (("row", "leg_raise"), None),
    ],
)  # fmt: skip
def test_one_place_sees_all_exercises_of_a_session(names: tuple[str, ...], place: str) -> None:
    assert placement_of(Block(exercise=name) for name in names) == place


def test_half_a_confirmation_is_none() -> None:
    assert not replace(example(), confirmed_by="t").confirmed
    assert not replace(example(), confirmed_on=date(2026, 1, 1)).confirmed


def test_the_number_to_call_is_that_of_the_country_or_of_mobile_telephones() -> None:
    assert emergency_number("US") == emergency_number("us") == "911"
    assert emergency_number("") == emergency_number("nowhere") == "112"


def test_types_of_the_catalogue_are_known_to_the_reader() -> None:
    assert set(get_type_hints(Prescription)) >= set(FIELDS)


def test_the_ready_example_is_made_by_the_code() -> None:
    """Otherwise: ``python docs/drawings.py``."""
    text = (HOME / "docs" / "prescription.toml").read_text()
    made = from_toml(text)
    assert to_toml(made) == text
    assert not made.confirmed


def test_a_new_file_is_written_checked_and_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: str | Path) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["prescription", *map(str, arguments)])
        return (left.value.code or 0, *capsys.readouterr())

    file = tmp_path / "a.toml"
    code, _, err = run("new", "--trained", "left", "--person", "p7", "-o", file)
    assert code == 0, err
    assert from_toml(file.read_text()) == example("p7", Side.LEFT)
    code, out, _ = run("check", file)
    assert code == 0
    assert "No therapist has confirmed" in out
    assert "3 x 10" in out
    text = (
        file.read_text().replace("sets = 3", "sets = 9").replace("pain_stop = 4", "pain_stop = 0")
    )
    file.write_text(text)
    code, _, err = run("check", file)
    assert code == 1
    assert len(err.strip().split("\n")) == 2
    bad = tmp_path / "b.toml"
    assert run("new", "--trained", "left", "--person", "Ada Smith", "-o", bad)[0] == 1
    assert not bad.exists()
