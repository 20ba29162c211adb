"""A file → its manuscript. What kind a file is its first bytes say, not its name."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from ..case import NotFoundError, ReadError
from .manuscript import Manuscript
from .text_file import read_text
from .worker import read_in_child

LARGEST = 64 << 20
"""The bytes a file may have."""

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVE = "压缩包，请解压以后把里面的文件一个一个发来"
_PICTURE = "图片，没有文字层；请先做文字识别（OCR），或把文字粘贴过来"
_PROGRAM = "程序，不是文章，茶铺不打开；请发 Word、PDF、网页或文本文件"
_MEDIA = "音频或视频，茶铺读不了；请把文字整理成文本再发"
_KINDS = (
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"\x7fELF", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\x1f\x8b", _ARCHIVE),
    (b"Rar!\x1a\x07", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ", _ARCHIVE),
    (b"{\\rtf", "RTF 文件，请用 Word 或 WPS 另存为 .docx 再试"),
    (b"ID3", _MEDIA),
    (b"OggS", _MEDIA),
    (b"SQLite format 3\0", "数据库，不是文章；请发 Word、PDF、网页或文本文件"),
)
_BINARY = (  # only where there is a NUL too: a text may begin with these letters
    (re.compile(rb"MZ"), _PROGRAM),
    (re.compile(rb"BM|RIFF....WEBP|....ftyp(?:heic|heix|mif1|avif)", re.DOTALL), _PICTURE),
    (re.compile(rb"RIFF|....ftyp|\xff[\xf2-\xfb]", re.DOTALL), _MEDIA),
)
_STREAMS = (  # of the old Office files, which are small file systems
    ("EncryptedPackage", "加了密码的 Office 文件，请先去掉密码，另存为 .docx 再试"),
    ("WordDocument", "旧版 Word 文件，请用 Word 或 WPS 另存为 .docx 再试"),
    ("Workbook", "Excel 表格，茶铺读不了，请把要用的文字复制到 Word 或文本文件里再发"),
    ("PowerPoint Document", "演示文稿，茶铺读不了，请把要用的文字复制到 Word 或文本文件里再发"),
    ("", "旧版 Office 或 WPS 文件，请用 Word 或 WPS 另存为 .docx 再试"),
)
_HTML = re.compile(
    r"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|title|script|style|link)[\s>]",
    re.I | re.S,
)
_PIECE = re.compile(r"<(?:div|p|article|section|main|h[1-6]|table|ul|ol)[\s>]", re.IGNORECASE)


def read_manuscript(source: Path | bytes, name: str) -> Manuscript:
    """What a file says: text in any usual encoding, .docx, PDF with a text layer, HTML.

    source: the file's place or its bytes; name: what to call it in an error.
    Raises NotFoundError for a file that is not there, ReadError for one that cannot be read; both say what to do next.
    """
    data = bytes_of(source, name) if isinstance(source, Path) else source
    if len(data) > LARGEST:
        raise ReadError(_too_large(len(data), name))
    if not data.strip():
        raise ReadError(f"「{name}」是空的，请检查是不是发错了文件。")
    kind = kind_of(data)
    if kind in ("docx", "pdf", "html"):
        return read_in_child(kind, data, name)
    if kind != "text":
        raise ReadError(f"「{name}」是{' ' if kind[0].isascii() else ''}{kind}。")
    return read_text(data, name)


def kind_of(data: bytes) -> str:
    """A kind that can be read: "docx" (or another zip archive), "pdf", "html", "text"; else, in Chinese, what it is and what to do."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "docx"
    if data.startswith(_OLE):
        return next(kind for stream, kind in _STREAMS if stream.encode("utf-16-le") in data)
    for magic, kind in _KINDS:
        if data.startswith(magic):
            return kind
    head = data[:_HEAD]
    for pattern, kind in _BINARY if b"\0" in head else ():
        if pattern.match(head):
            return kind
    if b"%PDF-" in head[:1024]:
        return "pdf"
    return "html" if _is_html(data) else "text"


def _is_html(data: bytes) -> bool:
    """Whether a text is a web page: it begins as one, or it begins and ends with a tag."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    head = data[:_HEAD].decode("utf-16" if wide else "latin-1", "ignore").removeprefix("\xef\xbb\xbf").lstrip()
    return bool(_HTML.match(head) or (_PIECE.match(head) and data[-_HEAD:].rstrip(b"\0 \t\r\n").endswith(b">")))


def bytes_of(path: Path, name: str) -> bytes:
    """The bytes of a file; raises NotFoundError and ReadError as `read_manuscript` does."""
    try:
        if path.is_dir():
            raise ReadError(f"「{name}」是文件夹，请写成「{name}/*」，一次读里面所有的文件，或写出其中一个。")
        if path.stat().st_size > LARGEST:
            raise ReadError(_too_large(path.stat().st_size, name))
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFoundError(f"找不到「{name}」，请检查文件名和所在的文件夹。") from None
    except (OSError, ValueError):
        raise ReadError(f"「{name}」打不开，请检查有没有读它的权限。") from None


def _too_large(size: int, name: str) -> str:
    return f"「{name}」有 {-(-size >> 20)} MB，超过了 {LARGEST >> 20} MB，请拆成几份再发。"
