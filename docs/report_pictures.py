"""Pictures of the report and the therapist's page: ``python docs/report_pictures.py`` remakes them.

Two simulated people train for twelve weeks (a minute or two), their pages are rendered by the
Chromium of this computer, on screen and on A4. Needs the extra ``test``.
"""

import io
import shutil
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pypdfium2
from playwright.sync_api import Browser, sync_playwright

from crossrep.edges.history import (
    History,
    add_person,
    add_prescription,
    add_proposal,
    prescriptions_of,
    told_of,
)
from crossrep.edges.history.simulated import make_programme
from crossrep.edges.therapist import changing, reading
from crossrep.edges.therapist.changing import Therapist
from crossrep.formats.prescription_toml import example, from_toml, to_toml
from crossrep.guide.progression import Change, Proposal, taken
from crossrep.inputs import Side
from crossrep.prescription_fields import BLOCK_FIELDS, FIELDS
from crossrep.records import Person, Prescribed
from crossrep.records import Proposal as Kept
from crossrep.report.prescribing import form_page, typed
from crossrep.report.words import proposed

FOLDER = Path(__file__).with_name("pictures") / "report"
NOW = datetime(2026, 11, 14, 12, tzinfo=UTC)
A4_PX, WIDE_PX = 688, 1280
SCALE, COLOURS = 1.6, 255
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def main(programme: Path | None) -> None:
    """Make everything; from a folder of ``crossrep simulate --programme``, if one is given."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "history.sqlite"
        if programme is None:
            with History(path) as history:
                make_programme(history, Path(temporary) / "recordings", 12, 3, 6)
        else:
            with History(programme / "history.sqlite") as history:
                history.do("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copy(programme / "history.sqlite", path)
        with History(path) as history:
            more_people(history)
            pages = pages_of(history)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        for name, (html, tall) in pages.items():
            screen(browser, html, FOLDER / f"{name}-1280.png", tall)
        for name in ("report", "report-swapped", "session"):
            paper(browser, pages[name][0], name)
        browser.close()


def more_people(history: History) -> None:
    """Somebody who has not begun, a plan nobody confirmed, and a proposal that waits."""
    add_person(history, Person("P-0612", Side.LEFT))
    add_person(history, Person("P-0588", Side.RIGHT, date(2026, 5, 2)))
    for person, by in (("P-0612", "therapist-2"), ("P-0588", "")):
        plan = example(person, Side.RIGHT if person == "P-0588" else Side.LEFT)
        on = date(2026, 11, 9)
        row = Prescribed(person, 1, to_toml(plan), on, by, on if by else None)
        add_prescription(history, row)
    plan = from_toml(prescriptions_of(history, "P-0417")[-1].toml)
    days = tuple(told.session.start_utc.date() for told in told_of(history, "P-0417")[-2:])
    change = (Change("reps", plan.blocks[0].reps, plan.blocks[0].reps + 1),)
    one = Proposal(1, plan.blocks[0].exercise, "all_in_band", change, days)
    text = to_toml(taken(plan, [one], NOW.date()))
    add_proposal(history, Kept("picture", "P-0417", plan.revision, text, proposed(one), 1))


def pages_of(history: History) -> dict[str, tuple[str, int]]:
    """(HTML, height of the window, 0 for all of it) by name."""
    who = Therapist("therapist-2", NOW)
    later = NOW + timedelta(days=1)
    return {
        "report": (reading.whole_report(history, "P-0417", later), 1180),
        "report-swapped": (reading.whole_report(history, "P-0533", later), 1180),
        "report-empty": (reading.whole_report(history, "P-0588", NOW), 480),
        "timeline": (reading.report(history, "P-0417", NOW), 900),
        "persons": (reading.persons(history, NOW, ""), 0),
        "session": (reading.session(history, "P-0417", 14, NOW), 0),
        "prescription": (refused(history), 1500),
        "assessments": (changing.assessments(history, "P-0417", who), 0),
    }


def refused(history: History) -> str:
    """The form with a changed field and one that cannot be."""
    old = from_toml(prescriptions_of(history, "P-0588")[-1].toml)
    form = {name: [_said(getattr(old, name))] for name in FIELDS} | _ends("", old, FIELDS)
    form |= {"planned_days": [day.value for day in old.planned_days]}
    for n, block in enumerate(old.blocks):
        prefix = f"block-{n}-"
        form |= {prefix + name: [_said(getattr(block, name))] for name in BLOCK_FIELDS}
        form |= _ends(prefix, block, BLOCK_FIELDS)
    form |= {"weekly_growth_percent": ["15"], "block-0-lowering_band_s-to": ["9"]}
    found = typed(form, old, "therapist-2", NOW.date())
    return form_page(old, found, NOW.date())


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)


def _ends(prefix: str, what: object, names: dict) -> dict[str, list[str]]:
    pairs = [(name, getattr(what, name)) for name in names]
    return {
        f"{prefix}{name}-{end}": [str(value)]
        for name, pair in pairs
        if isinstance(pair, tuple) and len(pair) == 2
        for end, value in zip(("from", "to"), pair, strict=True)
    }


def screen(browser: Browser, html: str, path: Path, tall: int) -> None:
    """The page as a window shows it."""
    context = browser.new_context(
        viewport={"width": WIDE_PX, "height": tall or 900}, device_scale_factor=1
    )
    page = context.new_page()
    page.set_content(html)
    small(page.screenshot(full_page=not tall), path)
    context.close()


def paper(browser: Browser, html: str, name: str) -> None:
    """The printed pages, at most three."""
    page = browser.new_page(viewport={"width": A4_PX, "height": 900})
    page.set_content(html)
    for old in FOLDER.glob(f"{name}-a4-*.png"):
        old.unlink()
    for n, one in enumerate(pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True)), 1):
        if n <= 3:
            made = io.BytesIO()
            one.render(scale=SCALE).to_pil().save(made, "PNG")
            small(made.getvalue(), FOLDER / f"{name}-a4-{n}.png")
    page.close()


def small(png: bytes, path: Path) -> None:
    """A picture with few colours, which is small."""
    from PIL import Image  # noqa: PLC0415  comes with what renders the paper

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    method = Image.Quantize.FASTOCTREE  # keeps rare colours: a dot of pain stays what it is
    picture.quantize(COLOURS, method, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
