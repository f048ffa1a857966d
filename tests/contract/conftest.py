"""The contract as committed: what other people's tools are given."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[2] / "docs" / "mqtt"
sys.path.append(str(Path(__file__).parents[1] / "edges"))


@pytest.fixture(scope="session")
def committed() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((DOCS / "asyncapi.json").read_text())
    return document
