"""How long questions are kept: once at the start and once a day the older ones are reduced to the counts of their days."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time, timedelta

from knowledge import reduce_questions
from knowledge.desk import forget_old

from .access import App, Context
from .options import Options

QUIET = time(4)
"""When few people ask."""
UNSAVED = 30
"""Days that a change which was never saved is kept."""
LATE = 12 * 60 * 60
"""Seconds after which the day's round is left out, where the machine was asleep."""


def keep_for(app: App, options: Options) -> None:
    """Have the questions older than the option's number of days reduced, from the start on."""
    if app.job_queue:
        app.job_queue.run_once(reduce_old, 0, data=options.keep_days, job_kwargs={"misfire_grace_time": LATE})
        daily = QUIET.replace(tzinfo=options.timezone)
        app.job_queue.run_daily(reduce_old, daily, data=options.keep_days, job_kwargs={"misfire_grace_time": LATE})


async def reduce_old(context: Context) -> None:
    """Reduce what was asked on days that are over for more than the job's number of days, some of it at a time; and forget what the desk needs no more."""
    forget_old(context.library.db, datetime.now(UTC) - timedelta(days=UNSAVED))
    days = context.job.data if context.job else None
    if isinstance(days, int):
        before = datetime.now(context.timezone).date() - timedelta(days=days)
        while reduce_questions(context.library.db, before, context.timezone):
            await asyncio.sleep(0)
