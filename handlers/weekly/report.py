"""What editors are told of a run of the weekly case."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from telegram.error import TelegramError

from knowledge import (
    STOPPED,
    count_deliveries,
    count_settled,
    edition_of,
    editors,
    end_telling_of,
    uncertain_chats,
    untold_weeks,
)

from .. import send
from ..access import Context
from ..keyboards import board, press
from ..send import Screen
from . import texts
from .times import number

log = logging.getLogger(__name__)

LISTED = 30
"""Chats that are named."""


async def tell_report(context: Context, week: str, begun: datetime) -> None:
    """Log how a run went that began at a moment; tell editors where they want to hear of it, or where something is for them to decide or to know.

    Of one that is not over they are told once so far, and again when it is.
    """
    db, part = context.library.db, context.house.weekly.begun
    since, edition = untold_weeks(db).get(week), edition_of(db, week)
    counts, time = count_settled(db, week, since or begun), context.house.clock() - (since or begun)
    waiting = count_deliveries(db, week)["queued"]
    log.info("weekly case %s: %s, still waiting %d, %s", week, dict(counts), waiting, time)
    stopped = edition is not None and edition.state == STOPPED
    word = (texts.REPORT_STOPPED if stopped else texts.REPORT_PART) if waiting else texts.REPORT
    if waiting and not stopped and week in part:
        return
    if since or counts["failed"] or counts["uncertain"]:
        numbers = {state: counts[state] for state in ("sent", "blocked", "failed")}
        await tell_editors(context, send.sentence(word.format(**numbers, waiting=waiting, time=_time(time))))
    if counts["uncertain"]:
        await tell_uncertain(context, [week])
    if waiting and not stopped:
        part.add(week)
    else:
        part.discard(week)
        end_telling_of(db, week)


async def tell_uncertain(context: Context, weeks: Sequence[str]) -> None:
    """Tell editors of which messages it is not known whether they arrived, and let them decide."""
    for week in weeks:
        if chats := uncertain_chats(context.library.db, week):
            await tell_editors(context, uncertain_screen(week, chats))


def uncertain_screen(week: str, chats: Sequence[int]) -> Screen:
    """The messages of a week of which it is not known whether they arrived, with the button that sends them again."""
    named = "、".join(map(str, chats[:LISTED])) + (texts.MORE_CHATS if len(chats) > LISTED else "")
    told = texts.WEEK.format(number=number(week)) + texts.UNCERTAIN.format(count=len(chats), chats=named)
    return send.sentence(told, board([press(texts.SEND_UNCERTAIN.format(count=len(chats)), "d:w:u", week)]))


async def tell_editors(context: Context, screen: Screen, but: int | None = None) -> None:
    """Tell everybody who edits, one left out; who cannot be reached is passed over."""
    for editor_id in sorted((context.house.owners | editors(context.library.db)) - {but}):
        await context.house.traffic.rest(editor_id)
        with suppress(TelegramError):
            await send.to_person(context.bot, editor_id, screen)


def _time(time: timedelta) -> str:
    seconds = max(1, round(time.total_seconds()))
    return (
        texts.SECONDS.format(seconds=seconds)
        if seconds < 60
        else texts.MINUTES.format(minutes=seconds // 60, seconds=seconds % 60)
    )
