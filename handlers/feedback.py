"""What a reader says of an answer: 有用, 没答到 and why; and 有了通知我."""

from __future__ import annotations

from telegram import ForceReply, Message, Update

from knowledge import answer, asked_by_id, put_reason, put_step, put_vote, put_wish, reasoned_in

from . import keyboards, send, texts
from .access import Context, data_of, is_private
from .ask import answer_page, ask, ask_again
from .said import said

REASON_STEP = "reason"
LONGEST_REASON = 500
"""Characters of a reason that are kept."""


async def vote(update: Update, context: Context) -> None:
    """Count 有用 or 没答到; in a private chat 没答到 asks why."""
    query = update.callback_query
    _, answer_id, good, page = data_of(update)
    if query is None:
        return
    put_vote(context.library.db, answer_id, query.from_user.id, good == "1")
    if good == "1" or not is_private(update):
        await send.toast(query, texts.VOTED)
        return
    await send.put_buttons(query, keyboards.reasons(answer_id, int(page)))
    await send.toast(query, texts.WHY_NOT)


async def give_reason(update: Update, context: Context) -> None:
    """Keep the reason that was tapped, if one was, and bring the answer's own buttons back."""
    query = update.callback_query
    _, answer_id, reason, page = data_of(update)
    if query is None:
        return
    asked = asked_by_id(context.library.db, answer_id)
    if reason:
        put_vote(context.library.db, answer_id, query.from_user.id, False, texts.REASON_BUTTONS[int(reason)])
    await send.put_buttons(query, send.inline(answer_page(update, context, asked, int(page))))
    await send.toast(query, texts.VOTED if reason else None)


async def ask_reason(update: Update, context: Context) -> None:
    """Ask for a reason in the reader's own words: their next message is it."""
    query = update.callback_query
    _, answer_id, page = data_of(update)
    if query is None or update.effective_message is None:
        return
    asked = asked_by_id(context.library.db, answer_id)
    put_step(context.library.db, query.from_user.id, REASON_STEP, answer_id)
    await send.put_buttons(query, send.inline(answer_page(update, context, asked, int(page))))
    prompt = ForceReply(input_field_placeholder=texts.REASON_PLACEHOLDER)
    await send.reply(update.effective_message, send.sentence(texts.ASK_REASON, prompt))
    await send.toast(query)


async def reason_or_question(update: Update, context: Context) -> None:
    """Take a message for the reason that was asked for, or else for a question."""
    message, user = update.effective_message, update.effective_user
    step = context.step if context.step and context.step[0] == REASON_STEP else None
    if message is None or user is None:
        return
    if answer_id := step[1] if step else reasoned_in(context.library.db, user.id, message.message_id):
        await _keep_reason(context, message, user.id, answer_id)
    else:
        await ask(update, context)


async def change_reason_or_question(update: Update, context: Context) -> None:
    """Take an edited message for a better reason, where it gave one, or else for another question."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    if answer_id := reasoned_in(context.library.db, user.id, message.message_id):
        await _keep_reason(context, message, user.id, answer_id)
    else:
        await ask_again(update, context)


async def _keep_reason(context: Context, message: Message, reader_id: int, answer_id: str) -> None:
    reason = said(message)[:LONGEST_REASON]
    put_reason(context.library.db, answer_id, reader_id, reason, message.message_id)
    await send.reply(message, send.sentence(texts.REASON_KEPT.format(reason=reason)))


async def wish(update: Update, context: Context) -> None:
    """Remember that a reader wants to hear when a case answers this question, unless one does by now."""
    query = update.callback_query
    if query is None:
        return
    asked = asked_by_id(context.library.db, data_of(update)[1])
    if answer(context.library, asked.question).sure:
        await send.toast(query, texts.WISH_ANSWERED)
        return
    put_wish(context.library.db, query.from_user.id, asked.question)
    await send.toast(query, texts.WISH_KEPT)
