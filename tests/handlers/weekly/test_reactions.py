"""The buttons under a weekly message."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.weekly import texts
from knowledge import Case, favourites, subscribe, subscriber_by_id, useful_count
from tests.handlers.conftest import EDITOR, GROUP, WORKER, Chat, Message
from tests.handlers.weekly.conftest import MONDAY, SUNDAY, Clock, Weekly, text_of
from tests.knowledge.samples import LIFT, TEA

pytestmark = pytest.mark.anyio


@pytest.fixture
def cases() -> list[Case]:
    return [LIFT, TEA]


@pytest.fixture
async def got(chat: Chat, clock: Clock, weekly: Weekly) -> Message:
    await chat.say("订阅")
    await clock.turn(MONDAY)
    return await weekly.gets(WORKER)


async def test_the_full_text_comes_below(chat: Chat, got: Message) -> None:
    await chat.press(got, "全文")
    full = chat.of_bot(WORKER, got["message_id"])[-1]
    assert full["text"].startswith("#2 梧桐社区：院子里的老茶馆")
    assert text_of(chat.now(got)).startswith("每周一案")


async def test_it_is_kept_and_left(chat: Chat, got: Message) -> None:
    kept = await chat.press(got, "收藏")
    assert (favourites(chat.library.db, WORKER), chat.words(kept)[1]) == ([2], "取消收藏")
    left = await chat.press(kept, "取消收藏")
    assert (favourites(chat.library.db, WORKER), chat.words(left)[1]) == ([], "收藏")


async def test_who_finds_it_useful_counts_once(chat: Chat, got: Message) -> None:
    for _ in range(2):
        assert (await chat.press(got, "对我有用"))["toast"] == texts.USEFUL_KEPT
    assert useful_count(chat.library.db, 2) == 1


async def test_fewer_of_one_topic(chat: Chat, clock: Clock, got: Message) -> None:
    asked = await chat.press(got, "少发这类")
    assert (asked["toast"], chat.keys(asked)) == (texts.WHICH_FEWER, [["公共空间", "养老助老"], ["不用了"]])
    assert chat.words(await chat.press(asked, "不用了"))[0] == "全文"
    told = await chat.press(await chat.press(got, "少发这类"), "养老助老")
    assert (told["toast"], chat.words(told)[0]) == (
        texts.FEWER_KEPT.format(topic="养老助老", settings="「设置」"),
        "全文",
    )
    assert (found := subscriber_by_id(chat.library.db, WORKER))
    assert found.fewer == ("养老助老",)
    shown = await chat.say("设置")
    assert "少发：养老助老" in shown["text"]
    assert "少发：没有" in (await chat.press(shown, "不少发了"))["text"]


async def test_one_tap_leaves_and_one_tap_comes_back(chat: Chat, clock: Clock, weekly: Weekly, got: Message) -> None:
    left = await chat.press(got, "退订")
    assert (left["toast"], chat.words(left)[-1]) == (texts.LEFT, "重新订阅")
    await clock.turn(MONDAY + timedelta(days=7))
    assert len(weekly.got(WORKER)) == 1
    back = await chat.press(left, "重新订阅")
    assert (back["toast"], chat.words(back)[-1]) == ("又订上了。下一期：12月7日 周一 09:00。", "退订")


async def test_in_a_group_everybody_may_keep_it_and_admins_alone_end_it(
    chat: Chat, clock: Clock, weekly: Weekly
) -> None:
    subscribe(chat.library.db, GROUP, "group", SUNDAY - timedelta(days=2))
    await clock.turn(MONDAY)
    got = await weekly.gets(GROUP)
    await chat.press(got, "收藏", WORKER)
    await chat.press(got, "对我有用", WORKER)
    assert (favourites(chat.library.db, WORKER), useful_count(chat.library.db, 2)) == ([2], 1)
    for button in ("少发这类", "退订"):
        assert (await chat.press(got, button, WORKER))["toast"] == texts.ADMINS_ONLY
    assert (await chat.press(got, "退订", EDITOR))["toast"] == texts.LEFT
