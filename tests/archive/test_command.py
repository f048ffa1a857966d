"""The commands as people call them."""

import pytest

from crossrep.app.main import main


def call(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main(["archive", *map(str, arguments)])
    return int(left.value.code or 0)


def test_analyze_then_compare_with_another_wish(four, tmp_path, capsys):
    assert call("analyze", four, "-o", tmp_path / "a") == 0
    assert call("analyze", four, "-o", tmp_path / "b", "--exercise", "unknown") == 0
    said = capsys.readouterr()
    assert "4 recordings analysed." in said.out
    assert "4 of 4 recordings" in said.err
    assert call("compare", tmp_path / "a", tmp_path / "b", "-o", tmp_path / "c.html") == 0
    text = (tmp_path / "c.html").read_text()
    assert "http" not in text.replace("http://www.w3.org", "")
    assert "<script" not in text


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("crossrep.archive.dask_crew.PATIENCE_S", 0.5)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["analyze", "nowhere", "-o", "out"], "There is nothing at nowhere."),
        (["analyze", "empty", "-o", "out"], "holds no recordings"),
        (["analyze", "odd://x/y", "-o", "out"], "cannot be opened"),
        (["compare", "nowhere", "there"], "holds no results"),
        (["analyze", "RECORDINGS", "-o", "out", "--exercise", "waving"], "waving"),
        (
            ["analyze", "RECORDINGS", "-o", "out", "--scheduler", "tcp://127.0.0.1:9"],
            "No dask scheduler answers",
        ),
    ],
)
@pytest.mark.usefixtures("elsewhere")
def test_bad_input_gets_one_sentence(arguments, sentence, four, capsys):
    assert call(*[str(four) if word == "RECORDINGS" else word for word in arguments]) != 0
    said = capsys.readouterr().err
    assert sentence in said
    assert "Traceback" not in said


def test_several_runs_in_one_place_must_be_named(four, tmp_path, capsys):
    call("analyze", four / "home00.mcap", "-o", tmp_path / "a")
    call("analyze", four / "home00.mcap", "-o", tmp_path / "a", "--trained", "left")
    assert call("compare", tmp_path / "a", tmp_path / "a") == 1
    assert "name one of them" in capsys.readouterr().err
