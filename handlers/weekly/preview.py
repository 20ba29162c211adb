"""The day before: editors are shown the weekly case exactly as it will look, and say whether it goes out."""

from __future__ import annotations

import logging
from contextlib import suppress

from telegram import InlineKeyboardButton, Update
from telegram.error import TelegramError

from knowledge import (
    ChapuError,
    Choice,
    Edition,
    NotFoundError,
    Subscriber,
    count_deliveries,
    edition_of,
    editors,
    get_case,
    put_edition_state,
    put_previewed,
    subscriber_by_id,
    subscriber_count,
    swap_edition,
)
from knowledge.desk import editor_names

from .. import send
from ..access import Context, begin, data_of
from ..keyboards import board, danger, press
from ..send import Screen
from . import texts
from .deliver import deliver_soon, weekly_of
from .message import fits_title
from .pictures import picture_of
from .report import tell_editors
from .sending import send_weekly
from .times import first_day, moment, number

log = logging.getLogger(__name__)


async def show_preview(context: Context, edition: Edition) -> None:
    """Show an edition to everybody who edits, and ask."""
    for editor_id in sorted(context.house.owners | editors(context.library.db)):
        with suppress(TelegramError):
            await show_to(context, edition, editor_id)
            await context.house.traffic.rest(editor_id)
            await send.to_person(context.bot, editor_id, question_screen(context, edition))


async def show_to(context: Context, edition: Edition, editor_id: int) -> None:
    """Send one person an edition's message, as it will look; nothing of it is noted."""
    known = subscriber_by_id(context.library.db, editor_id)
    reader = (
        Subscriber(editor_id)
        if known is None
        else Subscriber(editor_id, district=known.district, neighbourhood=known.neighbourhood)
    )
    weekly = weekly_of(context, edition, reader, Choice(edition.case_id, again=False, fits=False), {})
    picture = await picture_of(context, weekly.case)
    await context.house.traffic.turn(editor_id)
    await send_weekly(context, weekly, picture)


def question_screen(context: Context, edition: Edition) -> Screen:
    """What editors are asked of an edition."""
    schedule = context.house.schedule
    begins = schedule.slot(schedule.first_day(edition.week), None)
    word = texts.PREVIEW if context.house.clock() < begins else texts.PREVIEW_NOW
    told = word.format(
        number=number(edition.week),
        day=first_day(edition.week, schedule),
        count=subscriber_count(context.library.db),
        when=moment(begins, schedule),
    )
    keys = [
        press(texts.APPROVE, "d:w:a", edition.week, edition.case_id),
        press(texts.SWAP, "d:w:s", edition.week, edition.case_id),
        danger(texts.STOP, "d:w:x", edition.week),
    ]
    return send.sentence(told, board(keys))


async def approve(update: Update, context: Context) -> None:
    """Note that an edition is as an editor wants it."""
    edition = _edition(update, context)
    if update.callback_query and edition:
        put_edition_state(context.library.db, edition.week, "approved", update.callback_query.from_user.id)
        await _tell(update, context, edition, texts.APPROVED)


async def stop(update: Update, context: Context) -> None:
    """Let an edition not go out, or no further."""
    edition = _edition(update, context)
    if update.callback_query and edition:
        put_edition_state(context.library.db, edition.week, "stopped", update.callback_query.from_user.id)
        await _tell(update, context, edition, texts.STOPPED, press(texts.RESUME, "d:w:r", edition.week))


async def resume(update: Update, context: Context) -> None:
    """Let a stopped edition go out after all."""
    edition = _edition(update, context)
    if update.callback_query and edition:
        put_edition_state(context.library.db, edition.week, "approved", update.callback_query.from_user.id)
        await _tell(update, context, edition, texts.RESUMED)
        deliver_soon(context)


async def swap(update: Update, context: Context) -> None:
    """Give a week the next case, and show it to all editors."""
    query, known = update.callback_query, _edition(update, context)
    if query is None or known is None:
        return
    if count_deliveries(context.library.db, known.week):
        raise ChapuError(texts.SENT_ALREADY)
    edition = swap_edition(context.library, known.week)
    if edition:
        put_previewed(context.library.db, edition.week)
        await _tell(update, context, edition, texts.SWAPPED)
        begin(context, show_preview(context, edition), update)


def _edition(update: Update, context: Context) -> Edition | None:
    """The edition that a button names. Raises ChapuError where it has another case by now."""
    _, _, _, week, *case_id = data_of(update)
    edition = edition_of(context.library.db, week)
    if edition is None:
        raise NotFoundError(texts.NO_CASE)
    if case_id and int(case_id[0]) != edition.case_id:
        raise ChapuError(texts.CHANGED_MEANWHILE.format(number=number(week), id=edition.case_id))
    return edition


async def _tell(update: Update, context: Context, edition: Edition, text: str, *keys: InlineKeyboardButton) -> None:
    """Say in the place of the question what was decided, and tell the other editors who decided it."""
    schedule = context.house.schedule
    case = get_case(context.library.db, edition.case_id, hidden=True)
    told = text.format(
        number=number(edition.week),
        id=case.id,
        title=fits_title(case.title),
        when=moment(schedule.slot(schedule.first_day(edition.week), None), schedule),
    )
    buttons = board(keys)
    await send.show(update, send.sentence(told, buttons))
    user = update.effective_user
    if user:
        names = editor_names(context.library.db) | context.house.names
        who = names.get(user.id) or user.first_name
        await tell_editors(context, send.sentence(texts.OTHER_DECIDED.format(who=who, told=told), buttons), but=user.id)
