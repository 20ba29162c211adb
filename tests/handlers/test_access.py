"""Who may do what, how fast, and what becomes of an error."""

from __future__ import annotations

import logging

import pytest

from handlers import ask
from handlers.desk import audit, gaps
from handlers.house import MOST_KEPT, House, Pace, Role
from knowledge import Library
from sandbox_server import World, serving
from tests.handlers.conftest import EDITOR, NEIGHBOUR, WORKER, Chat, running


def test_roles(library: Library) -> None:
    library.db.execute("INSERT INTO editors (editor_id, since) VALUES (?, '2026-01-01')", [WORKER])
    house = House(library, frozenset({EDITOR}))
    assert [house.role(user) for user in (EDITOR, WORKER, NEIGHBOUR)] == [Role.OWNER, Role.EDITOR, Role.WORKER]


def test_a_pace_lets_so_many_through_in_any_stretch_of_time() -> None:
    times = [0, 4, 5, 10, 11, 14]
    pace = Pace(2, 10, clock=iter(times).__next__)
    assert [pace.wait(7) for _ in times] == [0, 0, 5, 0, 3, 0]


def test_a_pace_forgets_those_who_left() -> None:
    now = 0.0
    pace = Pace(2, 10, clock=lambda: now)
    for key in range(MOST_KEPT + 1):
        pace.wait(key)
    now = 11.0
    pace.wait(1)
    assert list(pace._seen) == [1]


pytestmark = pytest.mark.anyio


async def test_who_is_too_fast_is_told_once(chat: Chat) -> None:
    for _ in range(30):
        chat.world.say(WORKER, WORKER, "帮助")
    await chat.world.until(lambda: len(chat.of_bot(WORKER)) > 20)
    await chat.settled(who=NEIGHBOUR)
    said = [message["text"] for message in chat.of_bot(WORKER)]
    assert (len(said), said[-1]) == (21, "慢一点，10 秒后再问。")


async def test_an_error_is_logged_told_to_the_owners_and_calmly_to_the_user(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("老茶馆 is broken")

    monkeypatch.setattr(ask, "answer", fail)
    with caplog.at_level(logging.ERROR, "handlers"):
        told = await chat.say("老茶馆")
        [to_owner] = await chat.world.until(lambda: chat.of_bot(EDITOR))
    number = told["text"].partition("编号 ")[2].partition("，")[0]
    assert told["text"] == f"刚才出了点问题，不是你的问题写得不对。编号 {number}，管理员已收到。"
    assert to_owner["text"] == f"出了一个错：RuntimeError，编号 {number}。详情在日志里。"
    assert [record.getMessage() for record in caplog.records] == [f"error {number}"]


async def test_an_error_in_the_background_is_told_as_any_other(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(gaps, "missed", lambda *_: 1 / 0)
    with caplog.at_level(logging.ERROR, "handlers"):
        chat.world.say(EDITOR, EDITOR, "/misses")
        to_owner, told = await chat.world.until(lambda: two if len(two := chat.of_bot(EDITOR)) == 2 else None)
    number = told["text"].partition("编号 ")[2].partition("，")[0]
    assert told["text"] == f"刚才出了点问题，不是你的问题写得不对。编号 {number}，管理员已收到。"
    assert to_owner["text"] == f"出了一个错：ZeroDivisionError，编号 {number}。详情在日志里。"
    assert [record.getMessage() for record in caplog.records] == [f"error {number}"]


async def test_an_error_of_what_nobody_waits_for_is_told_to_the_owners(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "audit", lambda *_: 1 / 0)
    await chat.say("/hide 1", EDITOR)
    to_owner = await chat.world.until(lambda: [each for each in chat.of_bot(EDITOR) if "出了一个错" in each["text"]])
    assert len(to_owner) == 1


async def test_the_owners_are_not_told_of_one_kind_of_error_over_and_over(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask, "answer", lambda *_: 1 / 0)
    for _ in range(6):
        assert (await chat.say("老茶馆"))["text"].startswith("刚才出了点问题")
    assert len(chat.of_bot(EDITOR)) == 3


async def test_an_error_that_no_owner_hears_of_is_told_differently(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "answer", lambda *_: 1 / 0)
    chat.world.block(EDITOR)
    chat.refused = 1
    told = await chat.say("老茶馆")
    assert told["text"].startswith("刚才出了点问题，不是你的问题写得不对。过一会儿再试；还不行，把编号 ")


async def test_a_message_that_did_not_arrive_is_sent_again(chat: Chat) -> None:
    chat.refused = 1
    chat.world.fail_next("sendMessage", 502, "Bad Gateway")
    assert "梧桐社区" in (await chat.say("老茶馆"))["text"]
    assert len(chat.of_bot(WORKER)) == 1


async def test_an_owner_who_never_wrote_to_the_bot_is_no_second_error(
    filled: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(strangers=True)
    async with serving(world) as address, running(filled, world, address) as app:
        chat = Chat(world, app, filled)
        monkeypatch.setattr(ask, "answer", lambda *_: 1 / 0)
        assert (await chat.say("老茶馆"))["text"].startswith("刚才出了点问题")


async def test_who_blocks_the_bot_is_let_go(chat: Chat) -> None:
    chat.world.say(WORKER, WORKER, "老茶馆")
    chat.world.block(WORKER)
    await chat.world.until(lambda: [call for call in chat.world.calls if "blocked" in call.description])
    chat.refused = 1
    assert chat.of_bot(EDITOR) == []
    chat.world.unblock(WORKER)
    assert "梧桐社区" in (await chat.say("老茶馆"))["text"]


async def test_telegrams_wish_to_wait_is_obeyed(chat: Chat) -> None:
    chat.refused = 1
    chat.world.fail_next("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    assert "梧桐社区" in (await chat.say("老茶馆"))["text"]
    assert len(chat.of_bot(WORKER)) == 1
