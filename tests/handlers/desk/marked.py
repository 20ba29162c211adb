"""What a message says, with what is struck through and what is bold in it."""

from __future__ import annotations

from tests.handlers.conftest import Message

MARKS = {"strikethrough": ("[", "]"), "bold": ("{", "}"), "pre": ("<", ">")}


def marked(message: Message) -> str:
    """A message's text, [gone], {bold}, and <to be copied>."""
    out, at = "", 0
    raw: bytes = message["text"].encode("utf-16-le")
    for entity in sorted(message.get("entities", []), key=lambda each: each["offset"]):
        before, behind = MARKS.get(entity["type"], ("", ""))
        start, end = entity["offset"] * 2, (entity["offset"] + entity["length"]) * 2
        out += raw[at:start].decode("utf-16-le") + before + raw[start:end].decode("utf-16-le") + behind
        at = end
    return out + raw[at:].decode("utf-16-le")
