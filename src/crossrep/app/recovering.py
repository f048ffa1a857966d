"""`crossrep recover`: a recording cut by a crash, made whole."""

from pathlib import Path

import typer

from crossrep.app.words import count
from crossrep.edges.recording_files import recover_recording


def recover_file(path: Path) -> None:
    """Repair, and say what was kept."""
    report = recover_recording(path)
    if report.damage is None:
        typer.echo(f"{path} is whole; nothing had to be repaired.")
        return
    kept = f"{count(report.inputs, 'input')} over {report.span_s:.1f} s"
    lost = f"{report.damage.dropped_bytes:,} bytes could not be read ({report.damage.reason})"
    typer.echo(f"{path} is repaired: {kept} kept, {lost}.")
