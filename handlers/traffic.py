"""How fast the bot sends: what Telegram allows, and who goes first. Answers never wait for the weekly case; that goes where there is room."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from telegram.ext import AIORateLimiter

PER_SECOND = 35
"""Answers. Telegram's own ceiling is said to be about 30: a queue let out at just that rate would never get shorter again, and where
Telegram does say to wait, it is obeyed."""
RETRIES = 3
"""How often an answer is sent again when Telegram says to wait."""
WEEKLY_RATE = 28.0
"""Messages a second of the weekly case, evenly."""
MOST, SECONDS = 28, 1.0
"""Messages of all kinds that the weekly case adds up to in so many seconds. Telegram counts 30 in one: answers that come just then have room, and what arrives
a little late."""
LATE, MOST_LATE = 0.01, 0.5
"""Seconds by which the program may come late, when something else had the processor, before that counts; and as much of it as counts."""
CHAT_SECONDS = 1.05
"""Between two messages to one chat, of which at least one is a weekly case."""
GROUP_MOST, GROUP_SECONDS = 18, 61.0
"""Messages to one group in so many seconds before a weekly case waits: Telegram takes 20 in a minute."""
MOST_CHATS = 2000
"""Chats of which it is remembered when they were sent something, before those of long ago are forgotten."""
OWN_PACE = -1
"""rate_limit_args of a message whose sender has asked `Traffic.room` when to send it, and deals with a refusal itself."""
_PACED = ("sendMessage", "sendPhoto", "sendDocument", "copyMessage", "forwardMessage", "editMessage")


@dataclass(slots=True)
class Traffic:
    """What was sent when. clock: seconds."""

    clock: Callable[[], float] = time.monotonic
    _all: deque[float] = field(default_factory=lambda: deque(maxlen=MOST))
    _chats: dict[int, deque[float]] = field(default_factory=dict)
    _weekly: dict[int, float] = field(default_factory=dict)
    _stalls: deque[tuple[float, float]] = field(default_factory=lambda: deque(maxlen=MOST))
    _next: float = 0.0

    def note(self, chat_id: int) -> None:
        """Note that something is sent to a chat now."""
        now = self.clock()
        self._all.append(now)
        self._chats.setdefault(chat_id, deque(maxlen=GROUP_MOST)).append(now)
        if len(self._chats) > MOST_CHATS:
            self._chats = {chat: times for chat, times in self._chats.items() if times[-1] > now - GROUP_SECONDS}
            self._weekly = {chat: at for chat, at in self._weekly.items() if at > now - CHAT_SECONDS}

    def room(self, chat_id: int) -> float:
        """How many seconds a weekly case for a chat has to wait; 0 where it may go now, which then counts as its turn."""
        now = self.clock()
        full = self._all[0] + SECONDS + self._lateness(now) if len(self._all) == MOST else now
        if (wait := max(self._next, full) - now) > 0:
            return wait
        self._next = max(self._next + 1 / WEEKLY_RATE, now)  # a turn that came late is made up for, one and no more
        self._weekly[chat_id] = now
        self.note(chat_id)
        return 0

    def chat_wait(self, chat_id: int) -> float:
        """How many seconds a chat is to be left alone before its weekly case."""
        now, times = self.clock(), self._chats.get(chat_id)
        if not times:
            return 0
        full = times[0] + GROUP_SECONDS if chat_id < 0 and len(times) == GROUP_MOST else now
        return max(0.0, times[-1] + CHAT_SECONDS - now, full - now)

    async def turn(self, chat_id: int) -> None:
        """Wait for the turn of another message to a chat."""
        while wait := self.chat_wait(chat_id) or self.room(chat_id):
            await self.sleep(wait)

    async def rest(self, chat_id: int) -> None:
        """Wait until a chat may be told something of the weekly case again."""
        while wait := self.chat_wait(chat_id):
            await self.sleep(wait)

    async def sleep(self, seconds: float) -> None:
        """Wait; how much longer it took shows how late messages may have left."""
        due = self.clock() + seconds
        await asyncio.sleep(seconds)
        self._note_lateness(due)

    def note_leaving(self, chat_id: int) -> None:
        """Note that a weekly case, whose turn it was, leaves only now."""
        self._note_lateness(self._weekly.get(chat_id, self.clock()))

    def _note_lateness(self, due: float) -> None:
        now = self.clock()
        if now - due > LATE:
            self._stalls.append((now, min(now - due, MOST_LATE)))

    def _lateness(self, now: float) -> float:
        """By how much some of the messages that count now may have left later than noted: they then still count so much longer."""
        return max((late for at, late in self._stalls if at > now - SECONDS - MOST_LATE), default=0.0)

    def pause(self, chat_id: int) -> float:
        """How many seconds anything else to a chat has to wait because of its weekly case."""
        return max(0.0, self._weekly.get(chat_id, -CHAT_SECONDS) + CHAT_SECONDS - self.clock())


class Limiter(AIORateLimiter):
    """python-telegram-bot's own limiter, for answers; it notes what goes out, and lets pass what has a pace of its own."""

    def __init__(self, traffic: Traffic) -> None:
        super().__init__(overall_max_rate=PER_SECOND, max_retries=RETRIES)
        self._traffic = traffic

    async def process_request(  # noqa: PLR0913, PLR0917 - as the library calls it
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """Make one request, in its turn."""
        if rate_limit_args == OWN_PACE:
            self._traffic.note_leaving(data["chat_id"])
            return await callback(*args, **kwargs)
        chat_id = data.get("chat_id")
        if not endpoint.startswith(_PACED) or not isinstance(chat_id, int):
            return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)

        async def noted(*given: Any, **more: Any) -> Any:
            await asyncio.sleep(self._traffic.pause(chat_id))
            self._traffic.note(chat_id)
            return await callback(*given, **more)

        return await super().process_request(noted, args, kwargs, endpoint, data, rate_limit_args)
