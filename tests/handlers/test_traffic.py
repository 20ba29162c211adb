"""How fast the bot sends: the weekly case keeps under Telegram's limits, and makes room for answers."""

from __future__ import annotations

import random
from collections import defaultdict

from handlers.traffic import CHAT_SECONDS, GROUP_MOST, Traffic


class Time:
    """A clock that is turned by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def most_within(times: list[float], seconds: float) -> int:
    return max(sum(first <= each < first + seconds for each in times) for first in times)


def test_the_weekly_case_goes_out_evenly_near_the_limit() -> None:
    time = Time()
    traffic = Traffic(time)
    sent: list[float] = []
    while time.now < 60:
        if wait := traffic.room(len(sent)):
            time.now += wait
        else:
            sent.append(time.now)
    assert most_within(sent, 1.0) <= 29
    assert len(sent) / 60 >= 28 * 0.95


def test_it_makes_room_for_answers() -> None:
    time, chance = Time(), random.Random(7)  # noqa: S311 - a run that can be repeated
    traffic, weekly, everything = Traffic(time), 0, []
    answers = iter(sorted(chance.uniform(0, 60) for _ in range(600)))
    following = next(answers)
    while time.now < 60:
        if time.now >= following:
            traffic.note(-1)
            everything.append(time.now)
            following = next(answers, 999.0)
        elif wait := traffic.room(weekly):
            time.now = min(time.now + wait, following)
        else:
            weekly += 1
            everything.append(time.now)
    assert most_within(everything, 1.0) <= 34
    assert 15 * 60 <= weekly <= 19 * 60


def test_a_late_turn_is_made_up_for_once() -> None:
    time = Time()
    traffic = Traffic(time)
    assert traffic.room(1) == 0
    time.now += 5
    assert [bool(traffic.room(chat_id)) for chat_id in (2, 3, 4)] == [False, False, True]


def test_a_chat_that_was_just_answered_is_left_alone_for_a_second_and_so_is_one_that_just_got_it() -> None:
    time = Time()
    traffic = Traffic(time)
    traffic.note(5)
    assert (traffic.chat_wait(5), traffic.chat_wait(6)) == (CHAT_SECONDS, 0)
    assert (traffic.room(6), traffic.pause(6), traffic.pause(5)) == (0, CHAT_SECONDS, 0)
    time.now += CHAT_SECONDS + 0.001
    assert (traffic.chat_wait(5), traffic.pause(6)) == (0, 0)


def test_a_busy_group_waits_its_minute() -> None:
    time = Time()
    traffic = Traffic(time)
    for _ in range(GROUP_MOST):
        traffic.note(-5)
        time.now += 1
    assert 40 < traffic.chat_wait(-5) < 50
    time.now += 50
    assert traffic.chat_wait(-5) == 0


def test_after_a_stall_what_left_late_counts_longer() -> None:
    time = Time()
    traffic, sent = Traffic(time), 0
    for late in (0.0, 0.2):
        if late:
            traffic.note_leaving(sent - 1)  # its turn was a while ago
        begun, count = time.now, sent
        while time.now < begun + 3:
            if wait := traffic.room(sent):
                time.now += wait
            else:
                sent += 1
        assert (sent - count > 80) == (not late)
        time.now += 0.2


def test_chats_of_long_ago_are_forgotten() -> None:
    time = Time()
    traffic = Traffic(time)
    waits: defaultdict[int, float] = defaultdict(float)
    for chat_id in range(5000):
        traffic.note(chat_id)
        time.now += 1
        waits[chat_id] = traffic.chat_wait(chat_id)
    assert len(traffic._chats) < 2100
