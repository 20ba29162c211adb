"""What can be changed in a case: each field shown as it is typed, and what is typed read into the case. A field is told by its code; see buttons.py."""

from __future__ import annotations

from dataclasses import replace

from knowledge import HEADINGS, Case, Library, NotFoundError, Section
from knowledge.desk import (
    Editable,
    missing_headings,
    read_paragraphs,
    read_place,
    read_source,
    read_title,
    read_topics,
    read_year,
    with_paragraphs,
    with_section,
    with_source,
    write_place,
    write_source,
    write_topics,
    write_year,
)

from . import changing_texts as texts
from .told import short


def what(made_from: Editable) -> str:
    """What a case or draft is called."""
    return (texts.DRAFT if made_from.is_draft else texts.CASE).format(id=made_from.id)


def name(made_from: Editable, field: str) -> str:
    """What a field is called."""
    kind, report, at = _apart(field)
    if kind in ("t", "p", "y", "o"):
        return {"t": texts.CHANGE_TITLE, "p": texts.CHANGE_PLACE, "y": texts.CHANGE_YEAR, "o": texts.CHANGE_TOPICS}[
            kind
        ]
    of_report = texts.OF_REPORT.format(number=report + 1) if report else ""
    if kind == "s":
        return of_report + texts.CHANGE_SOURCE
    heading = HEADINGS[at] if kind == "n" else _section(made_from, field).heading
    return of_report + f"「{short(heading) or texts.NO_HEADING}」"


def present(made_from: Editable, field: str) -> str:
    """The present value as it is typed, "" for a section that is to be made. Raises NotFoundError for a section or source that is not there."""
    case, (kind, report, _) = made_from.case, _apart(field)
    if kind == "t":
        return case.title
    if kind == "p":
        return write_place(case.place)
    if kind == "y":
        return write_year(case.year)
    if kind == "o":
        return write_topics(case.topics)
    _report(made_from, report)
    if kind == "s":
        return write_source(case.reports[report].source)
    return "\n".join(_section(made_from, field).paragraphs) if kind == "c" else ""


def asked(library: Library, field: str) -> str:
    """How to type a new value."""
    topics = "、".join(topic.name for topic in library.words.topics)
    return {
        "t": texts.ASK_TITLE,
        "p": texts.ASK_PLACE,
        "y": texts.ASK_YEAR,
        "o": texts.ASK_TOPICS.format(topics=topics),
        "s": texts.ASK_SOURCE,
        "c": texts.ASK_SECTION,
        "n": texts.ASK_NEW,
    }[field[0]]


def changed(library: Library, made_from: Editable, field: str, text: str) -> Case:
    """The case with what was typed for a field. Raises FieldError where it cannot be read, NotFoundError for a section or source that is not there."""
    case, words, kind = made_from.case, library.words, field[0]
    if kind == "t":
        return replace(case, title=read_title(text))
    if kind == "p":
        return replace(case, place=read_place(text, case.place, words.places))
    if kind == "y":
        return replace(case, year=read_year(text))
    if kind == "o":
        return replace(case, topics=read_topics(text, [topic.name for topic in words.topics]))
    return _in_report(made_from, field, text)


def _in_report(made_from: Editable, field: str, text: str) -> Case:
    """The case with what was typed for a source, a section, or a section that it has not."""
    case, (kind, report, at) = made_from.case, _apart(field)
    sections = _report(made_from, report)
    if kind == "s":
        return with_source(case, report, read_source(text, case.reports[report].source))
    if kind == "c":
        _section(made_from, field)
        return with_paragraphs(case, report, at, read_paragraphs(text))
    if HEADINGS[at] in {section.heading for section in sections}:
        raise NotFoundError(texts.CHANGED_MEANWHILE.format(id=made_from.id))
    return with_section(case, report, HEADINGS[at], read_paragraphs(text))


def without(made_from: Editable, field: str) -> Case:
    """The case without a section. Raises FieldError where that is its last one, NotFoundError where it is not there."""
    _, report, at = _apart(field)
    _section(made_from, field)
    return with_paragraphs(made_from.case, report, at, ())


def choices(made_from: Editable, which: str) -> list[tuple[str, str]]:
    """(field, what a button calls it) of the sources (s), sections (c), or sections that may be added (n), of all reports."""
    found = []
    for at, report in enumerate(made_from.case.reports):
        number = f"{at + 1}·" if made_from.case.further else ""
        if which == "s":
            found.append((f"s{at}", number + (report.source.publication or report.source.title or texts.CHANGE_SOURCE)))
        elif which == "c":
            found += [(f"c{at}.{n}", number + _called(section)) for n, section in enumerate(report.sections)]
        else:
            found += [(f"n{at}.{HEADINGS.index(each)}", number + each) for each in missing_headings(made_from.case, at)]
    return found


def is_long(field: str) -> bool:
    """Whether a value may be longer than a message."""
    return field[0] in "cn"


def _called(section: Section) -> str:
    return section.heading or texts.NO_HEADING


def _apart(field: str) -> tuple[str, int, int]:
    """(kind, report, section) of a field's code."""
    report, _, at = field[1:].partition(".")
    return field[0], int(report or 0), int(at or 0)


def _report(made_from: Editable, report: int) -> tuple[Section, ...]:
    if report >= len(made_from.case.reports):
        raise NotFoundError(texts.GONE_SECTION.format(id=made_from.id))
    return made_from.case.reports[report].sections


def _section(made_from: Editable, field: str) -> Section:
    _, report, at = _apart(field)
    sections = _report(made_from, report)
    if at >= len(sections):
        raise NotFoundError(texts.GONE_SECTION.format(id=made_from.id))
    return sections[at]
