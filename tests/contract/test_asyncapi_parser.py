"""The official AsyncAPI parser reads the committed document (tier `node`)."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from crossrep.formats.channels import CHANNELS

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "docs" / "mqtt" / "asyncapi.json"
SCRIPT = HERE.parent / "node" / "parse_asyncapi.mjs"


def verdict(document: Path) -> dict[str, object]:
    ran = subprocess.run(
        ["node", SCRIPT, document], capture_output=True, text=True, check=True, timeout=60,
        env=os.environ | {"CROSSREP_NODE": os.environ["CROSSREP_NODE"]},
    )  # fmt: skip
    said: dict[str, object] = json.loads(ran.stdout)
    return said


@pytest.mark.slow
def test_the_official_parser_has_nothing_to_say() -> None:
    said = verdict(DOCUMENT)
    assert said["valid"]
    assert said["diagnostics"] == []
    assert said["channels"] == [f"crossrep/v1/{{person}}/{suffix}" for suffix in CHANNELS]


@pytest.mark.slow
def test_it_would_say_so(tmp_path: Path) -> None:
    spoiled = json.loads(DOCUMENT.read_text())
    del spoiled["info"]["version"]
    (tmp_path / "a.json").write_text(json.dumps(spoiled))
    said = verdict(tmp_path / "a.json")
    assert not said["valid"]
    assert said["diagnostics"]
