"""Files: never over another, never half, for their owner only; cut recordings repaired on open."""

import errno
import gzip
import logging
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from full_disk import disk_with_room_for
from recording_inputs import HEADER, read_back, recorded, two_wrists

from crossrep.edges.files import (
    cannot_write,
    claim,
    create,
    new_file,
    new_text,
    open_existing,
    read_text,
)
from crossrep.edges.recording_files import new_recording, open_recording, recover_recording
from crossrep.errors import BadInputError, RecordingError
from crossrep.formats.recording import batches_of
from crossrep.inputs import Input

INPUTS = two_wrists(4)
WHOLE = recorded(INPUTS)
CUT = WHOLE[: len(WHOLE) * 3 // 5]
NOBODY = 65534


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A folder we may read and not write, also when we are root; it holds a cut recording."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.mcap").write_bytes(CUT)
        folder.chmod(0o555)
        was_root = os.geteuid() == 0
        if was_root:
            os.seteuid(NOBODY)
        yield folder
        if was_root:
            os.seteuid(0)
        folder.chmod(0o755)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def read_all(path: Path) -> list[Input]:
    with open_recording(path) as recording:
        return [item for batch in recording.batches() for item in batch.inputs()]


def test_new_files_and_folders_are_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "home" / "anna" / "a.mcap"
    create(path).close()
    assert (mode(path), mode(path.parent), mode(path.parent.parent)) == (0o600, 0o700, 0o700)


def test_an_existing_name_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("mine")
    for make in (create, lambda p: new_file(p).__enter__(), lambda p: new_text(p).__enter__()):
        with pytest.raises(BadInputError, match=r"exists already.*choose another name"):
            make(path)
    assert path.read_text() == "mine"


def test_a_name_taken_meanwhile_is_refused_too(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"

    def race() -> None:
        with new_text(path) as text:
            text.write("ours")
            path.write_text("theirs")

    with pytest.raises(BadInputError, match="choose another name"):
        race()
    assert path.read_text() == "theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_stays_of_an_output_that_failed(tmp_path: Path) -> None:
    def half() -> None:
        with new_file(tmp_path / "a.bin") as stream:
            stream.write(b"half")
            raise KeyError

    with pytest.raises(KeyError):
        half()
    assert list(tmp_path.iterdir()) == []


def test_a_part_left_by_a_crash_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "a.bin.part").write_bytes(b"old and longer")
    with new_file(tmp_path / "a.bin") as stream:
        stream.write(b"new")
    assert (tmp_path / "a.bin").read_bytes() == b"new"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with disk_with_room_for(1000):
        with pytest.raises(BadInputError, match="disk is full"), new_text(path) as text:
            text.write("x" * 1001)
        with pytest.raises(BadInputError, match="disk is full"), new_file(path) as stream:
            stream.write(bytes(1001))
    assert list(tmp_path.iterdir()) == []


def test_a_file_where_a_folder_should_be_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(BadInputError, match=r"cannot be written: .*\."):
        create(tmp_path / "a" / "b.csv")


def test_why_a_file_cannot_be_written() -> None:
    refused = cannot_write(Path("x/a.csv"), OSError(errno.EROFS, "Read-only file system"))
    assert str(refused) == (
        "a.csv cannot be written because x does not allow it; choose another folder."
    )


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_text_comes_back_packed_or_not(tmp_path: Path, name: str) -> None:
    with new_text(tmp_path / name) as text:
        text.write("t_s,é\n1,2\n")
    assert read_text(tmp_path / name) == "t_s,é\n1,2\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe\x00", "is not a text file in UTF-8"),
        (gzip.compress(b"a" * 1000)[:-9], "damaged or incomplete gzip"),
        (b"\x1f\x8b" + bytes(20), "damaged or incomplete gzip"),
        (gzip.compress(b"a" * 1000)[:15] + b"\xff" * 20, "damaged or incomplete gzip"),
    ],
    ids=["not utf-8", "cut gzip", "no gzip", "damaged gzip"],
)
def test_what_is_no_text_is_one_sentence(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(BadInputError, match=words):
        read_text(tmp_path / "a.csv")


def test_a_missing_file_and_a_folder_are_one_sentence(tmp_path: Path) -> None:
    for read in (read_text, open_existing, read_all, recover_recording):
        with pytest.raises(BadInputError, match="There is no file"):
            read(tmp_path / "none")
        with pytest.raises(BadInputError, match="is a folder"):
            read(tmp_path)


def test_a_recording_made_at_one_go_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    with new_recording(path, HEADER) as writer:
        for batch in batches_of(INPUTS):
            writer.write(batch)
    assert (read_all(path), mode(path)) == (INPUTS, 0o600)


def test_a_cut_recording_is_repaired_on_open(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    path.write_bytes(CUT)
    path.chmod(0o640)
    inputs = read_all(path)
    assert 0 < len(inputs) < len(INPUTS)
    assert read_back(path.read_bytes()) == (inputs, False)
    assert inputs == INPUTS[: len(inputs)]
    assert (list(tmp_path.iterdir()), mode(path)) == ([path], 0o640)


def test_a_cut_recording_in_a_read_only_folder_is_read_as_it_is(
    read_only_folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = read_only_folder / "a.mcap"
    inputs = read_all(path)
    assert inputs == INPUTS[: len(inputs)] != []
    assert path.read_bytes() == CUT
    assert "could not be repaired" in caplog.text
    with pytest.raises(BadInputError, match="choose another folder"):
        recover_recording(path)


def test_a_full_disk_leaves_a_cut_recording_readable(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    path.write_bytes(CUT)
    with disk_with_room_for(1000):
        inputs = read_all(path)
    assert inputs == INPUTS[: len(inputs)] != []
    assert path.read_bytes() == CUT
    assert list(tmp_path.iterdir()) == [path]


def test_a_recording_being_written_is_read_and_not_touched(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.mcap"
    with create(path) as stream:
        assert claim(stream)
        stream.write(CUT)
        stream.flush()
        inputs = read_all(path)
        assert inputs == INPUTS[: len(inputs)] != []
        assert "still being written" in caplog.text
        with pytest.raises(RecordingError, match="still being written"):
            recover_recording(path)
    assert path.read_bytes() == CUT


def test_bytes_gone_wrong_are_not_thrown_away_unasked(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "a.mcap"
    wrong = bytearray(CUT)
    wrong[len(CUT) // 2] ^= 0xFF
    path.write_bytes(wrong)
    with caplog.at_level(logging.WARNING):
        inputs = read_all(path)
    assert path.read_bytes() == wrong
    assert "was read up to byte" in caplog.text
    report = recover_recording(path)
    assert report.inputs == len(inputs)
    assert read_back(path.read_bytes()) == (inputs, False)
    assert (tmp_path / "a.mcap.damaged").read_bytes() == wrong


def test_recover_leaves_a_sound_recording_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    path.write_bytes(WHOLE)
    assert recover_recording(path).damage is None
    assert path.read_bytes() == WHOLE
    assert list(tmp_path.iterdir()) == [path]


def test_errors_of_a_recording_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.mcap"
    path.write_bytes(b"")
    with pytest.raises(RecordingError, match=r"a\.mcap: This recording is empty"):
        read_all(path)
    path.write_bytes(WHOLE[:70])
    for read in (read_all, recover_recording):
        with pytest.raises(RecordingError, match=r"a\.mcap: .* cut before its first second"):
            read(path)
    assert list(tmp_path.iterdir()) == [path]
