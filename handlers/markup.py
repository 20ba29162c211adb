"""Telegram HTML that knows what it counts: the only place that escapes, and the only one that knows how long a message may be."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from telegram.constants import MessageLimit

UNITS = MessageLimit.MAX_TEXT_LENGTH
"""Of a message's text once parsed, in UTF-16 code units: Telegram's clients count an emoji as two."""
ENTITIES = MessageLimit.MESSAGE_ENTITIES
"""Of a message: those that the markup makes, and those that Telegram finds in a text by itself."""
_FINDS = re.compile(r"[@#$/]\w|(?<=\w)\.[^\W\d_]{2}|\+?\d[\d ()-]{6,}\d")
"""Where Telegram may find a mention, hashtag, cashtag, command, address or telephone number: rather one too many."""
_UNSENDABLE = re.compile("[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Html:
    """Telegram HTML. units: UTF-16 code units of its text once parsed. entities: those it makes, and may make Telegram find."""

    markup: str = ""
    units: int = 0
    entities: int = 0

    def __add__(self, other: Html | str) -> Html:
        """Both, one after the other; a str is plain text."""
        after = other if isinstance(other, Html) else plain(other)
        return Html(self.markup + after.markup, self.units + after.units, self.entities + after.entities)

    def __bool__(self) -> bool:
        """Whether there is any text."""
        return self.units > 0

    @property
    def fits(self) -> bool:
        """Whether it can be sent as one message, with nothing lost."""
        return self.units <= UNITS and self.entities <= ENTITIES


def plain(text: str) -> Html:
    """Text as it stands. What no message can carry, half a surrogate pair or a control character, becomes �."""
    clean = _UNSENDABLE.sub("\ufffd", text)
    return Html(html.escape(clean, quote=False), units(clean), findable(clean))


def bold(inside: Html | str) -> Html:
    """In bold."""
    return _tagged("b", inside)


def italic(inside: Html | str) -> Html:
    """In italics."""
    return _tagged("i", inside)


def struck(inside: Html | str) -> Html:
    """Struck through."""
    return _tagged("s", inside)


def copied(text: str) -> Html:
    """Text in a block that a tap copies; Telegram finds nothing in it by itself."""
    inside = plain(text)
    return Html(f"<pre>{inside.markup}</pre>", inside.units, 1) if inside else inside


def link(text: str, url: str) -> Html:
    """A text that opens an address."""
    return _tagged("a", text, f' href="{html.escape(url)}"')


def quote(inside: Html | str, folded: bool = False) -> Html:
    """A block quotation; folded, it shows three lines until it is opened. Quotations do not nest."""
    return _tagged("blockquote", inside, " expandable" if folded else "")


def marked(text: str, marks: Iterable[tuple[int, int]], most: int) -> Html:
    """Text with its first `most` marks in bold; a mark is (start, end) in characters, in order and apart."""
    out, done, shown = Html(), 0, list(marks)[:most]
    for start, end in shown:
        out, done = out + text[done:start] + bold(text[start:end]), end
    out += text[done:]
    # Telegram finds a name that a mark cuts in two as well; counted in its pieces it would be missed.
    return Html(out.markup, out.units, findable(text) + len(shown))


def joined(parts: Iterable[Html | str], between: str = "\n") -> Html:
    """The parts that are not empty, with `between` between them."""
    out = Html()
    for part in parts:
        if part:
            out = out + between + part if out else out + part
    return out


def units(text: str) -> int:
    """How many UTF-16 code units a text has."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def findable(text: str) -> int:
    """How many entities Telegram may find in a text by itself."""
    return len(_FINDS.findall(text))


def until(text: str, most: int) -> str:
    """The beginning of a text, up to where Telegram may find more than `most` entities."""
    starts = [match.start() for match in _FINDS.finditer(text)]
    return text if len(starts) <= most else text[: starts[most]]


def head(text: str, most: int) -> str:
    """The beginning of a text that has at most `most` UTF-16 code units; all of it where that fits."""
    while units(text) > most:
        text = text[: len(text) - max(1, (units(text) - most) // 2)]
    return text


def short(text: str, most: int, few: int) -> str:
    """A text, or as much of it as has `most` UTF-16 units and in which Telegram may find `few` entities, with … for the rest."""
    begun = until(text if units(text) <= most else head(text, most - 1), few)
    return text if begun == text else begun + "…"


def _tagged(tag: str, inside: Html | str, attributes: str = "") -> Html:
    body = inside if isinstance(inside, Html) else plain(inside)
    return Html(f"<{tag}{attributes}>{body.markup}</{tag}>", body.units, body.entities + 1) if body else body
