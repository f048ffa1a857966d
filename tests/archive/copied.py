import shutil
from pathlib import Path

RECORDINGS = Path(__file__).parents[2] / "recordings"


def copies(folder: Path, number: int) -> Path:
    """An archive of so many recordings: the simulated ones, again and again under new names."""
    folder.mkdir()
    originals = sorted(RECORDINGS.glob("*.mcap"), key=lambda path: path.stat().st_size)
    for n in range(number):
        shutil.copy(originals[n % len(originals)], folder / f"home{n:02d}.mcap")
    return folder
