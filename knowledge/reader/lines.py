"""A text → its blocks: lines that were cut at the width of a column are put together again, paragraph by paragraph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from .form import is_open, joined, width
from .lists import is_row, whole_lines

FULL = 1.6
"""How much narrower than its column a line that fills it may be, in characters: punctuation is not set at the start of a line."""
_MARKDOWN = re.compile(r"(#{1,6})\s+(.*)")
_BOLD = re.compile(r"(\*\*|__)(.+)\1")
_MARKS = (
    (re.compile(r"^(?:>\s+)+(?=\S)"), ""),
    (re.compile(r"^\|\s*|\s*\|$"), ""),
    (
        re.compile(r"\*\*(?=\S)([^*]+)(?<=\S)\*\*|(?<!\w)(?:__(?=\S)([^_]+)(?<=\S)__|\*(?=\S)([^*]+)(?<=\S)\*)(?!\w)"),
        r"\1\2\3",
    ),
    (re.compile(r"!?\[([^\[\]]*)\]\((?:[a-z]+:|[./#]|[\w-]+\.)[^\s()]*\)"), r"\1"),
    (re.compile(r"^[-=*_|:\s]{3,}$"), ""),
)
"""The marks of Markdown around words, and its rules: what is shown of them."""
_INDENT = re.compile(r"\u3000|\xa0\xa0| {2,}|\t")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank. number: in the source, from 1; gap: blank lines before it; level: of a Markdown heading, 0 for none; indented: set in; whole:
    by its form it neither goes on nor is gone on with.
    """

    number: int
    text: str
    gap: int
    level: int = 0
    indented: bool = False
    whole: bool = False


def read_lines(text: str) -> list[Line]:
    """The lines of a text that hold anything, without the spaces around them and without the marks of Markdown."""
    found, gap = [], 0
    for number, raw in enumerate(text.splitlines(), 1):
        stripped = _unmarked(raw.strip())
        heading = _MARKDOWN.fullmatch(stripped)
        bold = _BOLD.fullmatch(heading.group(2) if heading else stripped)
        shown = bold.group(2).strip() if bold else heading.group(2).strip() if heading else stripped
        if shown:
            level = len(heading.group(1)) if heading else 3 if bold else 0
            found.append(Line(number, shown, gap, level, bool(_INDENT.match(raw))))
        gap = 0 if shown else gap + 1
    whole = whole_lines([line.text for line in found])
    return [replace(line, whole=True) if at in whole else line for at, line in enumerate(found)]


def _unmarked(line: str) -> str:
    """A line without Markdown's marks inside it."""
    if not any(sign in line for sign in "*_[|>-="):
        return line
    for pattern, shown in _MARKS:
        line = line if _BOLD.fullmatch(line) else pattern.sub(shown, line)
    return line


def columns(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in runs without a blank line or a heading between them."""
    runs: list[list[Line]] = []
    for line in lines:
        if line.gap or line.level or not runs or runs[-1][-1].level:
            runs.append([])
        runs[-1].append(line)
    return runs


@dataclass(frozen=True, slots=True)
class Setting:
    """How a page's lines were cut: how wide, in characters, and whether a Latin letter or a digit counts whole, as it does where a program cut them."""

    full: float
    whole: bool

    def size(self, line: Line) -> float:
        """How wide a line is, the two characters it is set in by included."""
        return (len(line.text) if self.whole else width(line.text)) + (2.0 if line.indented else 0.0)

    def is_full(self, line: Line) -> bool:
        """Whether a line fills its column."""
        return self.size(line) >= self.full - FULL


def setting_of(lines: Sequence[Line]) -> Setting | None:
    """How the lines were cut; None where each is a paragraph.

    Lines that were cut are of nearly one width, and most of them stop in the middle of a sentence.
    """
    inner = [line for run in columns(lines) for line in run[:-1] if not line.level and not line.whole]
    if len(inner) < 4:
        return None
    settings = [_setting(inner, whole) for whole in (False, True)]
    alike = [Counter(round(setting.size(line)) for line in inner).most_common(1)[0][1] for setting in settings]
    setting = settings[alike[1] > alike[0]]
    filling = [line for line in inner if abs(setting.size(line) - setting.full) <= 2 * FULL]
    broken = [line for line in filling if is_open(line.text)]
    if setting.full > 60 or len(filling) < 0.4 * len(inner) or len(broken) < 0.6 * len(filling):
        return None
    return setting


def _setting(lines: Sequence[Line], whole: bool) -> Setting:
    sizes = sorted(Setting(0, whole).size(line) for line in lines)
    near = sizes[int(len(sizes) * 0.75)]
    return Setting(median(size for size in sizes if abs(size - near) <= 2 * FULL), whole)


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of a paragraph, as far as their width tells.

    starts: whether the first is set in as one that begins a paragraph; None where the page sets none in.
    """

    lines: tuple[Line, ...]
    starts: bool | None


def paragraphs(lines: Sequence[Line], alone: Callable[[str], bool]) -> list[Group]:
    """The lines by paragraph: each by itself, or, where they were cut at the width of a column, those that fill it with what follows.

    alone: tells a line that belongs to no paragraph, whatever its width.
    """
    page = setting_of(lines)
    indents = sum(line.indented for line in lines) >= 3
    if page is None:
        return [Group((line,), line.indented if indents else None) for line in lines]
    found: list[list[Line]] = []
    for run in columns(lines):
        setting = _setting_of_column(run, page)
        found.append([run[0]])
        for at, (line, after) in enumerate(pairwise(run), 2):
            goes_on = (
                setting.is_full(line)
                and not (indents and after.indented)
                and not alone(line.text)
                and not alone(after.text)
                and not is_row(line.text)
                and not is_row(after.text)
            )
            last = run[at] if at < len(run) else None
            heading = indents and (
                _is_headed(line, after, last, setting) or (line is found[-1][0] and _stands_alone(line))
            )
            if goes_on and not heading:
                found[-1].append(after)
            else:
                found.append([after])
    return [Group(tuple(group), group[0].indented if indents else None) for group in found]


def _setting_of_column(run: Sequence[Line], page: Setting) -> Setting:
    """How one column was cut: its own width where it has lines enough to tell, the page's otherwise."""
    sizes = sorted(map(page.size, run), reverse=True)
    own = sizes[min(len(sizes) // 4, 2)] if len(sizes) > 3 else page.full
    return replace(page, full=own) if own > page.full / 2 else page


def _is_headed(line: Line, after: Line, last: Line | None, setting: Setting) -> bool:
    """Whether the line after a full one that ends a sentence is a heading: short, open, and right before the beginning of a paragraph."""
    return (
        not is_open(line.text)
        and is_open(after.text)
        and not setting.is_full(after)
        and (last is None or last.indented)
    )


def _stands_alone(line: Line) -> bool:
    """Whether a line that fills its column is likely a headline: it begins no paragraph, and no mark of one is in it."""
    return not line.indented and not re.search("[，。；,;]", line.text)


def text_of(lines: Iterable[Line]) -> str:
    """Lines as one text."""
    text = ""
    for line in lines:
        text = joined(text, line.text)
    return text
