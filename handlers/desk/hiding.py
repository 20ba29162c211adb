"""Cases taken out of what readers see, and put back: at once, for nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update

from knowledge import ChapuError, get_case
from knowledge.desk import hidden_cases, hidden_count, is_hidden, refuse_draft, set_all_hidden

from .. import render, send
from ..access import Context, data_of
from ..keyboards import board, press, rows, turn
from ..markup import bold, joined
from ..said import numbers, said
from ..send import Screen
from . import changing_texts as texts
from .after import after_change
from .told import short

MOST, LISTED = 6, 9
"""Cases at a time, as many as a button may carry; and of a list on one page."""


async def hide(update: Update, context: Context) -> None:
    """Hide the cases whose numbers a message gives."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    wanted = numbers(said(message))
    await send.reply(message, _moved(context, user.id, wanted, True) if wanted else send.sentence(texts.ASK_HIDE))


async def show(update: Update, context: Context) -> None:
    """Put back the cases whose numbers a message gives; without one, list those that are hidden."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    wanted = numbers(said(message))
    await send.reply(message, _moved(context, user.id, wanted, False) if wanted else _hidden_screen(context, 1))


async def move(update: Update, context: Context) -> None:
    """Hide, or put back, the cases that a button names."""
    if update.callback_query:
        _, kind, ids = data_of(update)
        wanted = [int(case_id) for case_id in ids.split("-")]
        await send.show(update, _moved(context, update.callback_query.from_user.id, wanted, kind == "hh"))


async def list_hidden(update: Update, context: Context) -> None:
    """Show a page of the hidden cases."""
    await send.show(update, _hidden_screen(context, int(data_of(update)[2])))


def _moved(context: Context, editor_id: int, wanted: Sequence[int], hidden: bool) -> Screen:
    """Hide cases or put them back, by one deed; what became of each, with the way back."""
    if len(wanted) > MOST:
        raise ChapuError(texts.TOO_MANY.format(most=MOST))
    db, lines, moved = context.library.db, [], []
    for case_id in wanted:
        try:
            title = short(get_case(db, case_id, hidden=True).title)
            moves = is_hidden(db, case_id) != hidden
            if moves:
                refuse_draft(db, case_id)
        except ChapuError as error:
            lines.append(str(error))
            continue
        sentence = {
            (True, True): texts.HIDE_DONE,
            (True, False): texts.HIDE_ALREADY,
            (False, True): texts.SHOW_DONE,
            (False, False): texts.SHOW_ALREADY,
        }[hidden, moves]
        lines.append(sentence.format(id=case_id, title=title))
        moved += [case_id] if moves else []
    if set_all_hidden(context.library, moved, hidden, editor_id):
        after_change(context)
    back = press(texts.SHOW if hidden else texts.HIDE, "d:hs" if hidden else "d:hh", "-".join(map(str, moved)))
    return Screen(joined(lines), board([back] if moved else []))


def _hidden_screen(context: Context, page: int) -> Screen:
    count = hidden_count(context.library.db)
    if not count:
        return send.sentence(texts.NONE_HIDDEN)
    page, pages, shown = render.on_page(count, page, LISTED)
    found = hidden_cases(context.library.db, len(shown), shown.start)
    lines = [texts.HIDDEN_LINE.format(id=case.id, title=short(case.title)) for case in found]
    back = [press(texts.SHOW_THIS.format(id=case.id), "d:hs", case.id) for case in found]
    text = joined([bold(texts.HIDDEN_LIST.format(count=count)), *lines])
    return Screen(text, board(*rows(back), turn("d:hp", page, pages)))
