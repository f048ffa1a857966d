"""Which wearable is on which wrist, on disk."""

import stat
from pathlib import Path

import pytest

from crossrep.edges.wrists import KnownWrist, Wrists, exchanged, remember, remembered
from crossrep.errors import BadInputError
from crossrep.inputs import Side

LEFT = KnownWrist(driver="witmotion", name="WT901BLE68", address="F0:00:00:00:00:01", serial="7")
BOTH = Wrists(left=LEFT, right=LEFT.model_copy(update={"serial": "8"}), trained=Side.RIGHT)


def test_what_was_remembered_comes_back_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "wrists.json"
    assert remembered(path) == Wrists()
    remember(path, Wrists(left=LEFT))
    remember(path, BOTH)
    assert remembered(path) == BOTH
    assert [side for side, _ in BOTH.known()] == [Side.LEFT, Side.RIGHT]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["wrists.json"]


def test_exchanged_each_is_on_the_other_wrist_and_the_trained_arm_stays() -> None:
    other = exchanged(BOTH)
    assert (other.left, other.right, other.trained) == (BOTH.right, BOTH.left, Side.RIGHT)
    assert exchanged(other) == BOTH
    assert exchanged(Wrists(left=LEFT)) == Wrists(right=LEFT)


@pytest.mark.parametrize("text", ["", "{", '{"left": {"driver": 3}}', '{"middle": {}}'])
def test_a_damaged_file_says_what_to_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / "wrists.json"
    path.write_text(text)
    with pytest.raises(BadInputError, match="crossrep pair"):
        remembered(path)


def test_where_nothing_can_be_written_the_old_stays(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("")
    with pytest.raises(BadInputError):
        remember(path / "wrists.json", BOTH)
