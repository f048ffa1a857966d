"""The terminal's picture says everything in words, too."""

import io

from rich.console import Console

from crossrep.app.screen import Picture
from crossrep.events import ArmState, Snapshot
from crossrep.inputs import Side

QUIET = ArmState(connected=True)


def drawn(trained: ArmState, affected: ArmState = QUIET, picture: Picture | None = None) -> str:
    out = Console(file=io.StringIO(), width=100, color_system=None)
    now = Snapshot("s", 12.0, "biceps_curl", trained, affected)
    out.print((picture or Picture("CrossRep", Side.LEFT)).drawn(now, "MQTT: 3 messages delivered"))
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def curl(phase: str, excursion_deg: float) -> ArmState:
    return ArmState(
        connected=True,
        excursion_deg=excursion_deg,
        phase=phase,
        moving=True,
        rate_deg_s=30.0,
        reps=10,
        set_n=2,
    )


def test_each_arm_has_its_side_and_the_count_its_set() -> None:
    said = drawn(curl("lifting", 45.0))
    assert "Trained arm (left)" in said
    assert "Affected arm (right)" in said
    assert " █  █ █" in said  # the middle row of 10
    assert "repetitions in set 2" in said
    assert "MQTT: 3 messages delivered" in said


def test_the_bar_points_where_the_arm_goes() -> None:
    picture = Picture("CrossRep", Side.LEFT)
    assert f"{'█' * 24}▶" in drawn(curl("lifting", 80.0), picture=picture)
    assert f"{'█' * 12}◀{'·' * 12}" in drawn(curl("lowering", 40.0), picture=picture)
    assert "↓ lowering" in drawn(curl("lowering", 40.0), picture=picture)


def test_an_angle_nobody_can_know_yet_is_not_shown() -> None:
    said = drawn(curl("unknown", 112.0))
    assert "112" not in said
    assert "- deg" in said


def test_not_observed_is_never_quiet() -> None:
    lost = ArmState(connected=False, fault=("link_lost",))
    said = drawn(QUIET, lost)
    assert "not observed" in said
    assert "quiet" not in said
    assert "! the connection is lost" in said
    assert "quiet" in drawn(QUIET, QUIET)
    assert "moving" in drawn(QUIET, ArmState(connected=True, moving=True))
