"""/feature chooses a week's case; /weekly shows past editions, and editors this week's state."""

from __future__ import annotations

import re
from datetime import timedelta

from telegram import InlineKeyboardButton, Update

from knowledge import (
    STOPPED,
    ChapuError,
    Edition,
    count_deliveries,
    edition_count,
    edition_of,
    editions,
    get_case,
    make_edition,
    outlook,
    put_edition,
    queue_all,
    queue_uncertain,
    read_week,
    subscriber_count,
    uncertain_chats,
    useful_count,
)

from .. import render, send
from .. import texts as general
from ..access import Context, begin, data_of, is_private, role_of
from ..house import Role
from ..keyboards import board, danger, press, rows, see_case, turn
from ..markup import Html, bold, joined
from ..said import said, written
from ..send import Screen
from . import texts
from .deliver import deliver_soon
from .message import LINE, fits_title, too_long
from .preview import show_to
from .times import day, first_day, number, usual

LISTED = 8
FARTHEST = timedelta(days=366)
"""A case that is chosen for a week is no other week's until then: rather no slip of the pen."""
_FEATURE = re.compile(r"\s*[#＃]?(\d{1,9})(?!\d)[ \t\u3000]*(.*)", re.DOTALL)
_LIKE_WEEK = re.compile(r"\d{4}-?[Ww]\d+|\d{4}-\d\d?(?:-\d\d?)?|[Ww第]?\d{1,2}周?|[上下本这]+一?周", re.ASCII)
_NUMBERED = re.compile(r"\d{1,2}", re.ASCII)


async def feature(update: Update, context: Context) -> None:
    """Choose the case of a week, with a line on why it is worth reading."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    found = _FEATURE.fullmatch(re.sub(r"^\s*选本?周?", "", written(message)))
    if not found:
        await send.reply(message, send.sentence(texts.ASK_FEATURE))
        return
    case = get_case(context.library.db, int(found[1]))
    week, line = _week_and_line(context, found[2])
    if (over := too_long(line)) > 0:
        raise ChapuError(texts.LONG_LINE.format(most=LINE, count=LINE + over))
    week = _refuse_gone(context, week, case.id)
    put_edition(context.library.db, week, case.id, line, user.id)
    told = texts.FEATURED.format(
        number=number(week), day=first_day(week, context.house.schedule), id=case.id, title=fits_title(case.title)
    )
    await send.reply(
        message, send.sentence("\n".join([told, *([texts.FEATURED_LINE.format(line=line)] if line else [])]))
    )


def _week_and_line(context: Context, text: str) -> tuple[str | None, str]:
    """The week that is named, and the editor's line. A bare number is a week only where nothing follows it: 12 个楼长 begins a line.

    Raises ChapuError for a word that looks like a week and is none.
    """
    first, _, rest = text.strip().partition("\n")
    word, _, after = first.strip().partition(" ")
    today = context.house.schedule.local(context.house.clock()).date()
    bare = _NUMBERED.fullmatch(word) and after
    week = None if bare else read_week(word, context.house.schedule, today)
    if week is None and not bare and _LIKE_WEEK.fullmatch(word):
        raise ChapuError(texts.NO_WEEK.format(word=word))
    return week, " ".join((f"{after} {rest}" if week else text).split())


def _refuse_gone(context: Context, week: str | None, case_id: int) -> str:
    """The week that is to have a case: the one named, or else the next that has not begun to go out. Raises ChapuError for one that is over or has."""
    schedule, db = context.house.schedule, context.library.db
    this = _this_week(context)
    if week is None:
        begun = count_deliveries(db, this) or context.house.clock() >= schedule.slot(schedule.first_day(this), None)
        return schedule.after(this) if begun else this
    if week < this:
        raise ChapuError(texts.PAST_WEEK.format(number=number(week)))
    if schedule.first_day(week) - schedule.first_day(this) > FARTHEST:
        raise ChapuError(texts.FAR_WEEK.format(word=week))
    if count_deliveries(db, week):
        raise ChapuError(texts.ALREADY_SENT.format(number=number(week), id=case_id, next=schedule.after(week)))
    return week


async def weekly(update: Update, context: Context) -> None:
    """Show past editions; editors may also send this week's, to all or to themselves."""
    message = update.effective_message
    if message is None:
        return
    if update.callback_query and not _is_ones_own(update):
        await send.toast(update.callback_query, general.NOT_YOURS)
        return
    words = said(message) if not update.callback_query and (message.text or "").startswith("/") else ""
    edits = is_private(update) and role_of(update, context) >= Role.EDITOR
    if not words or not edits:
        page = int(data_of(update)[2]) if update.callback_query else 1
        await send.show(update, _past_screen(context, page, edits))
    elif words.lower() == "send":
        await send.reply(message, _send_now(context))
    elif words.lower() == "test":
        await _test(update, context)
    else:
        raise ChapuError(texts.WEEKLY_HOW.format(words=words[:40]))


def _is_ones_own(update: Update) -> bool:
    """Whether the message with the button answers whoever presses it; in a private chat any does."""
    asked = update.effective_message.reply_to_message if update.effective_message else None
    theirs = asked is not None and asked.from_user == update.effective_user
    return is_private(update) or theirs


async def test(update: Update, context: Context) -> None:
    """Send the edition at hand to the editor who asks."""
    await _test(update, context)
    if update.callback_query:
        await send.toast(update.callback_query)


async def ask_send_now(update: Update, context: Context) -> None:
    """Ask before an edition is sent to all who do not have it."""
    week = _named_week(update, context)
    keys = [danger(texts.SEND_SURE, "d:w:y", week), press(texts.SEND_NOT, "e:p", 1)]
    await send.show(
        update, send.sentence(texts.ASK_SEND.format(count=subscriber_count(context.library.db)), board(keys))
    )


async def send_now(update: Update, context: Context) -> None:
    """Send it."""
    _named_week(update, context)
    await send.show(update, _send_now(context))


def _named_week(update: Update, context: Context) -> str:
    """The week that a button names. Raises ChapuError where it is not the one at hand any more."""
    week = data_of(update)[3]
    if week != _week_at_hand(context):
        raise ChapuError(texts.OLD_BUTTON)
    return week


async def send_uncertain(update: Update, context: Context) -> None:
    """Send again what may not have arrived."""
    week = data_of(update)[3]
    if week < _this_week(context):
        raise ChapuError(texts.PAST_WEEK.format(number=number(week)))
    count = queue_uncertain(context.library.db, week, context.house.clock())
    if count:
        deliver_soon(context, week)
    told = texts.AGAIN_QUEUED.format(count=count) if count else texts.NONE_UNCERTAIN
    await send.show(update, send.sentence(told))


async def _test(update: Update, context: Context) -> None:
    edition, user = _at_hand(context), update.effective_user
    if user:
        begin(context, show_to(context, edition, user.id), update)


def _this_week(context: Context) -> str:
    schedule = context.house.schedule
    return schedule.week_of(schedule.local(context.house.clock()).date())


def _at_hand(context: Context) -> Edition:
    """The edition that editors work with, made where it is not yet. Raises ChapuError where there is no case."""
    found = make_edition(context.library, _week_at_hand(context))
    if found is None:
        raise ChapuError(texts.NO_CASE)
    return found


def _send_now(context: Context) -> Screen:
    """Queue the edition at hand for all who have a right to it, and begin."""
    db, edition, now = context.library.db, _at_hand(context), context.house.clock()
    if edition.state == STOPPED:
        return send.sentence(
            texts.IS_STOPPED.format(number=number(edition.week)), board([press(texts.RESUME, "d:w:r", edition.week)])
        )
    if not subscriber_count(db):
        return send.sentence(texts.NOBODY)
    queue_all(db, edition.week, now, context.house.schedule.local(now).date())
    count = count_deliveries(db, edition.week)["queued"]
    if not count:
        return send.sentence(texts.NOBODY_LEFT.format(number=number(edition.week)))
    deliver_soon(context, edition.week)
    return send.sentence(texts.SENDING.format(number=number(edition.week), count=count))


def _past_screen(context: Context, page: int, edits: bool) -> Screen:
    db, schedule = context.library.db, context.house.schedule
    this = _this_week(context)
    following = schedule.after(this)
    page, pages, shown = render.on_page(edition_count(db, following), page, LISTED)
    past = editions(db, following, len(shown), shown.start)
    found = [(each, get_case(db, each.case_id, hidden=True)) for each in past]
    lines = [
        texts.PAST_LINE.format(
            number=number(each.week), day=day(schedule.first_day(each.week)), id=case.id, title=fits_title(case.title)
        )
        for each, case in found
    ]
    state, keys = _state(context) if edits else (Html(), [])
    text = joined([state, joined([bold(texts.PAST), *lines]) if lines else texts.NO_PAST], "\n\n")
    see = [see_case(each.case_id, f"e:p:{page}") for each in past]
    return Screen(text, board(*rows(keys), *rows(see), turn("e:p", page, pages)))


def _state(context: Context) -> tuple[Html, list[InlineKeyboardButton]]:
    """How the edition at hand stands, and what an editor may do with it."""
    db, schedule = context.library.db, context.house.schedule
    subscribed = texts.SUBSCRIBERS.format(count=subscriber_count(db))
    week = _week_at_hand(context)
    edition = edition_of(db, week)
    if edition is None:
        none = texts.STATE_NONE.format(number=number(week), day=first_day(week, schedule), when=usual(schedule))
        return joined([none, subscribed]), [press(texts.TEST, "d:w:t")]
    case = get_case(db, edition.case_id, hidden=True)
    title = texts.STATE.format(
        number=number(week), day=first_day(week, schedule), id=case.id, title=fits_title(case.title)
    )
    counts, rest = count_deliveries(db, week), outlook(context.library, week, schedule, context.house.clock())
    told = texts.COUNTS.format(
        waiting=rest.waiting + counts["queued"] + counts["sending"],
        sent=counts["sent"],
        failed=counts["failed"],
        blocked=counts["blocked"],
    )
    more = [
        texts.UNSURE.format(count=counts["uncertain"]) if counts["uncertain"] else "",
        texts.MISSED.format(count=rest.missed) if rest.missed else "",
        texts.OPENED.format(count=useful) if (useful := useful_count(db, case.id)) else "",
    ]
    text = joined([bold(title), texts.STATES[edition.state], "，".join(filter(None, [told, *more])), subscribed])
    return text, _decisions(context, edition)


def _week_at_hand(context: Context) -> str:
    """The week of the edition that editors work with: the next once they were shown it, or chose its case while this one went by unsent; or else this."""
    db, schedule = context.library.db, context.house.schedule
    this = _this_week(context)
    following = edition_of(db, schedule.after(this))
    if following is None:
        return this
    gone_by = context.house.clock() >= schedule.slot(schedule.first_day(this), None) and not count_deliveries(db, this)
    return following.week if following.previewed_at or (following.picked and gone_by) else this


def _decisions(context: Context, edition: Edition) -> list[InlineKeyboardButton]:
    week, count = edition.week, len(uncertain_chats(context.library.db, edition.week))
    begun = bool(count_deliveries(context.library.db, week))
    again = [press(texts.SEND_UNCERTAIN.format(count=count), "d:w:u", week)] if count else []
    if edition.state == STOPPED:
        return [press(texts.RESUME, "d:w:r", week), press(texts.TEST, "d:w:t"), *again]
    change = (
        []
        if begun
        else [press(texts.APPROVE, "d:w:a", week, edition.case_id), press(texts.SWAP, "d:w:s", week, edition.case_id)]
    )
    return [
        *change,
        danger(texts.STOP, "d:w:x", week),
        press(texts.TEST, "d:w:t"),
        danger(texts.SEND_NOW, "d:w:n", week),
        *again,
    ]
