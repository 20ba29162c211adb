"""One weekly message into one chat."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from telegram import Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from knowledge import put_subscriber

from .. import send
from ..access import Context
from ..traffic import OWN_PACE
from .message import Weekly, weekly_screen
from .pictures import Picture, forget_picture, keep_picture

PATIENCE = 30.0
"""Seconds that Telegram has for its answer: what has none is uncertain."""
_NO_PICTURE = ("photo", "file identifier", "file_id", "image_process", "wrong type", "media")
_NO_THREAD = ("thread not found", "topic_closed", "topic closed", "topic_deleted")
"""What Telegram says where a chat takes no picture, or the picture is not good; and where a forum has no such topic any more."""


async def send_weekly(context: Context, weekly: Weekly, picture: Picture | None) -> Message:
    """Send a weekly message: with its picture, or without one where there is none or it is refused; into its topic, or the chat where that is gone.

    Raises TelegramError as python-telegram-bot does, and sends nothing a second time that may have arrived.
    """
    try:
        return await _send(context, weekly, picture)
    except BadRequest as error:
        said = str(error).lower()
        if any(phrase in said for phrase in _NO_THREAD) and weekly.reader.thread_id:
            weekly = replace(weekly, reader=replace(weekly.reader, thread_id=None))
            put_subscriber(context.library.db, weekly.reader)
        elif picture and any(phrase in said for phrase in _NO_PICTURE):
            if picture.file_id:
                forget_picture(context, picture)
            picture = None
        else:
            raise
    await context.house.traffic.turn(weekly.reader.chat_id)
    return await send_weekly(context, weekly, picture)


async def _send(context: Context, weekly: Weekly, picture: Picture | None) -> Message:
    screen, reader = weekly_screen(context, weekly), weekly.reader
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
    keep_picture(context, picture, sent)
    return sent
