"""The picture that goes with a weekly case: title, place, figures, source. It is drawn in a process of its own, and only there is Pillow imported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from io import BytesIO
from typing import TYPE_CHECKING

from .fonts import find_font, system_fonts

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

DESIGN = 1
"""Changes with the look of the picture, so that Telegram's copy of an older look is not sent."""
WIDTH, EDGE, BAND = 1080, 72, 108
"""Pixels: a phone shows it about a third as wide."""
TITLE, VALUE, TEXT, SMALL = 64, 76, 36, 32
TITLE_LINES, SOURCE_LINES, CLAUSE_LINES = 3, 2, 3
GAP, COLUMN_GAP, LEADING = 36, 36, 1.32
PAPER, TEA, INK, PALE, LINE = "#fbf7ee", "#2f6b57", "#2b2b2b", "#6d6a63", "#dcd3bf"
_NOT_FIRST = "，。、：；！？”’》）】%…·,.:;!?)"
_NOT_LAST = "“‘《（【(["
"""What a line does not begin with, and what it does not end with."""


@dataclass(frozen=True, slots=True)
class Card:
    """What to draw. name: above all else. figures: (value, the words around it)."""

    name: str
    title: str
    place: str
    figures: tuple[tuple[str, str], ...]
    source: str

    @property
    def letters(self) -> frozenset[str]:
        """All that is written on it."""
        words = (self.name, self.title, self.place, self.source, *(part for figure in self.figures for part in figure))
        return frozenset("".join(words) + "…") - {" ", "\u3000", "\xa0"}

    @property
    def key(self) -> str:
        """What tells its picture from any other."""
        return blake2b(repr((DESIGN, self)).encode(), digest_size=12).hexdigest()


def draw(card: Card, fonts: Iterable[str] | None = None) -> bytes | None:
    """A card as PNG; None where no font has all its letters. fonts: files to choose from, else those of the machine."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - the bot itself never loads it

    font = find_font(card.letters, system_fonts() if fonts is None else fonts)
    if font is None:
        return None
    canvas = _Canvas(ImageDraw.Draw(Image.new("RGB", (1, 1))), font)
    picture = Image.new("RGB", (WIDTH, _draw_card(canvas, card)), PAPER)
    _draw_card(_Canvas(ImageDraw.Draw(picture), font), card)
    out = BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()


class _Canvas:
    """A picture being drawn, and its font in any size."""

    def __init__(self, pen: ImageDraw, font: str) -> None:
        self.pen, self._font = pen, font

    def font(self, size: int) -> FreeTypeFont:
        """The font in a size."""
        from PIL.ImageFont import truetype  # noqa: PLC0415 - as above

        return truetype(self._font, size)

    def write(self, text: str, place: tuple[int, int, int], size: int, colour: str, most: int) -> int:
        """Write a text from (left, top) in a width, in so many lines at most; where it ends."""
        left, top, width = place
        font = self.font(size)
        for line in wrapped(text, width, most, font.getlength):
            self.pen.text((left, top), line, font=font, fill=colour)
            top += round(size * LEADING)
        return top


def wrapped(text: str, width: float, most: int, measure: Callable[[str], float]) -> list[str]:
    """A text in lines no wider than a width, so many at most; … ends one that goes on. measure: how wide a text is.

    No line begins with what closes or ends with what opens, and no number is cut, where that can be.
    """
    lines: list[str] = []
    left = " ".join(text.split())
    while left and len(lines) < most:
        widest = next((end for end in range(len(left), 1, -1) if measure(left[:end]) <= width), 1)
        end = next((end for end in range(widest, widest // 3, -1) if _may_end(left, end)), widest)
        lines.append(left[:end].rstrip())
        left = left[end:].lstrip()
    if left:
        last = lines[-1]
        while last and measure(last + "…") > width:
            last = last[:-1]
        lines[-1] = last + "…"
    return lines


def _may_end(text: str, end: int) -> bool:
    """Whether a line of a text may end here."""
    if end == len(text):
        return True
    before, after = text[end - 1], text[end]
    return (
        after not in _NOT_FIRST
        and before not in _NOT_LAST
        and not (before.isalnum() and before.isascii() and after.isascii() and after.isalnum())
    )


def _draw_card(canvas: _Canvas, card: Card) -> int:
    """Draw a card; how high it is."""
    inner = WIDTH - 2 * EDGE
    canvas.pen.rectangle((0, 0, WIDTH, BAND), fill=TEA)
    canvas.write(card.name, (EDGE, (BAND - round(TEXT * LEADING)) // 2, inner), TEXT, PAPER, 1)
    top = canvas.write(card.title, (EDGE, BAND + GAP, inner), TITLE, INK, TITLE_LINES)
    if card.place:
        top = canvas.write(card.place, (EDGE, top + GAP // 3, inner), TEXT, PALE, 1)
    if card.figures:
        top = _draw_figures(canvas, card.figures, top + GAP)
    top += GAP
    canvas.pen.line((EDGE, top, WIDTH - EDGE, top), fill=LINE, width=2)
    return canvas.write(card.source, (EDGE, top + GAP // 2, inner), SMALL, PALE, SOURCE_LINES) + GAP // 2


def _draw_figures(canvas: _Canvas, figures: Sequence[tuple[str, str]], top: int) -> int:
    """Draw figures side by side, each over its words; where they end."""
    width = (WIDTH - 2 * EDGE - COLUMN_GAP * (len(figures) - 1)) // len(figures)
    widest = max(canvas.font(VALUE).getlength(value) for value, _ in figures)
    size = min(VALUE, int(VALUE * width / widest))
    ends = []
    for column, (value, clause) in enumerate(figures):
        left = EDGE + column * (width + COLUMN_GAP)
        end = canvas.write(value, (left, top + VALUE - size, width), size, TEA, 1)
        ends.append(canvas.write(clause, (left, end + 4, width), SMALL, INK, CLAUSE_LINES))
    return max(ends)
