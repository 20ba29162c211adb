"""What becomes of a text that is sent: cleaned, trimmed, its entities found and set in order.

Inside this module entities count characters; they leave it counting UTF-16 units, as the Bot API does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .description import bad_request
from .links import detect
from .markup import Entity, parse_html

MAX_ENTITIES = 100
STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
ORDER = (
    *("blockquote", "expandable_blockquote", "pre", "code", "text_link", "text_mention"),
    *("url", "mention", "hashtag", "bot_command", *STYLES, "custom_emoji"),
)
"""Which of two entities of the same place comes first."""


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text as a message holds it; `dropped` says how many entities were past the hundred a message may have."""

    text: str
    entities: list[Entity]
    dropped: int = 0


def units(text: str) -> int:
    """A text's length in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def formatted(text: str, parse_mode: str = "", given: Iterable[Entity] = ()) -> Formatted:
    """The text as Telegram would keep it. Raises ApiError for HTML it cannot read, and for another parse_mode."""
    clean = re.sub(r"[\x00-\x09\x0b-\x1f]", " ", text.replace("\r", ""))
    if parse_mode.lower() == "html":
        plain, entities = parse_html(clean)
    elif parse_mode:
        raise bad_request("unsupported parse_mode")
    else:
        plain, entities = clean, [_in_characters(clean, entity) for entity in given]
    plain, entities = _trimmed(plain, entities)
    entities = _tidy(sorted(entities, key=_place))
    kept = sorted(entities + _found(plain, entities), key=_place)
    return Formatted(plain, _in_units(plain, kept[:MAX_ENTITIES]), max(0, len(kept) - MAX_ENTITIES))


def _place(entity: Entity) -> tuple[int, int, int]:
    kind = entity["type"]
    return entity["offset"], -entity["length"], ORDER.index(kind) if kind in ORDER else len(ORDER)


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text without the white space around it, and the entities cut to what is left; "" for white space alone.

    Only spaces and line ends go: a Chinese indent (U+3000) stays.
    """
    plain = text.strip(" \n") if text.strip() else ""
    start = len(text) - len(text.lstrip(" \n"))
    moved = []
    for entity in entities:
        first, last = max(entity["offset"] - start, 0), min(entity["offset"] + entity["length"] - start, len(plain))
        if first < last:
            moved.append(entity | {"offset": first, "length": last - first})
    return plain, moved


def _tidy(entities: list[Entity]) -> list[Entity]:
    """Entities, in order, as Telegram keeps them: styles that touch are one, and cut around code; code holds nothing else."""
    solid: list[Entity] = []
    other: list[Entity] = []
    for entity in entities:
        if entity["type"] in STYLES or any(_within(entity, code) for code in solid):
            continue
        if entity["type"] == "code":
            solid.append({key: value for key, value in entity.items() if key != "language"})
        elif entity["type"] == "pre":
            solid.append(entity)
        else:
            other.append(entity)
    styled = [piece for style in STYLES for entity in _joined(entities, style) for piece in _around(entity, solid)]
    return solid + other + styled


def _joined(entities: list[Entity], style: str) -> list[Entity]:
    """Of entities in order, those of one style, those that overlap or touch made one."""
    joined: list[Entity] = []
    for entity in (each for each in entities if each["type"] == style):
        start, end = entity["offset"], entity["offset"] + entity["length"]
        last = joined[-1]["offset"] + joined[-1]["length"] if joined else -1
        if start <= last:
            joined[-1] = joined[-1] | {"length": max(last, end) - joined[-1]["offset"]}
        else:
            joined.append(entity)
    return joined


def _around(entity: Entity, solid: list[Entity]) -> list[Entity]:
    pieces, start, end = [], entity["offset"], entity["offset"] + entity["length"]
    for code in solid:
        first, last = code["offset"], code["offset"] + code["length"]
        if first >= end or last <= start:
            continue
        if first > start:
            pieces.append(entity | {"offset": start, "length": first - start})
        start = last
    return [*pieces, entity | {"offset": start, "length": end - start}] if start < end else pieces


def _within(inner: Entity, outer: Entity) -> bool:
    end = inner["offset"] + inner["length"]
    return bool(outer["offset"] <= inner["offset"] and end <= outer["offset"] + outer["length"])


def _found(text: str, entities: list[Entity]) -> list[Entity]:
    """The commands, mentions, tags and addresses in the text that stand in no code and no link."""
    taken = [each for each in entities if each["type"] in ("code", "pre", "text_link", "custom_emoji", "text_mention")]
    spans = [(each["offset"], each["offset"] + each["length"]) for each in taken]
    return [
        {"type": kind, "offset": start, "length": end - start}
        for kind, start, end in detect(text)
        if not any(start < last and first < end for first, last in spans)
    ]


def _in_units(text: str, entities: list[Entity]) -> list[Entity]:
    if units(text) == len(text):
        return entities
    return [
        entity
        | {
            "offset": units(text[: entity["offset"]]),
            "length": units(text[entity["offset"] : entity["offset"] + entity["length"]]),
        }
        for entity in entities
    ]


def _in_characters(text: str, entity: Entity) -> Entity:
    coded = text.encode("utf-16-le", "surrogatepass")
    start, end = entity["offset"], entity["offset"] + entity["length"]
    if not 0 <= start < end <= len(coded) // 2:
        raise bad_request(f"entity beginning at UTF-16 offset {start} ends after the end of the text")
    before = len(coded[: start * 2].decode("utf-16-le", "replace"))
    return entity | {"offset": before, "length": len(coded[start * 2 : end * 2].decode("utf-16-le", "replace"))}


def captioned(text: str) -> dict[str, Any]:
    """The fields of a file's caption, none where it is empty. Raises ValueError for one that is too long."""
    content = formatted(text)
    if units(content.text) > 1024:
        raise ValueError("a caption has at most 1024 characters")
    fields: dict[str, Any] = {"caption": content.text} if content.text else {}
    return fields | ({"caption_entities": content.entities} if content.entities else {})


def worded(text: str) -> dict[str, Any]:
    """The fields of a message of text. Raises ValueError where there is none, or more than one message holds."""
    content = formatted(text)
    if not 0 < units(content.text) <= 4096:
        raise ValueError("a message has 1 to 4096 characters")
    return {"text": content.text} | ({"entities": content.entities} if content.entities else {})
