"""Small pieces of SVG as text. Lengths are the drawing's own units; classes come from the page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate in as few characters as a tenth of a unit needs."""
    said = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if said in ("-0", "") else said


@dataclass
class Drawing:
    """Pieces in the order they are painted."""

    parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, said: str, css: str = "") -> None:
        """Words; they are escaped."""
        self.parts.append(
            f'<text x="{number(x)}" y="{number(y)}"{_class(css)}>{escape(said)}</text>'
        )

    def path(self, d: str, css: str) -> None:
        """Any outline."""
        self.parts.append(f'<path d="{d}"{_class(css)}/>')

    def line(self, a: Point, b: Point, css: str) -> None:
        """From one point to another."""
        self.path(f"M{number(a[0])} {number(a[1])}L{number(b[0])} {number(b[1])}", css)

    def across(self, x: float, y: float, width: float, css: str) -> None:
        """A level line."""
        self.path(f"M{number(x)} {number(y)}h{number(width)}", css)

    def down(self, x: float, y: float, height: float, css: str) -> None:
        """An upright line."""
        self.path(f"M{number(x)} {number(y)}v{number(height)}", css)

    def rect(  # noqa: PLR0917  a box has four numbers
        self, x: float, y: float, width: float, height: float, css: str, more: str = ""
    ) -> None:
        """A box; ``more`` are further attributes."""
        size = f'width="{number(width)}" height="{number(height)}"'
        self.parts.append(
            f'<rect x="{number(x)}" y="{number(y)}" {size}{_class(css)}{more and " " + more}/>'
        )

    def circle(self, x: float, y: float, r: float, css: str) -> None:
        """A dot or ring."""
        self.parts.append(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(r)}"{_class(css)}/>'
        )

    def link(self, href: str, said: str, inside: "Drawing") -> None:
        """Pieces that lead to another place; to none without one."""
        body = "".join(inside.parts)
        if not href:
            self.parts.append(body)
            return
        self.parts.append(f'<a href="{escape(href)}" aria-label="{escape(said)}">{body}</a>')

    def whole(self, width: float, height: float, said: str, css: str) -> str:
        """The drawing as one element; ``said`` is heard where it is not seen, if anything."""
        body = "".join(self.parts)
        role = "group" if "<a " in body else "img"  # an image may hold nothing to press
        heard = f'role="{role}" aria-label="{escape(said)}"' if said else 'aria-hidden="true"'
        box = f"0 0 {number(width)} {number(height)}"
        return f'<svg class="{css}" viewBox="{box}" {heard}>{body}</svg>'


def _class(css: str) -> str:
    return f' class="{css}"' if css else ""


@dataclass(frozen=True, slots=True)
class Scale:
    """Values ``low`` to ``high`` from ``start`` to ``end`` on the paper."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value stands; what lies outside stands at the edge."""
        share = (value - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * min(max(share, 0.0), 1.0)


def polyline(points: Sequence[Point]) -> str:
    """A path through points, in whole tenths and relative, which is short."""
    if not points:
        return ""
    tenths = [(round(10 * x), round(10 * y)) for x, y in points]
    d = [f"M{_tenth(tenths[0][0])} {_tenth(tenths[0][1])}l"]
    for (ax, ay), (bx, by) in pairwise(tenths):
        dy = _tenth(by - ay)
        d.append(f"{_tenth(bx - ax)}{dy if dy.startswith('-') else ' ' + dy} ")
    return "".join(d).rstrip() if len(tenths) > 1 else ""


def _tenth(value: int) -> str:
    return number(value / 10)


def simplified(points: Sequence[Point], tolerance: float) -> list[Point]:
    """The points a line needs to stay within a tolerance (Douglas and Peucker 1973)."""
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        a, b = spans.pop()
        far, at = 0.0, -1
        for i in range(a + 1, b):
            if (off := _off(points[i], points[a], points[b])) > far:
                far, at = off, i
        if far > tolerance:
            keep.add(at)
            spans += [(a, at), (at, b)]
    return [points[i] for i in sorted(keep)] if points else []


def _off(p: Point, a: Point, b: Point) -> float:
    """Upright distance of a point from a line (time runs across, so no line is upright)."""
    share = (p[0] - a[0]) / (b[0] - a[0]) if b[0] != a[0] else 0.0
    return abs(p[1] - (a[1] + share * (b[1] - a[1])))
