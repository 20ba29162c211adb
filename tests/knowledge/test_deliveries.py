"""One row for each edition and chat: nobody gets two, whatever happens in between."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from knowledge import (
    Delivery,
    Library,
    Schedule,
    Subscriber,
    begin_sending,
    cases_sent,
    count_deliveries,
    delivery_states,
    drop_late,
    edition_count,
    editions,
    end_sending,
    file_cases,
    forget_reader,
    give_up,
    growing_pause,
    has_delivery,
    move_subscriber,
    next_try,
    put_edition,
    put_edition_state,
    put_off,
    put_subscriber,
    queue_all,
    queue_due,
    queue_uncertain,
    queued,
    retire,
    rows_of_reader,
    send_again,
    settle_deliveries,
    subscribe,
    subscriber_by_id,
    subscriber_count,
    subscribers,
    uncertain_chats,
    unsettled_weeks,
    unsubscribe,
)
from tests.knowledge.samples import LIFT, TEA

SCHEDULE = Schedule(1, time(9), ZoneInfo("Asia/Shanghai"))
WEEK = "2026-W48"
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
"""Monday at noon in Chengdu."""
EARLIER = NOON - timedelta(days=9)


@pytest.fixture
def weekly(library: Library) -> Library:
    """Three subscribers, and this week's edition."""
    file_cases(library, [TEA, LIFT])
    for chat_id in (1, 2, 3):
        subscribe(library.db, chat_id, "private", EARLIER)
    put_edition(library.db, WEEK, 1)
    return library


def due(library: Library, now: datetime = NOON) -> list[int]:
    queue_due(library.db, WEEK, SCHEDULE, now)
    return [each.chat_id for each in queued(library.db, now, 100)]


def test_whose_slot_of_today_has_come_is_queued_once(weekly: Library) -> None:
    assert queue_due(weekly.db, WEEK, SCHEDULE, SCHEDULE.slot(NOON.date(), 8)) == Counter()
    assert queue_due(weekly.db, WEEK, SCHEDULE, SCHEDULE.slot(NOON.date(), None)) == Counter({None: 3})
    assert queue_due(weekly.db, WEEK, SCHEDULE, NOON) == Counter()
    assert queued(weekly.db, NOON, 2) == [Delivery(WEEK, 1), Delivery(WEEK, 2)]


@pytest.mark.parametrize(
    ("changed", "chats"),
    [
        (Subscriber(2, hour=12, since=EARLIER.isoformat()), [1, 2, 3]),
        (Subscriber(2, hour=13, since=EARLIER.isoformat()), [1, 3]),
        (Subscriber(2, weekday=2, since=EARLIER.isoformat()), [1, 3]),
        (Subscriber(2, weekday=7, since=EARLIER.isoformat()), [1, 3]),
        (Subscriber(2, paused_until="2026-11-24", since=EARLIER.isoformat()), [1, 3]),
        (Subscriber(2, paused_until="2026-11-23", since=EARLIER.isoformat()), [1, 2, 3]),
        (Subscriber(2, since=(NOON - timedelta(hours=2)).isoformat()), [1, 3]),
        (Subscriber(2, since=(NOON - timedelta(hours=4)).isoformat()), [1, 2, 3]),
    ],
)
def test_each_has_their_own_slot(weekly: Library, changed: Subscriber, chats: list[int]) -> None:
    put_subscriber(weekly.db, changed)
    assert subscriber_by_id(weekly.db, 2) == changed
    assert due(weekly) == chats


def test_the_day_before_and_the_day_after_bring_nothing(weekly: Library) -> None:
    assert due(weekly, NOON - timedelta(days=1)) == []
    assert due(weekly, NOON + timedelta(days=1)) == []
    assert due(weekly) == [1, 2, 3]


def test_what_did_not_go_out_on_its_day_does_not_go_out(weekly: Library) -> None:
    due(weekly)
    assert drop_late(weekly.db, NOON, SCHEDULE) == 0
    assert drop_late(weekly.db, NOON + timedelta(days=1), SCHEDULE) == 3
    assert delivery_states(weekly.db) == {1: "failed", 2: "failed", 3: "failed"}


def test_a_message_is_begun_once_and_ends_once(weekly: Library) -> None:
    due(weekly)
    first = Delivery(WEEK, 1)
    assert [begin_sending(weekly.db, first, 1), begin_sending(weekly.db, first, 1)] == [True, False]
    assert unsettled_weeks(weekly.db) == [WEEK]
    end_sending(weekly.db, first, "sent", NOON, 77)
    end_sending(weekly.db, first, "failed", NOON)
    assert delivery_states(weekly.db, WEEK) == {1: "sent", 2: "queued", 3: "queued"}
    assert (cases_sent(weekly.db, 1), cases_sent(weekly.db, 2)) == (Counter({1: 1}), Counter())
    assert ([each.week for each in editions(weekly.db, WEEK, 9)], edition_count(weekly.db, WEEK)) == ([WEEK], 1)


def test_what_was_going_out_when_the_program_ended_is_uncertain_and_goes_out_again_only_when_told(
    weekly: Library,
) -> None:
    due(weekly)
    begin_sending(weekly.db, Delivery(WEEK, 2), 1)
    assert settle_deliveries(weekly.db, NOON) == 1
    assert (uncertain_chats(weekly.db, WEEK), [each.chat_id for each in queued(weekly.db, NOON, 9)]) == ([2], [1, 3])
    assert cases_sent(weekly.db, 2) == Counter({1: 1})
    assert queue_uncertain(weekly.db, WEEK, NOON) == 1
    assert [each.chat_id for each in queued(weekly.db, NOON, 9)] == [1, 2, 3]


def test_an_answer_that_comes_after_all_settles_what_was_uncertain(weekly: Library) -> None:
    due(weekly)
    begin_sending(weekly.db, Delivery(WEEK, 2), 1)
    settle_deliveries(weekly.db, NOON)
    end_sending(weekly.db, Delivery(WEEK, 2), "sent", NOON, 5)
    assert delivery_states(weekly.db)[2] == "sent"


def test_what_did_not_arrive_waits_its_time(weekly: Library) -> None:
    due(weekly)
    begin_sending(weekly.db, Delivery(WEEK, 1), 1)
    send_again(weekly.db, Delivery(WEEK, 1), NOON + timedelta(seconds=3), "429", counts=False)
    assert [each.chat_id for each in queued(weekly.db, NOON, 9)] == [2, 3]
    assert queued(weekly.db, NOON + timedelta(seconds=3), 9)[0] == Delivery(WEEK, 1)
    for chat_id in (2, 3):
        begin_sending(weekly.db, Delivery(WEEK, chat_id), 1)
    assert next_try(weekly.db) == NOON + timedelta(seconds=3)


def test_tries_count_and_pauses_grow() -> None:
    assert [growing_pause(tries).total_seconds() for tries in (0, 1, 2, 5, 9, 99)] == [1, 2, 4, 32, 512, 600]


def test_a_stopped_edition_goes_no_further_and_may_go_on_the_same_day(weekly: Library) -> None:
    due(weekly)
    put_edition_state(weekly.db, WEEK, "stopped", 9)
    assert (queued(weekly.db, NOON, 9), next_try(weekly.db), begin_sending(weekly.db, Delivery(WEEK, 1), 1)) == (
        [],
        None,
        False,
    )
    put_edition_state(weekly.db, WEEK, "approved", 9)
    assert len(queued(weekly.db, NOON, 9)) == 3
    put_edition_state(weekly.db, WEEK, "stopped", 9)
    assert drop_late(weekly.db, NOON + timedelta(days=1), SCHEDULE) == 0
    assert delivery_states(weekly.db, WEEK) == {}


def test_who_leaves_gets_nothing_that_was_queued(weekly: Library) -> None:
    due(weekly)
    assert (unsubscribe(weekly.db, 1), unsubscribe(weekly.db, 1), unsubscribe(weekly.db, 99)) == (True, False, False)
    assert [each.chat_id for each in queued(weekly.db, NOON, 9)] == [2, 3]
    assert subscriber_count(weekly.db) == 2


def test_who_leaves_while_it_goes_out_is_not_sent_it_again(weekly: Library) -> None:
    due(weekly)
    begin_sending(weekly.db, Delivery(WEEK, 1), 1)
    unsubscribe(weekly.db, 1)
    send_again(weekly.db, Delivery(WEEK, 1), NOON, "Bad Gateway")
    assert delivery_states(weekly.db, WEEK)[1] == "failed"


def test_who_blocks_is_retired_and_may_come_back_with_their_settings(weekly: Library) -> None:
    put_subscriber(weekly.db, Subscriber(1, topics=("公共空间",), silent=True, since=EARLIER.isoformat()))
    due(weekly)
    begin_sending(weekly.db, Delivery(WEEK, 1), 1)
    retire(weekly.db, Delivery(WEEK, 1), NOON, "bot was blocked by the user")
    assert (delivery_states(weekly.db, WEEK)[1], subscriber_count(weekly.db)) == ("blocked", 2)
    assert (subscribe(weekly.db, 1, "private", NOON), subscribe(weekly.db, 1, "private", NOON)) == (True, False)
    assert subscriber_by_id(weekly.db, 1) == Subscriber(1, topics=("公共空间",), silent=True, since=NOON.isoformat())


def test_a_block_that_telegram_tells_of_stops_what_was_queued(weekly: Library) -> None:
    due(weekly)
    unsubscribe(weekly.db, 1, "blocked")
    assert delivery_states(weekly.db, WEEK) == {1: "blocked", 2: "queued", 3: "queued"}


def test_a_group_that_moved_keeps_all_it_had(weekly: Library) -> None:
    subscribe(weekly.db, -5, "group", EARLIER)
    put_subscriber(weekly.db, Subscriber(-5, "group", topics=("居民自治",), since=EARLIER.isoformat()))
    due(weekly)
    begin_sending(weekly.db, Delivery(WEEK, -5), 1)
    move_subscriber(weekly.db, -5, -1005)
    moved = subscriber_by_id(weekly.db, -1005)
    assert (subscriber_by_id(weekly.db, -5), moved and moved.topics, delivery_states(weekly.db)) == (
        None,
        ("居民自治",),
        {-1005: "sending", 1: "queued", 2: "queued", 3: "queued"},
    )
    subscribe(weekly.db, -5, "group", EARLIER)
    move_subscriber(weekly.db, -5, -1005)
    assert [each.chat_id for each in subscribers(weekly.db)] == [-1005, 1, 2, 3]


def test_all_who_have_none_yet_can_be_sent_it_now(weekly: Library) -> None:
    put_subscriber(weekly.db, Subscriber(3, paused_until="2026-12-07", since=EARLIER.isoformat()))
    due(weekly)
    begin_sending(weekly.db, Delivery(WEEK, 1), 1)
    end_sending(weekly.db, Delivery(WEEK, 1), "sent", NOON, 5)
    subscribe(weekly.db, 4, "private", NOON)
    assert queue_all(weekly.db, WEEK, NOON, NOON.date()) == 1
    assert count_deliveries(weekly.db, WEEK) == Counter(sent=1, queued=2)


def test_a_reader_who_is_forgotten_is_in_no_row(weekly: Library) -> None:
    due(weekly)
    begin_sending(weekly.db, Delivery(WEEK, 1), 1)
    assert {*rows_of_reader(weekly.db, 1)} == {"subscribers", "deliveries"}
    forget_reader(weekly.db, 1)
    end_sending(weekly.db, Delivery(WEEK, 1), "sent", NOON, 5)
    assert (rows_of_reader(weekly.db, 1), delivery_states(weekly.db)) == ({}, {2: "queued", 3: "queued"})


def test_a_change_of_settings_is_kept_whole(weekly: Library) -> None:
    changed = Subscriber(
        *(
            2,
            "private",
            7,
            "active",
            ("公共空间", "居民自治"),
            ("乡村振兴",),
            5,
            21,
            True,
            "2026-12-01",
            "武侯区",
            "老旧院落",
        ),
        NOON.isoformat(),
    )
    put_subscriber(weekly.db, changed)
    assert subscriber_by_id(weekly.db, 2) == changed
    put_subscriber(weekly.db, replace(changed, chat_id=99))
    assert subscriber_by_id(weekly.db, 99) is None


def test_a_message_may_be_put_off_or_given_up(weekly: Library) -> None:
    due(weekly)
    put_off(weekly.db, Delivery(WEEK, 1), NOON + timedelta(minutes=1))
    give_up(weekly.db, Delivery(WEEK, 2), NOON, "odd")
    assert ([each.chat_id for each in queued(weekly.db, NOON, 9)], delivery_states(weekly.db)[2]) == ([3], "failed")
    assert [each.chat_id for each in queued(weekly.db, NOON + timedelta(minutes=1), 9)] == [1, 3]


def test_what_is_uncertain_goes_out_again_to_those_who_are_still_there(weekly: Library) -> None:
    due(weekly)
    for chat_id in (1, 2, 3):
        begin_sending(weekly.db, Delivery(WEEK, chat_id), 1)
    settle_deliveries(weekly.db, NOON)
    unsubscribe(weekly.db, 2)
    assert queue_uncertain(weekly.db, WEEK, NOON) == 2
    put_edition_state(weekly.db, WEEK, "stopped", 9)
    assert queue_uncertain(weekly.db, WEEK, NOON) == 0


def test_a_group_that_has_a_message_of_its_own_under_its_new_id_gets_no_other(weekly: Library) -> None:
    for chat_id in (-5, -1005):
        subscribe(weekly.db, chat_id, "group", EARLIER)
    due(weekly)
    begin_sending(weekly.db, Delivery(WEEK, -1005), 1)
    assert move_subscriber(weekly.db, -5, -1005) == []
    assert delivery_states(weekly.db) == {-1005: "sending", 1: "queued", 2: "queued", 3: "queued"}
    assert (has_delivery(weekly.db, WEEK, -1005), has_delivery(weekly.db, WEEK, -5)) == (True, False)
