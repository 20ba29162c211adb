"""The day before: editors are shown the weekly case exactly as it will look, and say whether it goes out."""

from __future__ import annotations

import logging

from telegram import InlineKeyboardButton, Update
from telegram.error import BadRequest, Forbidden, TelegramError

from knowledge import (
    APPROVED,
    STOPPED,
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
from .deliver import deliver_soon, outgoing, weekly_of
from .message import fits_title
from .pictures import look_again
from .report import tell_editors
from .sending import send_weekly
from .times import first_day, moment, number

log = logging.getLogger(__name__)


def begin_preview(context: Context, edition: Edition) -> None:
    """Begin to show an edition to everybody who edits, unless that goes on already; what reached nobody is shown again at the next knock."""
    if edition.week not in context.house.weekly.showing:
        context.house.weekly.showing.add(edition.week)
        begin(context, _show_preview(context, edition))


async def _show_preview(context: Context, edition: Edition) -> None:
    reached = False
    try:
        look_again(context)
        for editor_id in sorted(context.house.owners | editors(context.library.db)):
            try:
                await show_to(context, edition, editor_id)
                await context.house.traffic.rest(editor_id)
                await send.to_person(context.bot, editor_id, question_screen(context, edition))
                reached = True
            except TelegramError as error:
                log.warning("an editor was not shown the edition of %s: %s", edition.week, error)
                reached = reached or isinstance(error, Forbidden | BadRequest)
        if reached or not context.house.owners | editors(context.library.db):
            put_previewed(context.library.db, edition.week, edition.case_id)
    finally:
        context.house.weekly.showing.discard(edition.week)


async def show_to(context: Context, edition: Edition, editor_id: int) -> None:
    """Send one person an edition's message, as it will look; nothing of it is noted."""
    known = subscriber_by_id(context.library.db, editor_id)
    reader = (
        Subscriber(editor_id, district=known.district, neighbourhood=known.neighbourhood)
        if known
        else Subscriber(editor_id)
    )
    weekly = weekly_of(context, edition, reader, Choice(edition.case_id, again=False, fits=False), {})
    message = await outgoing(context, weekly)
    await context.house.traffic.turn(editor_id)
    await send_weekly(context, message)


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
    if update.callback_query:
        put_edition_state(context.library.db, edition.week, APPROVED, update.callback_query.from_user.id)
        await _tell(update, context, edition, texts.APPROVED)


async def stop(update: Update, context: Context) -> None:
    """Let an edition not go out, or no further."""
    edition = _edition(update, context)
    if update.callback_query:
        put_edition_state(context.library.db, edition.week, STOPPED, update.callback_query.from_user.id)
        await _tell(update, context, edition, texts.STOPPED, press(texts.RESUME, "d:w:r", edition.week))


async def resume(update: Update, context: Context) -> None:
    """Let a stopped edition go out after all."""
    edition = _edition(update, context)
    if update.callback_query:
        put_edition_state(context.library.db, edition.week, APPROVED, update.callback_query.from_user.id)
        await _tell(update, context, edition, texts.RESUMED)
        deliver_soon(context, edition.week if count_deliveries(context.library.db, edition.week)["queued"] else None)


async def swap(update: Update, context: Context) -> None:
    """Give a week the next case, and show it to all editors."""
    query, known = update.callback_query, _edition(update, context)
    if query is None:
        return
    if count_deliveries(context.library.db, known.week):
        raise ChapuError(texts.SENT_ALREADY)
    edition = swap_edition(context.library, known.week)
    if edition:
        await _tell(update, context, edition, texts.SWAPPED)
        begin_preview(context, edition)


def _edition(update: Update, context: Context) -> Edition:
    """The edition that a button names. Raises ChapuError where its week is over, or it has another case by now."""
    _, _, _, week, *case_id = data_of(update)
    schedule, edition = context.house.schedule, edition_of(context.library.db, week)
    if edition is None:
        raise NotFoundError(texts.NO_CASE)
    if week < schedule.week_of(schedule.local(context.house.clock()).date()):
        raise ChapuError(texts.PAST_WEEK.format(number=number(week)))
    if case_id and int(case_id[0]) != edition.case_id:
        raise ChapuError(texts.CHANGED_MEANWHILE.format(number=number(week), id=edition.case_id))
    return edition


async def _tell(update: Update, context: Context, edition: Edition, text: str, *keys: InlineKeyboardButton) -> None:
    """Say in the place of the question what was decided, and tell the other editors who decided it."""
    case = get_case(context.library.db, edition.case_id, hidden=True)
    told = text.format(
        number=number(edition.week),
        id=case.id,
        title=fits_title(case.title),
        when=_when(context, edition),
    )
    buttons = board(keys)
    await send.show(update, send.sentence(told, buttons))
    user = update.effective_user
    if user:
        names = editor_names(context.library.db) | context.house.names
        who = names.get(user.id) or user.first_name
        await tell_editors(context, send.sentence(texts.OTHER_DECIDED.format(who=who, told=told), buttons), but=user.id)


def _when(context: Context, edition: Edition) -> str:
    """When an edition goes out to most, or that it does now, or that its day is over for them."""
    schedule, now = context.house.schedule, context.house.clock()
    begins = schedule.slot(schedule.first_day(edition.week), None)
    if now < begins:
        return texts.GOES_OUT.format(moment=moment(begins, schedule))
    return texts.AT_ONCE if begins >= schedule.midnight(now) else texts.DAY_OVER
