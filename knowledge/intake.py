"""What an editor sends to be imported, read and held against the library; and the library packed to be sent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from .card import one_line, write_card
from .case import Case, ReadError, Section, case_from_dict
from .parcel import read_lone_card, read_parcel, write_parcel
from .sheet import CASES, COLUMNS, Held, Told, filled, read_rows
from .sheet.texts import EXAMPLE
from .store import Arrival, Intake, Library, get_case, held_cases, is_taken, open_copy, same_case, state_of

PART = 19 << 20
"""Bytes of a file that is sent: what Telegram lets a bot fetch again is 20 MB."""
LARGEST_NUMBER = 9_999_999
"""That a new case may bring: the numbers after it have to fit on buttons."""
MEMORY, SECONDS = 1 << 30, 240
"""Bytes of address space, and seconds of computing, that reading a file may take."""
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

File = tuple[str, bytes]
"""A file's name and content."""


def export_files(home: tuple[Path, Path] | None, given: Sequence[Held], day: str) -> list[File]:
    """The library as files of at most PART bytes, its cases as cards and as a workbook; none where it is empty.

    home: of the library; without one, the cases that are given.
    """
    if home:
        with closing(open_copy(*home)) as library:
            given = held_cases(library.db)
    if not given:
        return []
    name = f"茶铺案例-{day}"
    return [*_parts(given, write_parcel, name, ".zip"), *_parts(given, write_workbook, name, ".xlsx")]


def write_workbook(given: Iterable[Held]) -> bytes:
    """The workbook of some cases: importing it changes none of them."""
    from .sheet import workbook  # noqa: PLC0415 - openpyxl loads slowly

    return workbook.write_workbook(given)


def template_files() -> list[File]:
    """A workbook to be filled in, and a card as an example."""
    from .sheet import workbook  # noqa: PLC0415 - as above

    return [("茶铺案例模板.xlsx", workbook.blank_workbook()), ("茶铺案例卡示例.md", write_card(EXAMPLE).encode())]


def read_import(home: tuple[Path, Path], data: bytes, name: str) -> Intake:
    """What a file changes in a library; made for a process of its own, whose memory and time it limits. Raises ReadError."""
    with _limited(name):
        told, unknown = read_rows_of(data, name)
    with closing(open_copy(*home)) as library:
        return compare(library, told, unknown)


def compare_import(library: Library, data: bytes, name: str) -> Intake:
    """What a file changes in an open library: for one in memory, which no other process can open. Raises ReadError."""
    return compare(library, *read_rows_of(data, name))


def read_rows_of(data: bytes, name: str) -> tuple[list[Told | str], tuple[str, ...]]:
    """(what each row or card of a file says, the names of columns that are not known). Raises ReadError."""
    parts = _names_in(data)
    if "xl/workbook.xml" in parts or data.startswith(_OLD_OFFICE):
        from .sheet import workbook  # noqa: PLC0415 - as above

        sheets = workbook.read_workbook(data, name)
        [(_, names), *rows] = sheets[CASES]
        tables = {title: table[1:] for title, table in sheets.items()} | {CASES: rows}
        return [*read_rows(tables, names)], tuple(column for column in names if column not in COLUMNS[CASES])
    if parts and "[Content_Types].xml" not in parts:
        return [told for told in read_parcel(data, name) if not _is_example(told)], ()
    if name.lower().endswith(".md") and not parts:
        return [told for told in [read_lone_card(data, name)] if not _is_example(told)], ()
    raise ReadError(f"「{name}」不是能导入的文件，请发 .xlsx 表格、装着案例卡的 .zip，或者一张 .md 案例卡。")


def _is_example(told: Told | str) -> bool:
    """Whether a card is the example of the template, as it was sent."""
    return not isinstance(told, str) and told.case == EXAMPLE


def compare(library: Library, told: Iterable[Told | str], unknown: tuple[str, ...] = ()) -> Intake:
    """What rows or cards change in a library."""
    changes: list[Arrival] = []
    problems: list[str] = []
    count, seen = 0, dict[object, str]()
    for each in told:
        count += 1
        found = each if isinstance(each, str) else _compared(library, each, seen)
        if isinstance(found, str):
            problems.append(found)
        elif found:
            changes.append(found)
    return Intake(count, count - len(changes) - len(problems), tuple(changes), tuple(problems), unknown)


def _compared(library: Library, told: Told, seen: dict[object, str]) -> Arrival | str | None:
    """What a row changes, None for nothing; or a sentence on why it cannot be taken in. seen: the cases of the rows before, and where these are."""
    db, case = library.db, told.case
    case_id = case.id or same_case(db, case)
    key = case_id or (case.title, case.place)
    if case.title and key in seen:
        return f"{told.where}：和{seen[key]}是同一个案例，只取了前面那一份"
    seen[key] = told.where
    before = state_of(db, case_id)
    old = get_case(db, case_id, hidden=True) if case_id and before else None
    case = replace(filled(told, old), id=old.id) if old else case
    was_hidden = before.endswith("-")
    hidden = was_hidden if "状态" in told.missing else told.hidden
    if hidden == was_hidden and old in (case, _tidied(case)):
        return None
    case = _tidied(case)
    fault = next(_faults(library, case, old), None)
    return f"{told.where}：{fault}" if fault else Arrival(case, hidden, case_id, before)


def _tidied(case: Case) -> Case:
    """A case as it is kept: each text in one line, and no empty paragraphs."""

    def lines(value: Any) -> Any:
        if isinstance(value, str):
            return one_line(value)
        if isinstance(value, dict):
            return {key: lines(each) for key, each in value.items()}
        return tuple(map(lines, value)) if isinstance(value, tuple) else value

    def section(told: Section) -> Section:
        kept = [(text, kind) for text, kind in zip(told.paragraphs, told.kinds, strict=True) if text]
        return Section(told.heading, tuple(text for text, _ in kept), tuple(kind for _, kind in kept))

    found = case_from_dict(lines(case.as_dict()))
    further = tuple(replace(report, sections=tuple(map(section, report.sections))) for report in found.further)
    return replace(found, sections=tuple(map(section, found.sections)), further=further)


def _faults(library: Library, case: Case, old: Case | None) -> Iterator[str]:
    """Why a case cannot be put in. old: what it replaces, whose topics stay good."""
    known = [topic.name for topic in library.words.topics]
    if not case.title:
        yield "缺「标题」"
    if not any(True for _ in case.paragraphs()):
        yield "没有正文，背景到政策依据至少写一栏"
    for topic in case.topics:
        if known and topic not in known and (old is None or topic not in old.topics):
            yield f"主题「{topic}」不在主题表里，可用的是：{'、'.join(known)}"
    if old is None and case.id > LARGEST_NUMBER:
        yield f"编号「{case.id}」太大，新案例的编号最好空着，入库时给"
    if old is None and case.id and is_taken(library.db, case.id):
        yield f"编号「{case.id}」留给了一篇草稿，请空着，入库时给"
    if any(map(_UNSTORABLE.search, _texts(case.as_dict()))):
        yield "有存不下的字符，请把正文重新粘贴一遍"


def _texts(value: object) -> Iterator[str]:
    """All texts in a case's JSON shape."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _parts(given: Sequence[Held], write: Callable[[Sequence[Held]], bytes], name: str, suffix: str) -> list[File]:
    """A file of all cases, or several, numbered, of parts of them."""
    waiting, made = [given], []
    while waiting:
        some = waiting.pop(0)
        data = write(some)
        if len(data) > PART and len(some) > 1:
            waiting[:0] = [some[: len(some) // 2], some[len(some) // 2 :]]
        else:
            made.append(data)
    return [(f"{name}-{at}{suffix}" if len(made) > 1 else f"{name}{suffix}", data) for at, data in enumerate(made, 1)]


def _names_in(data: bytes) -> set[str]:
    """The names of the files in a zip file; none where it is no such file."""
    try:
        with ZipFile(BytesIO(data)) as parcel:
            return {*parcel.namelist()}
    except (BadZipFile, NotImplementedError, OSError, ValueError):
        return set()


@contextmanager
def _limited(name: str) -> Iterator[None]:
    """Hold this process to MEMORY and SECONDS, where the system knows how; more memory is a ReadError, more time its end."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        yield
        return
    limits = {which: resource.getrlimit(which) for which in (resource.RLIMIT_AS, resource.RLIMIT_CPU)}
    for (which, (_, hard)), most in zip(limits.items(), (MEMORY, SECONDS), strict=True):
        resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    try:
        yield
    except MemoryError:
        raise ReadError(f"「{name}」太大，读的时候内存不够，请拆成几份再发。") from None
    finally:
        for which, limit in limits.items():
            resource.setrlimit(which, limit)
