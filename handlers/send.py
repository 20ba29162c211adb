"""A screen into a chat: sent as a reply, or put in the place of what stands there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from telegram import (
    Bot,
    CallbackQuery,
    ForceReply,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    Update,
)
from telegram.constants import ChatType, ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from .markup import Html, plain

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
PAUSES = (0.3, 1.0)
"""Seconds before a message that did not arrive is sent again."""
_NOT_SENT = ("ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError")
"""What httpx raises where a request did not get as far as the server."""

_NOT_THERE = ("not found", "can't be edited")
"""What Telegram says of a message that nothing can be put in the place of."""

_REFUSED = (BadRequest, Forbidden, InvalidToken, RetryAfter)
"""What it raises where Telegram has read the message and will not have it."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: its text and the buttons under it."""

    text: Html
    buttons: InlineKeyboardMarkup | ForceReply | None = None


def sentence(text: str, buttons: InlineKeyboardMarkup | ForceReply | None = None) -> Screen:
    """A screen of plain text."""
    return Screen(plain(text), buttons)


async def reply(message: Message, screen: Screen) -> Message:
    """Send a screen; in a group as a silent answer to the message, in its topic. What surely did not arrive is sent again."""
    silent = message.chat.type != ChatType.PRIVATE
    return await _again(
        partial(message.reply_text, **_parts(screen), disable_notification=silent, allow_sending_without_reply=True)
    )


async def to_person(bot: Bot, user_id: int, screen: Screen) -> Message:
    """Send a screen to a person, into the private chat. What surely did not arrive is sent again."""
    return await _again(partial(bot.send_message, user_id, **_parts(screen)))


def did_not_arrive(error: TelegramError) -> bool:
    """Whether a message that met with this error surely did not arrive."""
    return isinstance(error, _REFUSED) or _is_unheard(error)


async def _again(sends: Callable[[], Awaitable[Message]]) -> Message:
    for pause in PAUSES:
        try:
            return await sends()
        except NetworkError as error:
            if not _is_unheard(error):
                raise
            await asyncio.sleep(pause)
    return await sends()


def _is_unheard(error: TelegramError) -> bool:
    """Whether there was no connection, or a server that is not well refused: behind the error of that is no other, or one of its words not being understood."""
    if not isinstance(error, NetworkError):
        return False
    cause = error.__cause__
    refused = type(error) is NetworkError and (cause is None or isinstance(cause, TelegramError))
    return refused or type(cause).__name__ in _NOT_SENT


def _parts(screen: Screen) -> dict[str, Any]:
    """How python-telegram-bot calls the parts of a message."""
    return {
        "text": screen.text.markup,
        "parse_mode": ParseMode.HTML,
        "link_preview_options": NO_PREVIEW,
        "reply_markup": screen.buttons if isinstance(screen.buttons, ForceReply) else inline(screen),
    }


async def replace(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> bool:
    """Put a screen in the place of a message of the bot; whether that is still there and can be changed."""
    try:
        with is_fine("not modified"):
            await bot.edit_message_text(
                screen.text.markup,
                chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=inline(screen),
            )
    except BadRequest as error:
        if any(phrase in str(error) for phrase in _NOT_THERE):
            return False
        raise
    return True


async def show(update: Update, screen: Screen) -> None:
    """Show a screen: in the place of the message whose button was pressed, or else as a reply; where that is gone, as a new message."""
    query = update.callback_query
    if query is None:
        if update.effective_message:
            await reply(update.effective_message, screen)
        return
    place = query.message
    if place and not await replace(query.get_bot(), place.chat.id, place.message_id, screen):
        again = (
            reply(place, screen) if isinstance(place, Message) else to_person(query.get_bot(), place.chat.id, screen)
        )
        await again
    await toast(query)


async def toast(query: CallbackQuery, text: str | None = None, alert: bool = False) -> None:
    """Answer a press, with a line that passes or a box to close; a press of long ago, while the bot was away, needs no answer any more."""
    with is_fine("too old"):
        await query.answer(text, show_alert=alert)


async def put_buttons(query: CallbackQuery, buttons: InlineKeyboardMarkup | None) -> None:
    """Put other buttons under the message whose button was pressed."""
    with is_fine("not modified"):
        await query.edit_message_reply_markup(buttons)


def inline(screen: Screen) -> InlineKeyboardMarkup | None:
    """A screen's buttons, where it has any, of the kind that an edited message can have; Telegram refuses a board without buttons."""
    buttons = screen.buttons
    return buttons if isinstance(buttons, InlineKeyboardMarkup) and buttons.inline_keyboard else None


@contextmanager
def is_fine(refusal: str) -> Iterator[None]:
    """Let a refusal of Telegram pass: a message that already is what it is to become (not modified), a press of long ago (too old)."""
    try:
        yield
    except BadRequest as error:
        if refusal not in str(error):
            raise
