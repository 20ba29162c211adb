"""What every handler works with: the library, who owns the bot, how fast people may be, and what goes on in the background."""

from __future__ import annotations

import time
from asyncio import Lock, Semaphore, Task, create_task, gather
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from datetime import time as time_of_day
from enum import IntEnum
from typing import Any

from telegram import BotCommand

from knowledge import Library, Schedule, editors

from .traffic import Traffic

PER_USER, USER_SECONDS = 20, 10
"""Messages and taps a user may send in so many seconds."""
PER_GROUP, GROUP_SECONDS = 1, 10
"""Questions a group is answered in so many seconds."""
ALARMS, ALARM_SECONDS = 3, 60
"""Notices to the owners of one kind of error in so many seconds; the log has them all."""
SILENCE = 1.5
"""Seconds without another message after which an editor has sent all there is to read."""
APART = 2
"""Processes of their own for what takes long, at once; what comes on top waits."""
MOST_KEPT = 1000
"""Of those who were here lately, before the ones that left are forgotten."""


class Role(IntEnum):
    """What a user may do; each may do what those before may."""

    WORKER = 0
    EDITOR = 1
    OWNER = 2


@dataclass(slots=True)
class Pace:
    """Lets each key through `most` times in any `seconds`."""

    most: int
    seconds: float
    clock: Callable[[], float] = time.monotonic
    _seen: dict[int, deque[float]] = field(default_factory=dict)

    def wait(self, key: int) -> float:
        """How many seconds a key has to wait; 0 where it may pass now, which counts as a pass."""
        now = self.clock()
        if len(self._seen) > MOST_KEPT:
            self._seen = {key: times for key, times in self._seen.items() if times[-1] > now - self.seconds}
        times = self._seen.setdefault(key, deque(maxlen=self.most))
        if len(times) == self.most and times[0] > now - self.seconds:
            return times[0] + self.seconds - now
        times.append(now)
        return 0


@dataclass(slots=True)
class FollowUp:
    """What follows changes of the library. due: whether any is still to be followed up. running: whether that goes on.

    audits: of which only one goes on at a time.
    """

    due: bool = False
    running: bool = False
    audits: Lock = field(default_factory=Lock)


@dataclass(slots=True)
class Delivering:
    """How the weekly case goes out. running: whether it does. halted: until when, by the traffic's clock, nothing does. refusals: how many messages were
    refused one after the other; refused_by: by which chat the last.

    drawn: pictures that Telegram does not know yet, by key; None for one that cannot be drawn. drawing: of which only one goes on at a time. moved: the
    chats whose messages went over to another chat while they were under way, by week and chat. showing: the weeks that editors are being shown. begun: those
    of which they were told that not all of it is out yet.
    """

    running: bool = False
    halted: float = 0.0
    refusals: int = 0
    refused_by: int = 0
    drawn: dict[str, bytes | None] = field(default_factory=dict)
    drawing: Semaphore = field(default_factory=lambda: Semaphore(1))
    moved: dict[tuple[str, int], int] = field(default_factory=dict)
    showing: set[str] = field(default_factory=set)
    begun: set[str] = field(default_factory=set)


USUAL = Schedule(1, time_of_day(9), UTC)
"""When the weekly case goes out unless an option says otherwise."""


@dataclass(frozen=True, slots=True)
class House:
    """What every handler works with: the library, who owns the bot, the rate limits, and the clock."""

    library: Library
    owners: frozenset[int]
    menu_of: Callable[[Role], list[BotCommand]] = lambda _: []
    """The commands that a private chat with somebody of this role is offered."""
    names: dict[int, str] = field(default_factory=dict)
    """What the owners are called, as far as Telegram tells."""
    users: Pace = field(default_factory=lambda: Pace(PER_USER, USER_SECONDS))
    groups: Pace = field(default_factory=lambda: Pace(PER_GROUP, GROUP_SECONDS))
    told: Pace = field(default_factory=lambda: Pace(1, USER_SECONDS))
    albums: Pace = field(default_factory=lambda: Pace(1, USER_SECONDS))
    alarms: Pace = field(default_factory=lambda: Pace(ALARMS, ALARM_SECONDS))
    silence: float = SILENCE
    slots: Semaphore = field(default_factory=lambda: Semaphore(APART))
    follow_up: FollowUp = field(default_factory=FollowUp)
    schedule: Schedule = USUAL
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    traffic: Traffic = field(default_factory=Traffic)
    weekly: Delivering = field(default_factory=Delivering)
    tasks: set[Task[None]] = field(default_factory=set)

    def begin(self, work: Coroutine[Any, Any, None]) -> Task[None]:
        """Do something in the background, until the bot is stopped. Handlers use `access.begin`, which tells of a fault."""
        task = create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def end(self) -> None:
        """Stop what is done in the background."""
        for task in self.tasks:
            task.cancel()
        await gather(*self.tasks, return_exceptions=True)

    def role(self, user_id: int) -> Role:
        """What a user may do."""
        if user_id in self.owners:
            return Role.OWNER
        return Role.EDITOR if user_id in editors(self.library.db) else Role.WORKER
