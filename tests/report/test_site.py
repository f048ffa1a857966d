"""The therapist's page over a real socket: what it shows, what it saves, and whom it turns away."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import httpx
import pytest

from crossrep.edges.history import (
    History,
    add_person,
    add_prescription,
    add_proposal,
    assessments_of,
    decide,
    prescriptions_of,
    proposals_of,
    told_of,
)
from crossrep.edges.therapist.lately import everybody
from crossrep.edges.therapist.proposing import propose
from crossrep.edges.therapist.site import Site, pages
from crossrep.edges.web import Door, Guard, Guests, listening, serving
from crossrep.formats.prescription_toml import from_toml, to_toml
from crossrep.guide.safety import RULES
from crossrep.inputs import Side
from crossrep.prescription import Block, Prescription
from crossrep.records import Person, Prescribed, Proposal
from crossrep.report import words
from crossrep.report.persons import Fired, Group, Lately, persons_page, row_of
from crossrep.report.wording import claims

NOW = datetime(2026, 9, 5, 12, tzinfo=UTC)
ANNA = "/person/P-0417"


@pytest.fixture
def history(programme: Path, tmp_path: Path) -> Path:
    """The programme's history, to be changed."""
    with History(programme) as opened:
        opened.do("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(shutil.copy(programme, tmp_path / "history.sqlite"))


@asynccontextmanager
async def therapist(path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who has the address."""
    listener, address = listening("127.0.0.1", 0)
    door, guests = Door(address, "therapist"), Guests()
    app = pages(Site(path, "therapist-7", lambda: NOW))
    guard = Guard(app, door, guests, inline_styles=True)
    async with (
        serving(guard, listener, guests),
        httpx.AsyncClient(base_url=address.url, headers={"origin": address.url[:-1]}) as client,
    ):
        assert (await client.post("/enter", content=door.secret)).status_code == 204
        yield client


def form_of(page: str) -> dict[str, list[str]]:
    """What a browser would send if nobody touched the form."""
    body = page.split('<form method="post">')[1].split("</form>", maxsplit=1)[0]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", body):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if said.get("type") != "checkbox" or " checked" in tag:
            found.setdefault(said["name"], []).append(unescape(said.get("value", "")))
    for name, inside in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', body):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        found[name] = [unescape(chosen[1]) if chosen else ""]
    return found


async def test_the_list_leads_to_persons_and_sessions_and_claims_nothing(history):
    async with therapist(history) as client:
        everyone = (await client.get("/")).text
        assert re.findall(r'<a href="(/person/[^"]+)">', everyone) == [ANNA, "/person/P-0533"]
        timeline = (await client.get(ANNA)).text
        sessions = set(re.findall(rf'href="({ANNA}/session/\d+)"', timeline))
        assert len(sessions) == 6
        for path in (
            "/",
            ANNA,
            *sorted(sessions)[:2],
            f"{ANNA}/prescription",
            f"{ANNA}/assessments",
        ):
            answer = await client.get(path)
            assert answer.status_code == 200
            assert "<script" not in answer.text
            assert claims(answer.text) == []
        assert "Set 1, arm curl" in (await client.get(f"{ANNA}/session/1")).text
        whole = await client.get(f"{ANNA}/report.html")
        assert "attachment" in whole.headers["content-disposition"]


async def test_who_is_not_known_and_what_is_not_there_gets_one_sentence(history):
    async with therapist(history) as client:
        for path, said in (
            ("/person/nobody", "The history knows no person &#39;nobody&#39;"),
            (f"{ANNA}/session/99", "Person P-0417 has no session 99."),
            ("/elsewhere", "There is no such page here."),
        ):
            answer = await client.get(path)
            assert answer.status_code in (400, 404)
            assert said in answer.text


async def test_a_form_of_another_site_changes_nothing(history):
    async with therapist(history) as client:
        form = form_of((await client.get(f"{ANNA}/prescription")).text) | {"act": ["confirm"]}
        answer = await client.post(
            f"{ANNA}/prescription", data=form, headers={"origin": "https://evil.example"}
        )
        assert answer.status_code == 403
        client.cookies.clear()
        assert (await client.post(f"{ANNA}/prescription", data=form)).status_code == 401
    with History(history, write=False) as opened:
        assert len(prescriptions_of(opened, "P-0417")) == 2


async def test_a_change_is_the_next_revision_and_says_who_set_what(history):
    async with therapist(history) as client:
        form = form_of((await client.get(f"{ANNA}/prescription")).text)
        form |= {"sessions_per_week": ["2"], "planned_days": ["monday", "thursday"],
                 "block-0-reps": ["8"], "add": ["bilateral"], "act": ["save"]}  # fmt: skip
        answer = await client.post(f"{ANNA}/prescription", data=form)
        assert answer.status_code == 303
        page = (await client.get(answer.headers["location"])).text
        assert "Prescription 3" in page
        assert "Not confirmed." in page
        again = await client.post(f"{ANNA}/prescription", data=form)
        assert again.status_code == 400
        assert "Prescription 3 was saved meanwhile" in again.text
        confirm = form_of(page) | {"act": ["confirm"]}
        assert (await client.post(f"{ANNA}/prescription", data=confirm)).status_code == 303
    with History(history, write=False) as opened:
        rows = prescriptions_of(opened, "P-0417")
    assert [one.confirmed_by for one in rows[2:]] == ["", "therapist-7"]
    third, fourth = (from_toml(one.toml) for one in rows[2:])
    assert third.sessions_per_week == 2
    assert third.blocks[0].reps == 8
    assert third.blocks[-1].kind == "bilateral"
    by = {one.field: (one.by, one.on) for one in third.set_by}
    assert by["sessions_per_week"] == ("therapist-7", NOW.date())
    assert "pain_stop" not in by
    assert {one.field for one in third.blocks[0].set_by} >= {"reps"}
    assert fourth.blocks == third.blocks


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"block-0-lowering_band_s-to": ["9"]}, "0.5 to 8 s"),
        ({"block-0-reps": ["ten"]}, "write a number"),
        ({"sessions_per_week": ["6"]}, "2 to 5"),
        ({"pain_stop": [""]}, ""),
    ],
)
async def test_what_cannot_be_prescribed_is_told_beside_its_field(history, typed, said):
    async with therapist(history) as client:
        form = form_of((await client.get(f"{ANNA}/prescription")).text) | typed
        answer = await client.post(f"{ANNA}/prescription", data=form | {"act": ["confirm"]})
        if not said:  # left empty: the default
            assert answer.status_code == 303
            return
        assert answer.status_code == 422
        assert "nothing was saved" in answer.text
        assert said in answer.text
        assert f'value="{next(iter(typed.values()))[0]}"' in answer.text
        assert 'aria-invalid="true"' in answer.text


async def test_somebody_without_a_prescription_gets_the_first_one(history):
    with History(history) as opened:
        add_person(opened, Person("P-new", Side.LEFT))
    async with therapist(history) as client:
        page = (await client.get("/person/P-new/prescription")).text
        assert "Nobody wrote a prescription yet." in page
        form = form_of(page) | {"act": ["confirm"]}
        assert (await client.post("/person/P-new/prescription", data=form)).status_code == 303
        empty = (await client.get("/person/P-new")).text
        assert "No session is recorded in this period." in empty
    with History(history, write=False) as opened:
        (first,) = prescriptions_of(opened, "P-new")
    assert (first.revision, first.confirmed_by) == (1, "therapist-7")


async def test_assessments_are_checked_entered_and_escaped(history):
    form = {"measure": "grip", "side": "left", "value": "11,5", "on": "2026-09-04",
            "assessor": "<b>x</b>", "note": "<script>alert(1)</script>"}  # fmt: skip
    async with therapist(history) as client:
        for change, said in (
            ({"value": "200"}, "Grip goes from 0 to 150 kg, not 200."),
            ({"on": "2026-09-06"}, "2026-09-06 is in the future"),
            ({"on": "soon"}, "Enter the day of measuring"),
            ({"side": ""}, "Grip needs a side"),
            ({"measure": "<i>"}, "There is no measure"),
        ):
            answer = await client.post(f"{ANNA}/assessments", data=form | change)
            assert answer.status_code == 422
            assert said in answer.text
            assert "<script>" not in answer.text
        assert (await client.post(f"{ANNA}/assessments", data=form)).status_code == 303
        page = (await client.get(f"{ANNA}/assessments")).text
        assert "11.5 (4 Sep, &lt;b&gt;x&lt;/b&gt;)" in page
        assert "<b>x</b>" not in page
    with History(history, write=False) as opened:
        assert [one.value for one in assessments_of(opened, "P-0417") if one.note] == [11.5]


async def test_a_proposal_is_confirmed_or_refused_once(history):
    with History(history) as opened:
        newest = from_toml(prescriptions_of(opened, "P-0417")[-1].toml)
        (block,) = newest.blocks
        more = replace(newest, blocks=(replace(block, reps=block.reps + 1),))
        for name in ("one", "two"):
            add_proposal(opened, Proposal(name, "P-0417", 2, to_toml(more), f"10 to 11? {name}", 1))
    async with therapist(history) as client:
        assert "Waiting for you: 10 to 11? one" in (await client.get(ANNA)).text
        confirm, refuse = ({"act": act} for act in ("confirm", "refuse"))
        assert (await client.post(f"{ANNA}/proposal/one", data=confirm)).status_code == 303
        late = await client.post(f"{ANNA}/proposal/two", data=confirm)
        assert "The proposal rests on prescription 2; 3 holds now." in unescape(late.text)
        assert (await client.post(f"{ANNA}/proposal/two", data=refuse)).status_code == 303
        twice = await client.post(f"{ANNA}/proposal/one", data=refuse)
        assert "somebody has decided it" in twice.text
    with History(history, write=False) as opened:
        assert [one.decided for one in proposals_of(opened, "P-0417")] == ["confirmed", "refused"]
        newest_row = prescriptions_of(opened, "P-0417")[-1]
    assert newest_row.confirmed_by == "therapist-7"
    assert from_toml(newest_row.toml).blocks[0].reps == block.reps + 1


def test_the_most_urgent_come_first_and_then_who_was_seen_longest_ago():
    today = date(2026, 10, 29)
    days = Prescription("x", Side.RIGHT).planned_days

    def somebody(name: str, last: date, **more: object) -> Lately:
        plan = {"revision": 1, "confirmed": True, "planned_days": days, "from_on": date(2026, 9, 1)}
        return Lately(name, Side.RIGHT, last, **(plan | more))

    yesterday, monday = date(2026, 10, 28), date(2026, 10, 26)
    people = [
        somebody("calm", yesterday),
        somebody("calm-longer", monday),
        somebody("unconfirmed", yesterday, confirmed=False),
        somebody("proposed", yesterday, waits=["10 to 11?"]),
        somebody("away", date(2026, 10, 15)),
        somebody("unseen", yesterday, blind=3),
        somebody("hurt", yesterday, fired=[Fired(yesterday, "pain_high", "end_session", 5)]),
        somebody("flag", yesterday, fired=[Fired(yesterday, "red_flags", "end_session")]),
        Lately("new", Side.LEFT),
    ]
    order = re.findall(r'href="/person/([^"]+)"', persons_page(people, today))
    assert order == [
        "flag", "hurt", "unseen", "away", "proposed", "unconfirmed", "new", "calm-longer", "calm",
    ]  # fmt: skip
    assert row_of(people[0], today).group is Group.NOTHING


def test_what_two_sessions_suggest_is_proposed_once_and_not_after_a_refusal(history):
    with History(history) as opened:
        opened.do("DELETE FROM safety")
        *_, before, last, cut = told_of(opened, "P-0417")
        opened.do("DELETE FROM sessions WHERE session = ?", (cut.session.session,))
        for n, told in enumerate((before, last)):
            for rep in told.reps:
                opened.do(
                    "UPDATE reps SET in_band = 1 WHERE analysis = ? AND id = ?",
                    (told.analysis.analysis, rep.id),
                )
            opened.do(
                "UPDATE answers SET value = ? WHERE analysis = ? AND question = 'effort'",
                (4 + n, told.analysis.analysis),
            )
        assert propose(opened, "P-0417", NOW) == 1
        assert propose(opened, "P-0417", NOW) == 0
        (one,) = proposals_of(opened, "P-0417")
        assert one.reason.startswith("5 → 6 repetitions a set, arm curl.")
        assert "all in band" in one.reason
        assert from_toml(one.toml).blocks[0].reps == 6
        assert not from_toml(one.toml).confirmed
        decide(opened, one.id, "refused", "therapist-7")
        assert propose(opened, "P-0417", NOW) == 0


def test_nothing_is_proposed_on_a_plan_nobody_confirmed(history):
    with History(history) as opened:
        opened.do("UPDATE prescriptions SET confirmed_by = '', confirmed_on = NULL")
        assert propose(opened, "P-0533", NOW) == 0


def test_every_safety_rule_has_its_words():
    assert set(words.RULES) == set(RULES)


def test_the_list_reads_what_the_sessions_hold(history):
    with History(history, write=False) as opened:
        anna, bo = everybody(opened, NOW)
    assert len(anna.done) == 6
    assert anna.judged > 20
    assert anna.seen_s > 60
    assert anna.pain != (None, None)
    assert bo.trained is Side.LEFT


def test_a_prescription_nobody_can_read_does_not_stop_the_list(history):
    with History(history) as opened:
        add_prescription(opened, Prescribed("P-0417", 0, "no = [toml", date(2026, 9, 1)))
        anna = everybody(opened, NOW)[0]
    assert anna.planned_days == ()


def test_one_block_is_enough_for_a_plan():
    made = Prescription("P-1", Side.LEFT, blocks=(Block(exercise="biceps_curl"),))
    assert from_toml(to_toml(made)).blocks == made.blocks
