"""The reading order of a page: pieces of lines with their places → lines as a person reads them, columns one after another.

The page is cut again and again (the X-Y cut of Nagy and Seth, 1984): into columns where a gutter runs through, into bands one
below the other where none does. A headline stops the gutters it stands over, so what is above and below it is cut by itself.
Lengths are in points, y grows downwards, a band is a list of pieces no other piece of which is at the same height.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_GUTTER = 0.6  # of a character: narrower gaps are no gutter
_COLUMN = 7.0  # characters: narrower columns are a table's
_LARGE = 1.3  # times the usual size: a headline
_FAR = 4.0  # characters of white: what stands alone below it is of no column
_DEEP = 40  # cuts within cuts: no page that a person made comes near


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on one line: its box, the size of its characters, its words."""

    left: float
    top: float
    right: float
    bottom: float
    size: float
    text: str


Gaps = list[tuple[float, float]]


def page_lines(pieces: Iterable[Piece]) -> list[str]:
    """The lines of a page in reading order; "" between two blocks."""
    found = list(pieces)
    if not found:
        return []
    usual = median(piece.size for piece in found for _ in piece.text[:40])
    return [line for block in _blocks(found, usual, 0) for line in ["", *block]][1:]


def _blocks(pieces: list[Piece], usual: float, depth: int) -> list[list[str]]:
    bands = _bands(pieces)
    if depth > _DEEP:
        return _plain(bands, usual)
    if _gaps(pieces, usual) and not any(_headline(band, pieces, usual) for band in bands):
        return _beside(bands, usual, depth)
    return [block for group, parted in _groups(bands, usual) for block in _group(group, parted, usual, depth)]


def _group(bands: list[list[Piece]], parted: bool, usual: float, depth: int) -> list[list[str]]:
    return _beside(bands, usual, depth) if parted else _plain(bands, usual)


def _beside(bands: list[list[Piece]], usual: float, depth: int) -> list[list[str]]:
    """The blocks of columns from left to right, or the rows of a table."""
    pieces = [piece for band in bands for piece in band]
    edges = [float("-inf"), *((left + right) / 2 for left, right in _gaps(pieces, usual)), float("inf")]
    columns = [[piece for piece in pieces if left <= piece.left < right] for left, right in pairwise(edges)]
    if len(columns) == 1 or _table(columns, bands, usual):
        return _plain(bands, usual)
    return [block for column in columns for block in _blocks(column, usual, depth + 1)]


def _groups(bands: list[list[Piece]], usual: float) -> list[tuple[list[list[Piece]], bool]]:
    """Runs of bands from top to bottom, and of each whether it is to be read as columns."""
    found, plain, start = list[tuple[list[list[Piece]], bool]](), list[list[Piece]](), 0
    while start < len(bands):
        gaps = _gaps(bands[start], usual)
        if not gaps or _headline(bands[start], bands[start], usual):
            plain.append(bands[start])
            start += 1
            continue
        hanging = _hanging(plain, bands[start], gaps, usual)
        end = _shared(bands, start, gaps, usual)
        found += [(plain[: len(plain) - hanging], False), (plain[len(plain) - hanging :] + bands[start:end], True)]
        plain, start = [], end
    return [(group, parted) for group, parted in [*found, (plain, False)] if group]


def _shared(bands: list[list[Piece]], start: int, gaps: Gaps, usual: float) -> int:
    """Where the run of bands ends that leave open one of the gaps."""
    for place in range(start + 1, len(bands)):
        band = bands[place]
        white = min(piece.top for piece in band) - max(piece.bottom for piece in bands[place - 1])
        gaps = _left_open(gaps, band, usual)
        if not gaps or (white > _FAR * usual and not _gaps(band, usual)):
            return place
    return len(bands)


def _left_open(gaps: Gaps, band: list[Piece], usual: float) -> Gaps:
    for piece in band:
        cut = [
            part
            for left, right in gaps
            for part in ((left, min(right, piece.left)), (max(left, piece.right), right))
            if part[1] - part[0] >= _GUTTER * usual
        ]
        gaps = sorted(set(cut))
    return gaps


def _hanging(plain: list[list[Piece]], band: list[Piece], gaps: Gaps, usual: float) -> int:
    """How many bands just above belong to one of the columns that begin with a band: two lines or more, flush with it."""
    count = 0
    for above in reversed(plain):
        flush = any(-0.5 < (above[0].left - piece.left) / usual < 2.5 for piece in band)
        if len(above) > 1 or not flush or above[0].size > 1.15 * usual or not _left_open(gaps, above, usual):
            break
        count += 1
    return count if count > 1 else 0


def _bands(pieces: list[Piece]) -> list[list[Piece]]:
    found, bottom = list[list[Piece]](), float("-inf")
    for piece in sorted(pieces, key=lambda piece: (piece.top, piece.left)):
        if piece.top + 0.2 * piece.size >= bottom:
            found.append([])
        found[-1].append(piece)
        bottom = max(bottom, piece.bottom)
    return found


def _gaps(pieces: list[Piece], usual: float) -> Gaps:
    """The white strips that run through all pieces from top to bottom, from left to right."""
    found, edge = list[tuple[float, float]](), float("inf")
    for piece in sorted(pieces, key=lambda piece: piece.left):
        if piece.left - edge >= _GUTTER * usual:
            found.append((edge, piece.left))
        edge = max(piece.right, edge) if edge < float("inf") else piece.right
    return found


def _headline(band: list[Piece], region: list[Piece], usual: float) -> bool:
    """Whether a band is large type that stands over the middle of a region, not over one of its columns."""
    size = min(piece.size for piece in band)
    if size < _LARGE * usual or any(right - left > 1.5 * size for left, right in _gaps(band, usual)):
        return False
    left, right = min(piece.left for piece in region), max(piece.right for piece in region)
    middle = (min(piece.left for piece in band) + max(piece.right for piece in band)) / 2
    return abs(middle - (left + right) / 2) <= 0.1 * (right - left)


def _table(columns: list[list[Piece]], bands: list[list[Piece]], usual: float) -> bool:
    """Whether what stands side by side is a table's cells: not all as wide as a column of text, and on common lines."""
    if all(_prose(column, usual) for column in columns):
        return False
    rows = sum(
        len(band) > 1 and max(piece.bottom for piece in band) - min(piece.bottom for piece in band) < 0.5 * usual
        for band in bands
    )
    return rows >= 0.6 * len(bands)


def _prose(column: list[Piece], usual: float) -> bool:
    width = max(piece.right for piece in column) - min(piece.left for piece in column)
    filled = median(piece.right - piece.left for piece in column)
    return len(column) > 1 and width >= _COLUMN * usual and filled >= 0.6 * width


def _plain(bands: list[list[Piece]], usual: float) -> list[list[str]]:
    """The lines of bands from top to bottom, in blocks that white space or a change of size parts."""
    if len(bands) > 2 and all(len(band) == 1 and len(band[0].text) == 1 for band in bands):
        return [["".join(band[0].text for band in bands)]]  # a line that is set downwards
    lines = [line for band in bands for line in _rows(band)]
    whites = [max(0.0, after[0].top - before[0].bottom) for before, after in pairwise(lines)]
    common = median(whites) if whites else 0.0
    edge = min(line[0].left for line in lines)
    flush = sum(line[0].left - edge < 0.5 * line[0].size for line in lines) >= max(2, 0.4 * len(lines))
    found = [[lines[0]]]
    for white, before, after in zip(whites, lines, lines[1:], strict=False):
        size, other = sorted((before[0].size, after[0].size))
        if white > 1.6 * common + 0.3 * size or other > 1.15 * size:
            found.append([])
        found[-1].append(after)
    return [_block(block, usual, edge if flush else None) for block in found]


def _block(lines: list[list[Piece]], usual: float, edge: float | None) -> list[str]:
    """The lines of a block; a headline's, which is set large, as one, marked as a heading."""
    said = [_said(line, edge) for line in lines]
    if lines[0][0].size < _LARGE * usual or len(lines) > 3 or sum(map(len, said)) > 80:
        return said
    return ["# " + "".join(line.strip() for line in said)]


def _rows(band: list[Piece]) -> list[list[Piece]]:
    """The lines of a band, each from left to right."""
    found = list[list[Piece]]()
    for piece in sorted(band, key=lambda piece: piece.bottom):
        if not found or piece.bottom - found[-1][0].bottom > 0.4 * piece.size:
            found.append([])
        found[-1].append(piece)
    return [sorted(row, key=lambda piece: piece.left) for row in found]


def _said(row: list[Piece], edge: float | None) -> str:
    """A line's pieces, two spaces between; the letters of a headline set wide stand together.

    edge: where the lines of its block begin, None where they begin anywhere. A line set in from it, as one that begins a paragraph is, begins with two
    ideographic spaces.
    """
    wide = len(row) > 2 and all(len(piece.text) == 1 for piece in row)
    set_in = edge is not None and 1.2 <= (row[0].left - edge) / row[0].size <= 3.2
    return ("\u3000\u3000" if set_in else "") + ("" if wide else "  ").join(piece.text for piece in row)
