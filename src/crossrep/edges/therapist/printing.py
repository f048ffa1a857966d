"""A page as PDF, printed by a browser that is on this computer anyway."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from crossrep.errors import BadInputError

BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge",
)  # fmt: skip
QUIET = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-quic", "--no-pdf-header-footer",
)  # fmt: skip
PATIENCE_S = 60


def print_pdf(page: Path) -> Path:
    """The PDF beside the page.

    Raises:
        BadInputError: no browser, one that prints nothing, or a file of that name is there.
    """
    out = must_be_free(page)
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise BadInputError(f"No browser was found; open {page} and print it to PDF there.")
    if not _printed(browser, page, out):
        raise BadInputError(f"{browser} printed nothing; open {page} and print it to PDF there.")
    out.chmod(0o600)
    return out


def must_be_free(page: Path) -> Path:
    """The PDF's name.

    Raises:
        BadInputError: a file of that name is there.
    """
    out = page.with_suffix(".pdf")
    if out.exists():
        raise BadInputError(f"{out} exists already and is left as it is.")
    return out


def _printed(browser: str, page: Path, out: Path) -> bool:
    """Try with the browser's own sandbox, then without: in containers it has none."""
    for sandbox in ((), ("--no-sandbox",)):
        with tempfile.TemporaryDirectory() as folder:
            profile = f"--user-data-dir={folder}"
            command = [browser, *QUIET, *sandbox, profile, f"--print-to-pdf={out.absolute()}"]
            try:
                subprocess.run(  # noqa: S603  ours, no shell
                    [*command, page.absolute().as_uri()],
                    capture_output=True,
                    timeout=PATIENCE_S,
                    check=False,
                )
            except (OSError, subprocess.TimeoutExpired):
                continue
        if out.is_file() and out.stat().st_size:
            return True
    return False
