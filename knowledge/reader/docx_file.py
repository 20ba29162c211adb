"""Word files (.docx): the only home of python-docx."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from ..case import ReadError
from .manuscript import Manuscript, cells_line, check_length, join_lines

_PARTS = 10_000
_UNPACKED = 256 << 20  # bytes of all parts together
_MARKUP = 32 << 20  # bytes of XML, which takes up some eight times as much once it is read
_DEEP = 20  # tables within tables
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = {_W + name for name in ("del", "moveFrom", "rt", "instrText", "rPr", "pPr", "tblPr", "sectPr", "sdtPr")}
_SKIPPED |= {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}  # says again what Choice says
_SIGNS = {_W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
TITLE = -1
"""The level of a document's title, over all headings."""
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_OTHERS = (
    ("xl/", "Excel 表格，茶铺读不了，请把要用的文字复制到 Word 或文本文件里再发"),
    ("ppt/", "演示文稿，茶铺读不了，请把要用的文字复制到 Word 或文本文件里再发"),
    ("META-INF/container.xml", "电子书，茶铺读不了，请另存为 .docx 或文本再发"),
    ("content.xml", "OpenDocument 文件，茶铺读不了，请用 WPS 或 Word 另存为 .docx 再发"),
    ("", "压缩包，请解压以后把里面的文件一个一个发来"),
)


def read_docx(data: bytes, name: str) -> Manuscript:
    """What a Word file says: paragraphs, headings, lists, text boxes and tables in the order of the document.

    Raises ReadError for an archive that is no Word file, for one that unpacks to more than any document, and for one that is
    empty. Of one that is damaged the error is python-docx's own.
    """
    _check_archive(data, name)
    import docx  # noqa: PLC0415 - only the child process needs it

    document = docx.Document(io.BytesIO(data))
    if document.element.getroottree().docinfo.doctype:
        raise ReadError(f"「{name}」里夹带了 Word 不会写的内容，没有打开；请把文字复制到新的 Word 文件里再发。")
    lines = list(_lines(document.element.body, _levels(document), 0))
    if any(kind == "title" for kind, _ in lines):
        lines = [(kind, "#" * (kind == "heading") + text) for kind, text in lines]
    text = check_length(join_lines(lines), name)
    if not text.strip():
        raise ReadError(f"「{name}」里没有文字；如果内容是图片，请先做文字识别（OCR），或把文字粘贴过来。")
    return Manuscript(text)


def _check_archive(data: bytes, name: str) -> None:
    """Raise ReadError unless an archive is a Word file of a sane size.

    What a part declares to unpack to is what zipfile gives out at most, so long as it is deflated or not packed at all.
    """
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise ReadError(f"「{name}」打不开，文件可能不完整，请另存一份再发。") from None
    markup = sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels")))
    odd = any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts)
    if odd or len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED or markup > _MARKUP:
        raise ReadError(f"「{name}」解压以后大得不正常，没有打开；请把文字复制到新的 Word 文件里再发。")
    names = [part.filename for part in parts]
    if not any(part.startswith("word/") for part in names):
        kind = next(kind for begin, kind in _OTHERS if not begin or any(part.startswith(begin) for part in names))
        raise ReadError(f"「{name}」是{' ' if kind[:1].isascii() else ''}{kind}。")
    if not any(re.fullmatch(r"word/document\d*\.xml", part) for part in names):
        raise ReadError(f"「{name}」里没有正文，Word 文件可能不完整，请用 Word 或 WPS 另存为 .docx 再发。")
    if any(part.flag_bits & 1 for part in parts):
        raise ReadError(f"「{name}」加了密码，请去掉密码另存一份再发。")


def _lines(block: Any, levels: dict[str, tuple[int, bool]], depth: int) -> Iterator[tuple[str, str]]:
    """(kind, text) of what stands in a body, a cell or a text box; kinds are "", "title", "heading", "item" and "row"."""
    for child in block:
        if child.tag == _W + "p":
            yield from _paragraph(child, levels, depth)
        elif child.tag == _W + "tbl" and depth < _DEEP:
            yield from _table(child, levels, depth)
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _lines(child, levels, depth)


def _paragraph(paragraph: Any, levels: dict[str, tuple[int, bool]], depth: int) -> Iterator[tuple[str, str]]:
    boxes = list[Any]()
    text = "".join(_words(paragraph, boxes)).strip(" \t\n")
    level, item = _standing(paragraph, levels)
    if level and text:
        yield "heading" if level > TITLE else "title", "#" * max(1, min(level, 5)) + " " + " ".join(text.split("\n"))
    elif text or not boxes:
        yield "item" if item else "", text
    for box in boxes if depth < _DEEP else ():
        yield from _lines(box, levels, depth + 1)


def _words(element: Any, boxes: list[Any]) -> Iterator[str]:
    """The words of a paragraph as they are shown: what is deleted and how a sign is read aloud left out; text boxes put aside."""
    for child in element:
        if child.tag == _W + "t":
            yield child.text or ""
        elif child.tag == _W + "txbxContent":
            boxes.append(child)
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag not in _SKIPPED and isinstance(child.tag, str):
            yield from _words(child, boxes)


def _table(table: Any, levels: dict[str, tuple[int, bool]], depth: int) -> Iterator[tuple[str, str]]:
    """A line for each row, then the tables in its cells; a table of one column is a frame around what stands in it."""
    rows = [[cell for cell in row.iter(_W + "tc") if _row_of(cell) is row] for row in table.iter(_W + "tr")]
    rows = [row for row in rows if row and _table_of(row[0]) is table]
    if all(len(row) == 1 for row in rows):
        for row in rows:
            yield from _lines(row[0], levels, depth + 1)
        return
    for row in rows:
        inner, cells = list[tuple[str, str]](), list[str]()
        for cell in row:
            said = [] if _continued(cell) else list(_lines(cell, levels, depth + 1))
            cells.append(
                "\n".join(
                    text.lstrip("# ") if kind in ("title", "heading") else text for kind, text in said if kind != "row"
                )
            )
            inner += [(kind, text) for kind, text in said if kind == "row"]
        line = cells_line(cells)
        yield from [("row", line)] if line else []
        yield from inner


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(_W + "tr"))


def _table_of(cell: Any) -> Any:
    return next(cell.iterancestors(_W + "tbl"))


def _continued(cell: Any) -> bool:
    """Whether a cell is covered by the merged one above it."""
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merged is not None and merged.get(_W + "val", "continue") == "continue"


def _standing(paragraph: Any, levels: dict[str, tuple[int, bool]]) -> tuple[int, bool]:
    """A paragraph's level as a heading, 0 for none; and whether it is a list's item."""
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    level, item = levels.get(style.get(_W + "val") if style is not None else "", (0, False))
    return _own(paragraph, level, item)


def _own(element: Any, level: int, item: bool) -> tuple[int, bool]:
    """The level and list standing that a paragraph or style has itself, those it is given where it says nothing."""
    outline, numbered = element.find(f"{_W}pPr/{_W}outlineLvl"), element.find(f"{_W}pPr/{_W}numPr/{_W}numId")
    if outline is not None:
        said = int(outline.get(_W + "val", "9"))
        level = said + 1 if said < 9 else 0
    if numbered is not None:
        item = numbered.get(_W + "val") != "0"
    return level, item


def _levels(document: Any) -> dict[str, tuple[int, bool]]:
    """What every paragraph style makes of a paragraph: its level as a heading and whether it is a list's item."""
    styles = {style.get(_W + "styleId"): style for style in document.styles.element.iter(_W + "style")}
    return {key: _style(key, styles, 0) for key in styles if key}


def _style(key: str, styles: dict[str, Any], depth: int) -> tuple[int, bool]:
    style = styles.get(key)
    if style is None or depth > _DEEP:
        return 0, False
    base, called = style.find(_W + "basedOn"), style.find(_W + "name")
    level, item = _style(base.get(_W + "val"), styles, depth + 1) if base is not None else (0, False)
    name = (called.get(_W + "val") or "") if called is not None else ""
    heading = _HEADING.fullmatch(name.strip())
    if heading or name.strip().lower() in ("title", "标题"):
        level = int(heading[1]) if heading else TITLE
    return _own(style, level, item or name.lower().startswith("list "))
