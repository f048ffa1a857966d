"""One table, whoever did the work, and whatever died on the way."""

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest
from copied import copies

from crossrep.archive.analyse import Asked, run_digest
from crossrep.archive.batch import analyse_all
from crossrep.archive.crews import processes, serial
from crossrep.archive.places import recordings_at
from crossrep.archive.store import Store, run_at

ASKED = Asked()


def run(folder, out, crew, told=lambda _done, _all: None):
    outcome = analyse_all(recordings_at([str(folder)]), ASKED, str(out), crew, told)
    return outcome, run_at(str(out))


@pytest.fixture(scope="module")
def forty(tmp_path_factory):
    room = tmp_path_factory.mktemp("forty")
    return copies(room / "forty", 40)


@pytest.fixture(scope="module")
def in_order(forty, tmp_path_factory):
    outcome, table = run(forty, tmp_path_factory.mktemp("out") / "serial", serial)
    assert (outcome.analysed, outcome.errors, outcome.cut) == (40, 0, 0)
    return table


def workers_of_this() -> list[psutil.Process]:
    """Processes below this one that analyse; with dask, below their nannies."""
    below = psutil.Process().children(recursive=True)
    spawned = [one for one in below if "spawn_main" in " ".join(one.cmdline())]
    return [one for one in spawned if not one.children()]


class Killer:
    """Kills one worker when a fifth of the work is done."""

    def __init__(self) -> None:
        self.killed = False

    def __call__(self, done: int, total: int) -> None:
        if not self.killed and done >= total // 5:
            workers_of_this()[0].kill()
            self.killed = True


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_processes_of_which_one_is_killed_give_the_same_table(forty, in_order, tmp_path):
    killer = Killer()
    outcome, table = run(forty, tmp_path / "out", processes(2), killer)
    assert killer.killed
    assert (outcome.analysed, outcome.errors) == (40, 0)
    assert table.equals(in_order)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_dask_with_a_worker_killed_gives_the_same_table(forty, in_order, tmp_path):
    from crossrep.archive.dask_crew import dask_crew  # noqa: PLC0415  large

    killer = Killer()
    outcome, table = run(forty, tmp_path / "out", dask_crew("local", 2), killer)
    assert killer.killed
    assert (outcome.analysed, outcome.errors) == (40, 0)
    assert table.equals(in_order)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_no_worker_of_ours_keeps_what_it_called_not_even_a_new_one():
    from crossrep.archive.dask_crew import _client  # noqa: PLC0415  large

    with ExitStack() as stack:
        client = _client("local", 1, stack)
        assert set(client.run(_profiles).values()) == {False}
        client.restart()
        assert set(client.run(_profiles).values()) == {False}


def _profiles() -> bool:
    import dask  # noqa: PLC0415  large

    return bool(dask.config.get("distributed.worker.profile.enabled"))


def test_broken_off_and_run_again_gives_the_same_table_without_doing_it_twice(four, tmp_path):
    class EnoughError(Exception):
        pass

    def enough(done, _total):
        if done == 2:
            raise EnoughError

    with pytest.raises(EnoughError):
        run(four, tmp_path / "out", serial, enough)
    outcome, table = run(four, tmp_path / "out", serial)
    assert (outcome.analysed, outcome.kept) == (2, 2)
    assert table.equals(run(four, tmp_path / "whole", serial)[1])


def test_a_recording_that_changed_is_done_again(four, tmp_path):
    folder = copies(tmp_path / "two", 2)
    run(folder, tmp_path / "out", serial)
    (folder / "home00.mcap").write_bytes((four / "home03.mcap").read_bytes())
    outcome, table = run(folder, tmp_path / "out", serial)
    assert (outcome.analysed, outcome.kept) == (1, 1)
    assert table.equals(run(folder, tmp_path / "fresh", serial)[1])


@pytest.mark.slow
def test_a_killed_run_leaves_only_whole_parts(forty, tmp_path):
    out = tmp_path / "out"
    command = [sys.executable, "-m", "crossrep", "archive", "analyze", str(forty), "-o", str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        process.stderr.readline()  # a tenth is done
        process.kill()
    left = run_at(str(out))
    places = recordings_at([str(forty)])
    there = Store(str(out), run_digest(ASKED)).finished(places)
    assert 0 < len(there) < len(places)
    assert {Path(url).name for url in left["recording"].to_pylist()} == {
        Path(url).name for url in there
    }
