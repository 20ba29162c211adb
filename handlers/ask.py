"""A question → an answer; its pages; an edited question → an edited answer."""

from __future__ import annotations

from dataclasses import replace

from telegram import Message, Update
from telegram.error import BadRequest

from knowledge import Answer, Asked, QuestionError, answer, asked_by_id, asked_in, case_districts, keep_asked

from . import keyboards, render, send, texts
from .access import Context, asker_of, data_of, is_private
from .said import said
from .send import Screen

MOST = 12
"""Cases of an answer, over all its pages; a question for a list gets the whole list."""
LONGEST = 200
"""Characters of a question that are looked at."""


async def ask(update: Update, context: Context) -> None:
    """Answer a question, once: a message that Telegram brings a second time is not answered again."""
    message = update.effective_message
    if message is None or _is_answered(context, message):
        return
    question = said(message)
    if not question:
        await send.reply(message, send.sentence(texts.ASK_WHAT))
        return
    if await _is_too_soon(context, message):
        return
    asker = asker_of(update.effective_user)
    asked, screen = _answered(context, Asked("", question, None, (), asker, message.chat_id, message.message_id))
    sent = await send.reply(message, screen)
    keep_asked(context.library.db, replace(asked, reply_id=sent.message_id))


async def ask_again(update: Update, context: Context) -> None:
    """Answer an edited question in the place of the earlier answer; one that was not answered before is answered now."""
    message = update.effective_message
    kept = asked_in(context.library.db, message.chat_id, message.message_id) if message else None
    if message is None or kept is None or kept.reply_id is None:
        await ask(update, context)
        return
    question = said(message)
    if question in (kept.question, ""):
        return
    asked, screen = _answered(context, replace(kept, question=question))
    try:
        await send.replace(context.bot, message.chat_id, kept.reply_id, screen)
    except BadRequest:  # the earlier answer was deleted meanwhile
        sent = await send.reply(message, screen)
        keep_asked(context.library.db, replace(asked, reply_id=sent.message_id))


async def turn(update: Update, context: Context) -> None:
    """Show another page of an answer. The answer is found anew, so that it is never older than the library."""
    _, answer_id, page, *_ = data_of(update)
    asked = asked_by_id(context.library.db, answer_id)
    await send.show(update, answer_page(context, asked, int(page), is_private(update)))


def answer_page(context: Context, asked: Asked, page: int, private: bool) -> Screen:
    """A page of the answer to a question asked before: three cases in a private chat, one in a group. Raises QuestionError."""
    return _page(context, answer(context.library, asked.question, MOST), asked.id, page, private)


def _is_answered(context: Context, message: Message) -> bool:
    kept = asked_in(context.library.db, message.chat_id, message.message_id)
    return kept is not None and kept.reply_id is not None


async def _is_too_soon(context: Context, message: Message) -> bool:
    """Whether a group has just been answered; it is told so, but not over and over."""
    house = context.house
    wait = 0 if message.chat_id > 0 else house.groups.wait(message.chat_id)
    if wait and not house.told.wait(message.chat_id):
        await send.reply(message, send.sentence(texts.TOO_FAST.format(seconds=int(wait) + 1)))
    return bool(wait)


def _answered(context: Context, asked: Asked) -> tuple[Asked, Screen]:
    """A question answered and kept, and the answer as a screen."""
    db, question = context.library.db, asked.question[:LONGEST]
    try:
        reply = answer(context.library, question, MOST)
    except QuestionError as error:
        return keep_asked(db, replace(asked, question=question, tier=None, case_ids=())), send.sentence(str(error))
    ids = tuple(hit.case.id for hit in reply.hits)
    kept = keep_asked(db, replace(asked, question=question, tier=reply.tier.value, case_ids=ids))
    screen = _page(context, reply, kept.id, 1, asked.chat_id > 0)
    if question != asked.question:
        screen = replace(screen, text=send.sentence(texts.CUT_QUESTION.format(most=LONGEST)).text + "\n" + screen.text)
    return kept, screen


def _page(context: Context, reply: Answer, answer_id: str, page: int, private: bool) -> Screen:
    page, pages, shown = render.on_page(len(reply.hits), page, render.PER_PAGE if private else 1)
    text = render.answer(reply, answer_id, shown, case_districts(context.library.db))
    if not reply.hits:
        return Screen(text, keyboards.miss(reply, answer_id))
    if not private:
        return Screen(text, keyboards.answer_in_group(reply, answer_id, page, context.bot.username))
    return Screen(text, keyboards.answer(reply, answer_id, page, pages, [reply.hits[at].case for at in shown]))
