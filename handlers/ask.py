"""A question → an answer; its pages; an edited question → an edited answer."""

from __future__ import annotations

from dataclasses import replace

from telegram import Message, Update

from knowledge import Answer, Asked, QuestionError, answer, asked_by_id, asked_in, case_districts, keep_asked, put_reply

from . import keyboards, render, send, texts
from .access import Context, asker_of, data_of, is_private, role_of
from .house import Role
from .markup import plain
from .said import said
from .send import Screen

MOST = 12
"""Cases of an answer, over all its pages; a question for a list gets the whole list."""
LONGEST = 200
"""Characters of a question that are looked at."""


async def ask(update: Update, context: Context) -> None:
    """Answer a question, once: a message that Telegram brings a second time is not answered again."""
    message = update.effective_message
    if message is None:
        return
    question = said(message)
    if _is_answered(context, message, question):
        return
    if not question:
        await send.reply(message, send.sentence(texts.ASK_WHAT))
        return
    asker = asker_of(update.effective_user)
    found = _find(context, question[:LONGEST])
    place = (message.chat_id, message.message_id, message.date.isoformat())
    asked = Asked("", question[:LONGEST], None, (), asker, *place)
    asked = keep_asked(context.library.db, _with(asked, found))
    sent = await send.reply(message, _screen(update, context, asked, found, len(question) > LONGEST))
    put_reply(context.library.db, asked.id, sent.message_id)


async def ask_again(update: Update, context: Context) -> None:
    """Answer an edited question in the place of the earlier answer; one that was not answered before is answered now."""
    message = update.effective_message
    kept = asked_in(context.library.db, message.chat_id, message.message_id) if message else None
    if message is None or kept is None or kept.reply_id is None:
        await ask(update, context)
        return
    question = said(message)
    if question[:LONGEST] in (kept.question, ""):
        return
    found = _find(context, question[:LONGEST])
    asked = _with(replace(kept, question=question[:LONGEST]), found)
    screen = _screen(update, context, asked, found, len(question) > LONGEST)
    if not await send.replace(context.bot, message.chat_id, kept.reply_id, screen):
        sent = await send.reply(message, screen)
        asked = replace(asked, reply_id=sent.message_id)
    keep_asked(context.library.db, asked)


async def turn(update: Update, context: Context) -> None:
    """Show another page of an answer. The answer is found anew, so that it is never older than the library."""
    _, answer_id, page, *_ = data_of(update)
    asked = asked_by_id(context.library.db, answer_id)
    await send.show(update, answer_page(update, context, asked, int(page)))


def answer_page(update: Update, context: Context, asked: Asked, page: int) -> Screen:
    """A page of the answer to a question asked before: three cases in a private chat, one in a group. Raises QuestionError."""
    return _page(update, context, answer(context.library, asked.question, MOST), asked.id, page)


def _is_answered(context: Context, message: Message, question: str) -> bool:
    """Whether this very message was answered: Telegram brings it again where the bot ended before it could say so."""
    kept = asked_in(context.library.db, message.chat_id, message.message_id)
    if kept is None or kept.reply_id is None:
        return False
    return (kept.asked_at, kept.question) == (message.date.isoformat(), question[:LONGEST])


def _find(context: Context, question: str) -> Answer | str:
    """The answer to a question, or what to tell where it holds nothing to look for."""
    try:
        return answer(context.library, question, MOST)
    except QuestionError as error:
        return str(error)


def _with(asked: Asked, found: Answer | str) -> Asked:
    """A question with how it was answered."""
    if isinstance(found, str):
        return replace(asked, tier=None, case_ids=())
    return replace(asked, tier=found.kept_tier, case_ids=tuple(hit.case.id for hit in found.hits))


def _screen(update: Update, context: Context, asked: Asked, found: Answer | str, cut: bool) -> Screen:
    """The first page of an answer; cut: whether the question was longer than is looked at."""
    screen = send.sentence(found) if isinstance(found, str) else _page(update, context, found, asked.id, 1)
    return replace(screen, text=plain(texts.CUT_QUESTION.format(most=LONGEST)) + "\n" + screen.text) if cut else screen


def _page(update: Update, context: Context, reply: Answer, answer_id: str, page: int) -> Screen:
    private = is_private(update)
    page, pages, shown = render.on_page(len(reply.hits), page, render.PER_PAGE if private else 1)
    districts = case_districts(context.library.db)
    if not reply.hits and not private:
        return Screen(render.miss_in_group(reply, districts), keyboards.miss_in_group(answer_id, context.bot.username))
    text = render.answer(reply, answer_id, shown, districts)
    if not reply.hits:
        return Screen(text, keyboards.miss(reply, answer_id))
    if not private:
        return Screen(text, keyboards.answer_in_group(reply, answer_id, page, context.bot.username))
    board = keyboards.answer(reply, answer_id, page, pages, [reply.hits[at].case for at in shown])
    if reply.sure and role_of(update, context) >= Role.EDITOR:
        board = keyboards.with_check(board, answer_id, reply.hits[0].case.id)
    return Screen(text, board)
