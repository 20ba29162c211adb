"""The manuscript (原稿): what a file says before anything in it is repaired."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..case import ReadError, Source

LENGTH = 10_000_000
"""The characters a manuscript may have: some ten thick books."""

_BREAK = re.compile(r"\r\n|[\r\f\v\x85\u2028\u2029]")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Manuscript:
    """What a file says, in its own words and lines.

    text: lines without a closing line break. Headings that the file marks as such begin with "# ", "## "…; a table's row is
      a line, its cells joined by " | "; a list item is a line. Of a text file, line n is line n of the file. Elsewhere
      paragraphs stand between blank lines, and an empty paragraph of the file adds a blank line more.
    source: what the file itself says of where it was published.
    gaps: what could not be read, each a sentence for the person who sent the file.
    """

    text: str
    source: Source = Source()  # noqa: RUF009 - it is frozen
    gaps: tuple[str, ...] = ()


def tidy(text: str) -> str:
    r"""A text with every kind of line break as "\n" and without characters that nobody sees; otherwise exact."""
    return _UNSEEN.sub("", _BREAK.sub("\n", text))


def check_length(text: str, name: str) -> str:
    """The text itself; raises ReadError where it is longer than LENGTH."""
    if len(text) > LENGTH:
        raise ReadError(f"「{name}」有 {len(text) // 10_000} 万字，超过了 {LENGTH // 10_000} 万字，请拆成几份再发。")
    return text


def cells_line(cells: Iterable[str]) -> str:
    """A table's row as one line; "" where every cell is empty."""
    said = [" ".join(cell.split()) for cell in cells]
    return " | ".join(said) if any(said) else ""


def join_lines(lines: Iterable[tuple[str, str]]) -> str:
    """Lines of (kind, text) as one text: a table's rows ("row") and a list's items ("item") close together, a blank line elsewhere."""
    found, last = list[str](), ""
    for kind, line in lines:
        found += [] if not found else ["\n" if kind == last and kind in ("row", "item") else "\n\n"]
        found.append(line)
        last = kind
    return tidy("".join(found)).strip("\n")
