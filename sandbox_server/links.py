"""What Telegram makes of addresses, and what it finds in plain text by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

URL = re.compile(
    r"(?<![\w@./])(?:https?://[\w-]+(?:\.[\w-]+)+|(?:[A-Za-z0-9-]+\.)+(?:com|cn|org|net|me|io|gov|edu)(?![\w.-]))"
    r"(?::\d+)?(?:[/?#][^\s<>\"«»“”‘’]*)?"
)
MARKS = (
    ("mention", re.compile(r"(?<![\w/])@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}(?![\w#])")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")),
)


def detect(text: str) -> Iterator[tuple[str, int, int]]:
    """(type, start, end) of the addresses, mentions, hashtags and commands in a text, roughly as Telegram finds them.

    A mention or command that touches a letter is none, and a Chinese character is a letter.
    """
    urls = [(found.start(), found.start() + len(found[0].rstrip(".:;,('?!`"))) for found in URL.finditer(text)]
    yield from (("url", start, end) for start, end in urls)
    for kind, pattern in MARKS:
        for found in pattern.finditer(text):
            if not any(start <= found.start() < end for start, end in urls):
                yield kind, found.start(), found.end()


def checked_link(link: str) -> str:
    """A link as Telegram keeps it, "" for one it would not open: no host, or a host without a dot."""
    try:
        return valid_link(link)
    except ValueError:
        return ""


def valid_link(link: str) -> str:
    """A link as Telegram keeps it: http:// where no protocol is said, and a path. Raises ValueError with its reason."""
    text = link.strip()
    if re.match(r"(tg|ton|tonsite):", text, re.IGNORECASE):
        return text
    if "://" not in text:
        text = f"http://{text}"
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https"):
        raise ValueError("Unsupported URL protocol")
    host = parts.hostname or ""
    if not re.fullmatch(r"[^\s.@/]+(\.[^\s.@/]+)+", host) or re.search(r"\s", text):
        raise ValueError("Wrong HTTP URL")
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, parts.fragment))
