"""What a case was: its changes one by one, and the way back to before any of them."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup, Update

from knowledge import Case, get_case
from knowledge.desk import (
    Version,
    changes,
    digest_of,
    is_hidden,
    restore_version,
    version_by_id,
    version_count,
    versions_by,
    versions_of,
)

from .. import render, send
from ..access import Context, data_of
from ..keyboards import board, danger, press, rows, see_case, turn
from ..markup import bold, joined
from ..said import numbers, said
from ..send import Screen
from . import changing_texts as texts
from . import told
from .after import after_change

LISTED = 6
DIGITS = 12
"""Of a digest, that a button carries: enough to tell a case from what it became."""


async def history(update: Update, context: Context) -> None:
    """Show the changes of the case whose number a message gives."""
    if update.effective_message is None:
        return
    wanted = numbers(said(update.effective_message))
    known = _history_screen(context, wanted[0], 1) if wanted else None
    await send.reply(update.effective_message, known or send.sentence(texts.ASK_HISTORY))


async def turn_history(update: Update, context: Context) -> None:
    """Show another page of a case's changes."""
    _, _, case_id, page = data_of(update)
    await send.show(update, _history_screen(context, int(case_id), int(page)))


async def show_change(update: Update, context: Context) -> None:
    """Show what one change changed."""
    _, _, version_id, page = data_of(update)
    version = version_by_id(context.library.db, int(version_id))
    title = texts.CHANGE.format(
        id=version.case_id,
        title=told.short(version.after.title),
        when=told.when(context, version.replaced_at),
        who=told.who(context, version.deed),
        act=told.act(context, version.deed),
    )
    text = joined([bold(title), told.version(version.before, version.after, version.hidden)], "\n\n")
    before = [press(texts.TO_BEFORE, "d:yb", version.id, page)] if version.before else []
    await send.show(update, Screen(text, board([*before, press(texts.BACK, "d:y", version.case_id, page)])))


async def ask_restore(update: Update, context: Context) -> None:
    """Show what would change if a case became again what it was before a change."""
    _, _, version_id, page = data_of(update)
    db, version = context.library.db, version_by_id(context.library.db, int(version_id))
    now, hidden = get_case(db, version.case_id, hidden=True), is_hidden(db, version.case_id)
    if version.before is None or _is_as(version, now, hidden):
        await send.show(update, send.sentence(texts.ALREADY_SO.format(id=version.case_id), _back(version, page)))
        return
    time = told.when(context, version.replaced_at)
    title = texts.RESTORE.format(id=version.case_id, title=told.short(now.title), when=time)
    text = joined([bold(title), told.version(now, version.before, (hidden, version.hidden[0]))], "\n\n")
    digest = digest_of(db, version.case_id)[:DIGITS]
    sure = danger(texts.SURE_RESTORE, "d:yr", version.id, digest)
    await send.show(update, Screen(text, board([sure, press(texts.NOT_RESTORE, "d:yv", version.id, page)])))


async def restore(update: Update, context: Context) -> None:
    """Make a case again what it was before a change."""
    query = update.callback_query
    if query is None:
        return
    _, _, version_id, digest = data_of(update)
    version = version_by_id(context.library.db, int(version_id))
    deed_id = restore_version(context.library, version.id, query.from_user.id, digest)
    if not deed_id:
        await send.show(update, send.sentence(texts.ALREADY_SO.format(id=version.case_id), _back(version, "1")))
        return
    after_change(context)
    now = get_case(context.library.db, version.case_id, hidden=True)
    title = bold(texts.RESTORED.format(id=now.id, title=told.short(now.title)))
    text = joined([title, told.versions(versions_by(context.library.db, deed_id), 1)], "\n\n")
    see = [] if is_hidden(context.library.db, now.id) else [see_case(now.id)]
    await send.show(update, Screen(text, board([*see, press(texts.UNDO, "d:u", deed_id)])))


def _is_as(version: Version, now: Case, hidden: bool) -> bool:
    return version.before is not None and not changes(now, version.before) and hidden == version.hidden[0]


def _back(version: Version, page: str) -> InlineKeyboardMarkup | None:
    return board([press(texts.BACK, "d:y", version.case_id, page)])


def _history_screen(context: Context, case_id: int, page: int) -> Screen:
    title = told.short(get_case(context.library.db, case_id, hidden=True).title)
    count = version_count(context.library.db, case_id)
    if not count:
        return send.sentence(texts.NO_HISTORY.format(id=case_id, title=title))
    page, pages, shown = render.on_page(count, page, LISTED)
    found = dict(enumerate(versions_of(context.library.db, case_id, len(shown), shown.start), shown.start + 1))
    lines = [_line(context, number, version) for number, version in found.items()]
    at = texts.PAGE.format(page=page, pages=pages) if pages > 1 else ""
    head = bold(texts.HISTORY.format(id=case_id, title=title, count=count))
    see = [press(texts.SEE_ENTRY.format(number=n), "d:yv", version.id, page) for n, version in found.items()]
    return Screen(joined([head, joined(lines), at], "\n\n"), board(*rows(see), turn(f"d:y:{case_id}", page, pages)))


def _line(context: Context, number: int, version: Version) -> str:
    """One change in a list: when, who, what, and which parts."""
    entry = texts.ENTRY.format(
        number=number,
        when=told.when(context, version.replaced_at),
        who=told.who(context, version.deed),
        act=told.act(context, version.deed),
    )
    changed = told.parts(version.before, version.after) if version.before else ""
    return entry + (texts.ENTRY_PARTS.format(parts=told.short(changed)) if changed else "")
