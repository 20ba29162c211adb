"""The updates that wait for the bot, and those who wait for updates."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Any

from .description import ApiError

Update = dict[str, Any]
KEPT = 10_000
TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
BY_REQUEST = ("chat_member", "message_reaction", "message_reaction_count")
"""What Telegram sends only to a bot that asks for it by name."""


class Mailbox:
    """Updates in order, each until it is confirmed; one reader at a time."""

    def __init__(self) -> None:
        self.updates: deque[Update] = deque(maxlen=KEPT)
        self.allowed: tuple[str, ...] = ()
        self._next_id = 700_000_001
        self._news = asyncio.Event()
        self._reader: object = None

    def put(self, kind: str, content: dict[str, Any]) -> None:
        """Add an update, unless the bot has not asked for its kind."""
        if kind in self.allowed or (not self.allowed and kind not in BY_REQUEST):
            self.updates.append({"update_id": self._next_id, kind: content})
            self._next_id += 1
            self.wake()

    def allow(self, kinds: Iterable[str] | None) -> None:
        """The kinds the bot asks for from now on; none means all the usual ones, None leaves things as they are."""
        if kinds is not None:
            self.allowed = tuple(kinds)

    def confirm(self, offset: int) -> None:
        """Forget the updates before an offset; a negative one counts from the end."""
        if offset < 0:
            offset = self.updates[max(offset, -len(self.updates))]["update_id"] if self.updates else 0
        while self.updates and self.updates[0]["update_id"] < offset:
            self.updates.popleft()
        self.wake()

    def wake(self) -> None:
        """Let all who wait for news look again."""
        self._news.set()
        self._news = asyncio.Event()

    async def news(self) -> None:
        """Wait till something happens."""
        await self._news.wait()

    @property
    def has_reader(self) -> bool:
        """Whether a read waits now."""
        return self._reader is not None

    def end_reading(self, reader: object = None) -> None:
        """End the read that waits (of one reader, or whoever it is): a newer one or a webhook has come, or it has gone."""
        if reader in (None, self._reader):
            self._reader = None
            self.wake()

    async def read(self, reader: object, limit: int, seconds: float) -> list[Update]:
        """The first updates, waited for if there are none. Raises ApiError 409 when another read takes this one's place."""
        self._reader = reader
        self.wake()
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout_at(deadline):
                while self._reader is reader and not self.updates:
                    await self.news()
        except TimeoutError:
            pass
        if self._reader is not reader:
            raise ApiError(409, f"Conflict: {TERMINATED}")
        self._reader = None
        return list(islice(self.updates, limit))
