"""What editors did, the last first."""

from __future__ import annotations

from telegram import Update

from knowledge.desk import Act, Deed, change_count, deed_by_id, deed_count, deeds, versions_by

from .. import render, send
from ..access import Context, data_of
from ..keyboards import board, press, rows, turn
from ..markup import bold, joined
from ..send import Screen
from . import changing_texts, told
from . import roles_texts as texts

LISTED, SUBJECT = 9, 40
"""Deeds on one page, and the UTF-16 units of what a deed was done to."""


async def log(update: Update, context: Context) -> None:
    """Show what was done last."""
    page = int(data_of(update)[2]) if update.callback_query else 1
    await send.show(update, _log_screen(context, page))


async def show_deed(update: Update, context: Context) -> None:
    """Show what one deed changed."""
    _, _, deed_id, page = data_of(update)
    deed = deed_by_id(context.library.db, int(deed_id))
    found = versions_by(context.library.db, deed.id, told.MOST_CASES)
    changed = told.versions(found, change_count(context.library.db, deed.id), deed.act is Act.IMPORT)
    text = joined([bold(_line(context, deed)), changed if found else texts.NO_CASES], "\n\n")
    await send.show(update, Screen(text, board([press(changing_texts.BACK, "d:g", page)])))


def _log_screen(context: Context, page: int) -> Screen:
    count = deed_count(context.library.db)
    if not count:
        return send.sentence(texts.NO_LOG)
    page, pages, shown = render.on_page(count, page, LISTED)
    found = deeds(context.library.db, len(shown), shown.start)
    lines = [f"{at}. {_line(context, deed)}" for at, deed in enumerate(found, 1)]
    see = [press(changing_texts.SEE_ENTRY.format(number=at), "d:gv", deed.id, page) for at, deed in enumerate(found, 1)]
    at = changing_texts.PAGE.format(page=page, pages=pages) if pages > 1 else ""
    text = joined([bold(texts.LOG.format(count=count)), joined(lines), at], "\n\n")
    return Screen(text, board(*rows(see), turn("d:g", page, pages)))


def _line(context: Context, deed: Deed) -> str:
    """When, who, what, to what, and whether it was undone."""
    line = texts.LINE.format(
        when=told.when(context, deed.done_at),
        who=told.who(context, deed),
        act=told.act(context, deed),
        subject=_subject(deed),
    )
    again = texts.DONE_AGAIN if deed.act is Act.UNDO else texts.UNDONE
    return line + (again if deed.undone else "")


def _subject(deed: Deed) -> str:
    """What it was done to: a case or a person with the number, or as it is called."""
    of_person = deed.act in (Act.EDITOR, Act.UNEDITOR)
    return told.subject(deed, texts.ABOUT_PERSON if of_person else texts.ABOUT_CASE, SUBJECT)
