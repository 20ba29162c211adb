"""What changed between two texts, and between a case and what it became."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import Enum
from itertools import groupby

from .case import Case, Place, Report, Source

COSTLY = 10_000
"""Pairs of equal pieces from which on two texts are not held against each other piece by piece: that would take more than some milliseconds."""
_PIECES = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (r"[^\n]*\n|[^\n]+", r"\n|[^。！？；\n]*[。！？；]+[”’」）]*|[^。！？；\n]+", r"[0-9A-Za-z]+|.")
)
"""Of a text, from large to small: lines, sentences, characters; a number or a Latin word is one."""
SHORTEST = 4
"""Characters that stayed between two changes of a sentence: fewer, most of them there by chance, make it harder to read."""


class SpanKind(Enum):
    """What became of a stretch of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text and what became of it. The same and gone ones of a difference make the old text, the same and new ones the new."""

    kind: SpanKind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in one part of a case.

    part: title, place, year, topics, source, section, kinds (what a section's paragraphs tell), captions or notes. name: the section's heading, "" else.
    report: whose source or section it is, 0 for the case's own.
    """

    part: str
    name: str
    report: int
    spans: tuple[Span, ...]


def difference(old: str, new: str) -> tuple[Span, ...]:
    """What changed between two texts: by lines first, by sentences within those that changed, by characters within what is left."""
    return tuple(_merged(_calmed(_refined(old, new, _PIECES))))


def changes(old: Case, new: Case) -> list[Change]:
    """What changed between two states of a case, in reading order."""
    found = [
        Change(part, "", 0, difference(before, after))
        for part, before, after in (
            ("title", old.title, new.title),
            ("place", _told(old.place), _told(new.place)),
            ("year", str(old.year or ""), str(new.year or "")),
            ("topics", " ".join(old.topics), " ".join(new.topics)),
        )
        if before != after
    ]
    for at in range(max(len(old.reports), len(new.reports))):
        found += _in_report(at, *(case.reports[at] if at < len(case.reports) else _NO_REPORT for case in (old, new)))
    for part in ("captions", "notes"):
        before, after = ("\n".join(getattr(case, part)) for case in (old, new))
        found += [Change(part, "", 0, difference(before, after))] if before != after else []
    return found


_NO_REPORT = Report(Source(), ())


def _in_report(at: int, old: Report, new: Report) -> Iterator[Change]:
    """What changed in the source and the sections of one report."""
    before, after = _told_source(old.source), _told_source(new.source)
    if before != after:
        yield Change("source", "", at, difference(before, after))
    olds, news = _by_heading(old), _by_heading(new)
    for key in [*olds, *(key for key in news if key not in olds)]:
        (was, told), (will, tells) = olds.get(key, ("", "")), news.get(key, ("", ""))
        if was != will:
            yield Change("section", key[0], at, difference(was, will))
        elif told != tells:
            yield Change("kinds", key[0], at, difference(told, tells))


def _by_heading(report: Report) -> dict[tuple[str, int], tuple[str, str]]:
    """(text, kinds) of a report's sections, by heading and which of that heading it is."""
    found: dict[tuple[str, int], tuple[str, str]] = {}
    seen = Counter[str]()
    for section in report.sections:
        found[section.heading, seen[section.heading]] = ("\n".join(section.paragraphs), "、".join(section.kinds))
        seen[section.heading] += 1
    return found


def _told(place: Place) -> str:
    return " ".join(part for part in (place.city, place.district, place.street, place.community) if part)


def _told_source(source: Source) -> str:
    """A source with its address, which its citation leaves out; "" for one of which nothing is known."""
    cited = str(replace(source, url="")) if replace(source, url="") != Source() else ""
    return "\n".join(filter(None, [cited, source.url]))


def _refined(old: str, new: str, levels: Sequence[re.Pattern[str]]) -> Iterator[Span]:
    """Spans of a difference, by the first of these levels, and by the next ones where it shows nothing but a change."""
    if old == new or not levels:
        return _apart(old, new)
    spans = _compared(old, new, levels)
    return spans if len(levels) > 1 else _readable(old, new, spans)


def _compared(old: str, new: str, levels: Sequence[re.Pattern[str]]) -> Iterator[Span]:
    """Spans of a difference, by the first of these levels."""
    olds, news = levels[0].findall(old), levels[0].findall(new)
    if _cost(olds, news) > COSTLY:
        start = _alike(old, new)
        end = _alike(old[start:][::-1], new[start:][::-1])
        yield Span(SpanKind.SAME, old[:start])
        yield from _apart(old[start : len(old) - end], new[start : len(new) - end])
        yield Span(SpanKind.SAME, old[len(old) - end :])
        return
    for same, i1, i2, j1, j2 in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if same == "replace" and i2 - i1 == j2 - j1:
            for before, after in zip(olds[i1:i2], news[j1:j2], strict=True):
                yield from _refined(before, after, levels[1:])
        else:
            before, after = "".join(olds[i1:i2]), "".join(news[j1:j2])
            yield from _refined(before, after, levels[1:]) if same == "replace" else _apart(before, after)


def _apart(old: str, new: str) -> Iterator[Span]:
    if old == new:
        yield Span(SpanKind.SAME, old)
    else:
        yield Span(SpanKind.GONE, old)
        yield Span(SpanKind.NEW, new)


def _alike(old: str, new: str) -> int:
    """How many characters two texts begin with that are the same."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (was, will) in pairs if was != will), min(len(old), len(new)))


def _cost(olds: Sequence[str], news: Sequence[str]) -> int:
    """How many pairs of equal pieces there are, which is what it takes to find the longest run of them."""
    counts = Counter(news)
    return sum(counts[piece] for piece in olds)


def _readable(old: str, new: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Spans of a difference by characters; where less than half of the shorter text stayed, that was written anew, and both are told whole."""
    calm = list(_calmed(spans, SHORTEST))
    stayed = sum(len(span.text) for span in calm if span.kind is SpanKind.SAME)
    yield from calm if stayed * 2 >= min(len(old), len(new)) else _apart(old, new)


def _calmed(spans: Iterable[Span], least: int = 2) -> Iterator[Span]:
    """Spans, fewer characters than these that stayed between two changes counted with them: else a sentence written anew looks like confetti."""
    every = list(_merged(spans))
    for at, span in enumerate(every):
        alone = span.kind is SpanKind.SAME and len(span.text) < least and 0 < at < len(every) - 1
        if alone and "\n" not in span.text:
            yield from (Span(SpanKind.GONE, span.text), Span(SpanKind.NEW, span.text))
        else:
            yield span


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans with text, neighbours of one kind in one; of a change first what is gone, then what is new."""
    for same, run in groupby(spans, lambda span: span.kind is SpanKind.SAME):
        held = list(run)
        for kind in (SpanKind.SAME,) if same else (SpanKind.GONE, SpanKind.NEW):
            text = "".join(span.text for span in held if span.kind is kind)
            if text:
                yield Span(kind, text)
