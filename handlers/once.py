"""What a message asks for is done once, however often Telegram brings the message."""

from __future__ import annotations

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from knowledge.desk import is_dealt, note_dealt

from .access import Context, Does


async def pass_over(update: Update, context: Context) -> None:
    """Pass over a message that was dealt with before: what it asks for is done, and would be refused now."""
    if is_dealt(context.library.db, *_marks(update)):
        raise ApplicationHandlerStop


def once(does: Does) -> Does:
    """The same, after which the message counts as dealt with; one that the bot was killed in is dealt with when it is brought again."""

    async def noting(update: Update, context: Context) -> None:
        await does(update, context)
        note(update, context)

    return noting


def note(update: Update, context: Context) -> None:
    """Note that a message was dealt with."""
    note_dealt(context.library.db, *_marks(update))


def _marks(update: Update) -> tuple[object, ...]:
    """What tells a message from any other, one of the same number after a chat was cleared too, and from what it was before it was edited."""
    message = update.effective_message
    if message is None:
        return ()
    return message.chat_id, message.id, message.date, message.edit_date, message.text or message.caption
