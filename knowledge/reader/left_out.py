"""What a page says and no case of it does: nothing is left out without a word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .blocks import is_mark
from .bylines import read_byline
from .credits import read_credit
from .draft import Doubt, Draft
from .form import letters
from .lines import read_lines

LEAST = 4
"""Letters from which a line is missed."""
SHOWN = 20
"""Characters of a line that are shown."""
_PIECE = re.compile(r"[^，。！？；：、\s\W_]+")


def left_out(text: str, drafts: Sequence[Draft], above: int = 0) -> list[Doubt]:
    """A doubt for each line of a page that is in none of its cases, as text, caption, title, place, source or note.

    above: the lines of the source that come before the page. A line that is in the cases in pieces is not left out.
    """
    told = "\n".join(letters(part) for draft in drafts for part in _told(draft))
    return [
        Doubt(line.number + above, f"「{_shown(line.text)}」没有放进任何案例。")
        for line in read_lines(text)
        if len(letters(line.text)) >= LEAST and not _says_nothing(line.text) and not _is_told(line.text, told)
    ]


def _says_nothing(line: str) -> bool:
    """Whether a line is a byline, of which the source has the names, or only announces the place that follows."""
    return read_byline(line) is not None or (is_mark(line) and line.endswith(("：", ":")))


def _is_told(line: str, told: str) -> bool:
    """Whether a line is told: whole, or by far most of it in pieces, as one that is cut, printed over twice lines or read as a byline is."""
    if letters(line) in told:
        return True
    if credit := read_credit(line):
        parts = (credit.publication, credit.date, credit.page, *credit.reporters)
        return all(letters(part) in told for part in parts)
    pieces = _PIECE.findall(line)
    return 4 * sum(len(piece) for piece in pieces if piece in told) >= 3 * len(letters(line))


def _told(draft: Draft) -> list[str]:
    case, source = draft.case, draft.case.source
    return [
        case.title,
        *(section.heading for section in case.sections),
        *("".join(text for text in section.paragraphs) for section in case.sections),
        *case.captions,
        *case.notes,
        "".join((case.place.city, case.place.district, case.place.street, case.place.community)),
        *(source.publication, source.title, source.date, source.page, *source.reporters),
    ]


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
