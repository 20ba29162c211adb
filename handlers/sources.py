"""How a case's sources are told: cited, told apart, opened."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from knowledge import Case, Source

from . import texts

ADDRESS = 2048
"""Characters of an address."""
MOST_CIRCLED = 20
"""Circled numbers stand in a row, and in every font, up to this one."""
_HOST = re.compile(r"(?:[\w-]+\.)+\w{2,}")


def numbers(case: Case) -> dict[Source, str]:
    """What tells the sources of a case apart, ① and so on, own first; nothing where all of it is from one. A source of which nothing is known has none."""
    if len({report.source for report in case.reports}) == 1:
        return {}
    return {source: _circled(number) for number, source in enumerate(case.sources, 1) if source != Source()}


def cited(case: Case, source: Source) -> str:
    """Where a case, or the part of it that a source tells, was reported, as a line; with the source's number where it has one."""
    return (
        texts.SOURCE.format(number=numbers(case).get(source, ""), source=source) if source != Source() else str(source)
    )


def original(case: Case) -> str | None:
    """The address of a case's first source that has one; None where none has."""
    return next((source.url for source in case.sources if is_address(source.url)), None)


def is_address(url: str) -> bool:
    """Whether Telegram takes this as the address of a link or a button: of the web, and of a host with a name that others can look up."""
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    named = bool(_HOST.fullmatch(parts.hostname or ""))
    return whole and named and len(url) < ADDRESS and not any(letter.isspace() for letter in url)


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if number <= MOST_CIRCLED else f"({number})"
