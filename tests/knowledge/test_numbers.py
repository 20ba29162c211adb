"""What is counted is what was asked, by the days of a time zone; what is reduced to counts counts as before."""

from __future__ import annotations

import random
from collections.abc import Generator
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from knowledge import Asked, Draft, Library, file_cases, keep_asked, put_vote, put_wish, reduce_questions
from knowledge.desk import Numbers, count_cases, count_numbers, keep_draft, set_hidden
from knowledge.store import numbers
from knowledge.store.numbers import DayCount
from tests.knowledge.samples import LIFT, SHEET_CASE, STREET, TEA

CHENGDU = ZoneInfo("Asia/Shanghai")
MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)
T = TypeVar("T")


def done(work: Generator[None, None, T]) -> T:
    """What work that pauses comes to."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result


def ask(
    library: Library, asked_at: str, asker: int | None, cases: tuple[int, ...] = (), question: str = "停车难"
) -> str:
    number = library.db.execute("SELECT count(*) FROM answers").fetchone()[0]
    return keep_asked(
        library.db, Asked("", question, "exact" if cases else "none", cases, asker, 7, number, asked_at)
    ).id


@pytest.fixture
def log(library: Library) -> Library:
    """A Monday and a Tuesday in Chengdu, told in the time zones of Chengdu and of London."""
    file_cases(library, [TEA, LIFT, STREET])
    ask(library, "2026-11-15T23:59:59+08:00", 1, (1,))
    good = ask(library, "2026-11-16T00:00:00+08:00", 1, (1, 2))
    ask(library, "2026-11-15T16:30:00+00:00", 2, (2,))
    ask(library, "2026-11-16T15:59:59+00:00", 1, (), "停车难？")
    bad = ask(library, "2026-11-16T23:59:59+08:00", None)
    ask(library, "2026-11-16T16:00:00+00:00", 2, (1,))
    ask(library, "2026-11-17T12:00:00+08:00", 3, (), "遛狗")
    ask(library, "2026-11-18T00:00:00+08:00", 4, (3,))
    keep_asked(library.db, Asked("", "？？", None, (), 5, 7, 100, "2026-11-16T10:00:00+08:00"))
    put_vote(library.db, good, 1, True)
    put_vote(library.db, bad, 1, False)
    put_vote(library.db, bad, 2, False, "太旧了")
    return library


COUNTED = Numbers(
    days=(DayCount(MONDAY, 4, 2, 2), DayCount(TUESDAY, 2, 1, 2)),
    kept_from=None,
    people=3,
    useful=1,
    useless=2,
    first=((1, TEA.title, 2), (2, LIFT.title, 1)),
    missed=(("停车难？", 2), ("遛狗", 1)),
)


@pytest.mark.parametrize("at_a_stretch", [1, 2, 500])
def test_questions_are_counted_by_the_days_of_the_time_zone(
    log: Library, monkeypatch: pytest.MonkeyPatch, at_a_stretch: int
) -> None:
    monkeypatch.setattr(numbers, "SLICE", at_a_stretch)
    assert done(count_numbers(log.db, MONDAY, TUESDAY, CHENGDU)) == COUNTED


def test_a_window_that_reaches_beyond_what_is_kept_is_counted_of_both(log: Library) -> None:
    while reduce_questions(log.db, TUESDAY, CHENGDU):
        pass
    both = done(count_numbers(log.db, MONDAY, TUESDAY, CHENGDU))
    assert both == Numbers(
        days=COUNTED.days,
        kept_from=TUESDAY,
        people=2,
        useful=0,
        useless=0,
        first=((1, TEA.title, 1),),
        missed=(("遛狗", 1),),
    )
    assert log.db.execute("SELECT count(*) FROM votes").fetchone() == (0,)


@pytest.mark.parametrize("zone", [CHENGDU, ZoneInfo("America/New_York")])
def test_counts_are_the_same_wherever_reducing_is_cut_off(
    library: Library, monkeypatch: pytest.MonkeyPatch, zone: ZoneInfo
) -> None:
    monkeypatch.setattr(numbers, "REDUCED", 7)
    rng = random.Random(5)  # noqa: S311 - the same each time
    start = datetime(2026, 10, 30, tzinfo=UTC)  # New York puts its clocks back on the first of November
    for _ in range(150):
        at = start + timedelta(minutes=rng.randrange(5 * 24 * 60))
        told = at.astimezone(rng.choice([CHENGDU, zone])).isoformat()
        ask(library, told, rng.choice([1, 2, 3, 4, None]), (1,) * rng.randrange(2))
    first, last = date(2026, 10, 29), date(2026, 11, 5)
    before = done(count_numbers(library.db, first, last, zone)).days
    by_hand: dict[date, list[tuple[int | None, str]]] = {}
    for asked_at, asker, case_ids in library.db.execute("SELECT asked_at, asker_id, case_ids FROM answers"):
        by_hand.setdefault(datetime.fromisoformat(asked_at).astimezone(zone).date(), []).append((asker, case_ids))
    assert {each for each in before if each.questions} == {
        DayCount(day, len(rows), sum(ids != "[]" for _, ids in rows), len({who for who, _ in rows} - {None}))
        for day, rows in by_hand.items()
    }
    left = date(2026, 11, 3)
    while reduce_questions(library.db, left, zone):
        assert done(count_numbers(library.db, first, last, zone)).days == before
    days = {
        datetime.fromisoformat(at).astimezone(zone).date()
        for (at,) in library.db.execute("SELECT asked_at FROM answers")
    }
    assert min(days) == left


def test_loose_answers_are_counted_apart_before_and_after_they_are_reduced(library: Library) -> None:
    for number, tier in enumerate(("exact", "weak", "weak", "none")):
        cases = () if tier == "none" else (1,)
        keep_asked(library.db, Asked("", "停车难", tier, cases, 1, 7, number, "2026-11-16T10:00:00+08:00"))
    of_day = (DayCount(MONDAY, 4, 1, 1, weak=2),)
    assert done(count_numbers(library.db, MONDAY, MONDAY, CHENGDU)).days == of_day
    while reduce_questions(library.db, TUESDAY, CHENGDU):
        pass
    assert done(count_numbers(library.db, MONDAY, MONDAY, CHENGDU)).days == of_day


def test_questions_reduced_while_they_are_counted_count_once(log: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "SLICE", 2)
    counting = count_numbers(log.db, MONDAY, TUESDAY, CHENGDU)
    next(counting)
    while reduce_questions(log.db, TUESDAY, CHENGDU):
        pass
    assert done(counting).days == COUNTED.days


def test_wishes_and_favourites_outlast_the_questions(log: Library) -> None:
    put_wish(log.db, 1, "停车难")
    while reduce_questions(log.db, date(2027, 1, 1), CHENGDU):
        pass
    assert [log.db[table].count for table in ("answers", "votes", "wishes")] == [0, 0, 1]


def test_cases_drafts_and_hidden_cases_are_counted(log: Library) -> None:
    set_hidden(log, 2, True, 1002)
    keep_draft(log, Draft(SHEET_CASE), 1002, "手稿")
    assert count_cases(log.db) == (2, 1, 1)
