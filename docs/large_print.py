"""The large print of docs/survivor.md, docs/survivor.html: ``python docs/large_print.py`` makes it.

One file with its pictures inside, to be read on a screen and printed on A4. A test compares it with
what this makes.
"""

import base64
import re
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path

SOURCE = Path(__file__).with_name("survivor.md")
PAGE = SOURCE.with_suffix(".html")
LEFT_OUT = "Large print:"
"""The paragraph that leads here."""
HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Training with CrossRep, large print</title>
<style>
:root { color-scheme: light; }
body { margin: 0 auto; padding: 24px; max-width: 34em; background: #F7F5F0; color: #14202A;
  font: 500 26px/1.5 "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif; }
h1 { font-size: 52px; line-height: 1.15; }
h2 { font-size: 38px; line-height: 1.2; margin: 1.4em 0 .4em; }
li { margin: .4em 0; }
img { width: 100%; height: auto; border: 3px solid #6B7780; border-radius: 20px; }
@page { size: A4; margin: 16mm; }
@media print { body { font-size: 18pt; padding: 0; max-width: none; background: #FFFFFF; }
  h1 { font-size: 34pt; } h2 { font-size: 26pt; break-after: avoid; }
  img, li, p { break-inside: avoid; }
  img { max-height: 110mm; width: auto; max-width: 100%; } }
</style>
</head>
<body>
<main>
"""


def page(text: str) -> str:
    """The page of a text: headings, paragraphs, lists, pictures and bold words."""
    blocks = [block for block in text.strip().split("\n\n") if not block.startswith(LEFT_OUT)]
    body = "\n".join(line for block in blocks for line in _block(block))
    return f"{HEAD}{body}\n</main>\n</body>\n</html>\n"


def _block(block: str) -> Iterator[str]:
    if heading := re.fullmatch(r"(#+) (.+)", block):
        level = len(heading[1])
        yield f"<h{level}>{_words(heading[2])}</h{level}>"
    elif picture := re.fullmatch(r"!\[(.*)\]\((.+)\)", block):
        yield from _picture(picture[1], SOURCE.parent / picture[2])
    elif re.match(r"- |\d+\. ", block):
        tag = "ul" if block.startswith("-") else "ol"
        yield f"<{tag}>"
        items = [re.sub(r"^(- |\d+\. )", "", line) for line in block.split("\n")]
        yield from (f"<li>{_words(item)}</li>" for item in items)
        yield f"</{tag}>"
    else:
        yield f"<p>{_words(block)}</p>"


def _picture(said: str, path: Path) -> Iterator[str]:
    """A picture inside the file; one that is not there is left out."""
    if path.is_file():
        data = base64.b64encode(path.read_bytes()).decode()
        yield f'<p><img alt="{escape(said)}" src="data:image/png;base64,{data}"></p>'


def _words(text: str) -> str:
    plain = escape(" ".join(text.split()), quote=False)
    return re.sub(r"`(.+?)`", r"\1", re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", plain))


if __name__ == "__main__":
    PAGE.write_text(page(SOURCE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} is written.\n")
