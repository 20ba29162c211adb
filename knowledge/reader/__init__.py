"""A file, a page or a link → the cases it tells, as drafts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from ..card import read_card
from ..case import ReadError
from ..terms import Segmenter, is_han
from ..words import Words
from .draft import Doubt, Draft
from .files import bytes_of, read_manuscript
from .manuscript import Manuscript
from .text_file import decode

__all__ = ["Doubt", "Draft", "read", "read_from_link"]

LEAST = 20
"""The Chinese characters a text needs to tell a case."""
_FRONT_MATTER = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*---[ \t]*\r?\n\s*(\w+[ \t]*:)?")


def read(
    source: Path | bytes, name: str, words: Words | None = None, segmenter: Segmenter | None = None
) -> list[Draft]:
    """The cases that a file tells, in its order: the one of a case card, or those of a page, as text, .docx, PDF or HTML.

    source: the file's place or its bytes; name: what to call it in an error. words: of a library, for its places and topics.
    What could not be read of the file is a doubt of every case, with line 0.
    Raises NotFoundError for a file that is not there, CardError for a faulty card, ReadError for what cannot be read or tells no case.
    """
    data = bytes_of(source, name) if isinstance(source, Path) else source
    if (card := _card_text(data, name)) is not None:
        return [Draft(read_card(card, name), card=True)]
    return _drafts(read_manuscript(data, name), name, words, segmenter)


def read_from_link(url: str, words: Words | None = None, segmenter: Segmenter | None = None) -> list[Draft]:
    """The cases that a page on the web tells, as in `read`. Raises ReadError."""
    from .web import read_link  # noqa: PLC0415 - as with a page

    return _drafts(read_link(url), url, words, segmenter)


def _drafts(manuscript: Manuscript, name: str, words: Words | None, segmenter: Segmenter | None) -> list[Draft]:
    from .page import read_page  # noqa: PLC0415 - it takes as long to load as a question to be answered, which needs none of it

    text, gaps = manuscript.text, tuple(Doubt(0, gap) for gap in manuscript.gaps)
    drafts = []
    if _is_enough(text):
        words = words or Words()
        drafts = read_page(text, manuscript.source, words, segmenter or Segmenter(words.own))
    drafts = [draft for draft in drafts if any(is_han(char) for each in draft.case.paragraphs() for char in each.text)]
    if not drafts:
        raise ReadError(f"「{name}」里没有读出案例：文字太少。请检查是不是发错了文件，或把文章的文字整段粘贴过来。")
    return [replace(draft, doubts=(*gaps, *draft.doubts)) for draft in drafts]


def _card_text(data: bytes, name: str) -> str | None:
    """The text of a case card: it begins with front matter; None for any other file. A name that is not a card's asks for a key in it."""
    begins = _FRONT_MATTER.match(data[:200].replace(b"\0", b""))
    is_card = begins and (name.lower().endswith(".md") or begins[1])
    return decode(data) if is_card else None


def _is_enough(text: str) -> bool:
    return sum(map(is_han, text[: 1000 * LEAST])) >= LEAST
