"""The rows of the three sheets → what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from ..case import HEADINGS, Case, ChapuError, Place, Report, Section, Source, implied_kinds
from .cells import (
    ANEW,
    CASES,
    COLUMNS,
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
    is_usual,
    line_of,
    list_of,
    sections_of,
    unescape,
)
from .texts import EXAMPLE, EXAMPLE_MARK

Lines: TypeAlias = Iterable[tuple[int, Mapping[str, str]]]
"""The rows of a sheet that is read, each with its number there, every cell as text."""
_Get: TypeAlias = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Told:
    """What one row or card of a file says. where: which, for a person. missing: the columns that the file does not have at all."""

    where: str
    case: Case
    hidden: bool = False
    missing: frozenset[str] = frozenset()


class RowError(ChapuError):
    """What is wrong with a row, to be said after its number."""


@dataclass(slots=True)
class _Paragraph:
    """A row of TEXTS. report: which of the case's sources it is of, 0 where that is no number; heading: None for that of the row above."""

    report: int
    heading: str | None
    kind: str
    text: str
    anew: bool


def read_rows(sheets: Mapping[str, Lines], columns: Iterable[str]) -> Iterator[Told | str]:
    """What each row of CASES says, or a sentence on why it cannot be told; columns: those that CASES has.

    The example is passed over; what still says that it is one and is another is told, as it may be a case.
    """
    texts, sources = _paragraphs(sheets.get(TEXTS, ())), _sources(sheets.get(SOURCES, ()))
    missing = frozenset(COLUMNS[CASES]) - {*columns}
    for at, row in sheets[CASES]:
        try:
            number = _number(row, "编号") or 0
            state = row.get("状态", "").strip()
            if state not in ("", HIDDEN, EXAMPLE_MARK):
                raise RowError(f"状态「{state[:20]}」不认识，只能写「{HIDDEN}」，或者空着")
            case = _case(row, number, texts.get(number, []), sources.get(number, []))
            if state == EXAMPLE_MARK and case != EXAMPLE:
                raise RowError(f"状态还写着「{EXAMPLE_MARK}」，没有导入；是真案例，请把状态清空")
        except RowError as error:
            yield f"第 {at} 行：{error}"
        else:
            if state != EXAMPLE_MARK:
                yield Told(f"第 {at} 行", case, state == HIDDEN, missing)


def filled(told: Told, known: Case) -> Case:
    """The case that a row or card makes of one that is known: what its file has no column for stays as it is."""
    case, missing = told.case, told.missing
    place = {PLACE[column]: getattr(known.place, PLACE[column]) for column in PLACE.keys() & missing}
    source = {SOURCE[column]: getattr(known.source, SOURCE[column]) for column in SOURCE.keys() & missing}
    others = {"年份": "year", "主题": "topics", "图片说明": "captions", "备注": "notes", "其他来源": "further"}
    fields: dict[str, Any] = {others[column]: getattr(known, others[column]) for column in others.keys() & missing}
    sections = {section.heading: section for section in case.sections}
    if missing.issuperset(HEADINGS):
        fields["sections"] = known.sections
    elif missing & {*HEADINGS} and is_usual(known.sections) and is_usual(case.sections):
        sections |= {section.heading: section for section in known.sections if section.heading in missing}
        fields["sections"] = tuple(sections[heading] for heading in HEADINGS if heading in sections)
    return replace(case, place=replace(case.place, **place), source=replace(case.source, **source), **fields)


def _paragraphs(lines: Lines) -> dict[int, list[_Paragraph]]:
    """The rows of TEXTS by the number of their case, what goes on in the next row joined."""
    found: dict[int, list[_Paragraph]] = {}
    for _, row in lines:
        rows = found.setdefault(_case_number(row), [])
        mark, label = row.get("接续", "").strip(), row.get("小标题", "")
        text, heading = unescape(row.get("段落", "")), "" if label == NO_HEADING else unescape(label)
        if mark == GOES_ON and rows:
            rows[-1].text += text
            rows[-1].heading = (rows[-1].heading or "") + heading if label else rows[-1].heading
        else:
            source = row.get("来源", "").strip()
            report = int(source) if _is_number(source) else int(not source)
            rows.append(_Paragraph(report, heading if label else None, row.get("类别", "").strip(), text, mark == ANEW))
    return found


def _sources(lines: Lines) -> dict[int, list[Mapping[str, str]]]:
    """The rows of SOURCES by the number of their case."""
    found: dict[int, list[Mapping[str, str]]] = {}
    for _, row in lines:
        found.setdefault(_case_number(row), []).append(row)
    return found


def _case_number(row: Mapping[str, str]) -> int:
    cell = row.get("编号", "").strip()
    return int(cell) if _is_number(cell) else 0


def _case(row: Mapping[str, str], number: int, texts: list[_Paragraph], sources: list[Mapping[str, str]]) -> Case:
    """Raises RowError."""
    if any(not each.report for each in texts):
        raise RowError(f"「{TEXTS}」表里编号 {number} 的「来源」要写数字，第一个来源写 1")
    count = _number(row, "其他来源") or 0
    if len(sources) < count:
        raise RowError(f"「其他来源」写着 {count} 个，「{SOURCES}」表里编号 {number} 的有 {len(sources)} 个，请对一对")
    if number and [_number(each, "来源") for each in sources] != list(range(2, len(sources) + 2)):
        raise RowError(f"「{SOURCES}」表里编号 {number} 的「来源」要从 2 数起，一行一个，请对一对")
    get = _getter(row, texts, 1)
    reports = enumerate(sources if number else (), 2)
    return Case(
        id=number,
        title=get("标题"),
        place=Place(**{field: get(column) for column, field in PLACE.items()}),
        year=_number(row, "年份"),
        topics=get("主题"),
        source=_source(get),
        sections=_own_sections(row, texts),
        captions=get("图片说明"),
        notes=get("备注"),
        further=tuple(Report(_source(_getter(each, texts, at)), _sections(texts, at)) for at, each in reports),
    )


def _getter(row: Mapping[str, str], texts: list[_Paragraph], report: int) -> _Get:
    """Gets what a cell says, from TEXTS where it says so. Raises RowError."""

    def get(column: str) -> str | tuple[str, ...]:
        cell = row.get(column, "")
        if cell.strip() != SEE:
            return list_of(column, cell) if column in LISTS else line_of(cell)
        items = tuple(each.text for each in texts if each.report == report and each.kind == column)
        if not items:
            raise _lost(column)
        return items if column in LISTS else items[0]

    return get


def _source(get: _Get) -> Source:
    return Source(**{field: get(column) for column, field in SOURCE.items()})


def _own_sections(row: Mapping[str, str], texts: list[_Paragraph]) -> tuple[Section, ...]:
    """Raises RowError."""
    cells = {heading: row[heading] for heading in HEADINGS if row.get(heading, "").strip()}
    elsewhere = [heading for heading in cells if cells[heading].strip() == SEE]
    if not elsewhere:
        return sections_of(cells)
    if len(cells) > len(elsewhere):
        both = next(heading for heading in cells if heading not in elsewhere)
        raise RowError(f"「{elsewhere[0]}」写着{SEE}，「{both}」也写了字，请都写在「{TEXTS}」表里")
    sections = _sections(texts, 1)
    if not sections:
        raise _lost(elsewhere[0])
    return sections


def _sections(texts: list[_Paragraph], report: int) -> tuple[Section, ...]:
    """The sections of a report. Raises RowError."""
    found: list[tuple[str, list[str], list[str]]] = []
    for each in texts:
        if each.report != report or (each.kind in COLUMNS[CASES] and each.kind not in HEADINGS):
            continue
        if each.kind not in ("", OTHER, *HEADINGS):
            known = "、".join((*HEADINGS, OTHER))
            raise RowError(f"「{TEXTS}」表里的类别「{each.kind[:20]}」不认识，可用的是：{known}")
        before = found[-1][0] if found else None
        heading = (before or "") if each.heading is None else each.heading
        if before is None or heading != before or each.anew:
            found.append((heading, [], []))
        if each.text:
            found[-1][1].append(each.text)
            found[-1][2].append(
                implied_kinds(heading, 1)[0] if not each.kind else "" if each.kind == OTHER else each.kind
            )
    return tuple(Section(heading, tuple(texts), tuple(kinds)) for heading, texts, kinds in found)


def _number(row: Mapping[str, str], column: str) -> int | None:
    """Raises RowError."""
    told = row.get(column, "").strip()
    cell = told.removesuffix("年") if column == "年份" else told
    if not cell:
        return None
    if not _is_number(cell):
        raise RowError(f"{column}「{told[:20]}」要写数字")
    return int(cell)


def _is_number(cell: str) -> bool:
    return cell.isdecimal() and len(cell) <= 9


def _lost(column: str) -> RowError:
    return RowError(f"「{column}」写着{SEE}，「{TEXTS}」表里没有这个编号的段落")
