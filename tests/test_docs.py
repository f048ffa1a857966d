"""The definitions people read are those of the code."""

import importlib
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from crossrep import __version__
from crossrep.movement.timing.lowering import RULE
from crossrep.report.wording import claims

HOME = Path(__file__).parents[1]
MEASUREMENT = (HOME / "docs" / "measurement.md").read_text()
NUMBERS = MEASUREMENT.split("<!-- numbers: begin -->")[1].split("<!-- numbers: end -->")[0]
ROWS = [[cell.strip() for cell in line.split("|")[1:-1]] for line in NUMBERS.split("\n")[3:-1]]


def in_the_code(name: str, unit: str) -> list[float]:
    """The constant's numbers, in the unit of the table."""
    module, _, constant = name.rpartition(".")
    value = np.ravel(getattr(importlib.import_module(f"crossrep.{module}"), constant))
    if unit in ("deg", "deg/s") and constant.endswith("_COS"):
        return np.rad2deg(np.arccos(value)).tolist()
    is_rad = unit in ("deg", "deg/s") and constant.endswith(("_RAD", "_RADS"))
    return (np.rad2deg(value) if is_rad else value).tolist()


@pytest.mark.parametrize(("name", "value", "unit"), [row[:3] for row in ROWS])
def test_a_number_in_the_definitions_is_the_codes(name, value, unit):
    said = [float(number) for number in value.split(",")]
    assert said == pytest.approx(in_the_code(name.strip("`"), unit))


def test_no_number_stands_twice():
    names = [row[0] for row in ROWS]
    assert len(names) == len(set(names)) > 90


def test_what_the_page_draws_is_what_the_code_has():
    """Otherwise: ``python docs/drawings.py``."""
    spec = importlib.util.spec_from_file_location("drawings", HOME / "docs" / "drawings.py")
    assert spec is not None
    assert spec.loader is not None
    drawings = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(drawings)
    assert drawings.drawn(MEASUREMENT) == MEASUREMENT
    assert all(f"`{name}`" in MEASUREMENT for name in drawings.EXERCISES)


def test_the_definitions_are_of_this_engine_and_rule():
    assert f"engine {__version__}," in MEASUREMENT
    assert f"`{RULE}`" in MEASUREMENT


def test_every_flag_and_fault_that_can_be_said_is_explained():
    source = Path(
        importlib.import_module("crossrep.movement.repetitions.running_set").__file__ or ""
    )
    doubts = source.read_text().split("def doubts")[1].split("def _too_slow")[0]
    flags = re.findall(r'"(\w+)":', doubts)
    assert len(flags) >= 8
    faults = [kind.value for kind in importlib.import_module("crossrep.events").FaultKind]
    kinds = [kind.value for kind in importlib.import_module("crossrep.events").BoutKind]
    assert [word for word in (*flags, *faults, *kinds) if f"`{word}`" not in MEASUREMENT] == []


def test_pages_name_files_that_exist():
    home = Path(__file__).parents[1]
    pages = [*home.glob("docs/**/*.md"), *home.glob("firmware_notes/*.md")]
    text = "".join(page.read_text() for page in pages)
    named = set(re.findall(r"`((?:src|docs|tests)/[^`\s]+)`", text))
    assert len(named) > 5
    missing = {path for path in named if not (home / path.replace("NAME", "witmotion")).exists()}
    assert missing == set()


def made_by(script: str) -> ModuleType:
    """A script of the docs as a module."""
    spec = importlib.util.spec_from_file_location(script, HOME / "docs" / f"{script}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_large_print_says_what_the_guide_says():
    """Otherwise: ``python docs/large_print.py``."""
    guide = (HOME / "docs" / "survivor.md").read_text(encoding="utf-8")
    printed = (HOME / "docs" / "survivor.html").read_text(encoding="utf-8")
    assert printed == made_by("large_print").page(guide)


def test_the_developers_example_runs(capsys, monkeypatch):
    monkeypatch.chdir(HOME)
    page = (HOME / "docs" / "developer.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(example, {})  # noqa: S102  ours
    assert capsys.readouterr().out.startswith("[2.8, 2.8, 3.1")


@pytest.mark.parametrize("guide", ["therapist.md", "survivor.md", "survivor.html", "developer.md"])
def test_guides_claim_nothing_and_lead_to_what_exists(guide):
    page = (HOME / "docs" / guide).read_text(encoding="utf-8")
    assert claims(page) == []
    leads = re.findall(r"\]\(([^)#]+)", page)
    assert [to for to in leads if not (HOME / "docs" / to).exists()] == []
