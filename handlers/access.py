"""Who may do what, and how fast: the typed Context, roles, the rate limits, and what becomes of an error."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, tzinfo
from typing import Any, TypeAlias
from zlib import crc32

from telegram import Update, User
from telegram.constants import ChatID, ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError, TimedOut
from telegram.ext import Application, ApplicationHandlerStop, CallbackContext, ExtBot

from knowledge import ChapuError, Library, LibraryError, NotFoundError, asked_by_id

from . import send, texts
from .house import House, Role
from .said import is_for_bot

log = logging.getLogger(__name__)

SHARED = (ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT)
"""The users that Telegram names as the sender where somebody writes as the group or as a channel: they stand for many people."""
EVERYBODYS = ("v", "n", "e", "t")
"""The kinds of buttons in a group that anybody may press; those of the weekly case say themselves who may."""
PRIVATE_ONLY = ("f", "r", "w", "x", "d", "g")
"""Those that no group has."""
SHUT_OUT = ("not enough rights", "have no rights", "chat_write_forbidden", "chat not found")
GONE = ("topic_closed", "thread not found", "message to edit not found", "message can't be edited")
"""What Telegram says where the bot may not write in a chat any more; and where a topic or message is no more to be written to."""


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
    def timezone(self) -> tzinfo:
        """The time zone that times are told in."""
        return self.bot.defaults.tzinfo if self.bot.defaults else UTC

    @property
    def library(self) -> Library:
        """The library."""
        return self.house.library


Does: TypeAlias = Callable[[Update, Context], Coroutine[Any, Any, None]]
"""What answers an update."""
App: TypeAlias = Application[Any, Context, Any, Any, dict[str, Any], Any]


async def hold_back(update: Update, context: Context) -> None:
    """Stop an update of a user who sends the bot too many, or of a group that has just been answered; they are told once, politely.

    Talk in a group that is not for the bot does not count.
    """
    user, chat, message, house = update.effective_user, update.effective_chat, update.message, context.house
    if user and user.id in house.owners:
        house.names[user.id] = user.first_name
    spoken = message or update.edited_message
    if update.inline_query or (spoken and not is_for_bot(spoken)):  # a query comes with every letter typed
        return
    hurried = user is not None and user.id not in SHARED and house.role(user.id) < Role.EDITOR
    wait = house.users.wait(user.id) if user and hurried else 0  # an editor pastes a long text in many messages
    key = user.id if user else 0
    if message and chat and chat.type != ChatType.PRIVATE and not wait:
        wait, key = house.groups.wait(chat.id), chat.id
    if not wait:
        return
    if not house.told.wait(key):
        await _tell(update, texts.TOO_FAST.format(seconds=int(wait) + 1))
    elif update.callback_query:
        await send.toast(update.callback_query)
    raise ApplicationHandlerStop


def only(role: Role, does: Does) -> Does:
    """The same for those who may do it; anybody else is told, and nothing happens. Who may is looked up at every single call."""

    async def checked(update: Update, context: Context) -> None:
        if role_of(update, context) < role:
            raise ChapuError(texts.OWNERS_ONLY if role is Role.OWNER else texts.EDITORS_ONLY)
        await does(update, context)

    return checked


def role_of(update: Update, context: Context) -> Role:
    """What whoever an update came from may do; an account that many share may do what a worker may."""
    user_id = asker_of(update.effective_user)
    return Role.WORKER if user_id is None else context.house.role(user_id)


async def only_asker(update: Update, context: Context) -> None:
    """Stop a tap on somebody else's buttons in a group; feedback and wishes are everybody's."""
    query = update.callback_query
    if query is None:
        return
    if not query.data or query.message is None:  # no button of ours; PTB's handlers would take empty data for any
        raise NotFoundError(texts.EXPIRED)
    if is_private(update):
        return
    kind, *rest = data_of(update)
    if kind in PRIVATE_ONLY:
        raise NotFoundError(texts.EXPIRED)
    if kind not in EVERYBODYS and _asker(update, context, kind, rest) not in (None, query.from_user.id):
        await send.toast(query, texts.NOT_YOURS)
        raise ApplicationHandlerStop


def _asker(update: Update, context: Context, kind: str, rest: list[str]) -> int | None:
    """Who the message with these buttons answers; None where Telegram does not say. Raises NotFoundError where that is gone."""
    if kind in ("a", "m") and rest:
        return asked_by_id(context.library.db, rest[0]).asker_id
    question = update.effective_message.reply_to_message if update.effective_message else None
    if question is None:
        raise NotFoundError(texts.EXPIRED)
    return asker_of(question.from_user)


async def show_error(update: object, context: Context) -> None:
    """Tell of an error as `tell_fault` does; no other handler takes the update then."""
    error = context.error
    # Telegram cannot be reached, or another bot has the same token: it comes again and again.
    if not isinstance(update, Update):
        log.warning("%s: %s", type(error).__name__, error, exc_info=None if isinstance(error, TelegramError) else error)
        return
    await tell_fault(context, error, update)
    raise ApplicationHandlerStop


def begin(context: Context, work: Coroutine[Any, Any, None], update: Update | None = None) -> asyncio.Task[None]:
    """Do something in the background, until the bot is stopped, while the chat's other updates are answered.

    What goes wrong is told as `tell_fault` does. update: what it was begun for.
    """
    task = context.house.begin(work)
    context.house.begin(_watch(context, task, update))
    return task


async def _watch(context: Context, task: asyncio.Task[None], update: Update | None) -> None:
    try:
        await task
    except Exception as error:
        await tell_fault(context, error, update)


async def tell_fault(context: Context, error: Exception | None, update: Update | None = None) -> None:
    """Tell a person what is theirs to mend; log anything else, tell the owners its kind, and the person, if any, one calm sentence."""
    if update and isinstance(error, ChapuError) and not isinstance(error, LibraryError):
        await _tell(update, str(error))
    elif _says(error, SHUT_OUT) or isinstance(error, Forbidden | ChatMigrated):
        log.info("no way into a chat: %s", error)
        if update and update.callback_query:
            await _tell(update, texts.EXPIRED)
        if update and isinstance(error, BadRequest):
            await _leave(update)
    elif update and _says(error, GONE):
        await _tell(update, texts.EXPIRED)
    else:
        await _report(update, context, error)


async def _report(update: Update | None, context: Context, error: Exception | None) -> None:
    """Log an error, tell the owners unless there is no getting through, and tell the user, if any, which number it has."""
    number, kind = secrets.token_hex(3).upper(), type(error).__name__
    log.error("error %s", number, exc_info=error)
    told = False
    if not isinstance(error, TimedOut | RetryAfter):
        told = await _tell_owners(context, kind, texts.FAILED_FOR_OWNERS.format(kind=kind, id=number))
    if update:
        await _tell(update, (texts.FAILED if told else texts.FAILED_ALONE).format(id=number))


def data_of(update: Update) -> list[str]:
    """What the button that was pressed carries, in its parts; none where no button was."""
    return (update.callback_query.data or "").split(":") if update.callback_query else []


def asker_of(user: User | None) -> int | None:
    """The id of who asked; None where Telegram does not say, as for an admin who writes as the group."""
    return None if user is None or user.id in SHARED else user.id


def is_private(update: Update) -> bool:
    """Whether an update came from a private chat."""
    return update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE


def _says(error: Exception | None, phrases: tuple[str, ...]) -> bool:
    return isinstance(error, BadRequest) and any(phrase in str(error).lower() for phrase in phrases)


async def _leave(update: Update) -> None:
    """Go out of a group, quietly, where the bot may not write."""
    if update.effective_chat and not is_private(update):
        with suppress(TelegramError):
            await update.effective_chat.leave()


async def _tell(update: Update, text: str) -> None:
    """Say one sentence where an update came from, as far as that goes: a message of text, or the toast of a button."""
    with suppress(TelegramError):
        if update.callback_query:
            await send.toast(update.callback_query, text, alert=True)
        elif update.effective_message:
            await send.reply(update.effective_message, send.sentence(text))


async def _tell_owners(context: Context, kind: str, text: str) -> bool:
    """Tell the owners, not too often of one kind; whether any of them knows."""
    if context.house.alarms.wait(crc32(kind.encode())):
        return True
    told = False
    for owner in context.house.owners:
        with suppress(TelegramError):
            await context.bot.send_message(owner, text, link_preview_options=send.NO_PREVIEW)
            told = True
    return told
