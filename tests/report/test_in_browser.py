"""The report and the pages in a real browser: nothing cut, nothing from elsewhere, no barrier."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from crossrep.edges.history import History, person_of
from crossrep.edges.therapist import changing, reading
from crossrep.edges.therapist.changing import Therapist
from crossrep.edges.therapist.printing import print_pdf
from crossrep.errors import BadInputError
from crossrep.report.page import report_page
from crossrep.report.story import Rows, story

pytestmark = pytest.mark.slow

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
AXE = Path(os.environ["CROSSREP_NODE"]) / "node_modules" / "axe-core" / "axe.min.js"
NOW = datetime(2026, 9, 5, 12, tzinfo=UTC)
BLUE = "rgb(0, 94, 147)"
A4_PX = 688
"""A4 less its margins, in CSS pixels."""
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

OUTSIDE = """() => {
  const wide = document.documentElement.clientWidth;
  return [...document.querySelectorAll('body *')].filter(e => {
    const box = e.getBoundingClientRect();
    const out = box.width && (box.right > wide + 1 || box.left < -1);
    return out && !e.closest('.patterns');
  }).map(e => e.tagName + '.' + e.className.toString().slice(0, 40)).slice(0, 5);
}"""
CUT = """() => [...document.querySelectorAll('svg.strips')].flatMap(svg => {
  const whole = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(t => {
    const box = t.getBoundingClientRect();
    const aside = box.left < whole.left - 1 || box.right > whole.right + 1;
    return aside || box.bottom > whole.bottom + 2;
  }).map(t => t.textContent);
}).slice(0, 5)"""
TEXT_SIZE = """() => Math.min(...[...document.querySelectorAll('body *')]
  .filter(e => !e.closest('svg, .mono')
    && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .map(e => parseFloat(getComputedStyle(e).fontSize)))"""


TALLEST = """() => Math.max(0, ...[...document.querySelectorAll('tr, svg')]
  .map(e => e.getBoundingClientRect().height))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def written(programme: Path) -> dict[str, str]:
    """Every kind of page, of the simulated people."""
    who = Therapist("therapist-7", NOW)
    with History(programme, write=False) as history:
        return {
            "report": reading.whole_report(history, "P-0417", NOW),
            "swapped": reading.whole_report(history, "P-0533", NOW),
            "persons": reading.persons(history, NOW, ""),
            "timeline": reading.report(history, "P-0417", NOW),
            "session": reading.session(history, "P-0417", 1, NOW),
            "prescription": changing.prescription(history, "P-0417", who),
            "assessments": changing.assessments(history, "P-0417", who),
            "empty": report_page(story(Rows(person_of(history, "P-0417")), date(2026, 9, 6))),
        }


KINDS = (
    "report",
    "swapped",
    "persons",
    "timeline",
    "session",
    "prescription",
    "assessments",
    "empty",
)


def shown(browser: Browser, html: str, tmp_path: Path, *, wide: int, offline: bool = True) -> Page:
    """The page from a file, without network; whatever it asks for is kept in ``page.asked``."""
    path = tmp_path / "page.html"
    path.write_text(html, encoding="utf-8")
    context = browser.new_context(viewport={"width": wide, "height": 900}, offline=offline)
    page = context.new_page()
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_cut_nothing_comes_from_elsewhere_and_axe_knows_no_barrier(
    browser, written, tmp_path, kind
):
    page = shown(browser, written[kind], tmp_path, wide=1280)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(CUT) == []
    assert [url for url in page.asked if not url.startswith(("file:", "data:,"))] == []
    page.evaluate("document.querySelectorAll('details').forEach((d, n) => d.open = n < 1)")
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    page.context.close()


@pytest.mark.parametrize("kind", ["report", "swapped", "session", "empty"])
def test_print_cuts_nothing(browser, written, tmp_path, kind):
    page = shown(browser, written[kind], tmp_path, wide=A4_PX)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.emulate_media(media="print")
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(TEXT_SIZE) >= 9
    assert page.evaluate(TALLEST) < 1000  # fits on one page, so it is never cut
    page.context.close()


def test_the_pdf_has_the_first_page_whole_and_the_sets_that_were_opened(browser, written, tmp_path):
    page = shown(browser, written["report"], tmp_path, wide=A4_PX)
    closed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    first = closed[0].get_textpage().get_text_range()
    for said in ("Sessions", "Lowering time", "Range", "Pain, 0–10", "Flags", "Assessments"):
        assert said in first
    whole = "".join(one.get_textpage().get_text_range() for one in closed)
    assert "begins at, s" not in whole
    page.evaluate("document.querySelector('details').open = true")
    opened = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert "begins at, s" in "".join(one.get_textpage().get_text_range() for one in opened)
    sizes = {tuple(round(side) for side in one.get_size()) for one in opened}
    assert sizes == {(595, 842)}
    page.context.close()


def test_the_command_prints_by_the_browser_that_is_there(written, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(written["empty"], encoding="utf-8")
    made = print_pdf(path)
    assert (
        "No session is recorded" in pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range()
    )
    assert made.stat().st_mode & 0o077 == 0
    with pytest.raises(BadInputError, match="exists already"):
        print_pdf(path)


@pytest.fixture
def link(programme: Path, tmp_path: Path) -> Iterator[str]:
    """`crossrep serve` as a therapist starts it; the address it prints."""
    with History(programme) as history:
        history.do("PRAGMA wal_checkpoint(TRUNCATE)")
    path = shutil.copy(programme, tmp_path / "history.sqlite")
    command = [
        sys.executable,
        "-u",
        "-m",
        "crossrep",
        "serve",
        "--port",
        "0",
        "--as",
        "therapist-7",
    ]
    with subprocess.Popen(
        [*command, "--history", path],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "XDG_DATA_HOME": str(tmp_path)},
    ) as served:  # fmt: skip
        assert served.stdout is not None
        yield served.stdout.readline().split()[-1]
        served.send_signal(signal.SIGINT)
        assert served.wait(20) == 0


def test_a_therapist_looks_prescribes_and_enters_in_a_real_browser(browser, link):
    """What the guard, the policies and the forms are together, only a browser shows."""
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(link)
    page.wait_for_selector(".people")
    assert "#" not in page.url
    page.click("text=P-0417")
    page.click("svg.strips a >> nth=0")
    assert "Session 1," in page.inner_text("h1")
    assert page.evaluate("getComputedStyle(document.querySelector('.trace')).stroke") == BLUE
    page.click("text=Prescription")
    page.fill("[name=block-0-reps]", "7")
    page.click("text=Save and confirm")
    assert page.inner_text("h1") == "Prescription 3"
    assert "Confirmed by therapist-7" in page.inner_text(".lead")
    page.click("nav >> text=Assessments")
    page.select_option("[name=measure]", "arat")
    page.fill("[name=value]", "70")
    page.click("button.main")
    assert "ARAT goes from 0 to 57 points, not 70." in page.inner_text(".bad-list")
    page.fill("[name=value]", "37")
    page.click("button.main")
    assert "Saved." in page.inner_text(".done")
    expected = ("401", "422")  # before the secret was shown, and what was refused
    assert [one for one in complaints if not any(code in one for code in expected)] == []
    page.close()
