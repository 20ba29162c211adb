"""What `botapi` holds a bot to, and the faults it may be told to make: what a message may be, how many may go out, which chats are out of reach."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections import defaultdict, deque
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from typing import Any

OVERALL, WINDOW = 30, 1.0
"""Messages in any so many seconds, over all chats."""
CHAT_GAP = 1.0
"""Seconds from one message in a private chat to the next."""
GROUP, GROUP_WINDOW = 20, 60.0
"""Messages in any so many seconds, in one group."""
TEXT, CAPTION, BUTTON = 4096, 1024, 64
"""UTF-16 units of a text and a caption without their tags; bytes behind a button."""
FIRST_SUBSCRIBER, FIRST_SUPERGROUP = 100_000, -1_000_000_000_000
TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)[^<>]*>")
TAGS = re.compile(r"a|b|blockquote|code|del|em|i|ins|pre|s|span|strike|strong|tg-emoji|tg-spoiler|u")


@dataclass(frozen=True, slots=True)
class Config:
    """latency: seconds until an answer, on average. error5xx to flood: how often, of messages to subscribers. blocked, migrated: shares of their chats."""

    log: str
    token: str = "123456:BENCH"  # noqa: S105 - of no real bot
    port: int = 0
    seed: int = 1
    latency: float = 0.0
    error5xx: float = 0.0
    reset_before: float = 0.0
    reset_after: float = 0.0
    flood: float = 0.0
    blocked: float = 0.0
    migrated: float = 0.0


def is_subscriber(chat: int) -> bool:
    """Whether faults may meet messages to a chat."""
    return chat >= FIRST_SUBSCRIBER or chat < 0


def is_blocked(config: Config, chat: int) -> bool:
    """Whether a chat always refuses the bot; a group that does is not migrated."""
    return is_subscriber(chat) and _draw(config.seed, "blocked", chat) < config.blocked


def is_migrated(config: Config, chat: int) -> bool:
    """Whether a group goes by another number now."""
    old = FIRST_SUPERGROUP < chat < 0 and not is_blocked(config, chat)
    return old and _draw(config.seed, "migrated", chat) < config.migrated


def new_id(chat: int) -> int:
    """The number that a migrated group goes by."""
    return FIRST_SUPERGROUP - abs(chat)


def whereabouts(chat: int) -> dict[str, Any]:
    """A chat as messages name it: any number is one."""
    if chat > 0:
        return {"id": chat, "type": "private", "first_name": f"居民{chat}"}
    return {"id": chat, "type": "supergroup" if chat <= FIRST_SUPERGROUP else "group", "title": f"小区{-chat}"}


def _draw(seed: int, what: str, chat: int) -> float:
    return int.from_bytes(hashlib.sha256(f"{seed}:{what}:{chat}".encode()).digest()[:8]) / 2**64


class Refusal(Exception):  # noqa: N818 - an answer of Telegram's, not an error of this program
    """What Telegram answers instead of a result. broken: by a rule that the bot can know."""

    def __init__(self, code: int, reason: str = "", broken: bool = False, **parameters: int) -> None:
        super().__init__(f"{HTTPStatus(code).phrase}{': ' if reason else ''}{reason}")
        self.code, self.broken, self.parameters = code, broken, parameters

    def as_dict(self) -> dict[str, Any]:
        """The body of the answer."""
        body = {"ok": False, "error_code": self.code, "description": str(self)}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def lost_chat(config: Config, chat: int) -> Refusal | None:
    """The answer of a chat that cannot be reached, or not by this number."""
    if is_blocked(config, chat):
        return Refusal(403, ("bot was blocked by the user", "user is deactivated")[chat % 2])
    if is_migrated(config, chat):
        return Refusal(400, "group chat was upgraded to a supergroup chat", migrate_to_chat_id=new_id(chat))
    return None


def too_soon(seconds: int) -> Refusal:
    """The answer to one message too many."""
    return Refusal(429, f"retry after {seconds}", retry_after=seconds)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered. No body: the connection is reset. wait: how many seconds the chat is told to."""

    status: int = 0
    body: str | None = None
    wait: int = 0


@dataclass(frozen=True, slots=True)
class Params:
    """What a method was given: values as they were written, JSON where they have parts, and the fields that are files.

    Each method raises Refusal for what Telegram does not take.
    """

    values: dict[str, str]
    files: frozenset[str] = frozenset()

    def number(self, name: str) -> int:
        """A number that has to be there."""
        try:
            return int(self.values[name])
        except (KeyError, ValueError):
            raise Refusal(400, f"{name} is empty", broken=True) from None

    def content(self, method: str, known: set[str]) -> dict[str, Any]:
        """What a message is to hold, as fields of it. known: the files that were sent before; an upload becomes one of them."""
        found = self._buttons()
        if method in ("sendMessage", "editMessageText"):
            return found | {"text": self._shown("text", 1, TEXT)}
        if method == "editMessageReplyMarkup":
            return found
        if method == "editMessageMedia":
            media = json.loads(self.values.get("media", "{}"))
            inside = Params({name: str(value) for name, value in media.items()}, self.files)
            return found | inside._file(inside.values.get("type", ""), "media", known) | inside._caption()
        kind = method.removeprefix("send").lower()
        return found | self._caption() | (self._file(kind, kind, known) if method.startswith("send") else {})

    def _file(self, kind: str, field: str, known: set[str]) -> dict[str, Any]:
        """A picture or file: uploaded in its field or at attach://, or one that is known."""
        named = self.values.get(field, field)
        if named.removeprefix("attach://") in self.files:
            named = f"{kind}-{len(known) + 1}"
            known.add(named)
        if named not in known:
            raise Refusal(400, "wrong file identifier/HTTP URL specified", broken=True)
        file = {"file_id": named, "file_unique_id": named}
        return {"photo": [file | {"width": 1280, "height": 1280}]} if kind == "photo" else {kind: file}

    def _buttons(self) -> dict[str, Any]:
        markup = json.loads(self.values.get("reply_markup") or "{}")
        for button in (each for row in markup.get("inline_keyboard", ()) for each in row):
            if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= BUTTON:
                raise Refusal(400, "BUTTON_DATA_INVALID", broken=True)
        return {"reply_markup": markup} if "inline_keyboard" in markup else {}

    def _caption(self) -> dict[str, str]:
        shown = self._shown("caption", 0, CAPTION)
        return {"caption": shown} if shown else {}

    def _shown(self, name: str, least: int, most: int) -> str:
        text = self.values.get(name, "")
        text = (_untagged(text) if self.values.get("parse_mode") == "HTML" else text).strip()
        if not least <= len(text.encode("utf-16-le")) // 2 <= most:
            raise Refusal(400, f"message {name} is {'too long' if text else 'empty'}", broken=True)
        return text


def _untagged(text: str) -> str:
    opened: list[str] = []
    for closing, name in TAG.findall(text):
        if not TAGS.fullmatch(name) or (closing and (not opened or opened.pop() != name)):
            raise Refusal(400, f'can\'t parse entities: unexpected "{name}"', broken=True)
        if not closing:
            opened.append(name)
    bare = TAG.sub("", text)
    if opened or "<" in bare:
        raise Refusal(400, "can't parse entities: a tag is not closed", broken=True)
    return html.unescape(bare)


class Limits:
    """What may go out when. All times are monotonic seconds.

    A message that the limits let pass counts in the overall one whatever becomes of it, and in that of its chat where it arrives.
    """

    def __init__(self) -> None:
        self.every: deque[float] = deque()
        self.groups: defaultdict[int, deque[float]] = defaultdict(deque)
        self.last: dict[int, float] = {}
        self.told: dict[int, float] = {}

    def breach(self, chat: int, edit: bool, now: float) -> tuple[str, int] | None:
        """Which limit forbids a message, and for how many seconds; impatient: the chat was told to wait, and has not."""
        for times, seconds in ((self.every, WINDOW), (self.groups[chat], GROUP_WINDOW)):
            while times and times[0] <= now - seconds:
                times.popleft()
        if now < self.told.get(chat, 0.0):
            return "impatient", ceil(self.told[chat] - now)
        if len(self.every) >= OVERALL:
            return "overall", 1
        if chat > 0 and not edit and now < self.last.get(chat, -CHAT_GAP) + CHAT_GAP:
            return "chat", 1
        if chat < 0 and len(self.groups[chat]) >= GROUP:
            return "group", ceil(self.groups[chat][0] + GROUP_WINDOW - now)
        self.every.append(now)
        return None

    def arrive(self, chat: int, edit: bool, now: float) -> None:
        """Count a message that arrives in a chat."""
        if chat < 0:
            self.groups[chat].append(now)
        elif not edit:
            self.last[chat] = now
