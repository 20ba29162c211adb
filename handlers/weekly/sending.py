"""One weekly message into one chat."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Any

from telegram import Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from knowledge import LibraryError, Subscriber, drop_thread

from .. import send
from ..access import Context
from ..send import Screen
from ..traffic import OWN_PACE
from .pictures import Picture, keep_picture, refuse_picture

log = logging.getLogger(__name__)

PATIENCE = 30.0
"""Seconds that Telegram has for its answer: what has none is uncertain."""
_UNKNOWN_PICTURE = ("file identifier", "file_id", "file_reference")
_BAD_PICTURE = ("image_process", "photo_invalid", "photo_save", "wrong type", "wrong file")
_NO_PICTURES = ("photo", "media")
_NO_THREAD = ("thread not found", "topic_closed", "topic closed", "topic_deleted")
"""What Telegram says where it knows a picture no more, where the picture is not good, where a chat takes none, and where a forum has no such topic any more."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is ready to leave. case_id: the case that it tells."""

    reader: Subscriber
    case_id: int
    screen: Screen
    picture: Picture | None


async def send_weekly(context: Context, message: Outgoing) -> Message:
    """Send a weekly message: with its picture, or without one where there is none or it is refused; into its topic, or the chat where that is gone.

    Raises TelegramError as python-telegram-bot does, and sends nothing a second time that may have arrived.
    """
    try:
        return await _send(context, message)
    except BadRequest as error:
        other = _instead(context, message, str(error).lower())
        if other is None:
            raise
    await context.house.traffic.turn(message.reader.chat_id)
    return await send_weekly(context, other)


def _instead(context: Context, message: Outgoing, refusal: str) -> Outgoing | None:
    """What to send in the place of a message that was refused: without its topic, or without its picture; None where neither was the matter."""
    if message.reader.thread_id and _says(refusal, _NO_THREAD):
        drop_thread(context.library.db, message.reader.chat_id)
        return replace(message, reader=replace(message.reader, thread_id=None))
    if message.picture is None or not _says(refusal, (*_UNKNOWN_PICTURE, *_BAD_PICTURE, *_NO_PICTURES)):
        return None
    if unknown := _says(refusal, _UNKNOWN_PICTURE) or _says(refusal, _BAD_PICTURE):
        refuse_picture(context, message.picture, bool(message.picture.file_id and unknown))
    return replace(message, picture=None)


async def _send(context: Context, message: Outgoing) -> Message:
    reader, screen, picture = message.reader, message.screen, message.picture
    how: dict[str, Any] = {
        "parse_mode": ParseMode.HTML,
        "reply_markup": send.inline(screen),
        "disable_notification": reader.silent,
        "message_thread_id": reader.thread_id,
        "read_timeout": PATIENCE,
        "rate_limit_args": OWN_PACE,
    }
    if picture is None:
        return await context.bot.send_message(
            reader.chat_id, screen.text.markup, link_preview_options=send.NO_PREVIEW, **how
        )
    sent = await context.bot.send_photo(reader.chat_id, picture.content, screen.text.markup, **how)
    try:
        keep_picture(context, picture, sent)
    except LibraryError as error:  # it has arrived all the same
        log.warning("what Telegram calls a picture is not kept: %s", error)
    return sent


def _says(refusal: str, phrases: tuple[str, ...]) -> bool:
    return any(phrase in refusal for phrase in phrases)
