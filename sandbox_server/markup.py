"""Telegram's HTML: the tags it knows, the entities they make, and its words for what it cannot read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .description import ApiError, bad_request
from .links import checked_link

Entity = dict[str, Any]

TYPES: Mapping[str, str] = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("span", "tg-spoiler"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
START = re.compile(
    r"""<([^\s>/][^\s>]*)((?:\s+[^\s=>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[A-Za-z0-9.-]+))?)*)\s*>""",
)
NAME_END = re.compile(r"[\s>]")
ATTRIBUTE = re.compile(r"""\s+([^\s=>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[A-Za-z0-9.-]+))?""")
END = re.compile(r"</([^\s>]*)\s*>")
NAMED: Mapping[str, str] = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot)(?![A-Za-z]));?")


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    attributes: dict[str, str]
    offset: int


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The text without its tags, and the entities they made, in characters. Raises ApiError with Telegram's reasons."""
    parts: list[str] = []
    entities: list[Entity] = []
    nested: list[_Tag] = []
    at = size = 0
    while at < len(source):
        if source.startswith("</", at):
            at = _close(source, at, nested, entities, "".join(parts))
        elif source[at] == "<":
            at = _open(source, at, nested, size)
        else:
            part, at = _characters(source, at)
            parts.append(part)
            size += len(part)
    if nested:
        raise _unreadable(f'Can\'t find end tag corresponding to start tag "{nested[-1].name}"')
    return "".join(parts), entities


def _characters(source: str, at: int) -> tuple[str, int]:
    """The text up to the next tag or reference, or the character a reference stands for; and where it ends."""
    if source[at] == "&":
        found = REFERENCE.match(source, at)
        character = _referred(found) if found else ""
        return (character, found.end()) if found and character else ("&", at + 1)
    end = min((each for each in (source.find("<", at), source.find("&", at)) if each >= 0), default=len(source))
    return source[at:end], end


def _referred(found: re.Match[str]) -> str:
    """The character of a reference, "" for a number that is none."""
    if found[3]:
        return NAMED[found[3]]
    code = int(found[1], 16) if found[1] else int(found[2])
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code < 0xE000 else ""


def _open(source: str, at: int, nested: list[_Tag], offset: int) -> int:
    name_end = NAME_END.search(source, at)
    if name_end is None:
        raise _unreadable("Unclosed start tag", source, at)
    name = source[at + 1 : name_end.start()].lower()
    if name not in TYPES:
        raise _unreadable(f'Unsupported start tag "{name}"', source, at)
    found = START.match(source, at)
    if found is None:
        raise _unreadable("Unclosed start tag", source, at)
    attributes = {key.lower(): _decoded(value) for key, value in ATTRIBUTE.findall(found[2])}
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise _unreadable('Tag "span" must have class "tg-spoiler"', source, at)
    if name == "blockquote" and any(outer.name == name for outer in nested):
        # Telegram drops the inner one without a word, so the message would not look as its author meant.
        raise _unreadable('Tag "blockquote" can\'t be nested', source, at)
    nested.append(_Tag(name, attributes, offset))
    return found.end()


def _close(source: str, at: int, nested: list[_Tag], entities: list[Entity], text: str) -> int:
    if not nested:
        raise _unreadable("Unexpected end tag", source, at)
    found = END.match(source, at)
    if found is None:
        raise _unreadable("Unclosed end tag", source, at)
    tag, name = nested.pop(), found[1].lower()
    if name and name != tag.name:
        raise _unreadable("Unmatched end tag", source, at, f', expected "</{tag.name}>", found "</{name}>"')
    if len(text) > tag.offset:
        _add(entities, tag, text)
    return found.end()


def _add(entities: list[Entity], tag: _Tag, text: str) -> None:
    """Add the entity a tag makes; a link Telegram would not open makes none, and code that fills a pre names its language."""
    entity: Entity = {"type": TYPES[tag.name], "offset": tag.offset, "length": len(text) - tag.offset}
    before = entities[-1] if entities else {}
    fills = (before.get("offset"), before.get("length")) == (entity["offset"], entity["length"])
    if tag.name == "a":
        link = tag.attributes.get("href") or text[tag.offset :]
        entity |= {"url": checked_link(link)}
        if not entity["url"]:
            return
    elif tag.name == "tg-emoji":
        if not re.fullmatch(r"[1-9]\d*", tag.attributes.get("emoji-id", "")):
            raise _unreadable("Invalid custom emoji identifier specified")
        entity["custom_emoji_id"] = tag.attributes["emoji-id"]
    elif tag.name == "blockquote" and "expandable" in tag.attributes:
        entity["type"] = "expandable_blockquote"
    elif tag.name == "code" and tag.attributes.get("class", "").startswith("language-"):
        entity["language"] = tag.attributes["class"].removeprefix("language-")
    elif tag.name == "pre" and before.get("type") == "code" and "language" in before and fills:
        entity["language"] = entities.pop()["language"]
    entities.append(entity)


def _decoded(quoted: str) -> str:
    value = quoted[1:-1] if quoted[:1] in ("'", '"') else quoted.lower()
    return REFERENCE.sub(lambda found: _referred(found) or found[0], value)


def _unreadable(reason: str, source: str = "", at: int | None = None, after: str = "") -> ApiError:
    """A fault of the HTML, with the byte it stands at."""
    where = "" if at is None else f" at byte offset {len(source[:at].encode())}"
    return bad_request(f"can't parse entities: {reason}{where}{after}")
