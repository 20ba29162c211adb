"""Text files: bytes → exact text, whatever the encoding; what no encoding makes sense of is refused."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from itertools import islice

from ..case import ReadError
from .manuscript import LENGTH, Manuscript, check_length, tidy

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_GUESSES = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_SAMPLE = 4096
_TELLING = 8  # characters of several bytes each that fit UTF-8 by chance once in many millions
_CLEAR = 0.7  # of the characters; Chinese read with a wrong encoding comes to a half at most
_ODD = re.compile(r"[^\x20-\x7e\s\u2000-\u27bf\u3000-\u303f\uff00-\uffef]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")


def read_text(data: bytes, name: str) -> Manuscript:
    """What a text file says, line for line; raises ReadError for what is no text and what is too long."""
    if len(data) > 4 * LENGTH:
        raise ReadError(f"「{name}」有 {len(data) >> 20} MB，作为文字太长了，请拆成几份再发。")
    text = decode(data)
    if text is None and b"\0" in data:
        raise ReadError(f"「{name}」里有不是文字的内容，不像文本文件；请发 Word、PDF、网页或文本文件。")
    if text is None:
        raise ReadError(f"「{name}」的文字编码认不出来，请用记事本打开，另存为 UTF-8 编码的文本再发。")
    text = check_length(tidy(text), name)
    if not text.strip():
        raise ReadError(f"「{name}」里没有文字，请检查是不是发错了文件。")
    return Manuscript(text)


def decode(data: bytes) -> str | None:
    """The text of some bytes, their byte order mark left out; None where no encoding makes sense of them.

    A byte order mark is believed. Without one the reading that makes the best Chinese is taken, UTF-8 first.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _decoded(data, encoding)
            return _sound(text and text.removeprefix("\ufeff"))
    best, most = _decoded(data, "utf-8"), _CLEAR
    for encoding in _GUESSES:
        text = _decoded(data, encoding)
        sense = _sense(text, encoding) if text is not None else 0.0
        if sense > most:
            best, most = text, sense
        if encoding == "utf-8" and most == 1.0:
            break
    return _sound(best)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _sense(text: str, encoding: str) -> float:
    """How much of a reading is what Chinese text is made of, 0 to 1; 1 too for UTF-8 that cannot be chance."""
    odd = _odd(text)
    if encoding == "utf-8" and (not odd or len(odd) >= _TELLING):
        return 1.0
    if encoding.startswith("utf-16") and len(odd) < _TELLING and not re.search(r"[ -~\n]", text):
        return 0.0
    return sum(map(_common, odd)) / len(odd) if odd else 1.0


def _sound(text: str | None) -> str | None:
    """The text, unless it is the wreck of another encoding or no text at all: accents, rare and control characters everywhere."""
    if text is None:
        return None
    odd = _odd(text)
    wreck = sum("\x80" <= char < "\u0180" or char >= "\ue000" for char in odd)
    wreck += sum("\u3400" <= char < "\ua000" and not _common(char) for char in odd)
    letters = sum(char.isalpha() and char.isascii() for char in text[:_SAMPLE])
    controls = len(_CONTROL.findall(text, 0, _SAMPLE))
    if (wreck >= _TELLING and wreck * 2 > len(odd) + letters) or controls * 20 > len(text[:_SAMPLE]):
        return None
    return text


def _odd(text: str) -> list[str]:
    """The first characters of a text by which an encoding can be told, a few thousand at most."""
    return [found[0] for found in islice(_ODD.finditer(text), _SAMPLE)]


@lru_cache(8192)
def _common(char: str) -> bool:
    """Whether a character is of the first, common plane of GB 2312 or of Big5."""
    planes = (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6))
    for encoding, first, last in planes:
        code = char.encode(encoding, "ignore")
        if len(code) == 2 and first <= code[0] <= last:
            return True
    return False
