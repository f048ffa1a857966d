"""What goes out is what is kept, in the forms of others, and comes back the same."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from every_event import EVERY, STARTED
from pyarrow import parquet

from crossrep.edges.history import (
    Counted,
    History,
    add_assessment,
    add_events,
    add_person,
    add_proposal,
    analyses_of,
    analysis_of,
    assessments_of,
    person_of,
    persons,
    prescriptions_of,
    proposals_of,
    recordings_of,
    told_of,
    told_session,
    traces_of,
)
from crossrep.edges.history.carrying import ABOUT, ROWS, export_person
from crossrep.edges.history.csv_files import csv_texts, take_in_csv
from crossrep.edges.history.parquet_files import write_parquet
from crossrep.edges.history.taking_in import take_in
from crossrep.errors import BadInputError
from crossrep.formats import fhir
from crossrep.records import Assessment, Person, Proposal

PERSON = "P-0417"
MADE = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def told(made):
    with History(made / "history.sqlite", write=False) as history:
        yield told_of(history, PERSON)


def lay(folder: Path, texts) -> list[Path]:
    folder.mkdir()
    for name, text in texts:
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return list(folder.iterdir())


def numbers(told):
    """What tables carry of sessions."""
    return [(one.session.start_utc_ns, one.reps, one.sets, one.bouts, one.couplings, one.answers,
             one.ended) for one in told]  # fmt: skip


def test_a_spreadsheet_opens_the_tables(told):
    texts = dict(csv_texts(told))
    repetitions = texts["repetitions.csv"]
    assert repetitions.encode().startswith(b"\xef\xbb\xbfperson,session,")
    rows = list(csv.DictReader(io.StringIO(repetitions.removeprefix("\ufeff"))))
    assert len(rows) == sum(len(one.reps) for one in told)
    first = told[0].reps[0]
    assert float(rows[0]["lowering_s"]) == first.lowering_s
    assert rows[0]["recording_sha256"] == told[0].analysis.recording
    assert len(list(csv.reader(io.StringIO(texts["sessions.csv"])))) == 1 + len(told)


def test_tables_come_back_the_same_twice_without_harm(told, tmp_path):
    files = lay(tmp_path / "csv", csv_texts(told))
    with History(tmp_path / "history.sqlite") as history:
        first = take_in_csv(history, files)
        assert take_in_csv(history, files) == Counted(0, first.new)
        assert numbers(told_of(history, PERSON)) == numbers(told)


def test_what_was_withdrawn_stays_withdrawn_in_tables(tmp_path):
    with History(tmp_path / "a.sqlite") as one, History(tmp_path / "b.sqlite") as other:
        add_events(one, "P-1", analysis_of(STARTED, "live"), EVERY)
        told = told_of(one, "P-1")
        take_in_csv(other, lay(tmp_path / "csv", csv_texts(told)))
        back = told_of(other, "P-1")
        assert (back[0].reps, back[0].withdrawn) == (told[0].reps, told[0].withdrawn)
        assert back[0].withdrawn[0].stops


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        ("letter.csv", str, "letter.csv is no table that can be taken in; these are: sessions.csv"),
        ("repetitions.csv", lambda text: text.replace("lowering_s,", "lowering,", 1),
         "repetitions.csv has no column lowering_s"),
        ("repetitions.csv", lambda text: text.replace(",biceps_curl,1,", ",biceps_curl,one,", 1),
         "repetitions.csv, line 2: set_n cannot be 'one'"),
        ("repetitions.csv", lambda text: text.replace("high", "great", 1),
         "repetitions.csv, line 2: 'great' is not a valid Confidence"),
        ("repetitions.csv", lambda text: text + "one,more\r\n", "it has another number of cells"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_is_refused_whole(told, tmp_path, name, change, sentence):
    text = change(dict(csv_texts(told))["repetitions.csv"])
    (file,) = lay(tmp_path / "csv", [(name, text)])
    with History(tmp_path / "history.sqlite") as history:
        with pytest.raises(BadInputError, match=sentence):
            take_in_csv(history, [file])
        assert persons(history) == []


def test_words_that_a_spreadsheet_would_run_are_only_words(told):
    risky = replace(told[0].reps[0], exercise='=HYPERLINK("x")')
    texts = dict(csv_texts([replace(told[0], reps=(risky,))]))
    assert ",\"'=HYPERLINK(" in texts["repetitions.csv"]


def test_parquet_holds_the_same(told, tmp_path):
    write_parquet(told, tmp_path / "out")
    table = parquet.read_table(tmp_path / "out" / "repetitions.parquet").to_pydict()
    reps = [rep for one in told for rep in one.reps]
    assert table["lowering_s"] == [rep.lowering_s for rep in reps]
    assert table["lowering_mean_m_s"] == [None] * len(reps)
    assert table["person"] == [PERSON] * len(reps)


def test_the_bundle_is_fhir_and_says_whose_numbers_it_holds(made, told):
    with History(made / "history.sqlite", write=False) as history:
        entered = assessments_of(history, PERSON)
        text = fhir.bundle(person_of(history, PERSON), told, entered, MADE)
    value = json.loads(text)
    resources = [entry["resource"] for entry in value["entry"]]
    ids = [(one["resourceType"], one["id"]) for one in resources]
    assert len(set(ids)) == len(ids)
    observed = [one for one in resources if one["resourceType"] == "Observation"]
    sets = [one for one in observed if one["code"]["coding"][0]["code"] == "exercise-set"]
    assert len(sets) == sum(len(one.sets) for one in told)
    lowering = [part["valueQuantity"] for part in sets[0]["component"]
                if part["code"]["coding"][0]["code"] == "lowering-median"]  # fmt: skip
    assert lowering[0]["code"] == "s"
    assert lowering[0]["value"] == pytest.approx(told[0].sets[0].lowering_median_s, abs=1e-6)
    scores = [one for one in observed if one["code"]["text"] in ("fma_ue", "arat")]
    assert {one["performer"][0]["display"] for one in scores} == {"therapist-2"}
    assert {one["subject"]["reference"] for one in observed} == {f"Patient/{PERSON}"}


def test_an_answer_not_given_is_absent_and_not_zero(told):
    unsaid = [replace(answer, value=None) for answer in told[0].answers]
    one = replace(told[0], answers=tuple(unsaid))
    text = fhir.bundle(Person(PERSON), [one], [], MADE)
    said = [entry["resource"] for entry in json.loads(text)["entry"]]
    asked = [each for each in said if "dataAbsentReason" in each]
    assert len(asked) == len(unsaid)
    assert not any("valueQuantity" in each for each in asked)


def everything(history: History):
    every = [told_session(history, one.session.session, analysis.analysis)
             for one in told_of(history, PERSON)
             for analysis in analyses_of(history, one.session.session)]  # fmt: skip
    return (
        person_of(history, PERSON),
        prescriptions_of(history, PERSON),
        proposals_of(history, PERSON),
        assessments_of(history, PERSON),
        [replace(one, recording=None) for one in every],
        [one.recording.sha256 for one in every if one.recording],
        [traces_of(history, one.analysis.analysis).keys() for one in every],
    )


@pytest.fixture
def exported(own, tmp_path):
    out = tmp_path / "person.zip"
    with History(own) as history:
        again = replace(STARTED, session=told_of(history, PERSON)[0].session.session)
        second = analysis_of(replace(again, engine="9.9.9"), "reanalysis")
        add_events(history, PERSON, second, [replace(e, session=again.session) for e in EVERY[1:]])
        add_proposal(history, Proposal("p-1", PERSON, 2, "x = 1", "why", 5))
        wrong = assessments_of(history, PERSON)[0]
        right = replace(wrong, id="corrected", value=39.0, replaces=wrong.id)
        add_assessment(history, right, MADE.date())
        carried = export_person(history, PERSON, out, [("a.csv", "a")], recordings=True)
        assert (carried.recordings, carried.missing) == (6, ())
        yield out, everything(history)


def test_a_whole_person_moves_elsewhere(exported, tmp_path):
    out, before = exported
    with History(tmp_path / "elsewhere" / "history.sqlite") as history:
        first = take_in(history, out, tmp_path / "elsewhere" / "recordings")
        assert (first.sessions, first.recordings, first.counted.known) == (6, 6, 0)
        assert everything(history) == before
        again = take_in(history, out, tmp_path / "elsewhere" / "recordings")
        assert again.counted == Counted(0, first.counted.new)
        assert everything(history) == before
        paths = [Path(one.path) for one in recordings_of(history, PERSON)]
        assert {path.parent for path in paths} == {tmp_path / "elsewhere" / "recordings" / PERSON}
        assert all(path.stat().st_mode & 0o077 == 0 for path in (*paths, out))


def rewritten(out: Path, name: str, text: str) -> Path:
    """The same export with another text in it."""
    changed = out.with_name("changed.zip")
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(changed, "w") as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, text)
    return changed


def told_text(out: Path, name: str) -> str:
    with zipfile.ZipFile(out) as archive:
        return archive.read(name).decode()


def refused(history: History, file: Path, folder: Path, sentence: str) -> None:
    with pytest.raises(BadInputError, match=sentence):
        take_in(history, file, folder)
    assert persons(history) == []


def test_exports_that_cannot_be_are_refused_and_nothing_of_them_stays(exported, tmp_path):
    out, _ = exported
    rows, about = told_text(out, ROWS), told_text(out, ABOUT)
    recording = json.loads(next(line for line in rows.splitlines() if "RecordingFile" in line))
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all")
    cut = tmp_path / "cut.zip"
    cut.write_bytes(out.read_bytes()[:-1000])
    foreign = "is no export of CrossRep, or damaged"
    with History(tmp_path / "elsewhere.sqlite") as history:
        folder = tmp_path / "recordings"
        for file in (letter, cut):
            refused(history, file, folder, foreign)
        refused(history, tmp_path / "none.zip", folder, "There is no file")
        newer = about.replace('"format": 1', '"format": 2')
        refused(history, rewritten(out, ABOUT, newer), folder, "was made by a newer CrossRep")
        for text in (
            rows.replace(f'"person": "{PERSON}"', '"person": "P-9"', 3),
            rows.replace('"set_n": 1', '"set_n": "one"', 1),
            rows.replace('"kind": "Rep"', '"kind": "Leap"', 1),
            rows.replace('"confidence": "high"', '"confidence": "great"', 1),
            rows.replace('"trace": "', '"trace": "!!', 1),
            rows + "[[[[",
            rows + '{"kind": "Person"}',
        ):
            refused(history, rewritten(out, ROWS, text), folder, foreign)
        name = f"recordings/{recording['is']['sha256']}.mcap"
        refused(
            history, rewritten(out, name, "no recording"), folder, "A recording in .* is damaged"
        )
        assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_an_export_of_somebody_else_s_session_is_refused(exported, own, tmp_path):
    out, _ = exported
    with History(tmp_path / "elsewhere.sqlite") as history, History(own) as home:
        session = told_of(home, PERSON)[0].session.session
        started = replace(STARTED, session=session)
        add_person(history, Person("P-9"))
        add_events(history, "P-9", analysis_of(started, "live"), [started])
        with pytest.raises(
            BadInputError, match=f"is of person P-9 in this history, not of {PERSON}"
        ):
            take_in(history, out, tmp_path / "recordings")
        assert not list((tmp_path / "recordings").rglob("*.mcap"))
        assert [one.person for one in persons(history)] == ["P-9"]


def test_an_assessment_to_come_or_of_nobody_is_refused(own):
    with History(own) as history:
        to_come = Assessment("a-1", PERSON, "grip", 20.0, datetime(2026, 11, 22, tzinfo=UTC).date())
        with pytest.raises(BadInputError, match="2026-11-22 is still to come"):
            add_assessment(history, to_come, MADE.date())
        with pytest.raises(BadInputError, match="knows no person 'P-9'; it knows P-0417, P-0533"):
            add_assessment(history, replace(to_come, person="P-9"), to_come.measured_on)
