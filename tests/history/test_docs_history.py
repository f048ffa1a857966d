"""The page draws its tables from the code."""

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_tables_of_the_page_are_the_code_s():
    """Otherwise: ``python docs/history_tables.py``."""
    spec = importlib.util.spec_from_file_location("history_tables", DOCS / "history_tables.py")
    assert spec is not None
    assert spec.loader is not None
    drawing = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(drawing)
    page = (DOCS / "history.md").read_text()
    assert drawing.drawn(page) == page
    assert page.count("\n| ") > 30
