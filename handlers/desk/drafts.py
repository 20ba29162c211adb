"""The drafts: listed, seen, published, dropped."""

from __future__ import annotations

from datetime import datetime

from telegram import Update

from knowledge import Filed, get_case
from knowledge.desk import (
    OF_CASES,
    KeptDraft,
    draft_by_id,
    draft_count,
    drafts_in,
    drop_draft,
    last_deed,
    pick_up_draft,
    publish_draft,
)

from .. import render, send
from .. import texts as general
from ..access import Context, begin, data_of
from ..keyboards import board, press, rows, turn
from ..markup import bold, head, joined, plain
from ..send import Screen
from . import adding_texts as texts
from . import leads
from .after import after_change
from .previews import difference_screen, doubts_screen, draft_screen, missing_in

TITLE = 80
"""UTF-16 units of a title in a line."""
LISTED = 6
"""Drafts on a page of the list."""


async def list_drafts(update: Update, context: Context) -> None:
    """List the drafts that are not published, the last first."""
    page = int(data_of(update)[2]) if update.callback_query else 1
    await send.show(update, _list_screen(context, "open", page))


async def list_dropped(update: Update, context: Context) -> None:
    """List the drafts that were dropped, the last first."""
    await send.show(update, _list_screen(context, "dropped", int(data_of(update)[2])))


async def see(update: Update, context: Context) -> None:
    """Show a page of a draft."""
    _, _, draft_id, page = data_of(update)
    await send.show(update, draft_screen(context, int(draft_id), int(page)))


async def see_difference(update: Update, context: Context) -> None:
    """Show what a draft would change in the case that it would replace."""
    await send.show(update, difference_screen(context, int(data_of(update)[2])))


async def see_doubts(update: Update, context: Context) -> None:
    """Show what is doubtful about a draft."""
    _, _, draft_id, page = data_of(update)
    await send.show(update, doubts_screen(context, int(draft_id), int(page)))


async def publish(update: Update, context: Context) -> None:
    """Put a draft into the library as a case of its own."""
    await _publish(update, context, int(data_of(update)[2]), None)


async def publish_as_further(update: Update, context: Context) -> None:
    """Put a draft into a case of the library, as a further source of it."""
    _, _, draft_id, case_id = data_of(update)
    await _publish(update, context, int(draft_id), int(case_id))


async def _publish(update: Update, context: Context, draft_id: int, into: int | None) -> None:
    query = update.callback_query
    if query is None:
        return
    case_id, became = publish_draft(context.library, draft_id, query.from_user.id, into)
    after_change(context)
    begin(context, leads.tell_all_published(context))
    await send.show(update, _published_screen(context, case_id, became, query.from_user.id))


async def drop(update: Update, context: Context) -> None:
    """Drop a draft; it can be picked up again."""
    draft_id = int(data_of(update)[2])
    drop_draft(context.library.db, draft_id, _presser(update))
    title = head(draft_by_id(context.library.db, draft_id).draft.case.title, TITLE)
    buttons = board([press(texts.PICK_UP, "d:z", draft_id), press(texts.TO_DRAFTS, "d:l", 1)])
    await send.show(update, send.sentence(texts.DROPPED_NOW.format(id=draft_id, title=title), buttons))


async def pick_up(update: Update, context: Context) -> None:
    """Open a draft again that was dropped."""
    draft_id = int(data_of(update)[2])
    pick_up_draft(context.library.db, draft_id, _presser(update))
    await send.show(update, draft_screen(context, draft_id))


def _presser(update: Update) -> int:
    return update.callback_query.from_user.id if update.callback_query else 0


def _published_screen(context: Context, case_id: int, became: Filed, editor_id: int) -> Screen:
    """That a draft is in the library now, and what its case still lacks."""
    case = get_case(context.library.db, case_id)
    told = {Filed.CHANGED: texts.REPLACED, Filed.FURTHER: texts.FURTHERED}.get(became, texts.PUBLISHED)
    lines = [told.format(id=case_id, title=head(case.title, TITLE))]
    if lacks := missing_in(case):
        lines.append(texts.STILL_MISSING.format(missing=lacks, id=case_id))
    see_case = press(general.SEE_CASE.format(id=case_id), "c", case_id, 1, "")
    deed = last_deed(context.library.db, editor_id, OF_CASES)
    undo = [press(texts.UNDO, "d:u", deed.id)] if deed and deed.subject_id == case_id else []
    home = press(texts.TO_DRAFTS, "d:l", 1)
    return send.sentence("\n".join(lines), board([see_case, press(texts.EDIT, "d:e:c", case_id), *undo], [home]))


def _list_screen(context: Context, state: str, page: int) -> Screen:
    """A page of the drafts that are open, or of those that were dropped, with the way to the others."""
    db, dropped = context.library.db, state == "dropped"
    count = draft_count(db, state)
    page, pages, shown = render.on_page(count, page, LISTED)
    here = drafts_in(db, state, LISTED, shown.start)
    title = (texts.DROPPED_TITLE if dropped else texts.DRAFTS_TITLE).format(count=count)
    buttons = [press(texts.SEE_DRAFT.format(id=each.id), "d:v", each.id, 1) for each in here]
    others = draft_count(db, "open" if dropped else "dropped")
    there = press(texts.TO_DRAFTS, "d:l", 1) if dropped else press(texts.TO_DROPPED.format(count=others), "d:b", 1)
    lines = [_line(context, each) for each in here] or [texts.NO_DROPPED if dropped else texts.NO_DRAFTS]
    text = joined([bold(title) if count else "", *map(plain, lines)], "\n\n")
    last = [*turn("d:b" if dropped else "d:l", page, pages), *([there] if others or dropped else [])]
    return Screen(text, board(*rows(buttons), last) if here or last else None)


def _line(context: Context, kept: KeptDraft) -> str:
    """A draft in the list: its number and title, what it lacks, where it is from and since when."""
    when = datetime.fromisoformat(kept.made_at).astimezone(context.timezone).strftime("%m-%d %H:%M")
    lacks = missing_in(kept.draft.case)
    parts = [
        texts.DRAFT_LINE.format(id=kept.id, title=head(kept.draft.case.title, TITLE)),
        texts.MISSING.format(missing=lacks) if lacks else "",
        texts.BY.format(who=head(kept.name, 30), when=when),
    ]
    return "\n".join(filter(None, parts))
