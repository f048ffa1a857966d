"""A comparison as one HTML file with plots, for whoever would rather look than read."""

import io

import matplotlib as mpl
import numpy as np
from jinja2 import Environment
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from crossrep.archive.compare import Change, Comparison
from crossrep.samples import Floats

TRAINED, AFFECTED, INK = "#005E93", "#00694F", "#14202A"

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Two engines on the same recordings</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #14202A; max-width: 60rem; margin: 2rem auto;
  padding: 0 1rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: right; white-space: nowrap; padding: .3rem .8rem;
  border-bottom: 1px solid #6B7780; }
th:first-child, td:first-child { text-align: left; }
svg { max-width: 100%; height: auto; }
</style>
<h1>Two engines on the same recordings</h1>
<p>First: {{ it.engines[0] }}. Second: {{ it.engines[1] }}. Changes are second minus first;
nothing here says which is right.
{% if it.only[0] or it.only[1] %}Left out, because only one of them could read it:
{{ it.only[0] }} of the first, {{ it.only[1] }} of the second.{% endif %}</p>
<table><tr><th>{{ head[0] }}{% for name in head[1:] %}<th>{{ name }}{% endfor %}</tr>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}{% endfor %}</tr>
{% endfor %}</table>
{% for change, plot in plots %}<h2>{{ change.exercise }}</h2>
{% if plot %}{{ plot }}{% else %}<p>Every lowering time and every range is the same to the last
bit.</p>{% endif %}
{% if change.recounted %}<p>Repetitions, where they changed:</p><ul>
{% for name, one, two in change.recounted[:most] %}<li>{{ name }}: {{ one }} &rarr; {{ two }}
{% endfor %}{% if change.recounted | length > most %}<li>and
{{ change.recounted | length - most }} more{% endif %}</ul>{% endif %}
{% for name, pair in (("Bouts of the affected arm", change.bouts), ("Faults", change.faults)) %}
{% if pair[0] or pair[1] %}<p>{{ name }}:
{% for kind in pair[0] | list + pair[1] | list | reject("in", pair[0]) | list %}{{ kind }}
{{ pair[0].get(kind, 0) }} &rarr; {{ pair[1].get(kind, 0) }}{{ ", " if not loop.last }}
{% endfor %}</p>{% endif %}{% endfor %}
{% endfor %}
</html>
"""

MOST = 30
"""Recordings named one by one."""
HEAD = (
    "exercise", "files", "equal", "other count", "repetitions", "doubted",
    "lowering", "5 %", "95 %",
)  # fmt: skip


def cells(change: Change) -> list[str]:
    """One exercise as the cells of `HEAD`."""
    known = change.lowering_s[np.isfinite(change.lowering_s)]
    spread_s: list[float] = np.percentile(known, [50, 5, 95]).tolist() if len(known) else []
    return [
        change.exercise,
        str(change.recordings),
        str(change.same),
        str(len(change.recounted)),
        _arrow(change.reps),
        _arrow(change.doubted),
        *([f"{one:+.3f} s" for one in spread_s] or ["-"] * 3),
    ]


def page(comparison: Comparison) -> str:
    """The comparison as HTML, without script and without anything from outside."""
    template = Environment(autoescape=True).from_string(_PAGE)
    plots = [(change, _safe(_plot(change))) for change in comparison.changes]
    rows = [cells(change) for change in comparison.changes]
    return template.render(it=comparison, head=HEAD, most=MOST, rows=rows, plots=plots)


def _arrow(pair: tuple[int, int]) -> str:
    return str(pair[0]) if pair[0] == pair[1] else f"{pair[0]} \N{RIGHTWARDS ARROW} {pair[1]}"


def _safe(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704  made here, from numbers


def _plot(change: Change) -> str:
    """How far lowering times and ranges moved, one histogram each; nothing where none moved."""
    if not (np.nan_to_num(change.lowering_s).any() or np.nan_to_num(change.range_deg).any()):
        return ""
    figure = Figure(figsize=(9, 2.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    _histogram(left, change.lowering_s, "lowering time, change in s", TRAINED)
    _histogram(right, change.range_deg, "range, change in deg", AFFECTED)
    text = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "crossrep", "svg.fonttype": "none"}):
        figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]


def _histogram(axes: Axes, values: Floats, words: str, colour: str) -> None:
    known = values[np.isfinite(values)]
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_xlabel(words)
    axes.set_ylabel("repetitions")
    axes.spines[["top", "right"]].set_visible(False)
    if not len(known):
        axes.text(0.5, 0.5, "not measured in both", transform=axes.transAxes, ha="center")
        return
    axes.hist(known, bins=40, color=colour)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
