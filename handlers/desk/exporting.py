"""The library given out in bulk: every case as a card and in a workbook; and a workbook to be filled in."""

from __future__ import annotations

from datetime import datetime

from telegram import InputFile, Message, Update

from knowledge import ChapuError, held_cases
from knowledge.desk import export_files, template_files

from .. import send
from ..access import Context, begin
from ..apart import GoneError, apart
from . import bulk_texts

PACKING_SECONDS = 600.0
UPLOAD_SECONDS = 300.0
_UNDER_WAY = "exporting"


async def export(update: Update, context: Context) -> None:
    """Send all cases, as cards and as a workbook, in the background."""
    message, kept = update.effective_message, context.chat_data
    if message is None or kept is None:
        return
    if kept.get(_UNDER_WAY):
        await send.reply(message, send.sentence(bulk_texts.PACKING_ALREADY))
        return
    kept[_UNDER_WAY] = True
    begin(context, _export(message, context), update)


async def template(update: Update, context: Context) -> None:
    """Send a workbook to be filled in, and a card as an example, in the background."""
    query = update.callback_query
    if query and isinstance(query.message, Message):
        await send.toast(query, bulk_texts.TEMPLATE_COMES)
        begin(context, _send_template(query.message, context), update)


async def _export(message: Message, context: Context) -> None:
    home, day = context.library.home, datetime.now(context.timezone).date().isoformat()
    try:
        await send.reply(message, send.sentence(bulk_texts.PACKING))
        given = [] if home else held_cases(context.library.db)
        files = await apart(context.house.slots, export_files, home, given, day, seconds=PACKING_SECONDS)
        for name, data in files:
            about = bulk_texts.EXPORTED_BOOK if name.endswith(".xlsx") else bulk_texts.EXPORTED_CARDS
            await send_file(message, name, data, about)
    except GoneError:
        raise ChapuError(bulk_texts.CANNOT_PACK) from None
    finally:
        if context.chat_data is not None:
            context.chat_data.pop(_UNDER_WAY, None)
    if not files:
        await send.reply(message, send.sentence(bulk_texts.EMPTY))


async def _send_template(message: Message, context: Context) -> None:
    (book, filled_in), (card, text) = await apart(context.house.slots, template_files)
    await send_file(message, book, filled_in, bulk_texts.TEMPLATE_SENT)
    await send_file(message, card, text, bulk_texts.CARD_SENT)


async def send_file(message: Message, name: str, data: bytes, about: str = "") -> None:
    """Send a file into the chat of a message."""
    await message.get_bot().send_document(
        message.chat_id,
        InputFile(data, filename=name),
        caption=about,
        write_timeout=UPLOAD_SECONDS,
        read_timeout=UPLOAD_SECONDS,
    )
