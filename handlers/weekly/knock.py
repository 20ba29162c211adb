"""The scheduler knocks once a minute, and the library says what is to be done: a week to be shown to editors, messages that are due."""

from __future__ import annotations

import logging
from datetime import timedelta

from knowledge import (
    STOPPED,
    Edition,
    count_deliveries,
    drop_late,
    edition_of,
    make_edition,
    next_try,
    queue_due,
    settle_deliveries,
    subscriber_count,
    unsettled_weeks,
    untold_weeks,
)

from .. import send
from ..access import App, Context, begin
from ..house import House
from . import texts
from .deliver import deliver_soon
from .preview import begin_preview
from .report import tell_editors, tell_uncertain

log = logging.getLogger(__name__)


def knock_for(app: App) -> None:
    """Have the scheduler knock, from the start on. A knock that comes late is as good as one in time, and of several one is enough.

    What the last process was sending when it ended may have arrived.
    """
    house: House = app.bot_data["house"]
    if weeks := unsettled_weeks(house.library.db):
        count = settle_deliveries(house.library.db, house.clock())
        log.warning("%d weekly messages were going out when the bot ended, and may or may not have arrived", count)
    if app.job_queue:
        app.job_queue.run_once(at_start, 0, data=weeks, job_kwargs={"misfire_grace_time": None})
        often = {"trigger": "cron", "second": 0, "misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        app.job_queue.run_custom(knock, often, name="weekly")


async def at_start(context: Context) -> None:
    """Go on where the last process ended: what it had not begun goes out, and editors are told of what may have arrived, of the weeks that the job names."""
    await knock(context)
    if context.job and isinstance(context.job.data, list):
        untold = untold_weeks(context.library.db)  # of these they hear with the rest
        await tell_uncertain(context, [week for week in context.job.data if week not in untold])


async def knock(context: Context) -> None:
    """Do what is due now; the time that most chose is one that editors hear of."""
    house, db = context.house, context.library.db
    now = house.clock()
    week = house.schedule.week_of(house.schedule.local(now).date())
    if late := drop_late(db, now, house.schedule):
        log.warning("%d weekly messages did not go out on their day", late)
        begin(context, tell_editors(context, send.sentence(texts.LATE.format(count=late))))
    _look_ahead(context, week)
    edition = edition_of(db, week)
    due = queue_due(db, week, house.schedule, now) if edition is None or edition.state != STOPPED else {}
    if due or (edition is None and count_deliveries(db, week)["queued"]):
        edition = make_edition(context.library, week)
    if edition and edition.previewed_at is None and (due or _is_on_its_day(context, edition)):
        begin_preview(context, edition)
    first = next_try(db)
    if (first and first <= now) or (untold_weeks(db) and first is None):
        deliver_soon(context, week if None in due else None)


def _look_ahead(context: Context, week: str) -> None:
    """On the day before a week, from the usual time on, make its edition and show it to editors."""
    schedule, now = context.house.schedule, context.house.clock()
    following = schedule.after(week)
    eve = schedule.first_day(following) - timedelta(days=1)
    if now < schedule.slot(eve, None) or not subscriber_count(context.library.db):
        return
    known = edition_of(context.library.db, following)
    if (known is None or known.previewed_at is None) and (edition := make_edition(context.library, following)):
        begin_preview(context, edition)


def _is_on_its_day(context: Context, edition: Edition) -> bool:
    """Whether an edition that nobody has seen, as it was changed since, goes out later on this very day."""
    schedule, now = context.house.schedule, context.house.clock()
    today = schedule.local(now).date()
    return (
        schedule.first_day(edition.week) == today
        and now < schedule.slot(today, None)
        and bool(subscriber_count(context.library.db))
    )
