"""Who may do what, and how fast: the typed Context, roles, the rate limits, and what becomes of an error."""

from __future__ import annotations

import logging
import secrets
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, TypeAlias

from telegram import Update, User
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationHandlerStop, CallbackContext, ExtBot

from knowledge import ChapuError, Library, LibraryError, asked_by_id, editors, take_step

from . import send, texts
from .said import is_for_bot

log = logging.getLogger(__name__)

ANONYMOUS = 1087968824
"""The user that Telegram names as the sender where an admin of a group writes as the group."""
PER_USER, USER_SECONDS = 20, 10
"""Messages and taps a user may send in so many seconds."""
PER_GROUP, GROUP_SECONDS = 1, 10
"""Questions a group is answered in so many seconds."""
EVERYBODYS = ("v", "n")
"""The kinds of buttons in a group that anybody may press."""
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


@dataclass(frozen=True, slots=True)
class House:
    """What every handler works with: the library, who owns the bot, and the rate limits."""

    library: Library
    owners: frozenset[int]
    users: Pace = field(default_factory=lambda: Pace(PER_USER, USER_SECONDS))
    groups: Pace = field(default_factory=lambda: Pace(PER_GROUP, GROUP_SECONDS))
    told: Pace = field(default_factory=lambda: Pace(1, USER_SECONDS))

    def role(self, user_id: int) -> Role:
        """What a user may do."""
        if user_id in self.owners:
            return Role.OWNER
        return Role.EDITOR if user_id in editors(self.library.db) else Role.WORKER


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], dict[str, Any]]):
    """What a handler is given besides the update."""

    step: tuple[str, str] | None = None
    """What this message was asked for, and about what: any message but the very next one leaves a step."""

    @property
    def house(self) -> House:
        """The library and all else that the handlers share."""
        house: House = self.bot_data["house"]
        return house

    @property
    def library(self) -> Library:
        """The library."""
        return self.house.library


App: TypeAlias = Application[Any, Context, Any, Any, dict[str, Any], Any]


async def hold_back(update: Update, context: Context) -> None:
    """Stop an update of a user who sends the bot too many; they are told once, politely. Other talk in a group does not count."""
    user, house = update.effective_user, context.house
    if user is None or user.id == ANONYMOUS or (update.message and not is_for_bot(update.message)):
        return
    wait = house.users.wait(user.id)
    if not wait:
        return
    if not house.told.wait(user.id):
        await _tell(update, texts.TOO_FAST.format(seconds=int(wait) + 1))
    elif update.callback_query:
        await send.toast(update.callback_query)
    raise ApplicationHandlerStop


async def take_step_of(update: Update, context: Context) -> None:
    """End the step that the sender of a message is in; the handler finds it in the context."""
    if update.effective_user:
        context.step = take_step(context.library.db, update.effective_user.id)


async def only_asker(update: Update, context: Context) -> None:
    """Stop a tap on somebody else's buttons in a group; feedback and wishes are everybody's."""
    query, message = update.callback_query, update.effective_message
    if query is None or message is None or is_private(update):
        return
    kind, answer_id, *_ = [*data_of(update), ""]
    if kind in ("a", "m"):
        asker = asked_by_id(context.library.db, answer_id).asker_id
    else:
        question = getattr(message, "reply_to_message", None)
        asker = asker_of(question.from_user) if question else None
    if kind not in EVERYBODYS and asker not in (None, query.from_user.id):
        await send.toast(query, texts.NOT_YOURS)
        raise ApplicationHandlerStop


async def show_error(update: object, context: Context) -> None:
    """Tell a person what is theirs to mend; log anything else, tell the owners its kind, and the user one calm sentence."""
    error = context.error
    reached = update if isinstance(update, Update) else None
    if isinstance(error, ChapuError) and not isinstance(error, LibraryError):
        await _tell(reached, str(error))
        return
    if _is_shut_out(error):
        log.info("no way into a chat: %s", type(error).__name__)
        return
    number = secrets.token_hex(3).upper()
    log.error("error %s", number, exc_info=error)
    if (
        reached is None
    ):  # Telegram cannot be reached, or another bot runs with the same token: it comes again every few seconds
        return
    if isinstance(error, BadRequest) or not isinstance(error, NetworkError | RetryAfter):
        await _tell_owners(context, texts.FAILED_FOR_OWNERS.format(kind=type(error).__name__, id=number))
    await _tell(reached, texts.FAILED.format(id=number))


def data_of(update: Update) -> list[str]:
    """What the button that was pressed carries, in its parts; none where no button was."""
    return (update.callback_query.data or "").split(":") if update.callback_query else []


def asker_of(user: User | None) -> int | None:
    """The id of who asked; None where Telegram does not say, as for an admin who writes as the group."""
    return None if user is None or user.id == ANONYMOUS else user.id


def is_private(update: Update) -> bool:
    """Whether an update came from a private chat."""
    return update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE


def _is_shut_out(error: Exception | None) -> bool:
    """Whether the bot was blocked, put out of the group, or may not write there."""
    return isinstance(error, Forbidden) or (isinstance(error, BadRequest) and "not enough rights" in str(error).lower())


async def _tell(update: Update | None, text: str) -> None:
    """Say one sentence where an update came from, as far as that goes: a message of text, or the toast of a button."""
    with suppress(TelegramError):
        if update and update.callback_query:
            await send.toast(update.callback_query, text, alert=True)
        elif update and update.effective_message:
            await send.reply(update.effective_message, send.sentence(text))


async def _tell_owners(context: Context, text: str) -> None:
    for owner in context.house.owners:
        with suppress(TelegramError):
            await context.bot.send_message(owner, text)
