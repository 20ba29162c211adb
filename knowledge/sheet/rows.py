"""Cases → the rows of the three sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import zip_longest
from typing import TypeAlias

from ..case import Case, Section, Source, implied_kinds
from .cells import (
    ANEW,
    CASES,
    GOES_ON,
    HIDDEN,
    LISTS,
    NO_HEADING,
    OTHER,
    PLACE,
    SEE,
    SOURCE,
    SOURCES,
    TEXTS,
    Held,
    Row,
    cut,
    escape,
    fits,
    is_usual,
    line_of,
    list_of,
)

_Put: TypeAlias = Callable[[str, str | tuple[str, ...]], None]


def rows_of(cases: Iterable[Held]) -> dict[str, list[Row]]:
    """The rows of each sheet; a case that does not fit one row needs a number of its own."""
    sheets: dict[str, list[Row]] = {CASES: [], TEXTS: [], SOURCES: []}
    for each in cases:
        case, texts = each.case, sheets[TEXTS]
        sheets[CASES].append(_row(each, texts))
        for number, report in enumerate(case.further, 2):
            row: Row = {"编号": case.id, "来源": number}
            _put_source(_putter(row, texts, case.id, number), report.source)
            sheets[SOURCES].append(row)
            texts += _paragraphs(case.id, number, report.sections)
    return sheets


def _row(held: Held, texts: list[Row]) -> Row:
    """A case's row of CASES; what it cannot hold is put in texts."""
    case = held.case
    row: Row = {"编号": case.id} if case.id else {}
    put = _putter(row, texts, case.id, 1)
    put("标题", case.title)
    for column, field in PLACE.items():
        put(column, getattr(case.place, field))
    row |= {} if case.year is None else {"年份": case.year}
    put("主题", case.topics)
    _put_source(put, case.source)
    _put_sections(row, texts, case)
    put("图片说明", case.captions)
    put("备注", case.notes)
    row |= {"状态": HIDDEN} if held.hidden else {}
    return row | ({"其他来源": len(case.further)} if case.further else {})


def _putter(row: Row, texts: list[Row], case_id: int, report: int) -> _Put:
    """Puts a value in a row's cell, or, where that would not say the same, in texts."""

    def put(column: str, value: str | tuple[str, ...]) -> None:
        if not value:
            return
        items = (value,) if isinstance(value, str) else value
        cell = LISTS.get(column, "").join(map(escape, items))
        said = list_of(column, cell) if column in LISTS else line_of(cell)
        row[column] = cell if said == value and cell != SEE and fits(cell) else SEE
        if row[column] == SEE:
            for item in items:
                texts.extend(_cells({"编号": case_id, "来源": report, "类别": column}, [], cut(item)))

    return put


def _put_source(put: _Put, source: Source) -> None:
    for column, field in SOURCE.items():
        put(column, getattr(source, field))


def _put_sections(row: Row, texts: list[Row], case: Case) -> None:
    if is_usual(case.sections):
        row |= {section.heading: "\n".join(map(escape, section.paragraphs)) for section in case.sections}
    else:
        row["做法"] = SEE
        texts += _paragraphs(case.id, 1, case.sections)


def _paragraphs(case_id: int, report: int, sections: Iterable[Section]) -> Iterator[Row]:
    """The rows of TEXTS for a report's sections; one without paragraphs has a row with its heading alone."""
    before = None
    for section in sections:
        [implied] = implied_kinds(section.heading, 1)
        label = _label(section.heading)
        told = zip(section.paragraphs, section.kinds, strict=True) if section.paragraphs else [("", implied)]
        for at, (text, kind) in enumerate(told):
            row: Row = {"编号": case_id, "来源": report}
            row |= {"类别": kind or OTHER} if kind != implied else {}
            row |= {"接续": ANEW} if at == 0 and section.heading == before else {}
            yield from _cells(row, label, cut(text))
        before = section.heading


def _label(heading: str) -> list[str]:
    """A heading as the cells that hold it; NO_HEADING says that there is none."""
    if heading == NO_HEADING:
        return [f"_x{ord(heading[0]):04X}_{heading[1:]}"]
    return cut(heading) if heading else [NO_HEADING]


def _cells(row: Row, label: list[str], text: list[str]) -> Iterator[Row]:
    """A row with a heading and a text, and where they take more cells, rows in which these go on."""
    for at, (head, body) in enumerate(zip_longest(label, text, fillvalue="")):
        cells: Row = {"编号": row["编号"], "来源": row["来源"], "接续": GOES_ON} if at else row
        yield cells | {column: cell for column, cell in (("小标题", head), ("段落", body)) if cell}
