"""Any prescription that is allowed, for properties."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from crossrep.inputs import Side
from crossrep.prescription import (
    TASKS,
    Against,
    Block,
    Condition,
    Day,
    First,
    Kind,
    Prescription,
    SetBy,
    Who,
    placement_of,
)
from crossrep.prescription_fields import BLOCK_FIELDS, FIELDS, fields_of

IDS = st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True)
DATES = st.dates(date(2020, 1, 1), date(2099, 1, 1))
SOURCES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def number(name: str, *, block: bool = False, whole: bool = False) -> st.SearchStrategy:
    about = (BLOCK_FIELDS if block else FIELDS)[name]
    if whole:
        return st.integers(int(about.least or 0), int(about.most or 0))
    return st.floats(about.least, about.most)


def said_by(names: list[str]) -> st.SearchStrategy:
    one = st.builds(
        SetBy, field=st.sampled_from(names), by=IDS, on=st.none() | DATES, source=SOURCES
    )
    return st.lists(one, unique_by=lambda said: said.field, max_size=4).map(tuple)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    kind = draw(st.sampled_from(Kind))
    exercise = draw(st.sampled_from(BLOCK_FIELDS["exercise"].choices))
    said = draw(said_by(["kind", *fields_of(kind)]))
    if kind is not Kind.EXERCISE:
        minutes = draw(number("minutes", block=True))
        if kind is Kind.FUNCTIONAL:
            task = draw(st.sampled_from(TASKS))
            return Block(kind=kind, task=task, minutes=minutes, set_by=said)
        named = draw(st.sampled_from(["", exercise]))
        return Block(kind=kind, exercise=named, minutes=minutes, set_by=said)
    low, target, high = sorted(draw(st.tuples(*[number("lowering_s", block=True)] * 3)))
    return Block(
        exercise=exercise,
        who=draw(st.sampled_from(Who)),
        sets=draw(number("sets", block=True, whole=True)),
        reps=draw(number("reps", block=True, whole=True)),
        weight_kg=draw(st.none() | number("weight_kg", block=True)),
        rest_s=draw(number("rest_s", block=True)),
        lifting_s=draw(number("lifting_s", block=True)),
        hold_s=draw(number("hold_s", block=True)),
        lowering_s=target,
        lowering_band_s=(low, high),
        slow_way=draw(st.sampled_from(Against)),
        first_way=draw(st.sampled_from(First)),
        set_by=said,
    )


WHOLE = (
    "block_weeks", "block_sessions", "progression_reps", "daily_exercises",
)  # fmt: skip
PARTS = (
    "progression_load_percent", "fatigue_drop_percent", "effort_stop", "weekly_growth_percent",
    "pain_stop", "pain_rise_stop", "sensor_lost_s",
)  # fmt: skip
YES_OR_NO = ("metronome", "progression", "ask_stiffer", "mirror", "remind")
DAY_SETS = ((), (Day.TUESDAY, Day.FRIDAY), (Day.SUNDAY, Day.WEDNESDAY, Day.FRIDAY))


@st.composite
def prescriptions(draw: st.DrawFn) -> Prescription:
    """Any that may be prescribed."""
    days = draw(st.sampled_from(DAY_SETS))
    jerky, sudden = draw(number("jerky_deg_s")), draw(number("sudden_deg_s"))
    made = Prescription(
        person=draw(IDS),
        trained=draw(st.sampled_from(Side)),
        revision=draw(st.integers(1, 999)),
        condition=draw(st.sampled_from(Condition)),
        weeks_since=draw(st.none() | number("weeks_since", whole=True)),
        sessions_per_week=len(days) or draw(st.integers(2, 5)),
        planned_days=days,
        rest_days=draw(st.integers(1, 2)),
        review_after_sessions=draw(st.integers(1, 4)),
        daily_reps=draw(st.integers(75, 150)),
        country=draw(st.sampled_from(FIELDS["country"].choices)),
        jerky_deg_s=min(jerky, 600.0),
        sudden_deg_s=max(sudden, 601.0),
        effort_target=tuple(sorted(draw(st.tuples(*[number("effort_target")] * 2)))),
        load_percent_1rm=tuple(sorted(draw(st.tuples(*[number("load_percent_1rm")] * 2)))),
        blocks=tuple(draw(st.lists(blocks(), min_size=1, max_size=4).filter(placement_of))),
        set_by=draw(said_by(list(FIELDS))),
        **{name: draw(number(name, whole=True)) for name in WHOLE},
        **{name: draw(number(name)) for name in PARTS},
        **{name: draw(st.booleans()) for name in YES_OR_NO},
    )
    if draw(st.booleans()):
        made = replace(made, confirmed_by=draw(IDS), confirmed_on=draw(DATES))
    return made
