"""The simulated programme: what a report is built on, each number from a recording."""

from datetime import timedelta
from itertools import pairwise

from crossrep.edges.history import (
    History,
    assessments_of,
    persons,
    prescriptions_of,
    told_of,
    traces_of,
)
from crossrep.edges.history.adding import analyzed, file_of
from crossrep.events import FaultKind
from crossrep.formats.prescription_toml import from_toml
from crossrep.simulate.programme import (
    PAINFUL_WEEK,
    PLATEAU_WEEKS,
    SWAPPED_SESSION,
    programme,
    share_done,
)


def test_twelve_weeks_are_36_sessions_of_two_people_with_what_happened_in_them():
    planned = list(programme())
    names = ("P-0417", "P-0533")
    by_person = {name: [p for p in planned if p.who.person == name] for name in names}
    assert [len(by_person[name]) for name in names] == [36, 36]
    painful = [p for p in by_person["P-0417"] if max(one or 0 for one in p.pain) >= 4]
    assert {p.week for p in painful} == {PAINFUL_WEEK}
    swapped = [p.number for p in planned if p.script.trained is not p.who.trained]
    assert swapped == [SWAPPED_SESSION]
    plateau = {share_done(week, 12) for week in (*PLATEAU_WEEKS, PLATEAU_WEEKS.stop)}
    assert len(plateau) == 1
    assert share_done(11, 12) == 1
    days = [p.script.utc for p in by_person["P-0417"]]
    assert all(b - a >= timedelta(days=1) for a, b in pairwise(days))


def test_it_holds_what_a_report_shows(made):
    with History(made / "history.sqlite", write=False) as history:
        assert [one.person for one in persons(history)] == ["P-0417", "P-0533"]
        for person in persons(history):
            told = told_of(history, person.person)
            assert len(told) == 6
            prescribed = prescriptions_of(history, person.person)
            assert [from_toml(one.toml).revision for one in prescribed] == [1, 2]
            assert all(from_toml(one.toml).confirmed for one in prescribed)
            measures = {one.measure for one in assessments_of(history, person.person)}
            assert measures == {"fma_ue", "arat", "mas_elbow", "grip"}
            for one in told:
                asked = {answer.question for answer in one.answers}
                assert asked == {"pain", "stiffer", "weight_kg", "effort", "pain_end"}
                assert len(one.steps) >= 5
                assert set(traces_of(history, one.analysis.analysis)) == {s.set_n for s in one.sets}
        faults = [fault.kind for one in told for fault in one.faults]
        assert faults == [FaultKind.SIDE_MISMATCH]


def test_every_number_recomputes_equal_from_its_recording(made):
    with History(made / "history.sqlite", write=False) as history:
        told = [one for person in persons(history) for one in told_of(history, person.person)][::3]
    for one in told:
        assert one.recording is not None
        path = made / "recordings" / one.session.person / one.recording.path.rpartition("/")[2]
        assert file_of(path).sha256 == one.recording.sha256
        again = analyzed(path).events
        said = [*one.reps, *one.sets, *one.bouts, *one.couplings, *one.faults, *one.answers]
        assert len(said) > 8
        assert [each for each in (*said, one.ended) if each not in again] == []
