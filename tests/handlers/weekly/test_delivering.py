"""The weekly case goes out: on time, once, and whatever Telegram answers."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.access import Context
from handlers.traffic import GROUP_MOST
from handlers.weekly import texts
from handlers.weekly.outcome import settle
from knowledge import (
    Delivery,
    Library,
    begin_sending,
    begin_telling_of,
    delivery_states,
    make_edition,
    put_subscriber,
    queue_all,
    queue_due,
    subscribe,
    subscriber_by_id,
    subscribers,
)
from knowledge.desk import set_hidden
from sandbox_server import World, serving
from sandbox_server.channels import upgrade
from sandbox_server.chats import Chat as Room
from sandbox_server.description import NO_ANSWER
from tests.handlers.conftest import EDITOR, GROUP, NEIGHBOUR, WORKER, Chat, running
from tests.handlers.weekly.conftest import MONDAY, SUNDAY, Clock, Weekly, text_of

pytestmark = pytest.mark.anyio

WEEK = "2026-W48"


async def test_it_comes_on_time_and_once(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    await chat.say("订阅")
    await clock.turn(MONDAY - timedelta(minutes=1))
    assert delivery_states(chat.library.db) == {}
    await clock.turn(MONDAY)
    got = await weekly.gets(WORKER)
    assert text_of(got).splitlines()[:3] == ["每周一案 · 第48周", "#3 东升街道：把难事摆到桌面上", "双流区 · 东升街道"]
    assert ("photo" in got, chat.keys(got)) == (True, [["全文", "收藏", "对我有用"], ["少发这类", "退订"]])
    report = await weekly.told("每周一案发完了")
    assert report["text"].startswith("每周一案发完了：送到 1，退出 0，没送到 0，用时 ")
    for hours in (0, 1, 12):
        await clock.turn(MONDAY + timedelta(hours=hours))
    await chat.settled()
    assert len(weekly.got(WORKER)) == 1
    await clock.turn(MONDAY + timedelta(days=7))
    assert text_of(await weekly.gets(WORKER, 2)).splitlines()[1].startswith("#2 银杏社区")


async def test_a_machine_that_was_off_at_the_hour_catches_up_the_same_day(
    chat: Chat, clock: Clock, weekly: Weekly
) -> None:
    await chat.say("订阅")
    await clock.turn(MONDAY + timedelta(hours=11))
    assert "第48周" in text_of(await weekly.gets(WORKER))


async def test_it_does_not_catch_up_days_late(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    await chat.say("订阅")
    await clock.turn(MONDAY + timedelta(days=1))
    assert (delivery_states(chat.library.db), weekly.got(WORKER)) == ({}, [])
    assert "错过 1（当天机器没开）" not in (await chat.say("/weekly", EDITOR))["text"]
    make_edition(chat.library, WEEK)
    assert "错过 1（当天机器没开）" in (await chat.say("/weekly", EDITOR))["text"]


async def test_everyone_gets_what_they_chose_when_they_chose_it(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    for who in (WORKER, NEIGHBOUR):
        await chat.say("订阅", who)
    worker, neighbour = subscriber_by_id(chat.library.db, WORKER), subscriber_by_id(chat.library.db, NEIGHBOUR)
    assert worker
    assert neighbour
    put_subscriber(chat.library.db, replace(worker, topics=("公共空间",), silent=True, district="双流区"))
    put_subscriber(chat.library.db, replace(neighbour, weekday=3, hour=21))
    await clock.turn(MONDAY)
    got = await weekly.gets(WORKER)
    assert text_of(got).splitlines()[1:4] == [
        "#1 梧桐社区：院子里的老茶馆",
        "双流区 · 东升街道 · 梧桐社区 · 2021年",
        "与你相近：双流区",
    ]
    sent = [call for call in chat.world.calls if call.method == "sendPhoto"]
    assert [call.params["disable_notification"] for call in sent if call.params["chat_id"] == WORKER] == [True]
    assert weekly.got(NEIGHBOUR) == []
    await clock.turn(MONDAY + timedelta(days=2, hours=12))
    assert "#3 东升街道" in text_of(await weekly.gets(NEIGHBOUR))


async def test_after_the_last_case_it_begins_again_and_says_so(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    await chat.say("订阅")
    for week in range(4):
        await clock.turn(MONDAY + timedelta(days=7 * week))
        await weekly.gets(WORKER, week + 1)
    titles = [text_of(each).splitlines()[1] for each in weekly.got(WORKER)]
    assert [title.split()[0] for title in titles] == ["#3", "#2", "#1", texts.AGAIN]
    assert text_of(weekly.got(WORKER)[3]).splitlines()[2].startswith("#3")


@pytest.mark.usefixtures("undrawn")
async def test_a_picture_is_brought_once_and_then_called_by_its_name(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    await _previewed(chat, clock, weekly)
    await clock.turn(MONDAY)
    for who in (WORKER, NEIGHBOUR):
        await weekly.gets(who)
    brought = [call for call in chat.world.calls if call.method == "sendPhoto" and "bytes" in str(call.params["photo"])]
    assert len(brought) == 1


@pytest.mark.usefixtures("undrawn")
async def test_a_picture_that_telegram_refuses_leaves_the_text_alone(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    await chat.say("订阅")
    chat.refused = 2  # the preview, and the message itself, for which it is tried once more
    for moment in (SUNDAY, MONDAY):
        chat.world.fail_next("sendPhoto", 400, "Bad Request: IMAGE_PROCESS_FAILED")
        await clock.turn(moment)
        await weekly.told("要发的每周一案")
    got = await weekly.gets(WORKER)
    assert ("photo" in got, "text" in got) == (False, True)
    await weekly.settled({WORKER: "sent"})


@pytest.mark.parametrize(
    ("code", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: not enough rights to send text messages to the chat"),
        (400, "Bad Request: PEER_ID_INVALID"),
    ],
)
async def test_who_cannot_be_reached_is_retired_and_stops_nobody(
    chat: Chat, clock: Clock, weekly: Weekly, code: int, description: str
) -> None:
    await _previewed(chat, clock, weekly)
    chat.refused = 1
    chat.world.fail_next("sendPhoto", code, description)
    await clock.turn(MONDAY)
    await weekly.settled({WORKER: "blocked", NEIGHBOUR: "sent"})
    assert [(each.chat_id, each.state) for each in subscribers(chat.library.db)] == [
        (WORKER, "blocked"),
        (NEIGHBOUR, "active"),
    ]
    assert (await weekly.told("每周一案发完了"))["text"].startswith("每周一案发完了：送到 1，退出 1，没送到 0")


async def test_a_message_that_telegram_does_not_like_is_told_and_stops_nobody(
    chat: Chat, clock: Clock, weekly: Weekly
) -> None:
    await _previewed(chat, clock, weekly)
    chat.refused = 1
    chat.world.fail_next("sendPhoto", 400, "Bad Request: something odd")
    await clock.turn(MONDAY)
    await weekly.settled({WORKER: "failed", NEIGHBOUR: "sent"})
    assert (await weekly.told("每周一案发完了"))["text"].startswith("每周一案发完了：送到 1，退出 0，没送到 1")


@pytest.mark.parametrize(
    "refusal",
    [(429, "Too Many Requests: retry after 1", 1), (502, "Bad Gateway"), (500, "Internal Server Error: sorry")],
)
async def test_what_surely_did_not_arrive_is_sent_again(
    chat: Chat, clock: Clock, weekly: Weekly, refusal: tuple[int, str, int]
) -> None:
    await _previewed(chat, clock, weekly)
    chat.refused = 1
    chat.world.fail_next("sendPhoto", *refusal)
    await clock.turn(MONDAY)
    await weekly.settled({WORKER: "sent", NEIGHBOUR: "sent"})
    assert [len(weekly.got(who)) for who in (WORKER, NEIGHBOUR)] == [1, 1]


async def test_a_group_that_has_moved_gets_it_under_its_new_number(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    chat.world.chats[-500] = Room(-500, "小群", {EDITOR: "creator"}, moved_to=GROUP)
    subscribe(chat.library.db, -500, "group", SUNDAY - timedelta(days=2))
    chat.refused = 1
    await clock.turn(MONDAY)
    got = await weekly.gets(GROUP)
    assert chat.buttons(got)[0]["url"].endswith("?start=c_3")
    await weekly.settled({GROUP: "sent"})
    assert [each.chat_id for each in subscribers(chat.library.db)] == [GROUP]


async def test_a_topic_that_is_gone_leaves_it_to_the_group(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    subscribe(chat.library.db, GROUP, "group", SUNDAY - timedelta(days=2), thread_id=9)
    chat.refused = 1
    await clock.turn(MONDAY)
    await weekly.gets(GROUP)
    found = subscriber_by_id(chat.library.db, GROUP)
    assert found
    assert found.thread_id is None


async def test_a_request_without_an_answer_is_uncertain_and_for_editors_to_decide(
    chat: Chat, clock: Clock, weekly: Weekly
) -> None:
    await chat.say("订阅")
    await clock.turn(SUNDAY)
    await weekly.told("要发的每周一案")
    chat.world.fail_next("sendPhoto", NO_ANSWER, "")
    await clock.turn(MONDAY)
    asked = await weekly.told("不确定到没到")
    assert ("第48周1 个不确定到没到" in asked["text"], f"：{WORKER}。" in asked["text"], chat.keys(asked)) == (
        True,
        True,
        [["再发这 1 个"]],
    )
    assert (delivery_states(chat.library.db), weekly.got(WORKER)) == ({WORKER: "uncertain"}, [])
    await clock.turn(MONDAY + timedelta(minutes=5))
    await chat.press(asked, "再发这 1 个", EDITOR)
    await weekly.gets(WORKER)
    await weekly.settled({WORKER: "sent"})


async def test_what_was_going_out_when_the_bot_ended_is_shown_and_the_rest_goes_on(filled: Library) -> None:
    world = World()
    for chat_id in (WORKER, NEIGHBOUR):
        subscribe(filled.db, chat_id, "private", MONDAY - timedelta(days=9))
    async with serving(world) as address:
        async with running(filled, world, address) as app:
            house = app.bot_data["house"]
            now = house.clock()
            today = house.schedule.local(now).date()
            edition = make_edition(filled, house.schedule.week_of(today))
            assert edition
            queue_all(filled.db, edition.week, now, today)
            begin_telling_of(filled.db, edition.week, now)
            begin_sending(filled.db, Delivery(edition.week, WORKER), edition.case_id)
        async with running(filled, world, address) as app:
            chat = Chat(world, app, filled)
            weekly = Weekly(chat)
            await weekly.told("不确定到没到")
            await weekly.gets(NEIGHBOUR)
            assert (await weekly.told("每周一案发完了"))["text"].startswith(
                "每周一案发完了：送到 1，退出 0，没送到 0，用时 "
            )
            await weekly.settled({WORKER: "uncertain", NEIGHBOUR: "sent"})
            assert weekly.got(WORKER) == []


async def test_the_bot_is_stopped_with_messages_under_way_and_they_are_known_to_have_arrived(filled: Library) -> None:
    world = World()
    for chat_id in range(2000, 2040):
        world.add_person(chat_id, "某")
        subscribe(filled.db, chat_id, "private", MONDAY - timedelta(days=9))
    async with serving(world) as address, running(filled, world, address) as app:
        chat = Chat(world, app, filled)
        assert (await chat.say("/weekly send", EDITOR))["text"].startswith("第")
        await chat.world.until(lambda: [each for each in world.calls if each.method == "sendPhoto"])
    states = Counter(delivery_states(filled.db).values())
    assert {*states} <= {"sent", "queued"}
    assert states["sent"] == sum(each.method == "sendPhoto" for each in world.calls)


async def _previewed(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    """Two subscribers, and an edition that editors have seen."""
    for who in (WORKER, NEIGHBOUR):
        await chat.say("订阅", who)
    await clock.turn(SUNDAY)
    await weekly.told("要发的每周一案")


async def test_without_a_case_nothing_goes_out_and_it_is_not_tried_all_the_time(
    chat: Chat, clock: Clock, weekly: Weekly
) -> None:
    await _previewed(chat, clock, weekly)
    for case_id in (1, 2, 3):
        set_hidden(chat.library, case_id, True, EDITOR)
    await clock.turn(MONDAY)
    async with asyncio.timeout(10):
        while chat.app.bot_data["house"].weekly.running:
            await asyncio.sleep(0.01)
    assert (weekly.got(WORKER), delivery_states(chat.library.db)) == ([], {WORKER: "queued", NEIGHBOUR: "queued"})


async def test_a_chat_that_is_held_holds_up_nobody(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    for number in range(GROUP_MOST):
        subscribe(chat.library.db, 3000 + number, "private", SUNDAY - timedelta(days=2))
        chat.world.add_person(3000 + number, "某")
    subscribe(chat.library.db, GROUP, "group", SUNDAY - timedelta(days=2))
    await clock.turn(SUNDAY)
    await weekly.told("要发的每周一案")
    for _ in range(GROUP_MOST):
        chat.app.bot_data["house"].traffic.note(GROUP)
    await clock.turn(MONDAY)
    for number in range(GROUP_MOST):
        await weekly.gets(3000 + number)
    assert (weekly.got(GROUP), delivery_states(chat.library.db)[GROUP]) == ([], "queued")


async def test_a_message_that_cannot_be_made_stops_nobody(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    await _previewed(chat, clock, weekly)
    chat.library.db.execute(
        "UPDATE subscribers SET topics = '[[]]' WHERE chat_id = ?", [WORKER]
    )  # what no set can hold
    await clock.turn(MONDAY)
    await weekly.settled({WORKER: "failed", NEIGHBOUR: "sent"})
    assert [len(weekly.got(who)) for who in (WORKER, NEIGHBOUR)] == [0, 1]


async def test_a_group_that_moves_while_its_message_is_under_way_has_it_once(
    chat: Chat, clock: Clock, weekly: Weekly
) -> None:
    chat.world.chats[-500] = Room(-500, "小群", {EDITOR: "creator", WORKER: "member"})
    subscribe(chat.library.db, -500, "group", SUNDAY - timedelta(days=2))
    await clock.turn(SUNDAY)
    await weekly.told("要发的每周一案")
    house = chat.app.bot_data["house"]
    house.weekly.running = True  # a message is under way
    queue_all(chat.library.db, WEEK, MONDAY, MONDAY.date())
    begin_sending(chat.library.db, Delivery(WEEK, -500), 3)
    new_id = upgrade(chat.world, -500)
    await chat.settled()
    settle(Context(chat.app), Delivery(WEEK, -500), 77)
    assert (delivery_states(chat.library.db), house.weekly.moved) == ({new_id: "sent"}, {})


async def test_an_edition_that_is_missing_is_made_when_its_messages_are_due(
    chat: Chat, clock: Clock, weekly: Weekly
) -> None:
    await chat.say("订阅")
    queue_due(chat.library.db, WEEK, chat.app.bot_data["house"].schedule, MONDAY + timedelta(minutes=1))
    subscribe(chat.library.db, NEIGHBOUR, "private", SUNDAY - timedelta(days=2))
    row = [WEEK, NEIGHBOUR, MONDAY.isoformat()]
    chat.library.db.execute(
        "INSERT OR IGNORE INTO deliveries (week, chat_id, state, queued_at) VALUES (?, ?, 'queued', ?)", row
    )
    await clock.turn(MONDAY + timedelta(minutes=5))
    assert "#3 东升街道" in text_of(await weekly.gets(NEIGHBOUR))


async def test_what_could_not_go_out_on_its_day_is_told(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    await _previewed(chat, clock, weekly)
    queue_due(chat.library.db, WEEK, chat.app.bot_data["house"].schedule, MONDAY + timedelta(minutes=1))
    await clock.turn(MONDAY + timedelta(days=1))
    assert (await weekly.told("隔天不补"))["text"] == texts.LATE.format(count=2)
    assert weekly.got(WORKER) == []


async def test_answers_leave_room_and_are_counted_when_they_leave(chat: Chat) -> None:
    traffic = chat.app.bot_data["house"].traffic
    before = len(traffic._all)
    await chat.say("帮助")
    assert (len(traffic._all) - before, traffic.chat_wait(WORKER) > 0) == (1, True)


async def test_what_is_sent_late_in_the_evening_goes_on_after_midnight(
    chat: Chat, clock: Clock, weekly: Weekly
) -> None:
    await _previewed(chat, clock, weekly)
    evening = SUNDAY + timedelta(hours=14, minutes=59)
    queue_all(chat.library.db, WEEK, evening, evening.date())
    await clock.turn(evening + timedelta(minutes=10))
    await weekly.settled({WORKER: "sent", NEIGHBOUR: "sent"})
    assert [len(weekly.got(who)) for who in (WORKER, NEIGHBOUR)] == [1, 1]
