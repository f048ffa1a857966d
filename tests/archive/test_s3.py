"""An archive in S3, against a local server that speaks S3."""

import socket

import pytest

from crossrep.archive.analyse import Asked
from crossrep.archive.batch import analyse_all
from crossrep.archive.crews import serial
from crossrep.archive.places import recordings_at
from crossrep.archive.store import run_at


@pytest.fixture
def clinic(monkeypatch):
    import fsspec  # noqa: PLC0415  large, both
    from moto.server import ThreadedMotoServer  # noqa: PLC0415

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }.items():
        monkeypatch.setenv(name, value)
    fsspec.filesystem("s3", skip_instance_cache=True).mkdir("clinic")
    yield "s3://clinic", fsspec.filesystem("s3")
    server.stop()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
@pytest.mark.slow
def test_recordings_and_results_in_s3_give_the_same_rows(four, clinic, tmp_path):
    bucket, files = clinic
    files.put(str(four), f"{bucket}/year", recursive=True)
    places = recordings_at([f"{bucket}/year"])
    outcome = analyse_all(places, Asked(), f"{bucket}/results", serial, lambda _d, _a: None)
    assert (outcome.analysed, outcome.errors) == (4, 0)
    again = analyse_all(places, Asked(), f"{bucket}/results", serial, lambda _d, _a: None)
    assert again.kept == 4
    here = str(tmp_path / "out")
    analyse_all(recordings_at([str(four)]), Asked(), here, serial, lambda _d, _a: None)
    far, near = run_at(f"{bucket}/results"), run_at(here)
    assert far.drop_columns("recording").equals(near.drop_columns("recording"))
    assert far["recording"][0].as_py().startswith("s3://clinic/year/")
