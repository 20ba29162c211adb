"""@bot anywhere: a question typed in any chat → cards to send there."""

from __future__ import annotations

import re

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode

from knowledge import Case, Excerpt, NotFoundError, QuestionError, answer, case_ids, get_case

from . import keyboards, menu, render, texts
from .access import Context
from .ask import LONGEST, MOST
from .said import numbers, whole
from .send import NO_PREVIEW, is_fine

PER_OFFSET = 10
"""Cards that are brought at a time."""
MOST_NEWEST = 50
CACHE_SECONDS = 60
"""How long Telegram may show the same cards again: a new case is found within a minute."""
Found = tuple[Case, tuple[Excerpt, ...], bool]
"""A case, what was found in it, and whether it is only loosely related."""


async def search(update: Update, context: Context) -> None:
    """Bring the cards for a question; for a number that case, for nothing the newest cases."""
    query = update.inline_query
    if query is None:
        return
    found = _found(context, whole(query.query)[:LONGEST])
    start = int(query.offset) if query.offset.isdecimal() else 0
    shown = found[start : start + PER_OFFSET]
    nothing = InlineQueryResultsButton(texts.INLINE_NONE, start_parameter="menu")
    with is_fine("too old"):  # asked while the bot was away
        await query.answer(
            [_article(each, context.bot.username) for each in shown],
            cache_time=CACHE_SECONDS,
            next_offset=str(start + PER_OFFSET) if start + PER_OFFSET < len(found) else None,
            button=None if found else nothing,
        )


def _found(context: Context, text: str) -> list[Found]:
    """What is found for a text; a bare number that is no case's is a question, as in a chat."""
    db = context.library.db
    ids = case_ids(db)
    try:
        if re.fullmatch(menu.WORDS["case"], text) and (numbers(text)[0] in ids or not text.isdecimal()):
            return [(get_case(db, numbers(text)[0]), (), False)]
        if text:
            found = answer(context.library, text, MOST)
            return [(hit.case, hit.excerpts, found.weak) for hit in found.hits]
    except (NotFoundError, QuestionError):
        return []
    return [(get_case(db, case_id), (), False) for case_id in sorted(ids, reverse=True)[:MOST_NEWEST]]


def _article(found: Found, bot: str) -> InlineQueryResultArticle:
    case, excerpts, weak = found
    return InlineQueryResultArticle(
        id=f"c{case.id}",
        title=render.card_title(case),
        description=(texts.INLINE_WEAK if weak else "") + render.card_line(case, excerpts),
        input_message_content=InputTextMessageContent(
            render.card(case, excerpts).markup, parse_mode=ParseMode.HTML, link_preview_options=NO_PREVIEW
        ),
        reply_markup=keyboards.on_card(case, bot),
    )
