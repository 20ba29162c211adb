"""The workbook: sheets of rows ↔ the bytes of an .xlsx file. The only home of openpyxl."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill

from ..case import ReadError
from .cells import CASES, COLUMNS, Held, Row
from .rows import rows_of
from .texts import ABOUT, EXAMPLE, EXAMPLE_MARK, GUIDE, HINTS, OTHER_HINTS

WIDTHS = {
    **dict.fromkeys(("编号", "年份", "版次", "状态", "来源", "其他来源", "接续"), 8),
    **dict.fromkeys(("背景", "做法", "机制", "资金", "成效", "难点", "政策依据", "图片说明", "备注"), 40),
    **dict.fromkeys(("标题", "报道标题", "主题", "小标题"), 28),
    "段落": 80,
}
"""Of columns, in characters."""
NUMBERS = ("编号", "年份", "来源", "其他来源")
"""The columns whose cells are numbers."""
USUAL_WIDTH, GUIDE_WIDTH = 14, 100
ROW_HEIGHT = 64
"""Points: four lines; what is longer is read by opening the cell."""
TOP = Alignment(vertical="top", wrap_text=True)
MOST_ROWS, MOST_COLUMNS = 200_000, 100
HEADER_WITHIN = 10
"""The first rows, of which one has the names of the columns."""
MOST_UNPACKED, CHUNK = 500 << 20, 1 << 20
"""Bytes of all parts of a workbook together, where a Chinese character takes eight; and of what is looked through at a time."""
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0|\0<\0!", re.IGNORECASE)
"""No office writes them; they can make much of little. The last two: in UTF-16."""


def write_workbook(cases: Iterable[Held]) -> bytes:
    """The workbook that `read_workbook` reads back to the same cases."""
    return _saved(rows_of(cases))


def blank_workbook() -> bytes:
    """A workbook to be filled in, with the example in it."""
    sheets = rows_of([Held(EXAMPLE)])
    sheets[CASES][0]["状态"] = EXAMPLE_MARK
    return _saved(sheets)


def read_workbook(data: bytes, name: str) -> dict[str, list[tuple[int, dict[str, str]]]]:
    """The rows of a workbook's sheets, every cell as text, each row with its number; empty rows are left out.

    The row 0 of CASES has the names of its columns. Where no sheet is called CASES, it is the first with a column 标题. name: what to call the file in
    an error. Raises ReadError.
    """
    _check(data, name)
    try:
        with closing(load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)) as book:
            sheets = {sheet.title: list(_rows(sheet)) for sheet in book.worksheets}
    except Exception as error:  # openpyxl lets through whatever a broken part makes it stumble over
        raise ReadError(f"「{name}」打不开，文件可能已经损坏；请在表格软件里另存为 .xlsx 再发。") from error
    named = {title.strip(): rows for title, rows in sheets.items()}
    if CASES not in named:
        found = next((rows for rows in sheets.values() if _header(rows, ("标题",))), None)
        named |= {CASES: found} if found else {}
    tables = {title: _table(named.get(title, []), columns) for title, columns in COLUMNS.items()}
    if not tables[CASES]:
        raise ReadError(f"「{name}」里没有找到写着「标题」的表头，请下载模板，照着填。")
    return tables


def _saved(sheets: Mapping[str, Sequence[Row]]) -> bytes:
    book = Workbook(write_only=True)
    text = NamedStyle("text", font=Font(name="Calibri", size=11), alignment=TOP, number_format="@")
    number = NamedStyle("number", font=Font(name="Calibri", size=11), alignment=TOP, number_format="0")
    head = NamedStyle(
        "head",
        font=Font(name="Calibri", size=11, bold=True),
        fill=PatternFill("solid", start_color="FFE9E2D0"),
        alignment=TOP,
    )
    for style in (text, number, head):
        book.add_named_style(style)
    about = book.create_sheet(ABOUT)
    about.column_dimensions["A"].width = GUIDE_WIDTH
    for line in GUIDE:
        about.append([_cell(about, line, "text")])
    for title, columns in COLUMNS.items():
        _write(book.create_sheet(title), columns, sheets[title], HINTS if title == CASES else OTHER_HINTS)
    book.active = 1
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write(sheet: Any, columns: Sequence[str], rows: Iterable[Row], hints: Mapping[str, str]) -> None:
    """Write a sheet: its header, which stays where it is, and its rows; what is typed beneath them is text too."""
    for at, column in enumerate(columns):
        dimension = sheet.column_dimensions[chr(ord("A") + at)]
        dimension.width = WIDTHS.get(column, USUAL_WIDTH)
        dimension.number_format = "0" if column in NUMBERS else "@"
        dimension.alignment = TOP
    sheet.freeze_panes = "C2"
    header = [_cell(sheet, column, "head") for column in columns]
    for cell in header:
        if hint := hints.get(str(cell.value)):
            cell.comment = Comment(hint, ABOUT, height=90, width=220)
    sheet.append(header)
    for at, row in enumerate(rows, 2):
        sheet.row_dimensions[at].height = ROW_HEIGHT
        sheet.append([_cell(sheet, row[column]) if column in row else None for column in columns])


def _cell(sheet: Any, value: str | int, style: str = "") -> Any:
    """A cell: text is text even where it looks like a formula or an error."""
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    cell.style = style or ("text" if isinstance(value, str) else "number")
    return cell


def _check(data: bytes, name: str) -> None:
    """Raise ReadError for what is no workbook, or would not be safe to open."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _old_office(name)
    try:
        with ZipFile(BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_UNPACKED:
                raise ReadError(f"「{name}」展开来太大，请拆成几份再发。")
            names = [part for part in parts.namelist() if part.endswith((".xml", ".rels"))]
            if any(_has_entities(parts, part) for part in names):
                raise ReadError(f"「{name}」里有不安全的内容，不能打开；请在表格软件里另存为 .xlsx 再发。")
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error) as error:
        raise ReadError(f"「{name}」打不开，文件可能已经损坏；请在表格软件里另存为 .xlsx 再发。") from error


def _old_office(name: str) -> ReadError:
    """What is told of a file of an earlier Office, or one with a password, which look the same inside: a table, unless its name says otherwise."""
    if name.lower().endswith((".doc", ".docx", ".wps")):
        return ReadError(f"「{name}」不是表格，导入不了。是文章，请另存为不加密码的 .docx，再用 /add 发来。")
    return ReadError(f"「{name}」是旧格式（.xls），或者加了密码；请在表格软件里另存为不加密码的 .xlsx 再发。")


def _has_entities(parts: ZipFile, name: str) -> bool:
    """Whether a part has what _ENTITIES finds."""
    with parts.open(name) as part:
        before = b""
        while chunk := part.read(CHUNK):
            if _ENTITIES.search(before + chunk):
                return True
            before = chunk[-16:]
    return False


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty."""
    rows = sheet.iter_rows(min_row=1, max_row=MOST_ROWS, min_col=1, max_col=MOST_COLUMNS)
    for at, row in enumerate(rows, 1):
        cells = [_text(cell) for cell in row]
        if any(cells):
            yield at, cells


def _text(cell: Any) -> str:
    """What a cell says, as it was written: a number without .0, a date as YYYY-MM-DD."""
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return str(value if value.time() != time() else value.date())
    if isinstance(value, date):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    zeros = cell.number_format or ""
    return str(value).zfill(len(zeros)) if re.fullmatch("0+", zeros) else str(value)


def _header(rows: Sequence[tuple[int, list[str]]], columns: Iterable[str]) -> int | None:
    """Which of the first rows names these columns."""
    wanted = {*columns}
    for at, cells in rows[:HEADER_WITHIN]:
        if wanted <= {cell.strip() for cell in cells}:
            return at
    return None


def _table(rows: Sequence[tuple[int, list[str]]], columns: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """The rows beneath a header, by the names of the columns, in whatever order these stand; the header itself as row 0."""
    top = _header(rows, ("标题",) if columns == COLUMNS[CASES] else ("编号", "来源"))
    if top is None:
        return []
    names = next([cell.strip() for cell in cells] for at, cells in rows if at == top)
    found = [(0, {name: name for name in names if name})]
    for at, cells in rows:
        row = {name: cell for name, cell in zip(names, cells, strict=True) if name and cell}
        if at > top and row:
            found.append((at, row))
    return found
