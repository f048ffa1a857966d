"""Strips of a drawing over days: titles, rows of numbers, level lines, weeks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from crossrep.report import words
from crossrep.report.bins import LEFT, RIGHT, Across, Column, across, columns
from crossrep.report.figures import Sitting
from crossrep.report.flags import Flag
from crossrep.report.story import Story
from crossrep.report.svg import Drawing, Scale

ROW, BOX = 17.0, 14.0
SUM_X = 180.0


@dataclass
class Strips:
    """What is drawn so far, and how far down it reaches."""

    story: Story
    flags: Sequence[Flag]
    drawing: Drawing = field(default_factory=Drawing)
    y: float = 16.0
    scale: Across = field(init=False)
    columns: list[Column] = field(init=False)

    def __post_init__(self) -> None:
        self.scale = across(self.story)
        self.columns = columns(self.story)

    def title(self, said: str, below: str = "") -> None:
        """The name of a strip, and a line under it."""
        self.drawing.text(0, self.y + 12, said, "h")
        if below:
            self.drawing.text(0, self.y + 25, below, "sub")

    def numbers(
        self,
        label: str,
        figure: Callable[[Sequence[Sitting]], float | None],
        *,
        digits: int = 0,
        whole: str = "",
        shade: str = "",
    ) -> None:
        """One row of numbers; what is 0 is a dot, what is not known stays empty."""
        d, y = self.drawing, self.y
        values = [figure(column.sittings) for column in self.columns]
        top = max((value for value in values if value), default=0.0)
        d.text(0, y + 11, label, "row")
        d.text(SUM_X, y + 11, whole or cell(figure(self.story.sittings), digits), "num end b")
        for column, value in zip(self.columns, values, strict=True):
            if shade and value:
                x, strength = column.x - column.width / 2, 0.06 + 0.3 * value / top
                d.rect(x, y, column.width, BOX, shade, f'opacity="{strength:.2f}"')
            d.text(column.x, y + 11, cell(value, digits), "num mid")
        self.y += ROW

    def axis(self, scale: Scale, marks: Sequence[tuple[float, str]]) -> None:
        """Level lines with their values at the left."""
        for value, said in marks:
            self.drawing.across(LEFT, scale(value), RIGHT - LEFT, "hair")
            self.drawing.text(LEFT - 4, scale(value) + 3.3, said, "tick end")


def weeks_behind(d: Drawing, scale: Across, bottom: float) -> None:
    """A line at each Monday, to lie behind everything."""
    weeks = scale.weeks
    room = (RIGHT - LEFT) / max(scale.days / 7, 1)
    for n, day in enumerate(weeks):
        d.down(scale.edge(day), 16, bottom - 16, "hair")
        if room >= 38 or n % 2 == 0:
            d.text(scale.edge(day) + 3, 11, words.day(day), "tick")
    d.down(RIGHT, 16, bottom - 16, "hair")


def cell(value: float | None, digits: int) -> str:
    """A number as it stands in a row; a dot is none."""
    if value is None:
        return ""
    said = f"{value:.{digits}f}"
    if not float(said):
        return "·" if digits == 0 else said.replace("-", "")
    return said.replace("-", "−")
