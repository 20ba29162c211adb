"""A person's side of the chat: the real Application against the sandbox, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from handlers.access import App
from handlers.application import ALLOWED, build
from handlers.house import Pace
from handlers.options import Options, read_options
from knowledge import Case, Library, file_cases
from sandbox_server import World, serving
from tests.knowledge.samples import LIFT, STREET, TEA

WORKER, EDITOR, NEIGHBOUR, GROUP = 1001, 1002, 1003, -1001000000001
ANONYMOUS = 1087968824

Message = dict[str, Any]


def options(world: World, address: str, **changed: str) -> Options:
    given = {
        "token": world.token,
        "api_url": address,
        "proxy": "",
        "timezone": "Asia/Shanghai",
        "admins": str(EDITOR),
        "webhook_url": "",
        "webhook_secret": "",
        "listen": "127.0.0.1:8443",
        "keep_days": "180",
        "weekly": "mon 09:00",
    }
    return read_options(given | changed)


@asynccontextmanager
async def running(library: Library, world: World, address: str) -> AsyncIterator[App]:
    """The bot, polling the sandbox."""
    app = build(library, options(world, address))
    app.bot_data["house"] = replace(app.bot_data["house"], silence=0.2)
    async with app:
        await app.post_init(app)  # type: ignore[misc] # build() has set it
        await app.start()
        await app.updater.start_polling(allowed_updates=ALLOWED)  # type: ignore[union-attr] # build() makes one
        await world.until(lambda: world.descriptions.get(("short_description", "")))
        yield app
        await app.updater.stop()  # type: ignore[union-attr]
        await app.stop()
        await app.post_stop(app)  # type: ignore[misc] # build() has set it


class Chat:
    """People who talk to the bot. Every method that says something waits for the bot's answer and gives it back."""

    def __init__(self, world: World, app: App, library: Library) -> None:
        self.world, self.app, self.library = world, app, library
        self.refused = 0
        """How many calls of the bot Telegram may refuse in this test."""

    async def say(self, text: str, who: int = WORKER, chat: int | None = None, **how: Any) -> Message:
        """Say something; the bot's message that follows."""
        chat = chat or who
        message_id = self.world.say(chat, who, text, **how)
        return await self.answer_after(chat, message_id)

    async def answer_after(self, chat: int, message_id: int) -> Message:
        """The bot's first message in a chat after this one."""
        [first] = await self.world.until(lambda: self.of_bot(chat, message_id)[:1])
        return first

    async def press(self, message: Message, button: str, who: int = WORKER) -> Message:
        """Press a button by its text; the message as it is after the bot has answered the press, its toast under "toast"."""
        chat = message["chat"]["id"]
        query = self.world.press(chat, message["message_id"], who, self.data(message, button))
        answered = await self.world.until(lambda: self.world.callback_answers.get(query))
        return self.now(message) | {"toast": answered.get("text")}

    async def edit(self, message_id: int, text: str, answer: Message) -> Message:
        """Edit a question; its answer once it has changed."""
        self.world.edit(answer["chat"]["id"], message_id, text)
        return await self.world.until(lambda: changed if (changed := self.now(answer)) != answer else None)

    async def inline(self, query: str, offset: str = "") -> dict[str, Any]:
        """Type after the bot's name in any chat; what the bot brings."""
        asked = self.world.ask_inline(WORKER, query, offset)
        return await self.world.until(lambda: self.world.inline_answers.get(asked))

    def unhurried(self) -> None:
        """Lift the limit on how fast one person may be."""
        house = self.app.bot_data["house"]
        self.app.bot_data["house"] = replace(house, users=Pace(10_000, 1))

    def patient_group(self) -> None:
        """Lift the limit on how often a group is answered."""
        house = self.app.bot_data["house"]
        self.app.bot_data["house"] = replace(house, groups=Pace(10_000, 1))

    async def settled(self, then: str = "帮助", who: int = WORKER) -> None:
        """Wait until all that this person said before has been dealt with, by asking for something else after it."""
        await self.say(then, who)

    def now(self, message: Message) -> Message:
        """A message as it stands in the chat now."""
        chat = message["chat"]["id"]
        return next(each for each in self.world.messages(chat) if each["message_id"] == message["message_id"])

    def of_bot(self, chat: int, after: int = 0) -> list[Message]:
        """The bot's messages in a chat after this one."""
        return [
            message
            for message in self.world.messages(chat)
            if self.world.chats[chat].is_of_bot(message) and message["message_id"] > after
        ]

    def copied(self, message: Message, who: int) -> Message:
        """Somebody else's message in the chat of a person, who may then press its buttons, as a forged client would."""
        copy = message | {
            "chat": {"id": who, "type": "private", "first_name": "x"},
            "message_id": 900_000 + message["message_id"],
        }
        self.world.chats[who].keep(copy)
        return copy

    def data(self, message: Message, button: str) -> str:
        """What a message's button carries."""
        return str(next(each["callback_data"] for each in self.buttons(message) if each["text"] == button))

    @staticmethod
    def buttons(message: Message) -> list[dict[str, Any]]:
        """The buttons under a message, in order."""
        return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]

    @classmethod
    def words(cls, message: Message) -> list[str]:
        """What the buttons under a message say, in order."""
        return [button["text"] for button in cls.buttons(message)]

    @staticmethod
    def keys(message: Message) -> list[list[str]]:
        """The texts of the buttons under a message, by row."""
        return [[button["text"] for button in row] for row in message["reply_markup"]["inline_keyboard"]]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def cases() -> list[Case]:
    """What the library holds; a test that wants others has a fixture of the same name."""
    return [TEA, LIFT, STREET]


@pytest.fixture
def filled(library: Library, cases: list[Case]) -> Library:
    file_cases(library, cases)
    return library


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def chat(world: World, filled: Library) -> AsyncIterator[Chat]:
    """The bot with a small library. At the end, Telegram has refused nothing that it sent, but what the test says."""
    async with serving(world) as address, running(filled, world, address) as app:
        talk = Chat(world, app, filled)
        yield talk
    refused = [call for call in world.calls if not call.ok and call.method != "getUpdates"]
    assert (len(refused), list(world.warnings)) == (talk.refused, []), refused
