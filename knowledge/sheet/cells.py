"""The columns of the workbook, and what a cell in them says.

In the sheet CASES a case is one row. What a cell there cannot hold, a section with a heading of its own or a text that is too long, stands in TEXTS, a
row a paragraph, and the cell says SEE. Further sources stand in SOURCES. A row is a dict of its filled cells by the names of their columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from ..case import HEADINGS, Case, Section

CASES, TEXTS, SOURCES = "案例", "段落", "来源"
PLACE = {"市": "city", "区县": "district", "街道": "street", "社区": "community"}
SOURCE = {
    "报刊": "publication",
    "报道标题": "title",
    "日期": "date",
    "版次": "page",
    "记者": "reporters",
    "网址": "url",
}
LISTS = {"主题": "、", "记者": "、", **dict.fromkeys((*HEADINGS, "图片说明", "备注"), "\n")}
"""The columns with several things in a cell, and what stands between them."""
COLUMNS = {
    CASES: (
        *("编号", "标题", *PLACE, "年份", "主题", *SOURCE),
        *(*HEADINGS, "图片说明", "备注", "状态", "其他来源"),
    ),
    TEXTS: ("编号", "来源", "小标题", "类别", "段落", "接续"),
    SOURCES: ("编号", "来源", *SOURCE),
}
SEE, HIDDEN, NO_HEADING, OTHER, GOES_ON, ANEW = "见「段落」", "下架", "（无）", "其他", "接上", "另起"
LONGEST = 32_767
"""UTF-16 units that Excel takes in a cell."""
PIECE = 4_000
"""Characters of a text that is too long for a cell, in one: each may become seven."""
_TOPICS = re.compile(r"[、，,;；\n]")
_UNSAFE = re.compile("_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

Row: TypeAlias = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Held:
    """A case as the library holds it; hidden: from readers."""

    case: Case
    hidden: bool = False


def escape(text: str) -> str:
    """A text as a cell can hold it: what XML cannot, as OOXML writes it (_x000B_), and what looks like that."""
    return _UNSAFE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescape(cell: str) -> str:
    """The text of a cell."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell)


def fits(cell: str) -> bool:
    """Whether a cell can hold so much."""
    return len(cell) <= LONGEST // 2 or len(cell.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST


def cut(text: str) -> list[str]:
    """A text as the cells that hold it: one, or as many as its length takes."""
    cell = escape(text)
    return [cell] if fits(cell) else [escape(text[at : at + PIECE]) for at in range(0, len(text), PIECE)]


def line_of(cell: str) -> str:
    """What a cell with one thing in it says."""
    return unescape(cell.strip())


def list_of(column: str, cell: str) -> tuple[str, ...]:
    """What a cell of one of LISTS says."""
    parts = _TOPICS.split(cell) if column == "主题" else cell.split(LISTS[column])
    return tuple(unescape(part.strip()) for part in parts if part.strip())


def sections_of(cells: Mapping[str, str]) -> tuple[Section, ...]:
    """What the cells of HEADINGS say."""
    told = ((heading, list_of(heading, cells.get(heading, ""))) for heading in HEADINGS)
    return tuple(Section(heading, texts) for heading, texts in told if texts)


def is_usual(sections: tuple[Section, ...]) -> bool:
    """Whether the columns of HEADINGS can hold these sections."""
    cells = {section.heading: "\n".join(map(escape, section.paragraphs)) for section in sections}
    return all(map(fits, cells.values())) and SEE not in cells.values() and sections_of(cells) == sections
