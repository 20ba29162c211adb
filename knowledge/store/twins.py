"""The same case twice: whether a case is in the library already, or tells of a place that has a case there; and such cases filed.

Places and titles are compared folded, places without 四川 or 成都 before them. Texts are compared folded and without white space, as they stand and with
their paragraphs sorted: a page that was read in another order is still the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from ..case import Case, Place, Report, Source
from ..terms import fold, words
from .cases import Filed, bare, file_cases, get_case, replace_case
from .index import Index, mark_stale
from .subject import is_one_subject
from .transaction import writing

if TYPE_CHECKING:
    from .library import Library

NEAR = 90.0
"""The least likeness of two texts that are taken for one, of 100: of all their characters, those that need not be taken out or put in."""
LOOKED_UP, TERMS, CANDIDATES = 3, 8, 20
"""How many of a case's paragraphs are looked up in the index, the longest; by how many of their rarest terms; how many passages each brings."""
LONG = 12
"""The characters of a title's end, or of a caption, that are not the same by chance."""
_GAPS = re.compile(r"\s+")
_SIGNS = re.compile(r"[\W_]+")
_NUMBER = re.compile("[0-9]+|[〇零一二三四五六七八九十百千万亿两]+")
_YEAR_NOTE = "年份"


@dataclass(frozen=True, slots=True)
class Twin:
    """A case of the library that another case is the same as (became: SAME) or a further account of (FURTHER)."""

    case_id: int
    became: Filed


def file_drafts(library: Library, drafts: Iterable[Case]) -> list[tuple[int, Filed]]:
    """Put the cases that were read from one file or page into the library, all or none; the id there and what became of it, for each.

    One that the library holds already is left out; one that is a further account of a case there becomes a further source of it, and what that
    replaces is kept as a version; any other is new. Drafts of one file are never taken for one another. Raises LibraryError where the file cannot be
    written.
    """
    drafts = list(drafts)
    with writing(library.db):
        mark_stale(library.db, library.words.digest)
        twins = [twin_of(library, draft) for draft in drafts]
        return [_file(library, draft, twin) for draft, twin in zip(drafts, twins, strict=True)]


def twin_of(library: Library, case: Case) -> Twin | None:
    """The case of the library that this one is the same as, or else that it is a further account of; None where there is neither.

    The same: its text stands there as one of the sources tells it, or nearly, of a place and with numbers that do not contradict it. A further account:
    of the same place and source, in other words (an editor's card and the page it was made of); or else of the same street or community and the same
    subject. A district, or nothing at all, is no place of one case: there the source has to be the same, and no other case of that district from it.
    """
    known = [get_case(library.db, case_id) for case_id in sorted(_candidates(library, case))]
    texts = _texts(case.reports)
    same = [other for other in known if any(_is_retold(case, texts, other, report) for report in other.reports)]
    if same:
        return Twin(_likest(texts, same), Filed.SAME)
    further = [other for other in known if _is_of_place(case, other) and _is_from_source(case, other)]
    at_place = [other for other in known if _is_one(case.place, other.place)] if not further else []
    further = further or [other for other in at_place if is_one_subject(case, other, library.segmenter)]
    around = [other for other in known if _is_around(case.place, other.place) and _is_from_source(case, other)]
    further = further or (around if len(around) == 1 else [])
    return Twin(_likest(texts, further), Filed.FURTHER) if further else None


def is_told(case: Case, other: Case) -> bool:
    """Whether a case tells, to the letter, what one of another's sources tells: then nothing is lost without it."""
    return any(_texts(case.reports)[1] == _texts([report])[1] for report in other.reports)


def beside(library: Library, case_id: int) -> list[int]:
    """The ids of the other cases of a case's street or community, in order."""
    return at_place(library, get_case(library.db, case_id))


def at_place(library: Library, case: Case) -> list[int]:
    """The ids of the library's other cases of the street or community that a case is of, in order."""
    others = (get_case(library.db, other) for other in sorted(_of_own_place(library, case.place) - {case.id}))
    return [other.id for other in others if _is_one(case.place, other.place)]


def _file(library: Library, draft: Case, twin: Twin | None) -> tuple[int, Filed]:
    if twin is None:
        return file_cases(library, [draft], match=False)[0]
    if twin.became is Filed.FURTHER:
        add_further(library, twin.case_id, draft)
    return twin.case_id, twin.became


def add_further(library: Library, case_id: int, draft: Case, deed_id: int | None = None) -> None:
    """Put what a draft tells into a case as a further source of it. Runs inside a write transaction. Raises NotFoundError."""
    replace_case(library, case_id, _with_further(get_case(library.db, case_id), draft), deed_id)


def _with_further(case: Case, draft: Case) -> Case:
    """A case with what a draft tells of it besides; what the case says of itself stays, and what the draft says of another year is left out.

    A source they share is one, with all that either says of it. One that names no title has the draft's.
    """
    reports = [*case.reports]
    for report in draft.reports:
        known = next((its.source for its in reports if _is_one_source(its.source, report.source)), report.source)
        titled = replace(report.source, title=report.source.title or draft.title)
        one = Source(*(getattr(known, each.name) or getattr(titled, each.name) for each in fields(Source)))
        reports = [replace(its, source=one) if its.source == known else its for its in reports]
        reports.append(replace(report, source=one))
    year = case.year or draft.year
    notes = [note for note in draft.notes if year == draft.year or not note.startswith(_YEAR_NOTE)]
    return replace(
        case,
        year=year,
        topics=_united(case.topics, draft.topics),
        captions=_united(case.captions, draft.captions),
        notes=_united(case.notes, notes),
        source=reports[0].source,
        further=tuple(reports[1:]),
    )


def _united(own: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*own, *more)))


def _candidates(library: Library, case: Case) -> set[int]:
    """The ids of the cases that may be twins: those of its street or community, and those with most of what is rare in its titles and text."""
    longest = sorted((each.text for each in case.paragraphs()), key=len, reverse=True)[:LOOKED_UP]
    told = {*longest, *(source.title for source in case.sources)}
    return _of_own_place(library, case.place) | {case_id for text in told for case_id in _alike(library, text)}


def _of_own_place(library: Library, place: Place) -> set[int]:
    """The ids of the cases of a street or community of this name."""
    own = bare(place.community or place.street)
    rows = library.db.execute("SELECT case_id FROM names WHERE name = ? AND kind = 'own'", [own])
    return {case_id for (case_id,) in rows}


def _alike(library: Library, text: str) -> Iterator[int]:
    """The ids of the cases with the passages that hold most of a text's rarest terms."""
    index, folded = Index(library.db), fold(text)
    frequencies = index.frequencies({*words(folded, library.segmenter.cuts(folded))})
    rarest = sorted(frequencies, key=lambda term: (frequencies[term], term))[:TERMS]
    for passage in index.passages(index.best({term: 1 / frequencies[term] for term in rarest}, CANDIDATES)):
        yield passage.case_id


def _texts(reports: Iterable[Report]) -> tuple[str, str]:
    """The text of some reports, for comparison: as it stands, and with its paragraphs sorted."""
    paragraphs = [
        _GAPS.sub("", fold(text)) for report in reports for section in report.sections for text in section.paragraphs
    ]
    return "".join(paragraphs), "".join(sorted(paragraphs))


def _is_retold(case: Case, texts: tuple[str, str], other: Case, report: Report) -> bool:
    """Whether a case tells what a report of another one tells, to the letter or nearly, in either order of its paragraphs."""
    theirs = _texts([report])
    if texts[1] and texts[1] == theirs[1]:
        return True
    near = any(
        text and its and fuzz.ratio(text, its, score_cutoff=NEAR) for text, its in zip(texts, theirs, strict=True)
    )
    return near and _agree(case.place, other.place) and _numbers_agree(texts[0], theirs[0])


def _numbers_agree(text: str, other: str) -> bool:
    """Whether two texts have the same numbers, but for what one of them leaves out: a report of the next month has others."""
    mine, theirs = Counter(_NUMBER.findall(text)), Counter(_NUMBER.findall(other))
    return mine <= theirs or theirs <= mine


def _likest(texts: tuple[str, str], others: Iterable[Case]) -> int:
    """The id of the case whose text, as one of its sources tells it, is likest; the first such."""

    def likeness(other: Case) -> float:
        return max(fuzz.ratio(texts[0], _texts([report])[0]) for report in other.reports)

    return max(others, key=lambda other: (likeness(other), -other.id)).id


def _is_from_source(case: Case, other: Case) -> bool:
    """Whether two cases have a source in common, or a picture: what is printed under one stands in the other, word for word."""
    sources = any(_is_one_source(source, its) for source in case.sources for its in other.sources)
    return sources or _has_caption_of(case, other) or _has_caption_of(other, case)


def _has_caption_of(case: Case, other: Case) -> bool:
    told = _signs("".join((*case.captions, *(each.text for each in case.paragraphs()))))
    return any(len(caption) >= LONG and caption in told for caption in map(_signs, other.captions))


def _is_one_source(source: Source, other: Source) -> bool:
    """Whether two sources have one title, and dates that do not contradict each other: a column keeps its title from week to week.

    A title may have the place before it, as some pages print it and some do not.
    """
    short, long = sorted((_signs(source.title), _signs(other.title)), key=len)
    titles = short == long or (len(short) >= LONG and long.endswith(short))
    dates = [map(int, re.findall("[0-9]+", fold(each.date))) for each in (source, other)]
    return bool(short) and titles and all(one == its for one, its in zip(*dates, strict=False))


def _signs(text: str) -> str:
    """A text without the signs between its words."""
    return _SIGNS.sub("", fold(text))


def _is_of_place(case: Case, other: Case) -> bool:
    """Whether two cases are of one place, of whatever size."""
    place = _parts(case.place)
    return (any(place[1:]) and place == _parts(other.place)) or _is_one(case.place, other.place)


def _is_one(place: Place, other: Place) -> bool:
    """Whether two places are one street or community: they do not contradict each other, and where one says less, something around it is the same."""
    mine, theirs = _parts(place), _parts(other)
    own = 3 if mine[3] or theirs[3] else 2
    around = any(part and part == its for part, its in zip(mine[1:own], theirs[1:own], strict=True))
    return _agree(place, other) and bool(mine[own]) and mine[own] == theirs[own] and (around or mine == theirs)


def _agree(place: Place, other: Place) -> bool:
    """Whether two places may be one: nothing that both name differs."""
    return all(part == its or not part or not its for part, its in zip(_parts(place), _parts(other), strict=True))


def _is_around(place: Place, other: Place) -> bool:
    """Whether two places are in one district, and one of them is no smaller."""
    mine, theirs = _parts(place), _parts(other)
    return bool(mine[1]) and mine[1] == theirs[1] and not (any(mine[2:]) and any(theirs[2:]))


def _parts(place: Place) -> tuple[str, str, str, str]:
    return bare(place.city), bare(place.district), bare(place.street), bare(place.community)
