"""When the weekly case comes, in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from knowledge import Schedule, Subscriber, has_delivery

from ..access import Context
from . import texts


def number(week: str) -> int:
    """A week's number in its year."""
    return int(week[-2:])


def day(shown: date) -> str:
    """A day, without its year."""
    return texts.DAY.format(month=shown.month, day=shown.day)


def first_day(week: str, schedule: Schedule) -> str:
    """A week's first day."""
    return day(schedule.first_day(week))


def hour(reader_hour: int | None, schedule: Schedule) -> str:
    """A subscriber's time of day."""
    return f"{schedule.at:%H:%M}" if reader_hour is None else f"{reader_hour:02}:00"


def weekday(chosen: int | None, schedule: Schedule) -> str:
    """A subscriber's day of the week."""
    return texts.DAYS[(chosen or schedule.weekday) - 1]


def every(reader: Subscriber, schedule: Schedule) -> str:
    """When a subscriber gets the weekly case."""
    return texts.EVERY.format(day=weekday(reader.weekday, schedule), hour=hour(reader.hour, schedule))


def next_time(context: Context, reader: Subscriber) -> str:
    """When a subscriber gets the next one."""
    return moment(next_slot(context, reader), context.house.schedule)


def next_slot(context: Context, reader: Subscriber) -> datetime:
    """The same, as a moment in UTC: after a pause, never before they subscribed, and not in a week whose case they have."""
    schedule = context.house.schedule
    after = max(context.house.clock(), datetime.fromisoformat(reader.since)) if reader.since else context.house.clock()
    if reader.paused_until:
        after = max(after, schedule.slot(date.fromisoformat(reader.paused_until), 0))
    slot = schedule.next_slot(reader.weekday, reader.hour, after)
    while has_delivery(context.library.db, schedule.week_of(schedule.local(slot).date()), reader.chat_id):
        slot = schedule.next_slot(reader.weekday, reader.hour, slot + timedelta(seconds=1))
    return slot


def moment(shown: datetime, schedule: Schedule) -> str:
    """A moment, as the clocks of the time zone tell it."""
    local = schedule.local(shown)
    return texts.MOMENT.format(
        month=local.month, day=local.day, weekday=texts.DAYS[local.isoweekday() - 1], hour=f"{local:%H:%M}"
    )


def usual(schedule: Schedule) -> str:
    """The usual time."""
    return texts.AT.format(weekday=weekday(None, schedule), hour=hour(None, schedule))
