"""What the README tells people to type works."""

import io
import os
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

from crossrep.formats.samples_csv import COLUMNS, read_samples

HOME = Path(__file__).parents[2]
README = (HOME / "README.md").read_text(encoding="utf-8")


def typed() -> list[str]:
    """The lines after each `$`."""
    (block,) = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    return [line.removeprefix("$ ") for line in block.splitlines()]


@pytest.mark.slow
def test_the_commands_can_be_typed_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "recordings").mkdir()
    for recording in ("clean_curls", "sitting_still"):
        there = f"recordings/{recording}.mcap"
        (tmp_path / there).write_bytes((HOME / there).read_bytes())
    path = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["bash", "-ec", "\n".join(typed())],
        cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "is repaired" in ran.stdout
    made = {file.parent.name for file in tmp_path.rglob("*.*") if file.is_file()}
    assert made == {"recordings", "sessions"}  # and git ignores what is made in sessions


def test_the_samples_shown_are_samples() -> None:
    (block,) = re.findall(r"```csv\n(.*?)```", README, re.DOTALL)
    assert block.splitlines()[0] == ",".join(COLUMNS)
    assert len(read_samples(io.StringIO(block))) == 2
