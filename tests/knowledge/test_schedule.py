"""Weeks and slots: across the year's end, clocks that change, and what people write."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Schedule, read_schedule, read_week

CHENGDU, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
MONDAYS = Schedule(1, time(9), CHENGDU)
ZONES = st.sampled_from([CHENGDU, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe"), UTC])
SCHEDULES = st.builds(
    Schedule, st.integers(1, 7), st.times().map(lambda at: at.replace(second=0, microsecond=0)), ZONES
)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "weekday", "at"),
    [("mon 09:00", 1, time(9)), ("  SUN 7:30 ", 7, time(7, 30)), ("thu 21:00", 4, time(21))],
)
def test_a_schedule_is_read(written: str, weekday: int, at: time) -> None:
    assert read_schedule(written, CHENGDU) == Schedule(weekday, at, CHENGDU)


@pytest.mark.parametrize(
    "written", ["", "mon", "09:00", "monday 09:00", "mon 24:00", "mon 9:60", "周一 09:00", "mon 09:00 x"]
)
def test_what_is_no_schedule_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_schedule(written, CHENGDU)


@given(SCHEDULES, DAYS)
def test_seven_days_make_a_week_whatever_the_year(schedule: Schedule, day: date) -> None:
    week = schedule.week_of(day)
    first = schedule.first_day(week)
    assert (first.isoweekday(), 0 <= (day - first).days < 7) == (schedule.weekday, True)
    assert {schedule.week_of(first + timedelta(days=each)) for each in range(7)} == {week}
    assert schedule.after(week) > week
    assert schedule.first_day(schedule.after(week)) - first == timedelta(days=7)


@given(
    SCHEDULES,
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    st.none() | st.integers(1, 7),
    st.none() | st.integers(7, 21),
)
def test_the_next_slot_is_the_first_that_is_not_before(
    schedule: Schedule, now: datetime, weekday: int | None, hour: int | None
) -> None:
    slot = schedule.next_slot(weekday, hour, now)
    assert slot >= now
    assert schedule.local(slot).isoweekday() == (weekday or schedule.weekday)
    assert slot - now < timedelta(days=8)


def test_a_slot_keeps_its_hour_where_clocks_change() -> None:
    schedule = Schedule(7, time(2, 30), BERLIN)
    assert schedule.slot(date(2026, 3, 22), None) == utc("2026-03-22 01:30")
    assert schedule.slot(date(2026, 3, 29), None) == utc(
        "2026-03-29 01:30"
    )  # clocks go from 2 to 3: there is no half past two
    assert schedule.slot(date(2026, 10, 25), None) == utc("2026-10-25 00:30")  # clocks tell half past two twice
    assert schedule.slot(date(2026, 10, 25), 9) == utc("2026-10-25 08:00")


def test_the_local_day_begins_where_its_clocks_say() -> None:
    assert MONDAYS.midnight(utc("2026-11-22 15:59")) == utc("2026-11-21 16:00")
    assert MONDAYS.midnight(utc("2026-11-22 16:00")) == utc("2026-11-22 16:00")


TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("written", "week"),
    [
        ("2026-W48", "2026-W48"),
        ("2026w49", "2026-W49"),
        ("W49", "2026-W49"),
        ("49", "2026-W49"),
        ("第50周", "2026-W50"),
        ("5", "2027-W05"),
        ("53", "2026-W53"),
        ("本周", "2026-W47"),
        ("下周", "2026-W48"),
        ("2026-11-25", "2026-W48"),
        ("2027-01-02", "2026-W53"),
    ],
)
def test_a_week_is_read(written: str, week: str) -> None:
    assert read_week(written, MONDAYS, TODAY) == week


@pytest.mark.parametrize(
    "written", ["", "54", "0", "2026-W54", "2025-W53", "2026-13-01", "值得看", "三块钱", "W", "2026"]
)
def test_what_is_no_week_is_none(written: str) -> None:
    assert read_week(written, MONDAYS, TODAY) is None
