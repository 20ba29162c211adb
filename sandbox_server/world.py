"""The world on one machine: people, chats and the bot's mailbox, and all that people can do in it."""

from __future__ import annotations

import asyncio
import mimetypes
import re
import time
from collections import defaultdict, deque
from collections.abc import Callable
from itertools import count
from secrets import token_hex
from typing import Any, TypeVar

from .chats import (
    ANONYMOUS,
    BOT,
    OPENED,
    Call,
    Chat,
    File,
    Message,
    Person,
    Webhook,
    bot_member,
    button_with_data,
    hidden_in_group,
    passed_on,
    suffix,
    without_reply,
)
from .description import ApiError
from .entities import captioned, formatted, worded
from .mailbox import Mailbox

GROUP = -1001000000001
KEPT = 10_000
KEPT_FILES = 200
T = TypeVar("T")


class World:
    """Everything of one sandbox. Its methods are what people do; what the bot does comes in by the Bot API.

    `listeners` are told of every event a chat page shows. Whatever grows is bounded: the oldest goes first.
    Raises ValueError where a person could not do that at Telegram, KeyError for a chat or message that is not there.
    """

    def __init__(
        self, forum: bool = False, inline_feedback: bool = False, strangers: bool = False, first_message: int = 1
    ) -> None:
        """`strangers`: nobody has pressed START yet, so the bot may not write to them first. `first_message`: its number."""
        # New each time, so that no other page of this machine's browser can guess it and call the bot's API.
        self.token = f"{BOT['id']}:SANDBOX{token_hex(14)}"
        self.inline_feedback = inline_feedback
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.mailbox = Mailbox()
        self.webhook: Webhook | None = None
        self.calls: deque[Call] = deque(maxlen=KEPT)
        self.warnings: deque[str] = deque(maxlen=KEPT)
        self.listeners: set[Callable[[dict[str, Any]], None]] = set()
        self.callbacks: dict[str, dict[str, Any]] = {}
        self.callback_answers: dict[str, dict[str, Any]] = {}
        self.inline_queries: dict[str, dict[str, Any]] = {}
        self.inline_answers: dict[str, dict[str, Any]] = {}
        self.inline_messages: dict[str, tuple[int, int]] = {}
        self.files: dict[str, File] = {}
        self.commands: dict[tuple[Any, ...], list[dict[str, str]]] = {}
        self.descriptions: dict[tuple[str, str], str] = {}
        self.menu_buttons: dict[int, dict[str, Any]] = {}
        self._faults: defaultdict[str, deque[ApiError]] = defaultdict(deque)
        self._numbers = count(1)
        self._message_ids: defaultdict[int, count[int]] = defaultdict(lambda: count(first_message))
        for person_id, name in ((1001, "小王"), (1002, "李编辑"), (1003, "小张")):
            self.add_person(person_id, name)
            self.chats[person_id].begun = not strangers
        self.people[ANONYMOUS] = Person(ANONYMOUS, "Group")
        members = {1001: "member", 1002: "creator", 1003: "member"}
        self.chats[GROUP] = Chat(GROUP, "社区工作交流群", members, is_forum=forum)

    def add_person(self, person_id: int, first_name: str) -> None:
        """Let somebody in, with a private chat of their own."""
        self.people[person_id] = Person(person_id, first_name)
        self.chats[person_id] = Chat(person_id, first_name, {person_id: "member"})

    def messages(self, chat_id: int) -> list[Message]:
        """A chat's messages in order, edited ones in their newest form; not to be changed."""
        return list(self.chats[chat_id].messages.values())

    def say(
        self, chat_id: int, person_id: int, text: str, reply_to: int | None = None, topic: int | None = None
    ) -> int:
        """A person writes: the number of the message. A topic not there yet is made."""
        return self._write(chat_id, person_id, worded(text), reply_to, topic)

    def written(self, writer_id: int, text: str) -> Message:
        """What a person, or with a negative number a channel, wrote where the bot is not: for others to forward."""
        post: Message = {"message_id": 1, "date": OPENED} | worded(text)
        if writer_id < 0:
            return post | {"chat": {"id": writer_id, "title": "频道", "type": "channel"}}
        return post | {"from": self.people[writer_id].as_user()}

    def forward(self, chat_id: int, person_id: int, message: Message, hidden: bool = False) -> int:
        """A person forwards a message of any chat (hidden: whose writer does not let others see who that is): the number of the new one."""
        return self._write(chat_id, person_id, passed_on(message, hidden), None, None)

    def edit(self, chat_id: int, message_id: int, text: str) -> None:
        """The author of a message writes it anew."""
        chat, content = self.chats[chat_id], formatted(text)
        before = chat.messages[message_id]
        if before["from"]["id"] == BOT["id"] or "text" not in before or not content.text:
            raise ValueError("only a text message, and by its author")
        after = before | {"edit_date": int(time.time()), "text": content.text, "entities": content.entities}
        if not content.entities:
            del after["entities"]
        self.replace(chat, after)
        self._deliver("edited_message", chat, after)

    def press(self, chat_id: int, message_id: int, person_id: int, data: str) -> str:
        """A person presses a button: the number of the callback query, as the bot gets it."""
        message = self.chats[chat_id].messages[message_id]
        if not button_with_data(message, data) or not self._may_write(chat_id, person_id):
            raise ValueError(f"no button with {data!r} on message {message_id}")
        query_id = f"{person_id}{next(self._numbers):010d}"
        whole: Message = {"id": query_id, "from": self.people[person_id].as_user(), "chat_instance": f"{chat_id}"}
        if "via_bot" in message:
            places = self.inline_messages.items()
            whole["inline_message_id"] = next((key for key, place in places if place == (chat_id, message_id)), "")
        else:
            whole["message"] = message
        self.callbacks[query_id] = {"chat_id": chat_id, "message_id": message_id, "data": data}
        bound(self.callbacks)
        self.send_update("callback_query", whole | {"data": data})
        return query_id

    def ask_inline(self, person_id: int, query: str, offset: str = "") -> str:
        """A person types @bot and a query: the number of the inline query."""
        query_id = f"{person_id}{next(self._numbers):010d}"
        asked = {"from": self.people[person_id].as_user(), "query": query[:256], "offset": offset}
        self.inline_queries[query_id] = asked
        bound(self.inline_queries)
        self.send_update("inline_query", {"id": query_id} | asked)
        return query_id

    def choose(self, person_id: int, chat_id: int, inline_query_id: str, result_id: str) -> int:
        """A person picks a result: its card is posted in their name; the message's number."""
        results = self.inline_answers[inline_query_id]["results"]
        result = next((each for each in results if each["id"] == result_id), None)
        if result is None:
            raise ValueError(f"no result {result_id!r}")
        content = result["input_message_content"]
        card = formatted(content["message_text"], content.get("parse_mode", ""), content.get("entities", ()))
        fields: Message = {"via_bot": dict(BOT), "text": card.text}
        fields |= {"entities": card.entities} if card.entities else {}
        fields |= {key: content[key] for key in ("link_preview_options",) if key in content}
        fields |= {key: result[key] for key in ("reply_markup",) if key in result}
        message_id = self._write(chat_id, person_id, fields, None, None)
        inline_id = f"inline{next(self._numbers):010d}"
        self.inline_messages[inline_id] = (chat_id, message_id)
        bound(self.inline_messages)
        if self.inline_feedback:
            asked = self.inline_queries[inline_query_id]
            chosen = {"result_id": result_id, "from": asked["from"], "query": asked["query"]}
            named = {"inline_message_id": inline_id} if "reply_markup" in result else {}
            self.send_update("chosen_inline_result", chosen | named)
        return message_id

    def send_file(self, chat_id: int, person_id: int, name: str, content: bytes, caption: str = "", **more: str) -> int:
        """A person sends a file, as a document: the number of the message. more: what else it holds, as the media_group_id of an album's files."""
        file = self.keep_file(name, mimetypes.guess_type(name)[0] or "application/octet-stream", content)
        fields: Message = {"document": file.as_document()} | captioned(caption) | more
        return self._write(chat_id, person_id, fields, None, None)

    def open_link(self, person_id: int, payload: str) -> int:
        """A person follows t.me/<bot>?start=payload and presses START, which lets a blocked bot in again."""
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,64}", payload):
            raise ValueError("a start parameter has at most 64 of A-Z, a-z, 0-9, _ and -")
        self.unblock(person_id)
        return self.say(person_id, person_id, f"/start {payload}")

    def block(self, person_id: int) -> None:
        """A person stops the bot."""
        self.set_bot_status(person_id, person_id, "kicked")

    def unblock(self, person_id: int) -> None:
        """A person lets the bot in again."""
        self.set_bot_status(person_id, person_id, "member")

    def set_bot_status(self, chat_id: int, person_id: int, status: str) -> None:
        """Somebody (the bot itself where it leaves) makes the bot "member", "left" or "kicked" in a chat."""
        chat = self.chats[chat_id]
        before, chat.bot_status = chat.bot_status, status
        if before == status:
            return
        who = dict(BOT) if person_id == BOT["id"] else self.people[person_id].as_user()
        change = {"chat": chat.as_chat(), "from": who, "date": int(time.time())}
        change |= {"old_chat_member": bot_member(before), "new_chat_member": bot_member(status)}
        self.send_update("my_chat_member", change)
        self.tell({"type": "blocked", "chat_id": chat_id, "blocked": status != "member"})

    def fail_next(self, method: str, code: int, description: str, retry_after: int | None = None) -> None:
        """Let the next call of a method fail; called again, the one after it too."""
        self._faults[method].append(ApiError(code, description, retry_after))

    def fault(self, method: str) -> ApiError | None:
        """The fault a call must fail with, once."""
        faults = self._faults.get(method)
        return faults.popleft() if faults else None

    async def until(self, condition: Callable[[], T | None], seconds: float | None = 20.0) -> T:
        """What the condition gives once it is truthy; asked again after each call of the bot. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not (value := condition()):
                await self.mailbox.news()
        return value

    def send_update(self, kind: str, content: dict[str, Any]) -> None:
        """Put an update into the bot's mailbox."""
        self.mailbox.put(kind, content)

    def tell(self, event: dict[str, Any]) -> None:
        """Tell those who show the chats."""
        for listener in tuple(self.listeners):
            listener(event)

    def keep_file(self, name: str, mime_type: str, content: bytes) -> File:
        """A file that getFile will find."""
        number = next(self._numbers)
        file = File(
            f"BQACAgUAAxkBAAI-sandbox-{number:016d}", f"documents/file_{number}{suffix(name)}", name, mime_type, content
        )
        self.files[file.id] = file
        bound(self.files, KEPT_FILES)
        return file

    def post(self, chat: Chat, sender: Message, fields: Message, reply: Message | None, topic: int | None) -> Message:
        """A new message in a chat; `sender` are its from and, for an anonymous one, its sender_chat."""
        # Private chats share one row of numbers, as all chats of one account do; a supergroup has its own.
        number = next(self._message_ids[chat.id if chat.is_group else 0])
        message: Message = {"message_id": number} | sender | {"chat": chat.as_chat(), "date": int(time.time())}
        thread = topic or (reply or {}).get("message_thread_id")
        if chat.is_forum and thread:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        elif chat.is_group and reply:
            # A supergroup numbers the thread of a reply too, though it has no topics.
            message["message_thread_id"] = thread or reply["message_id"]
        if reply:
            message["reply_to_message"] = without_reply(reply)
        elif topic:
            message["reply_to_message"] = chat.topic_head(topic)
        message |= fields
        chat.keep(message)
        return message

    def show(self, chat: Chat, message: Message) -> None:
        """Tell those who show the chats of a message, new or changed."""
        self.tell({"type": "message", "chat_id": chat.id, "message": message})

    def replace(self, chat: Chat, message: Message) -> None:
        """Put the newest form of a message."""
        chat.keep(message)
        self.show(chat, message)

    def _write(self, chat_id: int, person_id: int, fields: Message, reply_to: int | None, topic: int | None) -> int:
        chat = self.chats[chat_id]
        if not self._may_write(chat_id, person_id):
            raise ValueError(f"{person_id} is not in chat {chat_id}, or has blocked the bot")
        if topic is not None:
            if not chat.is_forum:
                raise ValueError(f"chat {chat_id} has no topics")
            chat.topics.setdefault(topic, f"话题 {topic}")
        sender: Message = {"from": self.people[person_id].as_user()}
        if person_id == ANONYMOUS:
            sender["sender_chat"] = chat.as_chat()
        message = self.post(chat, sender, fields, chat.messages[reply_to] if reply_to else None, topic)
        chat.begun = True
        self.show(chat, message)
        self._deliver("message", chat, message)
        return int(message["message_id"])

    def _may_write(self, chat_id: int, person_id: int) -> bool:
        chat = self.chats[chat_id]
        if chat.is_group:
            return person_id in chat.members or person_id == ANONYMOUS
        return person_id in chat.members and chat.bot_status == "member"

    def _deliver(self, kind: str, chat: Chat, message: Message) -> None:
        if chat.bot_status == "member" and not (chat.is_group and hidden_in_group(message)):
            self.send_update(kind, message)


def bound(kept: dict[Any, Any], most: int = KEPT) -> None:
    """Forget the oldest past the number kept."""
    while len(kept) > most:
        del kept[next(iter(kept))]
