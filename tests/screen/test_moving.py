"""What is drawn of an arm: since when its phase lasts, and how far it usually goes."""

from docs.screen_states import arms

from crossrep.edges.screen.moving import LEAST_DEG, Moving


def taken(moving: Moving, *states: tuple[str, float, float]) -> dict:  # type: ignore[type-arg]
    for phase, deg, t_s in states:
        said = moving.taken(arms(phase, deg, t_s))
    return said


def test_a_phase_lasts_since_it_began() -> None:
    moving = Moving()
    taken(moving, ("rest", 0, 1), ("lifting", 20, 2), ("lifting", 60, 3))
    assert taken(moving, ("lowering", 90, 3.5), ("lowering", 60, 4.5))["phase_s"] == 1.0


def test_the_range_is_that_of_the_latest_movements_and_never_less_than_this_one() -> None:
    moving = Moving()
    for n, top in enumerate((100, 104, 30, 102)):
        t_s = 10.0 * n
        taken(moving, ("lifting", top / 2, t_s), ("hold", top, t_s + 1), ("lowering", 9, t_s + 2),
              ("rest", 0, t_s + 5))  # fmt: skip
    assert taken(moving, ("rest", 1, 50))["range"] == 101
    assert taken(moving, ("lifting", 125, 51))["range"] == 125
    assert taken(moving, ("rest", 1, 60))["range"] < 125


def test_another_exercise_begins_anew() -> None:
    moving = Moving()
    taken(moving, ("lifting", 100, 1), ("lowering", 5, 2), ("rest", 0, 3))
    wrist = moving.taken(arms("rest", 0, 4, "wrist_extension"))
    assert LEAST_DEG < wrist["range"] < 90
    assert wrist["phase_s"] == 0


def test_the_arm_that_exercises_sets_the_pace() -> None:
    moving = Moving()
    said = moving.taken(arms("lowering", 50, 1, other_deg=40), by=1)
    assert said["affected"]["deg"] == 40
    assert said["range"] >= LEAST_DEG
