"""`crossrep run --page`: the page of a session in a process of its own, as a person starts it."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from crossrep.app.guided import GuideWishes
from crossrep.app.serving_page import PageWishes, page_served
from crossrep.edges.recording_files import open_recording
from crossrep.edges.web import listening
from crossrep.edges.web.address import USUAL_PORT
from crossrep.errors import BadInputError

LONG = 'seed = 4\nblock = [{kind = "rest", duration_s = 120}]\n'


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path / "crossrep"


@pytest.mark.slow
def test_a_page_opens_with_the_secret_only_and_ends_with_the_session(
    home: Path, tmp_path: Path
) -> None:
    script, out = tmp_path / "a.toml", tmp_path / "out.mcap"
    script.write_text(LONG)
    process = subprocess.Popen(
        [sys.executable, "-m", "crossrep.app.main", "run", "--script", script, "-o", out,
         "--page", "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ),
    )  # fmt: skip
    assert process.stdout is not None
    said = process.stdout.readline()
    url = re.fullmatch(r"The page: (http://127\.0\.0\.1:\d+/)\n", said)
    assert url is not None, said  # no secret where nobody sits
    with httpx.Client(base_url=url[1], headers={"origin": url[1][:-1]}) as client:
        assert client.get("/").status_code == 401
        secret = (home / "page" / "secret").read_text().strip()
        assert client.post("/enter", content=secret).status_code == 204
        assert "main.js" in client.get("/").text
        while "Recording to" not in process.stdout.readline():
            pass
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=60)
    assert (process.returncode, complaints) == (0, "")
    with open_recording(out) as recording:
        assert not recording.cut


async def test_a_taken_port_is_an_error_where_it_was_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listener, address = listening(port=0)
    with pytest.raises(BadInputError, match="in use"):
        async with page_served(PageWishes(port=address.port, opens=False)):
            pass
    listener.close()
    assert home is not None
    assert capsys.readouterr().out == ""


async def test_the_usual_port_gives_way_on_this_computer_only(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        listener, _ = listening(port=USUAL_PORT)
    except BadInputError:
        listener = None  # somebody else has it, which is as good
    async with page_served(PageWishes(opens=False)) as page:
        assert page is not None
    said = capsys.readouterr().out
    assert "This time the page stands elsewhere." in said
    assert (home / "page" / "secret").read_text().strip() not in said
    if listener is not None:
        listener.close()


def test_without_a_terminal_there_is_a_page_only_when_asked_for() -> None:
    assert GuideWishes().pages() is None
    assert GuideWishes(page=False, lan=True).pages() is None
    for wishes in (GuideWishes(page=True), GuideWishes(lan=True), GuideWishes(port=0)):
        assert wishes.pages() is not None
