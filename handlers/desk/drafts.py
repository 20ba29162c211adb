"""The drafts: listed, seen, published, dropped."""

from __future__ import annotations

from datetime import datetime

from telegram import Update

from knowledge import Filed, get_case
from knowledge.desk import KeptDraft, draft_by_id, drop_draft, open_drafts, pick_up_draft, publish_draft

from .. import render, send
from .. import texts as general
from ..access import Context, data_of
from ..keyboards import board, press, rows, turn
from ..markup import bold, head, joined, plain
from ..send import Screen
from . import adding_texts as texts
from . import leads
from .after import after_change
from .previews import doubts_screen, draft_screen, missing_in

TITLE = 80
"""UTF-16 units of a title in a line."""
LISTED = 6
"""Drafts on a page of the list."""


async def list_drafts(update: Update, context: Context) -> None:
    """List the drafts that are not published, the last first."""
    page = int(data_of(update)[2]) if update.callback_query else 1
    await send.show(update, _list_screen(context, page))


async def see(update: Update, context: Context) -> None:
    """Show a page of a draft."""
    _, _, draft_id, page = data_of(update)
    await send.show(update, draft_screen(context, int(draft_id), int(page)))


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
    after_change(context, query.from_user.id)
    await send.show(update, _published_screen(context, case_id, became))
    if lead_id := draft_by_id(context.library.db, draft_id).lead_id:
        await leads.tell_published(context, lead_id, case_id)


async def drop(update: Update, context: Context) -> None:
    """Drop a draft; it can be picked up again."""
    draft_id = int(data_of(update)[2])
    drop_draft(context.library.db, draft_id)
    title = head(draft_by_id(context.library.db, draft_id).draft.case.title, TITLE)
    buttons = board([press(texts.PICK_UP, "d:z", draft_id), press(texts.TO_DRAFTS, "d:l", 1)])
    await send.show(update, send.sentence(texts.DROPPED_NOW.format(id=draft_id, title=title), buttons))


async def pick_up(update: Update, context: Context) -> None:
    """Open a draft again that was dropped."""
    draft_id = int(data_of(update)[2])
    pick_up_draft(context.library.db, draft_id)
    await send.show(update, draft_screen(context, draft_id))


def _published_screen(context: Context, case_id: int, became: Filed) -> Screen:
    """That a draft is in the library now, and what its case still lacks."""
    case = get_case(context.library.db, case_id)
    told = {Filed.CHANGED: texts.REPLACED, Filed.FURTHER: texts.FURTHERED}.get(became, texts.PUBLISHED)
    lines = [told.format(id=case_id, title=head(case.title, TITLE))]
    if lacks := missing_in(case):
        lines.append(texts.STILL_MISSING.format(missing=lacks, id=case_id))
    see_case = press(general.SEE_CASE.format(id=case_id), "c", case_id, 1, "")
    return send.sentence("\n".join(lines), board([see_case, press(texts.TO_DRAFTS, "d:l", 1)]))


def _list_screen(context: Context, page: int) -> Screen:
    kept = open_drafts(context.library.db)
    if not kept:
        return send.sentence(texts.NO_DRAFTS)
    page, pages, shown = render.on_page(len(kept), page, LISTED)
    here = [kept[at] for at in shown]
    title = bold(texts.DRAFTS_TITLE.format(count=len(kept)))
    buttons = [press(texts.SEE_DRAFT.format(id=each.id), "d:v", each.id, 1) for each in here]
    lines = [_line(context, each) for each in here]
    return Screen(joined([title, *map(plain, lines)], "\n\n"), board(*rows(buttons), turn("d:l", page, pages)))


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
