"""The weekly case in chat, its clock turned by hand."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.weekly.message import card_of
from knowledge import delivery_states, list_cases, put_picture
from tests.handlers.conftest import EDITOR, Chat, Message

SUNDAY, MONDAY = datetime(2026, 11, 22, 1, tzinfo=UTC), datetime(2026, 11, 23, 1, tzinfo=UTC)
"""Nine o'clock in Chengdu, when the weekly case is shown to editors, and when it goes out."""


PNG = b"\x89PNG\r\n\x1a\n" + bytes(8) + (1080).to_bytes(4) + (402).to_bytes(4) + bytes(8)
"""As much of a picture as the sandbox looks at."""


class Clock:
    """The bot's clock: it goes on from where it was set."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    async def turn(self, moment: datetime) -> None:
        """Set the clock, and let the scheduler knock."""
        self.put(moment)
        house = self._chat.app
        queue = house.job_queue
        assert queue
        [job] = queue.get_jobs_by_name("weekly")
        await job.run(house)

    def put(self, moment: datetime) -> None:
        """Set the clock and no more."""
        begun = time.monotonic()
        house = self._chat.app.bot_data["house"]
        self._chat.app.bot_data["house"] = replace(
            house, clock=lambda: moment + timedelta(seconds=time.monotonic() - begun)
        )


class Weekly:
    """What people have of the weekly case."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    def got(self, who: int) -> list[Message]:
        """The weekly messages in a chat."""
        return [each for each in self._chat.of_bot(who) if text_of(each).startswith("每周一案 · ")]

    async def gets(self, who: int, count: int = 1) -> Message:
        """The last of so many weekly messages in a chat, once they are there."""
        return (await self._chat.world.until(lambda: found if len(found := self.got(who)) >= count else None, 30))[-1]

    async def told(self, text: str, who: int = EDITOR, after: int = 0) -> Message:
        """The bot's message to an editor that says this."""

        def found() -> Message | None:
            return next((each for each in self._chat.of_bot(who, after) if text in text_of(each)), None)

        return await self._chat.world.until(found, 30)

    async def settled(self, states: dict[int, str]) -> None:
        """Wait until this has become of the last week's messages."""
        async with asyncio.timeout(30):
            while delivery_states(self._chat.library.db) != states:
                await asyncio.sleep(0.01)  # the bot makes no call that would tell


def text_of(message: Message) -> str:
    return str(message.get("caption") or message.get("text") or "")


@pytest.fixture
def clock(chat: Chat) -> Clock:
    """On the Saturday before."""
    clock = Clock(chat)
    clock.put(SUNDAY - timedelta(days=1))
    return clock


@pytest.fixture
def weekly(chat: Chat) -> Weekly:
    """Telegram knows the pictures of all cases."""
    picture = chat.world.keep_file("chapu.png", "image/png", PNG)
    for case in list_cases(chat.library.db):
        put_picture(chat.library.db, card_of(case).key, picture.id)
    return Weekly(chat)


@pytest.fixture
def undrawn(chat: Chat, weekly: Weekly) -> None:
    """It knows none of them."""
    for case in list_cases(chat.library.db):
        put_picture(chat.library.db, card_of(case).key, None)
