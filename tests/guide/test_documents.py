"""The pages people read are those of the code."""

import importlib.util
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).parents[2] / "docs"


def guiding() -> ModuleType:
    spec = importlib.util.spec_from_file_location("guiding", DOCS / "guiding.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_of_rules_is_the_codes() -> None:
    """Otherwise: ``python docs/guiding.py``."""
    page = (DOCS / "safety.md").read_text()
    module = guiding()
    assert module.drawn(page) == page
    assert all(f"`{rule}`" in page for rule in module.RULES)


def test_the_ready_prescription_is_the_codes() -> None:
    module = guiding()
    assert (DOCS / "prescription.toml").read_text() == module.to_toml(module.prescription())
