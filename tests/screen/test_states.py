"""Every state of the person's screen in a real browser: room, sizes, words, and axe's rules."""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from docs.screen_states import STATES
from docs.screenshots import SIZES, Stage, stage

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]

AUDIT = Path(__file__).with_name("audit.js").read_text()
AXE = Path(os.environ["CROSSREP_NODE"]) / "node_modules" / "axe-core" / "axe.min.js"
EVERY_RULE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN_AXE = """only => axe.run(document, {resultTypes: ['violations'], runOnly: only})
  .then(found => found.violations.map(v => v.id + ': ' + v.help + ' '
        + v.nodes.map(n => n.html.slice(0, 120)).slice(0, 3).join(' | ')))"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def on() -> AsyncIterator[Stage]:
    async with stage() as made:
        yield made


@pytest.mark.parametrize(
    ("size", "language"),
    [
        *(("phone", "en"), ("phone", "de"), ("phone-aside", "en"), ("phone-aside", "de")),
        *(("tablet", "de"), ("tablet-upright", "en")),  # one is enough where there is room
    ],
)
async def test_everything_has_its_place(on: Stage, size: str, language: str) -> None:
    context = await on.context(SIZES[size], {"language": language})
    tab = await context.new_page()
    await tab.goto(on.door.address.url)
    wrong: dict[str, list[str]] = {}
    for name, state in STATES.items():
        await on.show(tab, state, way=False)
        if found := await tab.evaluate(AUDIT):
            wrong[name] = found
    await context.close()
    assert not wrong, json.dumps(wrong, indent=1)


@pytest.mark.parametrize(("light", "rules"), [("day", EVERY_RULE), ("evening", ["color-contrast"])])
async def test_no_rule_of_axe_is_broken(on: Stage, light: str, rules: list[str]) -> None:
    context = await on.context(SIZES["tablet"], {"light": light})
    tab = await context.new_page()
    await tab.goto(on.door.address.url)
    await tab.evaluate(f"{{{AXE.read_text()}}}; 0")
    wrong: dict[str, list[str]] = {}
    for name, state in STATES.items():
        await on.show(tab, state, way=False)
        if found := await tab.evaluate(RUN_AXE, rules):
            wrong[name] = found
    await context.close()
    assert not wrong, json.dumps(wrong, indent=1)
