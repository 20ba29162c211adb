"""One case, page by page; favourites; cases side by side."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from telegram import Update

from knowledge import (
    answer,
    asked_by_id,
    case_ids,
    drop_favourite,
    favourites,
    get_case,
    put_favourite,
)
from knowledge.desk import is_hidden, is_open, is_taken

from . import keyboards, render, send, texts
from .access import Context, data_of, is_private, role_of
from .ask import MOST, ask
from .browse import list_screen
from .desk.previews import draft_screen
from .house import Role
from .keyboards import Place
from .markup import italic, joined
from .said import numbers, said
from .send import Screen

MOST_COMPARED = 4


async def show_case(update: Update, context: Context) -> None:
    """Show the case whose number a message gives. A bare number that is no case's is a question: 2021 asks for a year."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    wanted = numbers(said(message))
    if not wanted:
        await send.reply(message, send.sentence(texts.ASK_CASE))
    elif message.text == str(wanted[0]) and not _opens(context, update, wanted[0]):
        await ask(update, context)
    elif _is_draft(context, update, wanted[0]):
        await send.reply(message, draft_screen(context, wanted[0]))
    else:
        await send.reply(message, case_screen(context, update, wanted[0]))


def _opens(context: Context, update: Update, number: int) -> bool:
    """Whether a number is one of what this person may see: an editor also sees drafts and hidden cases."""
    if is_private(update) and role_of(update, context) >= Role.EDITOR:
        return is_taken(context.library.db, number)
    return number in case_ids(context.library.db)


def _is_draft(context: Context, update: Update, number: int) -> bool:
    """Whether a number is that of a draft alone, for an editor."""
    if not is_private(update) or role_of(update, context) < Role.EDITOR:
        return False
    return is_open(context.library.db, number) and number not in case_ids(context.library.db)


async def open_case(update: Update, context: Context) -> None:
    """Show a page of a case in the place of what it was opened from."""
    if update.callback_query:
        _, case_id, page, *back = data_of(update)
        await send.show(update, case_screen(context, update, int(case_id), int(page), ":".join(back)))


async def any_case(update: Update, context: Context) -> None:
    """Show a case chosen by chance."""
    ids = sorted(case_ids(context.library.db))
    back = "b" if update.callback_query else ""
    if update.effective_user:
        known = case_screen(context, update, secrets.choice(ids), back=back) if ids else None
        await send.show(update, known or send.sentence(texts.NO_LIBRARY))


async def save(update: Update, context: Context) -> None:
    """Put a case among the reader's favourites, or take it out."""
    query = update.callback_query
    if query is None:
        return
    _, case_id, page, on, *back = data_of(update)
    get_case(context.library.db, int(case_id))
    (put_favourite if on == "1" else drop_favourite)(context.library.db, query.from_user.id, int(case_id))
    screen = case_screen(context, update, int(case_id), int(page), ":".join(back))
    await send.put_buttons(query, send.inline(screen))
    await send.toast(query, texts.SAVED if on == "1" else texts.UNSAVED)


async def saved(update: Update, context: Context) -> None:
    """List the reader's favourites."""
    if update.effective_user is None:
        return
    ids = favourites(context.library.db, update.effective_user.id)
    page = int(data_of(update)[1]) if update.callback_query else 1
    screen = list_screen(context, texts.SAVED_TITLE, ids, Place("f", page)) if ids else send.sentence(texts.SAVED_NONE)
    await send.show(update, screen)


async def compare(update: Update, context: Context) -> None:
    """Put the cases whose numbers a message gives side by side."""
    if update.effective_message is None:
        return
    wanted = numbers(said(update.effective_message))
    fitting = 1 < len(wanted) <= MOST_COMPARED
    await send.show(update, _comparison(context, wanted) if fitting else send.sentence(texts.ASK_COMPARE))


async def compare_these(update: Update, context: Context) -> None:
    """Put the cases on a page of an answer side by side."""
    _, answer_id, page = data_of(update)
    reply = answer(context.library, asked_by_id(context.library.db, answer_id).question, MOST)
    _, _, shown = render.on_page(len(reply.hits), int(page), render.PER_PAGE)
    hits = [reply.hits[at] for at in shown]
    found = [hit.case for hit in hits]
    back = keyboards.comparison(found, f"a:{answer_id}:{page}")
    await send.show(update, Screen(render.comparison(found, hits), back))


async def compare_again(update: Update, context: Context) -> None:
    """Put cases side by side once more, after one of them was opened."""
    ids = [int(case_id) for case_id in data_of(update)[1].split("-")]
    await send.show(update, _comparison(context, ids))


def _comparison(context: Context, ids: Sequence[int]) -> Screen:
    found = [get_case(context.library.db, case_id) for case_id in ids]
    return Screen(render.comparison(found), keyboards.comparison(found, ""))


def case_screen(context: Context, update: Update, case_id: int, page: int = 1, back: str = "") -> Screen:
    """A page of a case, or in a group its card, with a link to the rest. Raises NotFoundError.

    back: what the button to where it was opened from carries.
    """
    edits = is_private(update) and role_of(update, context) >= Role.EDITOR
    case = get_case(context.library.db, case_id, hidden=edits)
    if not is_private(update):
        return Screen(render.card(case, ()), keyboards.in_group(case, context.bot.username, back))
    pages = render.case_pages(case)
    page = min(max(page, 1), len(pages))
    reader = update.effective_user
    kept = reader is not None and case_id in favourites(context.library.db, reader.id)
    board = keyboards.case(case, page, len(pages), kept, back)
    if not edits:
        return Screen(pages[page - 1], board)
    hidden = is_hidden(context.library.db, case_id)
    if back.startswith("a:"):
        board = keyboards.with_check(board, back.split(":")[1], case_id)
    text = joined([pages[page - 1], italic(texts.HIDDEN if hidden else "")], "\n\n")
    return Screen(text, keyboards.with_desk(board, case_id, hidden))
