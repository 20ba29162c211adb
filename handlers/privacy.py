"""What is kept of a reader: shown, given out, deleted."""

from __future__ import annotations

from telegram import InputFile, Update

from knowledge import forget_reader, rows_of_reader

from . import keyboards, render, send, texts
from .access import Context, Role, data_of


async def privacy(update: Update, context: Context) -> None:
    """Tell what is kept of a reader, with the buttons to have it or be rid of it."""
    if update.effective_message and update.effective_user:
        count = sum(map(len, rows_of_reader(context.library.db, update.effective_user.id).values()))
        known = send.sentence(texts.PRIVACY.format(count=count), keyboards.privacy())
        screen = known if count else send.sentence(texts.PRIVACY_NONE)
        await send.reply(update.effective_message, screen)


async def own_data(update: Update, context: Context) -> None:
    """Do what the button says: export, ask before deleting, delete, or leave it."""
    query = update.callback_query
    if query is None:
        return
    match data_of(update)[1]:
        case "export":
            await _export(update, context)
        case "delete":
            role = texts.DELETE_EDITOR if context.house.role(query.from_user.id) is Role.EDITOR else ""
            await send.show(update, send.sentence(texts.DELETE_SURE + role, keyboards.delete_sure()))
        case "sure":
            forget_reader(context.library.db, query.from_user.id)
            await send.show(update, send.sentence(texts.DELETED))
        case _:
            await send.show(update, send.sentence(texts.NOT_DELETED))


async def _export(update: Update, context: Context) -> None:
    """Send all that is kept of a reader as a text file, to the reader alone."""
    query = update.callback_query
    if query is None:
        return
    rows = rows_of_reader(context.library.db, query.from_user.id)
    if rows:
        file = InputFile(render.export(rows, context.timezone).encode(), filename=texts.EXPORT_NAME)
        await context.bot.send_document(query.from_user.id, file)
    await send.toast(query, None if rows else texts.PRIVACY_NONE)
