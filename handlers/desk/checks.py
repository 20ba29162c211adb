"""考题: saved questions, each with the case that is right for it; saved under an answer or a case, listed, taken out again."""

from __future__ import annotations

from dataclasses import replace

from telegram import Update

from knowledge import asked_by_id, get_case
from knowledge.desk import Check, ask_check, check_by_key, checks, drop_check, is_hidden, put_check

from .. import send
from ..access import Context, data_of
from ..keyboards import board, press, rows, turn
from ..markup import bold, joined, plain, short
from ..render import on_page
from ..send import Screen
from . import checks_texts as texts
from .audit import FEW, QUESTION, TITLE, place, right

PER_PAGE = 6


async def save_check(update: Update, context: Context) -> None:
    """Save the question of an answer with a case as the right one; where it is saved already, say with which. Raises NotFoundError."""
    query, db = update.callback_query, context.library.db
    if query is None:
        return
    _, _, answer_id, case_id = data_of(update)
    wanted = Check(asked_by_id(db, answer_id).question, get_case(db, int(case_id)).id, None, None)
    if put_check(db, replace(wanted, now=ask_check(context.library, wanted).place), query.from_user.id):
        await send.toast(query, texts.SAVED.format(id=case_id))
        return
    kept = check_by_key(db, wanted.key)
    if kept and update.effective_message:
        await send.reply(update.effective_message, _saved_already(context, kept))
    await send.toast(query)


def _saved_already(context: Context, kept: Check) -> Screen:
    title = short(get_case(context.library.db, kept.case_id, hidden=True).title, TITLE, FEW)
    question = short(kept.question, QUESTION, FEW)
    text = texts.SAVED_ALREADY.format(question=question, id=kept.case_id, title=title)
    return send.sentence(text, board([press(texts.DROP, "d:qd", kept.key)]))


async def drop_saved(update: Update, context: Context) -> None:
    """Take out the saved question that a message says is saved."""
    kept = check_by_key(context.library.db, data_of(update)[2])
    if kept:
        drop_check(context.library.db, kept.question)
    told = texts.DROPPED.format(question=short(kept.question, QUESTION, FEW)) if kept else texts.DROPPED_ALREADY
    await send.show(update, send.sentence(told))


async def drop_listed(update: Update, context: Context) -> None:
    """Take a saved question out of the list."""
    _, _, key, page = data_of(update)
    if kept := check_by_key(context.library.db, key):
        drop_check(context.library.db, kept.question)
    await send.show(update, list_screen(context, int(page)))


async def list_checks(update: Update, context: Context) -> None:
    """Show a page of the saved questions."""
    await send.show(update, list_screen(context, int(data_of(update)[2])))


def list_screen(context: Context, page: int) -> Screen:
    """A page of the saved questions, each with the case that is right for it, its place, and a button to take it out."""
    every = checks(context.library.db)
    if not every:
        return send.sentence(texts.NO_CHECKS)
    page, pages, at = on_page(len(every), page, PER_PAGE)
    title = bold(texts.LIST_TITLE.format(count=len(every), page=page, pages=pages))
    text = joined([title, *(plain(_listed(context, number + 1, every[number])) for number in at)], "\n\n")
    drops = [press(texts.DROP_NUMBER.format(number=number + 1), "d:qx", every[number].key, page) for number in at]
    again = press(texts.RUN_AGAIN, "d:qa")
    return Screen(text, board(*rows(drops), [*turn("d:ql", page, pages), again]))


def _listed(context: Context, number: int, check: Check) -> str:
    db = context.library.db
    known = right(check.question, get_case(db, check.case_id, hidden=True), is_hidden(db, check.case_id))
    return texts.NUMBERED.format(number=number, right=known, place=place(check.now))
