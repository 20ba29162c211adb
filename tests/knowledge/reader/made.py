"""Files for the tests, made by the tests: PDF pages with Chinese text, Word files, archives."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import docx

A4 = (595, 842)
_TURNS = ((1, 0, 0, 1, 0, 0), (0, 1, -1, 0, 842, 0), (-1, 0, 0, -1, 595, 842), (0, -1, 1, 0, 0, 595))


@dataclass(frozen=True, slots=True)
class Line:
    """Text on a page: the left end of its baseline, y from the page's top, in points."""

    x: float
    y: float
    text: str
    size: float = 10


def pdf(
    pages: Iterable[Sequence[Line]], *, pictures: Iterable[int] = (), quarters: int = 0, veiled: bool = False
) -> bytes:
    """A PDF file whose text is set in a Chinese font that is named only, not embedded, with a table of what its signs mean.

    pictures: the numbers of the pages, from 1, that also carry a picture; veiled: leave that table out;
    quarters: turn what stands on the pages by so many right angles.
    """
    found, pictured = [list(page) for page in pages], set(pictures)
    chars = sorted({char for page in found for line in page for char in line.text})
    codes = {char: number for number, char in enumerate(chars, 1)}
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (8 + 2 * n) for n in range(len(found))), len(found)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /Identity-H /DescendantFonts [4 0 R]%s >>"
        % (b"" if veiled else b" /ToUnicode 5 0 R"),
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity)"
        b" /Supplement 0 >> /FontDescriptor 6 0 R /DW 1000 /W [%s] >>"
        % b" ".join(b"%d [500]" % code for char, code in codes.items() if char < "\x80"),
        stream(_meanings(codes)),
        b"<< /Type /FontDescriptor /FontName /SimSun /Flags 4 /FontBBox [0 -140 1000 860] /ItalicAngle 0 /Ascent 860"
        b" /Descent -140 /CapHeight 700 /StemV 80 >>",
        stream(
            b"\xff", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
        ),
    ]
    for number, page in enumerate(found, 1):
        ink = b"%d %d %d %d %d %d cm\n" % _TURNS[quarters] + b"".join(
            b"BT /F1 %.2f Tf 1 0 0 1 %.2f %.2f Tm <%s> Tj ET\n"
            % (line.size, line.x, A4[1] - line.y, "".join(f"{codes[char]:04X}" for char in line.text).encode())
            for line in page
        )
        ink += b"q 400 0 0 400 90 200 cm /I1 Do Q\n" if number in pictured else b""
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> /XObject << /I1 7 0 R >> >> >>" % (*A4, len(objects) + 2)
        )
        objects.append(stream(ink))
    return pdf_file(objects)


def pdf_file(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """The objects, the first of them the catalogue, as a PDF file."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start)
    return bytes(out)


def stream(data: bytes, head: bytes = b"") -> bytes:
    """A stream object, packed; head: what else its dictionary says."""
    packed = zlib.compress(data)
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (head, len(packed), packed)


def _meanings(codes: dict[str, int]) -> bytes:
    pairs = list(codes.items())
    parts = [
        b"%d beginbfchar\n%s\nendbfchar\n"
        % (
            len(part),
            b"\n".join(b"<%04X> <%s>" % (code, char.encode("utf-16-be").hex().encode()) for char, code in part),
        )
        for part in (pairs[start : start + 100] for start in range(0, len(pairs), 100))
    ]
    return (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Chapu def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n%sendcmap end end" % b"".join(parts)
    )


def column(x: float, y: float, sign: str, count: int, wide: int = 15) -> list[Line]:
    """Lines one below the other, each as wide as the column and with its own number."""
    body = "共享茶铺是社区居民自己管的地方一碗茶两元钱可以坐一个下午"
    return [Line(x, y + 15 * place, f"{sign}{place:02d}{body[: wide - 2]}") for place in range(count)]


def with_part(body: str, head: str = "") -> bytes:
    """A Word file with this body; head: what stands before the document element."""
    spaces = (
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://schemas.openxmlformats.org/markup-compatibility/2006",
    )
    return word_file(
        (
            f'{head}<w:document xmlns:w="{spaces[0]}" xmlns:mc="{spaces[1]}"><w:body>{body}</w:body></w:document>'
        ).encode()
    )


def word_file(main: bytes, **others: bytes) -> bytes:
    """A Word file whose main part is this."""
    plain, out = io.BytesIO(), io.BytesIO()
    docx.Document().save(plain)
    with zipfile.ZipFile(plain) as known, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in known.namelist():
            archive.writestr(name, main if name == "word/document.xml" else known.read(name))
        for name, data in others.items():
            archive.writestr(name, data)
    return out.getvalue()
