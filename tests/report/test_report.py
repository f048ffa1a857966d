"""The report says what the rows say: nothing left out in silence, nothing added, all traceable."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import programme_people
import pytest

from crossrep.edges.history import History
from crossrep.edges.history.adding import analyzed
from crossrep.edges.therapist.rows import rows_of, told_by
from crossrep.events import Confidence, PracticeClosed, PracticeRep, SessionEnded
from crossrep.inputs import Side
from crossrep.prescription import Block, Prescription
from crossrep.records import Person, Told
from crossrep.report.page import report_page
from crossrep.report.story import Held, Rows, story
from crossrep.report.wording import claims

FIRST = date(2026, 8, 24)
NOON = datetime(2026, 8, 24, 12, tzinfo=UTC)
ANNA = Person("P-1", Side.RIGHT, date(2025, 9, 1))
PLAN = Prescription(
    "P-1", Side.RIGHT, confirmed_by="therapist-2", confirmed_on=FIRST,
    blocks=(Block(exercise="biceps_curl"),),
)  # fmt: skip


@pytest.fixture(scope="module")
def curls() -> tuple[Told, list]:
    told, traces = programme_people.read("clean_curls")
    one = programme_people.on(NOON, told)
    return one, [replace(trace, session=one.session.session) for trace in traces]


def rows(*told: Told, plan: Prescription | None = PLAN, **more: object) -> Rows:
    return Rows(ANNA, told, [Held(FIRST, plan)] if plan else [], **more)


def page_of(*told: Told, today: date = date(2026, 10, 4), **more: object) -> str:
    return report_page(story(rows(*told, **more), today))


def sessions(one: Told, n: int) -> list[Told]:
    return [
        programme_people.on(NOON + timedelta(days=7 * (k // 3) + 2 * (k % 3)), one, k)
        for k in range(n)
    ]


class Page(HTMLParser):
    """Every opened element is closed, in order; and what a page asks from elsewhere."""

    VOID = frozenset({"meta", "br", "input", "link"})
    LOOSE = frozenset({"td", "th", "tr"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.asked: list[str] = []
        self.ids: list[str] = []
        self.inside: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in ("src", "href", "xlink:href", "action") and value != "data:,":
                (self.inside if value.startswith("#") else self.asked).append(value)
            elif name == "id":
                self.ids.append(value)
        assert tag != "script"
        if tag not in self.VOID | self.LOOSE:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID | self.LOOSE:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in self.LOOSE:
            assert self.open.pop() == tag


def test_it_stands_alone_and_its_links_lead_somewhere(curls):
    told, traces = curls
    html = page_of(told, traces=traces)
    page = Page(html)
    assert page.open == []
    assert page.asked == []
    assert len(set(page.ids)) == len(page.ids)
    assert {link[1:] for link in page.inside} <= set(page.ids)
    assert "url(" not in re.sub(r"url\(#\w+\)", "", html)
    assert "@import" not in html


def test_twelve_weeks_of_full_sets_stay_under_a_megabyte(curls):
    told, traces = curls
    every = sessions(told, 36)
    drawn = [replace(traces[0], session=one.session.session) for one in every]
    once = len(page_of(*every, traces=drawn).encode())
    bare = len(report_page(story(rows(*every), date(2026, 11, 15)), drill_down=False).encode())
    assert len(told.reps) >= 10
    assert bare + 3 * (once - bare) < 1_000_000  # three sets a session


@pytest.mark.slow
def test_every_recording_gives_the_repetitions_of_the_page_again(programme: Path):
    with History(programme, write=False) as history:
        kept = rows_of(history, "P-0417")
    for told in kept.told:
        assert told.recording is not None
        again = told_by(analyzed(Path(told.recording.path)), "P-0417")
        assert again.reps == told.reps


def test_every_repetition_stands_on_it_with_its_seconds(programme: Path):
    """The numbers of the page are those of the history."""
    with History(programme, write=False) as history:
        kept = rows_of(history, "P-0417")
    html = report_page(story(kept, date(2026, 9, 6)))
    for told in kept.told:
        assert told.recording is not None
        assert told.recording.sha256[:12] in html
        for rep in told.reps:
            sure = rep.confidence is Confidence.HIGH
            outside = sure and rep.in_band is False
            lowering = f"{rep.lowering_s:.1f}" + ("" if sure else "?")
            row = "".join((
                f"<td>{rep.start_s:.1f}<td>{rep.lifting_s:.1f}<td>{rep.hold_s:.1f}",
                f"<td><b>{lowering}</b>" if outside else f"<td>{lowering}",
                f"<td>{rep.lowering_t90_s:.1f}<td>{rep.rest_s:.1f}<td>{rep.range_deg:.0f}",
            ))  # fmt: skip
            assert row in html
    every = [rep for told in kept.told for rep in told.reps]
    sure = [rep.lowering_s for rep in every if rep.confidence is Confidence.HIGH]
    judged = [rep.in_band for rep in every if rep.in_band is not None]
    assert f"{len(every)} repetitions, lowering median {np.median(sure):.1f} s" in html
    assert f"{100 * np.mean(judged):.0f} % of {len(judged)} in the band asked for" in html


def test_the_programmes_words_claim_nothing(programme: Path):
    with History(programme, write=False) as history:
        for person in ("P-0417", "P-0533"):
            told = story(rows_of(history, person), date(2026, 9, 6))
            assert claims(report_page(told)) == []


def test_an_uncertain_duration_counts_and_is_in_no_median(curls):
    told, _ = curls
    slow = replace(
        told.reps[0], lowering_s=60.0, confidence=Confidence.LOW, flags=("gap",), in_band=None
    )
    html = page_of(replace(told, reps=(slow, *told.reps[1:])))
    median = np.median([rep.lowering_s for rep in told.reps[1:]])
    assert f"{len(told.reps)} repetitions, lowering median {median:.1f} s" in html
    assert "1 uncertain and left out" in html
    assert '<tr class="unsure">' in html
    assert "60.0?" in html


def test_not_observed_is_never_a_zero(curls):
    told, _ = curls
    assert isinstance(told.ended, SessionEnded)
    blind = replace(
        told.ended, affected_observed_s=0.0, affected_unobserved_s=60.0, affected_bouts={}
    )
    html = page_of(replace(told, ended=blind, bouts=()))
    assert "not observed. This is not the same as no movement." in html
    assert "The affected arm was not observed in this session." in html
    assert 'class="l unseen-cell">not observed' in html
    assert "0 time-locked" not in html


def test_a_plan_nobody_confirmed_is_told_at_the_top(curls):
    told, _ = curls
    html = page_of(told, plan=replace(PLAN, confirmed_by="", confirmed_on=None))
    assert "<b>Prescription 1, not confirmed by a therapist</b>" in html
    assert "Prescription 1 is not confirmed by a therapist." in html
    assert "confirmed by therapist-2, 24 Aug 2026" in page_of(told)


def test_missing_answers_are_not_zero(curls):
    told, _ = curls
    assert "Not asked or not given. This is not the same as none." in page_of(told)
    hurt = programme_people.answered(told, pain=None, pain_end=5.0)
    html = page_of(hurt)
    assert "Pain 5 of 10." in html
    assert '<td class="nowrap">– → 5</td>' in html


def test_nothing_recorded_is_said_and_not_drawn():
    html = report_page(story(rows(), date(2026, 9, 6)))
    assert "No session is recorded in this period." in html
    assert "6 were planned." in html
    assert "<b>Not observed.</b> This is not the same as no movement." in html
    assert html.count("<svg") == 1  # the patterns


def test_no_plan_and_no_dates_are_no_reason_to_fail(curls):
    told, _ = curls
    undated = replace(told, session=replace(told.session, start_utc_ns=0))
    html = page_of(undated, plan=None)
    assert "No prescription is known" in html
    assert "time not told" in html


def test_another_days_session_of_the_week_stands_for_a_planned_one(curls):
    told, _ = curls
    on_tuesday = programme_people.on(NOON + timedelta(days=1), told, 1)
    week = story(rows(on_tuesday), FIRST + timedelta(days=6))
    assert len(week.planned) >= 3
    assert [day for day in week.missed if day < FIRST + timedelta(days=7)] == [
        FIRST + timedelta(days=2),
        FIRST + timedelta(days=4),
    ]


def test_a_period_holds_only_its_days(curls):
    told, _ = curls
    six = story(rows(*sessions(told, 6)), date(2026, 9, 6), FIRST, FIRST + timedelta(days=6))
    assert [one.day for one in six.sittings] == [FIRST + timedelta(days=n) for n in (0, 2, 4)]


def flags_of(page: str) -> str:
    (found,) = re.findall(r'<ul class="flags">(.*?)</ul>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def test_the_programmes_people_tell_their_own_stories(programme: Path):
    with History(programme, write=False) as history:
        anna, bo = (
            report_page(story(rows_of(history, person), date(2026, 9, 6)))
            for person in ("P-0417", "P-0533")
        )
    assert "Pain 6 of 10, limit 4: the session was ended by rule." in flags_of(anna)
    assert "exchanged" not in flags_of(anna)
    assert "the sensors seem to have been exchanged" in flags_of(bo)
    assert "Pain 6 of 10" not in flags_of(bo)


def test_weeks_that_cannot_be_told_apart_are_told_as_such(curls):
    told, _ = curls
    medians_s = [2.2, 2.5, 2.8, 3.05, 3.0, 3.1, 3.05, 3.5]
    weeks = []
    for n, median_s in enumerate(medians_s):
        reps = tuple(replace(rep, lowering_s=median_s) for rep in told.reps)
        weeks.append(programme_people.on(NOON + timedelta(weeks=n), replace(told, reps=reps), n))
    said = flags_of(report_page(story(rows(*weeks), date(2026, 10, 18))))
    assert "Weeks 4 to 7, arm curl: lowering median unchanged, 3.0 to 3.1 s a week." in said


def test_what_was_taken_back_stays_to_be_seen_and_counts_nowhere(curls):
    told, traces = curls
    *kept, gone = told.reps
    html = page_of(replace(told, reps=tuple(kept), withdrawn=(gone,)), traces=traces)
    assert f"{len(kept)} repetitions" in html
    assert "counted at first and taken back" in html
    assert f"<td>{gone.start_s:.1f}<td>" in html


def test_practice_of_the_affected_arm_has_its_own_table(curls):
    told, _ = curls
    session = told.session.session
    one = PracticeRep("p", session, 1, 1, 70.0, 71.0, 72.0, 1.0, 0.0, 1.0, 12.0)
    closed = PracticeClosed(
        "c", session, 1, "both", 70.0, 130.0, 8, 12.0, 2.0, pairs=6, range_ratio=0.2, lag_s=0.3
    )
    html = page_of(replace(told, practice_reps=(one,), practices=(closed,)))
    assert "6 pairs, range 20 % of the trained arm&#39;s, +0.3 s later" in html
    assert "Practice" not in page_of(told).split('<section id="sessions">')[1].split("Sets")[0]


def test_a_file_that_would_be_too_large_loses_detail_and_then_its_earliest_sets(curls, monkeypatch):
    told, traces = curls
    shaky = np.random.default_rng(1).normal(0, 1.5, len(traces[0].trained))
    every = sessions(told, 12)
    drawn = [
        replace(traces[0], session=one.session.session, trained=traces[0].trained + shaky)
        for one in every
    ]
    full = page_of(*every, traces=drawn)
    monkeypatch.setattr("crossrep.report.page.LARGEST", len(full.encode()) - 9_000)
    coarser = page_of(*every, traces=drawn)
    assert len(coarser.encode()) < len(full.encode()) - 9_000
    assert coarser.count("<details") == 12
    monkeypatch.setattr("crossrep.report.page.LARGEST", 120_000)
    short = page_of(*every, traces=drawn)
    assert len(short.encode()) < 120_000
    assert 0 < short.count("<details") < 12
    assert 'id="n12"' in short
    assert "are left out so that this file stays under 1 MB" in short
    page = Page(short)
    assert {link[1:] for link in page.inside} <= set(page.ids)


def test_two_periods_are_cut_where_asked(curls):
    told, _ = curls
    whole = story(rows(*sessions(told, 12)), date(2026, 9, 20))
    html = report_page(replace(whole, second_from=FIRST + timedelta(days=7)))
    assert "24 – 30 August 2026</th>" in html
    assert "31 August – 20 September 2026" in html


def test_what_nobody_did_is_told(curls):
    told, _ = curls
    assert "Simulated: no person did this." in page_of(told)
    lived = replace(told.session, session="s-1")
    assert "Simulated" not in page_of(replace(told, session=lived))


def test_a_hole_in_either_arms_trace_is_boxed_named_and_told(curls):
    told, (trace,) = curls
    blind = trace.affected_deg_s.copy()
    blind[100:200] = np.nan
    lost = trace.trained.copy()
    lost[450:510] = np.nan
    html = page_of(told, traces=[replace(trace, affected_deg_s=blind, trained=lost)])
    sets = html.split('class="page sets"')[1]
    assert sets.count('class="unseen"') == 2
    assert sets.count(">not observed</text>") == 2
    assert "Not observed: 10.0 s of 60 s." in sets
    assert "Not observed: " not in page_of(told, traces=[trace]).split('class="page sets"')[1]


def test_a_lowering_that_looks_like_the_limit_is_said_exactly(curls):
    one, traces = curls
    reps = [
        replace(rep, lowering_s=2.46, in_band=False, confidence=Confidence.HIGH) for rep in one.reps
    ]
    assert "quicker than 2.5 s: 2.46 s" in page_of(replace(one, reps=tuple(reps)), traces=traces)
