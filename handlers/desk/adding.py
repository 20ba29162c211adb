"""What an editor sends to be read: collected, piece by piece, until nothing more comes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError

from knowledge import put_step
from knowledge.desk import (
    Piece,
    batch_by_id,
    batch_of_message,
    begin_batch,
    drop_step,
    leave_batch,
    put_pieces,
    put_status,
    unread_batches,
)

from .. import send
from ..access import Context, role_of
from ..house import Role
from ..keyboards import board, press
from ..markup import head, units
from ..said import LARGEST, is_command, written
from . import adding_texts as texts
from . import reading
from .pieces import is_full

MATERIAL, FORWARDED = 1000, 200
"""UTF-16 units from which an editor's message, or a forwarded one, is no question but something to read."""
_LINKS = re.compile(r"(?:https?://[^\s，。、；「」]+\s*)+", re.IGNORECASE)


async def add(update: Update, context: Context) -> None:
    """Take what comes with the command, or what the message it answers holds; ask for it where there is nothing."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    named = message.document is not None or is_command(message)  # else the message is a word for the command
    pieces = pieces_in(message) if named else []
    if not pieces and message.reply_to_message:
        pieces = pieces_in(message.reply_to_message)
    if pieces:
        await _collect(update, context, pieces)
    else:
        await ask_for_text(update, context)


async def ask_for_text(update: Update, context: Context, about: str = "") -> None:
    """Ask for something to read; about: the question that has no case yet."""
    if update.effective_message and update.effective_user:
        put_step(context.library.db, update.effective_user.id, reading.STEP, "")
        asked = [texts.ASK_ABOUT.format(question=about)] if about else []
        await send.reply(update.effective_message, send.sentence("\n".join([*asked, texts.ASK_ADD])))
        if update.callback_query:
            await send.toast(update.callback_query)


async def take(update: Update, context: Context) -> None:
    """Take a message that was asked for, or that is plainly something to read."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    if pieces := pieces_in(message):
        await _collect(update, context, pieces)
        return
    if context.step:
        put_step(context.library.db, user.id, *context.step)
    await send.reply(message, send.sentence(texts.NOTHING_TO_READ))


def is_material(update: Update, context: Context) -> bool:
    """Whether a message that was not asked for is an editor's material all the same: a file, or a text too long for a question."""
    message = update.effective_message
    if message is None or is_command(message) or role_of(update, context) < Role.EDITOR:
        return False
    least = FORWARDED if message.forward_origin else MATERIAL
    return message.document is not None or units(message.text or "") >= least


async def change_piece(update: Update, context: Context) -> bool:
    """Whether an edited message is one that was sent to be read: read as it is now where that has not begun, and the editor told."""
    message = update.effective_message
    found = batch_of_message(context.library.db, message.chat_id, message.message_id) if message else None
    batch = batch_by_id(context.library.db, found) if found else None
    if message is None or batch is None or role_of(update, context) < Role.EDITOR:
        return False
    collecting = batch.state == "collecting"
    if collecting:
        put_pieces(context.library.db, batch.id, message.chat_id, message.message_id, pieces_in(message))
    await send.reply(message, send.sentence(texts.PIECE_CHANGED if collecting else texts.PIECE_READ))
    return True


async def stop(update: Update, context: Context) -> None:
    """Leave a batch, by its button."""
    query = update.callback_query
    if query and query.data:
        batch_id = query.data.split(":")[2]
        left = leave_batch(context.library.db, int(batch_id))
        drop_step(context.library.db, query.from_user.id, reading.STEP, batch_id)
        await send.show(update, send.sentence(texts.STOPPED)) if left else await send.toast(query)


async def leave_all(context: Context, editor_id: int) -> bool:
    """Leave all that an editor has sent and that is not read yet; whether there was any."""
    db = context.library.db
    left = [each for each in unread_batches(db, editor_id) if leave_batch(db, each)]
    for batch in filter(None, (batch_by_id(db, each) for each in left)):
        if batch.status_id:
            with suppress(TelegramError):
                await send.replace(context.bot, batch.chat_id, batch.status_id, send.sentence(texts.STOPPED))
    return bool(left)


def pieces_in(message: Message) -> list[Piece]:
    """What a message holds that can be read: its file, its links where it says nothing else, or its text."""
    if message.document:
        name = message.document.file_name or message.document.file_unique_id
        return [Piece("file", message.document.file_id, name)]
    text = written(message)
    if _LINKS.fullmatch(text):
        return [Piece("link", link, link) for link in text.split()]
    kind = "forwarded" if message.forward_origin else "text"
    return [Piece(kind, text)] if text else []


async def read_for(context: Context, editor_id: int, pieces: Sequence[Piece], lead_id: int | None = None) -> None:
    """Read pieces for an editor, in the background: a message of progress, then the drafts' previews. lead_id: whose suggestion they are."""
    batch_id = begin_batch(context.library.db, editor_id, editor_id, lead_id)
    put_pieces(context.library.db, batch_id, editor_id, -batch_id, list(pieces))
    with suppress(TelegramError):  # it is read all the same
        told = await context.bot.send_message(editor_id, texts.GOT, reply_markup=_stop_button(batch_id))
        put_status(context.library.db, batch_id, told.message_id)
    reading.read_soon(context, batch_id, 0)


async def _collect(update: Update, context: Context, pieces: list[Piece]) -> None:
    """Keep a message's pieces with those that came before; they are read once nothing more comes."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    document = message.document
    if document and pieces[0].name.lower().endswith((".xlsx", ".zip")):
        await send.reply(message, send.sentence(texts.TO_IMPORT.format(name=head(pieces[0].name, 60))))
        return
    if document and (document.file_size or 0) > LARGEST:
        size = -(-(document.file_size or 0) >> 20)
        await send.reply(message, send.sentence(texts.TOO_LARGE.format(name=pieces[0].name, size=size)))
        return
    db = context.library.db
    if (known := batch_of_message(db, message.chat_id, message.message_id)) and known in unread_batches(db):
        return  # Telegram brings it a second time
    collecting = [each for each in unread_batches(db, user.id) if _is_collecting(context, each, message.chat_id)]
    batch_id = collecting[0] if collecting else begin_batch(db, user.id, message.chat_id)
    put_pieces(db, batch_id, message.chat_id, message.message_id, pieces)
    put_step(db, user.id, reading.STEP, str(batch_id))
    full = message.document is None and is_full(message.text or "")
    reading.read_soon(context, batch_id, context.house.silence * (reading.LONGER if full else 1))
    if not collecting:
        told = await send.reply(message, send.sentence(texts.GOT, _stop_button(batch_id)))
        put_status(db, batch_id, told.message_id)


def _is_collecting(context: Context, batch_id: int, chat_id: int) -> bool:
    batch = batch_by_id(context.library.db, batch_id)
    return batch is not None and batch.state == "collecting" and batch.chat_id == chat_id and batch.lead_id is None


def _stop_button(batch_id: int) -> InlineKeyboardMarkup:
    return board([press(texts.STOP, "d:k", batch_id)])
