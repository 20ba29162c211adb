"""When the weekly case goes out: weeks, and the moment in each that is a subscriber's.

A week of 每周一案 begins on the usual weekday and has seven days. It is called by the ISO week that its first day is in, as 2026-W48: there is just one such
first day in each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS = 7
_WRITTEN = re.compile(rf"({'|'.join(WEEKDAYS)})\s+(\d{{1,2}}):(\d\d)", re.ASCII | re.IGNORECASE)
_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When the weekly case goes out to whoever chose no other time. weekday: Monday is 1. at: a time of day there."""

    weekday: int
    at: time
    timezone: tzinfo

    def local(self, now: datetime) -> datetime:
        """An aware moment as the clocks of the time zone tell it."""
        return now.astimezone(self.timezone)

    def week_of(self, day: date) -> str:
        """The week that a day is in."""
        year, week, _ = (day - timedelta(days=(day.isoweekday() - self.weekday) % DAYS)).isocalendar()
        return f"{year}-W{week:02}"

    def first_day(self, week: str) -> date:
        """The first day of a week. Raises ValueError where there is no such week."""
        found = _WEEK.fullmatch(week)
        if not found:
            raise ValueError(week)
        return date.fromisocalendar(int(found[1]), int(found[2]), self.weekday)

    def after(self, week: str) -> str:
        """The week after another."""
        return self.week_of(self.first_day(week) + timedelta(days=DAYS))

    def slot(self, day: date, hour: int | None) -> datetime:
        """The moment of a day, in UTC, at a full hour or else at the usual time.

        Of an hour that the clocks tell twice it is the first; one that they leave out is an hour later.
        """
        at = self.at if hour is None else time(hour)
        return datetime.combine(day, at, self.timezone).astimezone(UTC)

    def next_slot(self, weekday: int | None, hour: int | None, after: datetime) -> datetime:
        """The first moment of a weekday and hour, or else of the usual ones, that is not before another."""
        today = self.local(after).date()
        first = today + timedelta(days=((weekday or self.weekday) - today.isoweekday()) % DAYS)
        return next(slot for day in (first, first + timedelta(days=DAYS)) if (slot := self.slot(day, hour)) >= after)

    def midnight(self, now: datetime) -> datetime:
        """When the local day of a moment began, in UTC."""
        return datetime.combine(self.local(now).date(), time(), self.timezone).astimezone(UTC)


def read_schedule(text: str, timezone: tzinfo) -> Schedule:
    """A schedule as it is written: mon 09:00. Raises ValueError."""
    found = _WRITTEN.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    return Schedule(WEEKDAYS.index(found[1].lower()) + 1, time(int(found[2]), int(found[3])), timezone)


def read_week(text: str, schedule: Schedule, today: date) -> str | None:
    """The week that somebody writes: 2026-W48, W48 or 48 for the next of that number, 本周, 下周, or any day in it as 2026-11-23. None for none."""
    this = schedule.week_of(today)
    if text in ("本周", "这周"):
        return this
    if text in ("下周", "下一周"):
        return schedule.after(this)
    try:
        if _WEEK.fullmatch(text):
            return schedule.week_of(schedule.first_day(text))
        if found := re.fullmatch(r"(?:[Ww]|第)?(\d{1,2})周?", text, re.ASCII):
            return _next_of_number(int(found[1]), schedule, this)
        return schedule.week_of(date.fromisoformat(text))
    except ValueError:
        return None


def _next_of_number(number: int, schedule: Schedule, this: str) -> str:
    """The first week of this number that is not over. Raises ValueError."""
    year = int(this[:4])
    weeks = (f"{each}-W{number:02}" for each in range(year, year + 7) if number < 53 or _has_53(each))
    return next(week for week in weeks if week >= this and schedule.first_day(week))


def _has_53(year: int) -> bool:
    """The 28th of December is always in the last ISO week of its year."""
    return date(year, 12, 28).isocalendar().week == 53
