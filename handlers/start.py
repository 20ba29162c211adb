"""The way in: /start and its deep links, /help, /cancel, and what is said to a message the bot cannot read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from zlib import crc32

from telegram import Update

from knowledge import NotFoundError, asked_by_id, case_count
from knowledge.desk import drop_unsaved

from . import keyboards, render, send, texts
from .access import Context, is_private
from .ask import answer_page
from .cases import case_screen
from .desk import adding
from .desk.editors import welcome
from .said import said
from .send import Screen
from .weekly.subscribing import subscribed


async def start(update: Update, context: Context) -> None:
    """Say what this is; or open what a deep link names: c_CASE, q_ANSWER, sub."""
    if update.effective_message is None:
        return
    await welcome(update, context)
    kind, _, name = (context.args[0] if context.args else "").partition("_")
    if kind == "c" and re.fullmatch(r"[0-9]{1,18}", name):
        screen = case_screen(context, update, int(name))
    elif kind == "q" and name:
        screen = answer_page(update, context, asked_by_id(context.library.db, name), 1)
    elif kind == "sub" and is_private(update):
        screen = subscribed(update, context)
    else:
        count = case_count(context.library.db)
        screen = send.sentence(texts.START.format(count=count), keyboards.catalogue() if count else None)
    await send.reply(update.effective_message, screen)


async def show_help(update: Update, names: Iterable[str]) -> None:
    """Tell how to ask, and the commands of these names."""
    if update.effective_message:
        await send.reply(update.effective_message, Screen(render.help_text(names)))


async def small_talk(update: Update, _: Context) -> None:
    """Answer what is no question in kind."""
    if update.effective_message:
        text = said(update.effective_message)
        [told] = [told for words, told in texts.SMALL_TALK.items() if re.match(words, text)]
        await send.reply(update.effective_message, send.sentence(told))


async def cancel(update: Update, context: Context) -> None:
    """Leave the step the reader is in, which every message does, and what an editor sent to be read or changed and did not save; say so."""
    if update.effective_message and update.effective_user:
        left = await adding.leave_all(context, update.effective_user.id)
        unsaved = drop_unsaved(context.library.db, update.effective_user.id)
        text = texts.CANCELLED if context.step or left or unsaved else texts.NOTHING_TO_CANCEL
        await send.reply(update.effective_message, send.sentence(text))


async def to_private(update: Update, context: Context) -> None:
    """Send somebody in a group to the private chat, for what is theirs alone."""
    if update.effective_message:
        buttons = keyboards.to_private(context.bot.username, "menu")
        await send.reply(update.effective_message, send.sentence(texts.GROUP_MENU, buttons))


async def unknown_command(update: Update, context: Context) -> None:
    """Tell that there is no such command."""
    if update.effective_message:
        name = (update.effective_message.text or "").split()[0]
        raise NotFoundError(texts.UNKNOWN_COMMAND.format(name=name[:40]))


async def only_text(update: Update, context: Context) -> None:
    """Tell that only text can be read; of an album, once."""
    message = update.effective_message
    album = message.media_group_id if message else None
    if update.effective_message and not (album and context.house.albums.wait(crc32(album.encode()))):
        await send.reply(update.effective_message, send.sentence(texts.ONLY_TEXT))


async def expired(update: Update, context: Context) -> None:
    """Tell that a button is from before, and leads nowhere now."""
    if update.callback_query:
        await send.toast(update.callback_query, texts.EXPIRED, alert=True)
