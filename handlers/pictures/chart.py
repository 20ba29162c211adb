"""What was asked each day, as a picture. It is drawn in a process of its own, and only there is matplotlib imported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from .fonts import find_font, system_fonts

INCHES, EDGE, DPI = (8.0, 5.0), 0.15, 150
"""Of the picture, and of its white edge: 1200 × 750 pixels."""
TITLE, LABEL = 20, 15
"""Points: a picture is a third as wide on a phone."""
ANSWERED, UNANSWERED, INK, GRID = "#1f6f8b", "#e8894a", "#333333", "#dddddd"
MOST_TICKS = 7
SIDE = 0.8
"""Of a day's width that its bar takes."""


@dataclass(frozen=True, slots=True)
class Chart:
    """What to draw. days: each in order, with its answered and unanswered questions; answered, unanswered: what to call those."""

    title: str
    answered: str
    unanswered: str
    days: Sequence[tuple[date, int, int]]

    @property
    def letters(self) -> frozenset[str]:
        """All that is written on it."""
        return frozenset(self.title + self.answered + self.unanswered + "0123456789-") - {" "}


def draw(chart: Chart, fonts: Iterable[str] | None = None) -> bytes | None:
    """A chart as PNG; None where no font has all its letters, for boxes tell nothing. fonts: files to choose from, else those of the machine."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - the bot itself never loads it
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415
    from matplotlib.layout_engine import ConstrainedLayoutEngine  # noqa: PLC0415

    font = find_font(chart.letters, system_fonts() if fonts is None else fonts)
    if font is None:
        return None
    figure = Figure(figsize=INCHES, dpi=DPI, layout=ConstrainedLayoutEngine(w_pad=EDGE, h_pad=EDGE))
    axes = figure.add_subplot()
    _draw_bars(axes, chart)
    small, large = FontProperties(fname=font, size=LABEL), FontProperties(fname=font, size=TITLE)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set(fontproperties=small, color=INK)
    axes.set_title(chart.title, fontproperties=large, color=INK, loc="left", pad=44)
    axes.legend(prop=small, loc="lower left", bbox_to_anchor=(-0.01, 1), ncols=2, frameon=False, borderaxespad=0.3)
    out = BytesIO()
    FigureCanvasAgg(figure)
    figure.savefig(out, format="png")
    return out.getvalue()


def _draw_bars(axes: Any, chart: Chart) -> None:
    """A bar for each day, the unanswered questions on top of the answered."""
    places = range(len(chart.days))
    answered = [answered for _, answered, _ in chart.days]
    unanswered = [unanswered for _, _, unanswered in chart.days]
    axes.bar(places, answered, SIDE, color=ANSWERED, label=chart.answered)
    axes.bar(places, unanswered, SIDE, answered, color=UNANSWERED, label=chart.unanswered)
    step = -(-len(chart.days) // MOST_TICKS)
    ticks = [place for place in places if (len(chart.days) - 1 - place) % step == 0]
    axes.set_xticks(ticks, [f"{chart.days[place][0]:%m-%d}" for place in ticks])
    axes.yaxis.get_major_locator().set_params(integer=True, nbins=5)
    axes.set_ylim(0, max(1, *map(sum, zip(answered, unanswered, strict=True))) * 1.05)
    axes.grid(axis="y", color=GRID)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=0)
