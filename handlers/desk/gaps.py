"""What was not answered: the questions put together by what they mean, and what an editor may do about each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Set
from typing import TypeAlias

from telegram import Update

from knowledge import NotFoundError, asked_by_id, put_step
from knowledge.desk import (
    Gap,
    answer_now,
    deeds,
    gap_now,
    gaps,
    missed,
    missed_count,
    put_aside,
    set_aside,
    still_open,
    take_back,
)

from .. import render, send
from ..access import Context, begin, data_of
from ..send import Screen
from ..slices import in_slices
from . import adding, buttons, gap_render
from . import gaps_texts as texts
from .gap_render import Gaps
from .synonyms import STEP

MOST = 500
"""Different questions that are looked at, the newest."""
PER_PAGE = 5
PATIENCE = 1.0
"""Seconds without an answer before it is said that it takes a while."""
_KEPT = "gaps"
"""Where the application's data holds, by editor, the gaps that were shown last."""

Then: TypeAlias = Callable[[Update, Context, Gaps], Awaitable[None]]


async def misses(update: Update, context: Context) -> None:
    """Tell what was not answered, in the background; where that takes a while, say so meanwhile."""
    begin(context, _tell(update, context), update)


async def page(update: Update, context: Context) -> None:
    """Show a page of what was not answered."""
    await _with_found(update, context, _show_list)


async def aside(update: Update, context: Context) -> None:
    """Show a page of what was put aside."""
    await _with_found(update, context, _show_aside)


async def open_gap(update: Update, context: Context) -> None:
    """Show one gap."""
    await _with_found(update, context, _show_gap)


async def ask_pair(update: Update, context: Context) -> None:
    """Ask for synonyms that would mend a gap: the next message is them."""
    await _with_found(update, context, _ask_pair)


async def ask_case(update: Update, context: Context) -> None:
    """Begin to add a case that would mend a gap."""
    question = asked_by_id(context.library.db, data_of(update)[2]).question
    await adding.ask_for_text(update, context, about=gap_render.line(question))


async def put_away(update: Update, context: Context) -> None:
    """Put a gap aside."""
    await _with_found(update, context, _put_away)


async def bring_back(update: Update, context: Context) -> None:
    """Have a gap no longer put aside."""
    await _with_found(update, context, _bring_back)


async def _tell(update: Update, context: Context) -> None:
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    finding = asyncio.ensure_future(_find(context))
    try:
        done, _ = await asyncio.wait([finding], timeout=PATIENCE)
        status = None if done else await send.reply(message, send.sentence(texts.LOOKING))
        found = _keep(context, user.id, await finding)
    finally:
        finding.cancel()
    screen = _list(context, found, 1)
    if status is None or not await send.replace(context.bot, message.chat_id, status.message_id, screen):
        await send.reply(message, screen)


async def _with_found(update: Update, context: Context, then: Then) -> None:
    """Go on with the gaps this editor was shown last; with those there are now, in the background, where the library was changed since."""
    user = update.effective_user
    if user is None:
        return
    found = context.bot_data.get(_KEPT, {}).get(user.id)
    if isinstance(found, Gaps) and found.stamp == _stamp(context):
        await then(update, context, found)
        return

    async def find_first() -> None:
        await then(update, context, _keep(context, user.id, await _find(context)))

    begin(context, find_first(), update)


async def _find(context: Context) -> Gaps:
    """The gaps there are, but for those that were answered since."""
    library, stamp = context.library, _stamp(context)
    together = await in_slices(gaps(library, await in_slices(missed(library.db, MOST))))
    left = await in_slices(still_open(library, together))
    return Gaps(tuple(left), len(together) - len(left), missed_count(library.db), MOST, stamp)


def _keep(context: Context, user_id: int, found: Gaps) -> Gaps:
    context.bot_data.setdefault(_KEPT, {})[user_id] = found
    return found


def _stamp(context: Context) -> int:
    """What changes with the library: the id of what was done last."""
    return next((deed.id for deed in deeds(context.library.db, 1)), 0)


async def _show_list(update: Update, context: Context, found: Gaps) -> None:
    await send.show(update, _list(context, found, int(data_of(update)[2])))


async def _show_aside(update: Update, context: Context, found: Gaps) -> None:
    gone = _split(context, found)[1]
    number, pages, at = render.on_page(len(gone), int(data_of(update)[2]), PER_PAGE)
    shown = _now(context, [(each + 1, gone[each]) for each in at])
    text = gap_render.aside_list(len(gone), shown, context.timezone)
    await send.show(update, Screen(text, buttons.aside_list(shown, number, pages)))


async def _show_gap(update: Update, context: Context, found: Gaps) -> None:
    gap, number = _gap(context, found, update), int(data_of(update)[3])
    now = answer_now(context.library, gap.name)
    board = buttons.gap(gap, number, _is_aside(gap, set_aside(context.library.db)))
    await send.show(update, Screen(gap_render.gap(gap, now, context.timezone), board))


async def _ask_pair(update: Update, context: Context, found: Gaps) -> None:
    message, user = update.effective_message, update.effective_user
    if message is None or user is None or update.callback_query is None:
        return
    gap = _gap(context, found, update)
    put_step(context.library.db, user.id, STEP, gap.id)
    text = texts.ASK_PAIR.format(name=gap_render.line(gap.name), example=texts.EXAMPLE)
    await send.reply(message, send.sentence(text, buttons.words(gap.words)))
    await send.toast(update.callback_query)


async def _put_away(update: Update, context: Context, found: Gaps) -> None:
    gap = _gap(context, found, update)
    if update.effective_user:
        put_aside(context.library.db, _questions(gap), update.effective_user.id)
    await send.show(update, _moved(update, gap, texts.SET_ASIDE, is_aside=True))


async def _bring_back(update: Update, context: Context, found: Gaps) -> None:
    gap = _gap(context, found, update)
    take_back(context.library.db, _questions(gap))
    await send.show(update, _moved(update, gap, texts.TAKEN_BACK, is_aside=False))


def _moved(update: Update, gap: Gap, text: str, is_aside: bool) -> Screen:
    board = buttons.moved(gap.id, int(data_of(update)[3]), is_aside)
    return send.sentence(text.format(name=gap_render.line(gap.name)), board)


def _list(context: Context, found: Gaps, wanted: int) -> Screen:
    here, gone = _split(context, found)
    number, pages, at = render.on_page(len(here), wanted, PER_PAGE)
    shown = _now(context, [(each + 1, here[each]) for each in at])
    text = gap_render.gap_list(found, len(here), shown, context.timezone)
    return Screen(text, buttons.gap_list(shown, number, pages, len(gone)))


def _split(context: Context, found: Gaps) -> tuple[list[Gap], list[Gap]]:
    """The gaps that are to be mended, and those put aside: one question of a gap stands for all, for they mean the same."""
    gone = set_aside(context.library.db)
    away = [gap for gap in found.gaps if _is_aside(gap, gone)]
    return [gap for gap in found.gaps if not _is_aside(gap, gone)], away


def _is_aside(gap: Gap, gone: Set[str]) -> bool:
    return not gone.isdisjoint(_questions(gap))


def _now(context: Context, numbered: Iterable[tuple[int, Gap]]) -> list[tuple[int, Gap]]:
    """Gaps of a list as they are now, less those of which nothing is left."""
    return [(at, now) for at, gap in numbered if (now := gap_now(context.library, gap))]


def _gap(context: Context, found: Gaps, update: Update) -> Gap:
    """The gap whose button was pressed, as it is now. Raises NotFoundError where it is none any more."""
    question = asked_by_id(context.library.db, data_of(update)[2]).question
    gap = next((gap for gap in found.gaps if question in _questions(gap)), None)
    now = gap_now(context.library, gap) if gap else None
    if now is None:
        raise NotFoundError(texts.GONE)
    return now


def _questions(gap: Gap) -> list[str]:
    return [missed.question for missed in gap.questions]
