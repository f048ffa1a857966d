"""The terminal's picture says everything in words, too, and fits the terminal."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from crossrep.app import words
from crossrep.app.screen import Picture
from crossrep.events import (
    ArmState,
    Bout,
    BoutKind,
    Confidence,
    FaultEnded,
    FaultKind,
    FaultStarted,
    Rep,
    SetClosed,
    Snapshot,
)
from crossrep.inputs import Role, Side

QUIET = ArmState(connected=True)
NOTE = (
    "MQTT: 3 messages delivered, 0 refused, 12 waiting, the broker is away; "
    "14 received by a subscriber"
)
CLOSED = SetClosed("t1", "s", Role.TRAINED, "biceps_curl", 1, 5.0, 30.0, 4, 3.1, 0)
REP = Rep(
    "r1", "s", Role.TRAINED, "biceps_curl", 1, 1,
    start_s=5.0, top_s=6.0, end_s=9.5, lifting_s=1.0, hold_s=0.5, lowering_s=3.0, rest_s=0.0,
    lowering_start_s=6.5, lowering_end_s=9.5, lowering_rule="lower-v1", lowering_edge_s=2.5,
    lowering_t90_s=1.5, range_deg=90.0, confidence=Confidence.HIGH,
)  # fmt: skip


def drawn(
    trained: ArmState,
    affected: ArmState = QUIET,
    picture: Picture | None = None,
    columns: int = 80,
    rows: int = 24,
) -> str:
    out = Console(file=io.StringIO(), width=columns, height=rows, color_system=None)
    now = Snapshot("s", 12.0, "biceps_curl", trained, affected)
    out.print((picture or Picture("CrossRep", Side.LEFT)).drawn(now, NOTE))
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def curl(phase: str, excursion_deg: float, reps: int = 10, set_n: int = 2) -> ArmState:
    return ArmState(
        connected=True,
        excursion_deg=excursion_deg,
        phase=phase,
        moving=True,
        rate_deg_s=30.0,
        reps=reps,
        set_n=set_n,
    )


def full_picture() -> Picture:
    """After much has happened."""
    picture = Picture("CrossRep demo: a simulated person", Side.LEFT)
    lost = ("f", "s", Role.AFFECTED, FaultKind.LINK_LOST, 5.0)
    for n in range(4):
        picture.take(replace(REP, lowering_s=3.0 + n / 10))
        picture.take(Bout(f"b{n}", "s", 3, 4.7, BoutKind.INDEPENDENT, 9.0, Confidence.HIGH))
    picture.take(FaultEnded(*lost, 7.1))
    picture.take(FaultStarted(*lost))
    picture.take(CLOSED)
    return picture


def plain(said: str) -> str:
    """In one line, without frames: what wraps is the same words."""
    return " ".join("".join(letter for letter in said if letter not in "│╭╮╰╯─").split())


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (80, 16), (60, 24), (100, 40)])
def test_everything_that_matters_fits(columns: int, rows: int) -> None:
    frozen = replace(curl("lifting", 45.0), fault=("frozen", "no_device_time"))
    lost = ArmState(fault=("link_lost",))
    said = drawn(frozen, lost, full_picture(), columns, rows)
    lines = said.splitlines()
    assert len(lines) < rows
    assert max(map(len, lines)) <= columns
    assert not any(set(line) <= set(" │") for line in lines)
    assert "! the connection is lost" in said
    assert "the sensor repeats itself" in said
    assert "- trained arm: set 1 is over, 4 repetitions" in said
    assert NOTE in plain(said)


def test_arms_stand_side_by_side_in_80_columns_and_one_above_the_other_in_60() -> None:
    heads = [
        [line for line in drawn(QUIET, columns=columns).splitlines() if " arm (" in line]
        for columns in (80, 60)
    ]
    assert [len(one) for one in heads] == [1, 2]
    assert drawn(QUIET).count("╰") == 2
    assert any(line.count("╰") == 2 for line in drawn(QUIET).splitlines())  # equally high


def test_each_arm_has_its_side_and_the_count_its_set() -> None:
    said = drawn(curl("lifting", 45.0))
    assert "Trained arm (left)" in said
    assert "Affected arm (right)" in said
    assert " █  █ █" in said  # the middle row of 10
    assert "repetitions in set 2" in said
    assert "1 " not in drawn(curl("lifting", 45.0, reps=1)).split("repetition in set 2")[0][-3:]


def test_what_is_not_yet_sure_shows_already() -> None:
    said = drawn(curl("lowering", 45.0, reps=1, set_n=0))
    assert "repetition in set 1" in said
    assert "↓ lowering" in said
    assert "watching" in drawn(replace(curl("unknown", 0.0), moving=True))
    assert "ready" in drawn(replace(curl("unknown", 0.0), moving=False))
    assert "ready" not in drawn(ArmState())


def test_a_set_that_is_over_stays_until_the_next_one_begins() -> None:
    picture = full_picture()
    after = drawn(curl("rest", 0.0, reps=0, set_n=1), picture=picture)
    assert "repetitions in set 1" in after
    assert "█ █  repetitions" in after  # a four
    assert "  set 1 is over" in after
    following = drawn(curl("lifting", 50.0, reps=1, set_n=1), picture=picture)
    assert "repetition in set 2" in following
    assert "  set 1 is over  " not in following
    confirmed = drawn(curl("lifting", 50.0, reps=3, set_n=2), picture=picture)
    assert "repetitions in set 2" in confirmed


def test_the_bar_points_where_the_arm_goes() -> None:
    picture = Picture("CrossRep", Side.LEFT)
    assert f"{'█' * 24}▶" in drawn(curl("lifting", 80.0), picture=picture)
    assert f"{'█' * 12}◀{'·' * 12}" in drawn(curl("lowering", 40.0), picture=picture)
    assert "↓ lowering" in drawn(curl("lowering", 40.0), picture=picture)


def test_an_angle_nobody_can_know_yet_is_not_shown() -> None:
    said = drawn(curl("unknown", 112.0))
    assert "112" not in said
    assert "- deg" in said
    assert "-0 deg" not in drawn(curl("rest", -0.3))


def test_not_observed_is_never_quiet() -> None:
    lost = ArmState(connected=False, fault=("link_lost",))
    said = drawn(QUIET, lost)
    assert "not observed" in said
    assert "quiet" not in said
    assert "! the connection is lost" in said
    assert "quiet" in drawn(QUIET, QUIET)
    assert "moving" in drawn(QUIET, ArmState(connected=True, moving=True))
    assert "sensor ok" in drawn(QUIET, QUIET)


def test_lines_are_calm_and_exact() -> None:
    picture = full_picture()
    assert list(picture.said)[-4:] == [
        "affected arm: moved by itself (not in time with the trained arm), 1.7 s",
        "affected arm is observed again (the connection was lost for 2.1 s)",
        "affected arm, not observed: the connection is lost",
        "trained arm: set 1 is over, 4 repetitions",
    ]
    assert "lowering 3.0 s, in the band 2.5 to 5 s" in words.sentence(REP)
    assert set(words.MOVED) == set(words.MOVED_BRIEFLY) == set(words.BOUTS) == set(BoutKind)
    assert "voluntar" not in " ".join([*words.MOVED.values(), *words.BOUTS.values()])
