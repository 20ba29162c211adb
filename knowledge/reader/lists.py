"""Lines that are whole by their form, however they end: a list's items, a table's rows, a label with its value, names beside one another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .bylines import is_person
from .form import width

SHORT = 30
"""How wide, in characters, a numbered line may be to be an item of a list, and no paragraph."""
LABELS = 3
"""Lines of a label and a value that stand together, from which they are a list."""
_ITEM = re.compile(r"[-*+•]\s+\S|第[一二三四五六七八九十百\d]{1,4}条[\s\u3000：:]")
_NUMBERED = re.compile(
    r"(?:[（(](\d{1,2}|[一二三四五六七八九十]{1,3})[）)]|(\d{1,2})[.、．)）](?!\d)|([①-⑩])|([一二三四五六七八九十])是)"
)
_LABEL = re.compile(r"[^\s：:，。；]{2,12}[：:]\s*[^\s。；][^。；]{0,39}")
_CHINESE = "一二三四五六七八九十"


def whole_lines(lines: Sequence[str]) -> set[int]:
    """Which of the lines are whole, by their position."""
    numbers = [_number(line) for line in lines]
    labels = [bool(_LABEL.fullmatch(line)) for line in lines]
    found = {at for at, line in enumerate(lines) if _ITEM.match(line) or is_row(line) or _is_names(line)}
    for at in range(1, len(lines)):
        before, here = numbers[at - 1], numbers[at]
        if before and here and (before[0], before[1] + 1) == here:
            found |= {each for each in (at - 1, at) if width(lines[each]) <= SHORT}
    for at in range(len(lines) - LABELS + 1):
        if all(labels[at : at + LABELS]):
            found |= set(range(at, at + LABELS))
    return found


def is_row(line: str) -> bool:
    """Whether a line is a table's row: cells with a bar between them."""
    return " | " in line


def _is_names(line: str) -> bool:
    names = line.split()
    return len(names) > 1 and all(map(is_person, names))


def _number(line: str) -> tuple[int, int] | None:
    """The number that a line begins with, as (which way it is written, the number); None for none, or one that is past ten in Chinese."""
    found = _NUMBERED.match(line)
    if found is None:
        return None
    style, said = next((style, said) for style, said in enumerate(found.groups()) if said)
    if said.isdecimal():
        return style, int(said)
    return (
        (style, ord(said) - ord("①") + 1)
        if style == 2
        else (style, _CHINESE.index(said) + 1)
        if len(said) == 1
        else None
    )
