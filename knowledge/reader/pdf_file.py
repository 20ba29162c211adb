"""PDF files with a text layer: the only home of pdfium."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import pi
from typing import Any

from ..case import ReadError
from .manuscript import LENGTH, Manuscript, check_length, tidy
from .pdf_layout import Piece, page_lines

PAGES = 2000
_ENCRYPTED = 4  # FPDF_ERR_PASSWORD
_TEXT, _IMAGE = 1, 3  # FPDF_PAGEOBJ_TEXT, FPDF_PAGEOBJ_IMAGE
_GAP = 0.8  # of a character: a wider gap ends a run
_NEAR = 64  # runs looked back on for one that touches
_MANY = 200_000  # characters on a page: a broadsheet has some twenty thousand
_UNKNOWN = "\ufffd"
_FAULTS = {  # of a whole file, of some pages
    "scan": (
        "没有文字层（是扫描图片），请先做文字识别（OCR）再发，或把文字粘贴过来。",
        "没有文字层（是扫描图片），没有读进来；请先做文字识别（OCR），或把文字粘贴过来。",
    ),
    "torn": (
        "的每一页都打不开，PDF 文件可能不完整，请重新下载或导出一份再发。",
        "打不开，没有读进来；请重新导出一份，或把文字粘贴过来。",
    ),
    "veiled": (
        "的字体没有文字编码，读出来是乱码，请换原来的 Word 文件，或把文字粘贴过来。",
        "的字体没有文字编码，没有读进来；请把文字粘贴过来。",
    ),
}
_NUMBER = re.compile(r"[-—–·.•\s]*第?\s*[0-9]{1,4}\s*页?(?:\s*(?:/|共)\s*[0-9]{1,4}\s*页?)?[-—–·.•\s]*")
_LATIN = re.compile(r"[!-~\u00c0-\u024f]")


@dataclass(frozen=True, slots=True)
class _Char:
    left: float
    right: float
    base: float
    size: float
    text: str


def read_pdf(data: bytes, name: str, beat: Callable[[], None]) -> Manuscript:
    """What the text layer of a PDF file says, page for page.

    beat is called after every page. A page that is a picture, or whose font hides what its signs mean, is a gap.
    Raises ReadError where no page has text that can be read, and for a file that is damaged, locked or too long.
    """
    import pypdfium2  # noqa: PLC0415 - half a second that only the child process should spend

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _ENCRYPTED:
            raise ReadError(f"「{name}」加了密码，请先去掉密码（例如打开后另存或打印成新的 PDF）再发。") from None
        raise ReadError(f"「{name}」打不开，PDF 文件可能不完整，请重新下载或导出一份再发。") from None
    if len(document) > PAGES:
        raise ReadError(f"「{name}」有 {len(document)} 页，超过了 {PAGES} 页，请拆成几份再发。")
    pages, faults, length = list[str](), dict[str, list[int]](), 0
    for number in range(1, len(document) + 1):
        text, fault = _page(document, number - 1)
        faults.setdefault(fault, []).append(number)
        pages.append(text)
        length += len(text)
        if length > LENGTH:
            break
        beat()
    faults.pop("", None)
    return _whole("\n\n".join(filter(None, pages)), faults, name)


def _whole(text: str, faults: dict[str, list[int]], name: str) -> Manuscript:
    gaps = tuple(f"「{name}」{_numbers(pages)}{_FAULTS[fault][1]}" for fault, pages in faults.items())
    if text:
        return Manuscript(check_length(text, name), gaps=gaps)
    if faults:
        raise ReadError(f"「{name}」{_FAULTS[min(faults)][0]}")
    raise ReadError(f"「{name}」里没有文字，请检查是不是发错了文件。")


def _numbers(pages: list[int]) -> str:
    """第 1、3 页; of many the first, the last and how many."""
    if len(pages) > 12:
        return f"第 {pages[0]} 页到第 {pages[-1]} 页之间有 {len(pages)} 页"
    return f"第 {'、'.join(map(str, pages))} 页"


def _page(document: Any, index: int) -> tuple[str, str]:
    """A page's text, and one of _FAULTS where it has none though it is not empty."""
    import pypdfium2  # noqa: PLC0415 - see read_pdf

    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return "", "torn"
    try:
        chars = list(_chars(page))
        if not chars:
            kinds = {thing.type for thing in page.get_objects(filter=[_TEXT, _IMAGE])}
            return "", "veiled" if _TEXT in kinds else "scan" if kinds else ""
        unread = sum(char.text == _UNKNOWN or "\ue000" <= char.text < "\uf900" for char in chars)
        if unread * 2 > len(chars):
            return "", "veiled"
        return "\n".join(_without_number(page_lines(_pieces(chars)))), ""
    finally:
        page.close()


def _chars(page: Any) -> Iterator[_Char]:
    """The characters of a page as the file writes them, turned so that most stand upright; those that pdfium adds are left out."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - see read_pdf

    textpage = page.get_textpage()
    text, count = textpage.raw, min(textpage.count_chars(), _MANY)
    turned = Counter(round(pdfium.FPDFText_GetCharAngle(text, place) * 2 / pi) % 4 for place in range(0, count, 7))
    quarters = turned.most_common(1)[0][0] if turned else 0
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    try:
        for place in range(count):
            code = pdfium.FPDFText_GetUnicode(text, place)
            if code in (10, 13, 0xFFFE) or (code == 32 and pdfium.FPDFText_IsGenerated(text, place)):
                continue
            said = _UNKNOWN if pdfium.FPDFText_HasUnicodeMapError(text, place) > 0 else _shown(code)
            if not said:
                continue
            pdfium.FPDFText_GetCharOrigin(text, place, x, y)
            pdfium.FPDFText_GetLooseCharBox(text, place, box)
            left, right, high, base = _upright(box, x.value, y.value, quarters)
            wide = right - left if said >= "\u2e80" else 0.0  # a Chinese character is as wide as it is large
            yield _Char(left, right, base, wide if high < 2 * wide else max(0.85 * high, 0.1), said)
    finally:
        textpage.close()


@lru_cache(16_384)
def _shown(code: int) -> str:
    return tidy(chr(code)) if code else _UNKNOWN


def _upright(box: Any, x: float, y: float, quarters: int) -> tuple[float, float, float, float]:
    """Left, right, height and baseline of a character that the page shows turned by so many right angles; y grows downwards."""
    across, along = box.right - box.left, box.top - box.bottom
    if quarters == 3:
        return box.bottom, box.top, across, x
    if quarters == 2:
        return -box.right, -box.left, along, y
    if quarters == 1:
        return -box.top, -box.bottom, across, -x
    return box.left, box.right, along, -y


def _pieces(chars: list[_Char]) -> list[Piece]:
    """The characters as runs on one line without a gap: first as the file writes them, then those put together that touch."""
    runs = list[list[_Char]]()
    for char in chars:
        if not runs or not _follows(runs[-1][-1], char):
            runs.append([])
        runs[-1].append(char)
    runs.sort(key=lambda run: (run[0].base, run[0].left))
    lines = list[list[_Char]]()
    for run in runs:
        near = next((line for line in reversed(lines[-_NEAR:]) if _touch(line, run)), None)
        if near is None:
            lines.append(run)
        else:
            near += run
            near.sort(key=lambda char: char.left)
    return [piece for line in lines if (piece := _piece(line)).text]


def _follows(last: _Char, char: _Char) -> bool:
    size = max(last.size, char.size)
    return abs(char.base - last.base) < 0.4 * size and -0.5 * size < char.left - last.right < _GAP * size


def _touch(line: list[_Char], run: list[_Char]) -> bool:
    size = max(line[0].size, run[0].size)
    gap = max(run[0].left - line[-1].right, line[0].left - run[-1].right)
    return abs(run[0].base - line[0].base) < 0.25 * size and gap < _GAP * size


def _piece(line: list[_Char]) -> Piece:
    text, last = "", line[0]
    for char in line:
        apart = char.left - last.right > 0.2 * char.size and _LATIN.match(char.text) and _LATIN.match(last.text)
        text += (" " if apart else "") + char.text
        last = char
    size = sorted(char.size for char in line)[len(line) // 2]
    base = line[0].base
    right = max(char.right for char in line)
    return Piece(line[0].left, base - 0.85 * size, right, base + 0.15 * size, size, text.strip())


def _without_number(lines: list[str]) -> list[str]:
    """The lines of a page without those at its head and foot that are nothing but its number."""
    while lines and (not lines[-1] or _NUMBER.fullmatch(lines[-1])):
        lines = lines[:-1]
    while lines and (not lines[0] or _NUMBER.fullmatch(lines[0])):
        lines = lines[1:]
    return lines
