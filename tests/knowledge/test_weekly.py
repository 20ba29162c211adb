"""Which case a week has and which one each subscriber gets; and a year of it."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import (
    Candidate,
    Case,
    Choice,
    Delivery,
    Edition,
    Library,
    Outlook,
    Place,
    Schedule,
    Section,
    Subscriber,
    begin_sending,
    candidates,
    cases_sent,
    drop_late,
    edition_of,
    end_sending,
    file_cases,
    make_edition,
    outlook,
    pick_case,
    pick_edition,
    put_edition,
    put_edition_state,
    put_subscriber,
    queue_due,
    queued,
    subscribe,
    subscriber_by_id,
    subscribers,
    swap_edition,
)
from knowledge.desk import set_hidden

SCHEDULE = Schedule(1, time(9), ZoneInfo("Asia/Shanghai"))
TOPICS = ("居民自治", "公共空间", "养老助老", "社区基金")
EDITION = Edition("2026-W48", 3, "", False, "waiting", (), None)
NOBODY = Subscriber(7)


def case(number: int, *topics: str, district: str = "") -> Case:
    return Case(
        number,
        f"案例{number}",
        Place(district=district),
        2020,
        topics,
        sections=(Section("做法", (f"第{number}件事。",)),),
    )


def pool(*found: tuple[int, str, str]) -> list[Candidate]:
    return [Candidate(number, frozenset(topics.split()), district) for number, topics, district in found]


POOL = pool((3, "居民自治", "锦江区"), (2, "养老助老", "锦江区"), (1, "养老助老 公共空间", "成华区"))


@pytest.mark.parametrize(
    ("reader", "sent", "choice"),
    [
        (NOBODY, {}, Choice(3, again=False, fits=False)),
        (NOBODY, {3: 1}, Choice(2, again=False, fits=False)),
        (replace(NOBODY, district="成华区"), {3: 1}, Choice(1, again=False, fits=False)),
        (replace(NOBODY, district="成华区"), {}, Choice(3, again=False, fits=False)),
        (replace(NOBODY, topics=("公共空间",)), {}, Choice(1, again=False, fits=True)),
        (replace(NOBODY, topics=("公共空间",)), {1: 1}, Choice(3, again=False, fits=False)),
        (replace(NOBODY, topics=("养老助老",), fewer=("公共空间",)), {2: 1}, Choice(1, again=False, fits=True)),
        (replace(NOBODY, fewer=("居民自治",)), {}, Choice(2, again=False, fits=False)),
        (replace(NOBODY, fewer=("居民自治", "养老助老")), {}, Choice(3, again=False, fits=False)),
        (NOBODY, {1: 1, 2: 1, 3: 1}, Choice(3, again=True, fits=False)),
        (NOBODY, {1: 1, 2: 2, 3: 2}, Choice(1, again=True, fits=False)),
    ],
)
def test_a_subscriber_gets_what_suits_them(reader: Subscriber, sent: dict[int, int], choice: Choice) -> None:
    assert pick_case(POOL, EDITION, reader, Counter(sent)) == choice


def test_without_cases_there_is_no_choice() -> None:
    assert (pick_case([], EDITION, NOBODY, Counter()), pick_edition([])) == (None, None)


@given(
    st.lists(
        st.tuples(st.integers(1, 40), st.sets(st.sampled_from(TOPICS))), min_size=1, unique_by=lambda each: each[0]
    ),
    st.data(),
)
def test_nobody_gets_a_case_before_all_others_were_theirs(
    cases: list[tuple[int, set[str]]], data: st.DataObject
) -> None:
    found = [Candidate(number, frozenset(topics), "") for number, topics in cases]
    reader = Subscriber(
        1,
        topics=tuple(data.draw(st.sets(st.sampled_from(TOPICS)))),
        fewer=tuple(data.draw(st.sets(st.sampled_from(TOPICS)))),
    )
    sent: Counter[int] = Counter()
    for _ in range(len(found)):
        edition = replace(EDITION, case_id=data.draw(st.sampled_from(found)).case_id)
        choice = pick_case(found, edition, reader, sent)
        left = [each for each in found if not sent[each.case_id]]
        assert choice is not None
        assert (choice.again, choice.case_id in {each.case_id for each in left}) == (False, True)
        assert choice.fits == any(each.topics & {*reader.topics} for each in left)
        sent[choice.case_id] += 1
    last = pick_case(found, EDITION, reader, sent)
    assert last
    assert last.again


def test_a_week_has_the_newest_case_that_was_no_weeks_and_then_the_one_of_long_ago(library: Library) -> None:
    file_cases(library, [case(1), case(2), case(3)])
    weeks = [f"2026-W{number}" for number in range(40, 46)]
    chosen = [edition.case_id for week in weeks if (edition := make_edition(library, week))]
    assert chosen == [3, 2, 1, 3, 2, 1]
    assert [make_edition(library, week) for week in weeks] == [edition_of(library.db, week) for week in weeks]
    file_cases(library, [case(4)])
    assert [each.case_id for each in candidates(library.db, "2026-W46")] == [4, 3, 2, 1]


def test_what_an_editor_chose_for_a_later_week_is_not_taken_before(library: Library) -> None:
    file_cases(library, [case(1), case(2), case(3)])
    put_edition(library.db, "2026-W50", 3, "三块钱一碗茶", editor_id=9)
    assert [edition.case_id for week in (48, 49, 50) if (edition := make_edition(library, f"2026-W{week}"))] == [
        2,
        1,
        3,
    ]
    assert edition_of(library.db, "2026-W50") == Edition("2026-W50", 3, "三块钱一碗茶", True, "waiting", (), None)


def test_a_hidden_case_is_no_weeks(library: Library) -> None:
    file_cases(library, [case(1), case(2)])
    put_edition(library.db, "2026-W48", 2, "看这个", editor_id=9)
    set_hidden(library, 2, True, 9)
    edition = make_edition(library, "2026-W48")
    assert edition == Edition("2026-W48", 1, "", False, "waiting", (), None)
    set_hidden(library, 1, True, 9)
    assert candidates(library.db, "2026-W48") == []
    assert make_edition(library, "2026-W49") is None


def test_the_next_case_each_time_and_the_first_again(library: Library) -> None:
    file_cases(library, [case(1), case(2), case(3)])
    make_edition(library, "2026-W48")
    swaps = [edition.case_id for _ in range(5) if (edition := swap_edition(library, "2026-W48"))]
    assert swaps == [2, 1, 3, 2, 1]
    assert swap_edition(library, "2026-W49") is None


def test_a_stopped_week_keeps_its_case_free_and_stays_stopped(library: Library) -> None:
    file_cases(library, [case(1), case(2)])
    make_edition(library, "2026-W48")
    put_edition_state(library.db, "2026-W48", "stopped", 9)
    set_hidden(library, 2, True, 9)
    stopped = make_edition(library, "2026-W48")
    assert stopped
    assert stopped.state == "stopped"
    set_hidden(library, 2, False, 9)
    assert make_edition(library, "2026-W49") == Edition("2026-W49", 2, "", False, "waiting", (), None)


def test_a_week_that_was_stopped_after_somebody_got_it_has_been(library: Library) -> None:
    file_cases(library, [case(1), case(2)])
    make_edition(library, "2026-W48")
    subscribe(library.db, 1, "private", datetime(2026, 1, 1, tzinfo=UTC))
    now = SCHEDULE.slot(date(2026, 11, 23), 12)
    queue_due(library.db, "2026-W48", SCHEDULE, now)
    begin_sending(library.db, Delivery("2026-W48", 1), 2)
    end_sending(library.db, Delivery("2026-W48", 1), "sent", now, 5)
    put_edition_state(library.db, "2026-W48", "stopped", 9)
    assert [each.case_id for each in candidates(library.db, "2026-W49")] == [1, 2]


def test_what_a_week_still_has_to_bring(library: Library) -> None:
    now = SCHEDULE.slot(date(2026, 11, 24), 12)
    before = now - timedelta(days=9)
    for chat_id in range(1, 6):
        subscribe(library.db, chat_id, "private", before)
    put_subscriber(library.db, Subscriber(2, weekday=4, since=before.isoformat()))
    put_subscriber(library.db, Subscriber(3, weekday=4, paused_until="2026-12-01", since=before.isoformat()))
    put_subscriber(library.db, Subscriber(4, since=now.isoformat()))
    put_subscriber(library.db, Subscriber(5, weekday=2, hour=7, since=before.isoformat()))
    assert outlook(library, "2026-W48", SCHEDULE, now) == Outlook(waiting=2, missed=1)


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Asia/Shanghai", date(2026, 1, 5)),
        ("Europe/Berlin", date(2026, 7, 6)),
        ("Australia/Lord_Howe", date(2026, 9, 1)),
    ],
)
def test_a_year(library: Library, zone: str, first: date) -> None:
    """52 weeks, 30 cases, 200 readers with topics, hours and days of their own, the clock turned by hand; the year ends and the clocks change in it."""
    chance = random.Random(zone)  # noqa: S311 - a year that can be repeated
    schedule = Schedule(3, time(9, 30), ZoneInfo(zone))
    topics = {number: chance.sample(TOPICS, chance.randint(1, 2)) for number in range(1, 31)}
    file_cases(library, [case(number, *topics[number]) for number in topics])
    begun = schedule.slot(first, None)
    wanted = {}
    for chat_id in range(1, 201):
        subscribe(library.db, chat_id, "private", begun)
        chosen = tuple(chance.sample(TOPICS, chance.randint(0, 2)))
        wanted[chat_id] = Subscriber(
            chat_id,
            topics=chosen,
            weekday=chance.choice([None, *range(1, 8)]),
            hour=chance.choice([None, 7, 21]),
            since=begun.isoformat(),
        )
        put_subscriber(library.db, wanted[chat_id])
    got: defaultdict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for day in (first + timedelta(days=each) for each in range(7 * 52)):
        for hour in (7, 10, 21):
            now = schedule.slot(day, hour)
            drop_late(library.db, now, schedule)
            _deliver(library, schedule, now, got)
    assert {len(each) for each in got.values()} <= {51, 52}
    assert len(got) == 200
    for chat_id, found in got.items():
        _assert_a_good_year(schedule, wanted[chat_id], found, topics)


def _deliver(
    library: Library, schedule: Schedule, now: datetime, got: defaultdict[int, list[tuple[datetime, int]]]
) -> None:
    """What one knock of the scheduler brings."""
    week = schedule.week_of(schedule.local(now).date())
    if not queue_due(library.db, week, schedule, now):
        return
    edition = make_edition(library, week)
    assert edition
    cases = candidates(library.db, week)
    for delivery in queued(library.db, now, 1000):
        reader = subscriber_by_id(library.db, delivery.chat_id)
        assert reader
        choice = pick_case(cases, edition, reader, cases_sent(library.db, delivery.chat_id))
        assert choice
        assert begin_sending(library.db, delivery, choice.case_id)
        end_sending(library.db, delivery, "sent", now, 1)
        got[delivery.chat_id].append((now, choice.case_id))


def _assert_a_good_year(
    schedule: Schedule, reader: Subscriber, found: list[tuple[datetime, int]], topics: dict[int, list[str]]
) -> None:
    cases = [case_id for _, case_id in found]
    times = [schedule.local(moment) for moment, _ in found]
    assert {each.isoweekday() for each in times} == {reader.weekday or 3}
    assert {each.hour for each in times} == {reader.hour or 10}
    assert {(after.date() - before.date()).days for before, after in pairwise(times)} == {7}
    assert sorted(cases[:30]) == list(range(1, 31))
    for at, case_id in enumerate(cases[:30]):
        left = {*range(1, 31)} - {*cases[:at]}
        if reader.topics and any({*topics[each]} & {*reader.topics} for each in left):
            assert {*topics[case_id]} & {*reader.topics}
    assert Counter(cases).most_common(1)[0][1] == 2


def test_the_same_library_and_week_give_the_same_choice(library: Library) -> None:
    file_cases(library, [case(number, TOPICS[number % 4]) for number in range(1, 9)])
    subscribe(library.db, 1, "private", datetime(2026, 1, 1, tzinfo=UTC))
    edition = make_edition(library, "2026-W48")
    assert edition
    [reader] = subscribers(library.db)
    assert (
        len(
            {
                pick_case(candidates(library.db, "2026-W48"), edition, reader, cases_sent(library.db, 1))
                for _ in range(5)
            }
        )
        == 1
    )
    assert queued(library.db, datetime.now(UTC), 9) == []
    assert not begin_sending(library.db, Delivery("2026-W48", 1), 8)
