"""Who and what a sandbox holds: people, chats with their messages, files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Message = dict[str, Any]

BOT: Mapping[str, Any] = {"id": 424242, "is_bot": True, "first_name": "茶铺", "username": "chapu_sandbox_bot"}
ABILITIES: Mapping[str, bool] = {
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_guest_queries": False,
    "supports_inline_queries": True,
    "can_connect_to_business": False,
    "has_main_web_app": False,
    "has_topics_enabled": False,
    "allows_users_to_create_topics": False,
    "can_manage_bots": False,
    "supports_join_request_queries": False,
}
"""What getMe says beyond BOT; Telegram leaves it out everywhere else."""
ANONYMOUS = 1087968824
OPENED = 1_767_225_600
"""When the topics of a forum were opened, and what is forwarded was written."""
KEPT_MESSAGES = 1000


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who talks with the bot."""

    id: int
    first_name: str

    def as_user(self) -> dict[str, Any]:
        """The Bot API's User."""
        if self.id == ANONYMOUS:
            return {"id": self.id, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, "language_code": "zh-hans"}


@dataclass(frozen=True, slots=True)
class File:
    """A file somebody sent; `path` is what getFile gives."""

    id: str
    path: str
    name: str
    mime_type: str
    content: bytes

    def as_file(self) -> dict[str, Any]:
        """The Bot API's File without its path."""
        return {"file_id": self.id, "file_unique_id": self.id[-16:], "file_size": len(self.content)}

    def as_document(self) -> dict[str, Any]:
        """The Bot API's Document."""
        return self.as_file() | {"file_name": self.name, "mime_type": self.mime_type}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot, answered."""

    method: str
    params: dict[str, Any]
    ok: bool
    description: str = ""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where the bot wants its updates posted, and what went wrong there last."""

    url: str
    secret: str
    max_connections: int
    last_error: str = ""
    last_error_date: int = 0


@dataclass(slots=True)
class Chat:
    """A private chat (its `members` are one person), a supergroup or a channel; `bot_status` is what getChatMember says of the bot.

    `begun`: whether a person has ever written to the bot, which may not write to them before.
    `messages` are never changed in place: an edit puts a new one. `fixed` are those a bot may not edit, for they carry
    a keyboard of another kind.
    """

    id: int
    title: str
    members: dict[int, str]
    is_forum: bool = False
    bot_status: str = "member"
    begun: bool = True
    topics: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    fixed: set[int] = field(default_factory=set)
    is_channel: bool = False
    moved_to: int | None = None
    """The supergroup that a group became."""
    posts: set[int] = field(default_factory=set)
    """What the bot posted in a channel, where no message says who wrote it."""

    @property
    def is_group(self) -> bool:
        """Groups have negative numbers, people positive ones."""
        return self.id < 0

    def as_chat(self) -> dict[str, Any]:
        """The Bot API's Chat."""
        if not self.is_group:
            return {"id": self.id, "first_name": self.title, "type": "private"}
        if self.is_channel:
            return {"id": self.id, "title": self.title, "type": "channel"}
        forum = {"is_forum": True} if self.is_forum else {}
        return {"id": self.id, "title": self.title, "type": "supergroup"} | forum

    def is_of_bot(self, message: Message) -> bool:
        """Whether a message is the bot's."""
        return message.get("from", {}).get("id") == BOT["id"] or message["message_id"] in self.posts

    def topic_head(self, topic: int) -> Message:
        """The service message that opened a topic: Telegram names it as what every message of the topic replies to."""
        return {
            "message_id": topic,
            "from": Person(ANONYMOUS, "").as_user(),
            "sender_chat": self.as_chat(),
            "chat": self.as_chat(),
            "date": OPENED,
            "message_thread_id": topic,
            "is_topic_message": True,
            "forum_topic_created": {"name": self.topics[topic], "icon_color": 0x6FB9F0},
        }

    def keep(self, message: Message) -> None:
        """Put a message, new or in its newest form; the oldest past the thousand is forgotten."""
        self.messages[message["message_id"]] = message
        if len(self.messages) > KEPT_MESSAGES:
            oldest = next(iter(self.messages))
            del self.messages[oldest]
            self.fixed.discard(oldest)


def without_reply(message: Message) -> Message:
    """A message as another's `reply_to_message` shows it: one step back and no further."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def passed_on(message: Message, hidden: bool) -> Message:
    """What a message holds that is a forward of this one; hidden: its writer hides who they are. Raises ValueError where it may not be forwarded."""
    if message.get("has_protected_content"):
        raise ValueError("a message with protected content is not forwarded")
    kept = ("text", "entities", "document", "photo", "caption", "caption_entities", "forward_origin")
    return {"forward_origin": _origin(message, hidden)} | {key: message[key] for key in kept if key in message}


def button_with_data(message: Message, data: str) -> bool:
    """Whether a message has an inline button with this callback_data."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return any(button.get("callback_data") == data for row in rows for button in row)


def words_of(message: Message) -> tuple[str, list[dict[str, Any]]]:
    """The text or caption of a message, and its entities."""
    kind = ("text", "entities") if "text" in message else ("caption", "caption_entities")
    return message.get(kind[0], ""), message.get(kind[1], [])


def hidden_in_group(message: Message) -> bool:
    """Whether privacy mode keeps a group message from the bot: it sees commands, mentions of it, replies to it, its own cards."""
    if message.get("via_bot", {}).get("id") == BOT["id"]:
        return False
    if message.get("reply_to_message", {}).get("from", {}).get("id") == BOT["id"]:
        return False
    text, entities = words_of(message)
    coded = text.encode("utf-16-le", "surrogatepass")
    for entity in entities:
        start = entity["offset"] * 2
        word = coded[start : start + entity["length"] * 2].decode("utf-16-le", "replace").lower()
        named = word.endswith(f"@{BOT['username']}")
        if named if entity["type"] == "mention" else entity["type"] == "bot_command" and (named or "@" not in word):
            return False
    return True


def bot_member(status: str) -> dict[str, Any]:
    """The bot as a ChatMember."""
    return {"status": status, "user": dict(BOT)} | ({"until_date": 0} if status == "kicked" else {})


def suffix(name: str) -> str:
    """A file name's ending with its dot, "" where it has none that is plain."""
    found = re.search(r"\.[A-Za-z0-9]{1,8}$", name)
    return found[0].lower() if found else ""


def _origin(message: Message, hidden: bool) -> dict[str, Any]:
    """The Bot API's MessageOrigin of a message of a person or a channel."""
    date = message["date"]
    if "from" not in message:
        return {"type": "channel", "date": date, "chat": message["chat"], "message_id": message["message_id"]}
    if hidden:
        return {"type": "hidden_user", "date": date, "sender_user_name": message["from"]["first_name"]}
    return {"type": "user", "date": date, "sender_user": message["from"]}
