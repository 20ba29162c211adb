"""Who gets the weekly case, and how they want it."""

from __future__ import annotations

import pytest

from handlers.weekly import texts
from knowledge import Subscriber, subscriber_by_id, subscribers
from sandbox_server.channels import add_channel, publish, upgrade
from sandbox_server.chats import Chat as Room
from tests.handlers.conftest import ANONYMOUS, EDITOR, GROUP, NEIGHBOUR, WORKER, Chat, Message
from tests.handlers.weekly.conftest import Clock

pytestmark = pytest.mark.anyio

CHANNEL = -1002000000002


def reader(chat: Chat, chat_id: int = WORKER) -> Subscriber:
    found = subscriber_by_id(chat.library.db, chat_id)
    assert found
    return found


def is_active(chat: Chat, chat_id: int) -> bool:
    found = subscriber_by_id(chat.library.db, chat_id)
    return found is not None and found.active


@pytest.mark.parametrize("word", ["/subscribe", "订阅", "我要订阅。", "/start sub"])
async def test_who_subscribes_is_told_when_it_comes(chat: Chat, clock: Clock, word: str) -> None:
    told = await chat.say(word)
    assert told["text"] == texts.SUBSCRIBED.format(
        every="每周一 09:00", next="11月23日 周一 09:00", settings="「设置」", leave="「退订」"
    )
    assert chat.keys(told) == [["主题", "星期", "钟点"]]
    assert reader(chat).active
    assert (await chat.say("订阅"))["text"].startswith("已经订着了，每周一 09:00")


@pytest.mark.parametrize("word", ["/unsubscribe", "退订", "取消订阅"])
async def test_who_leaves_is_out(chat: Chat, word: str) -> None:
    await chat.say("订阅")
    assert (await chat.say(word))["text"] == "已退订，不会再发。想回来，随时发「订阅」。"
    assert (await chat.say(word))["text"] == "本来就没有订阅。想订阅，发「订阅」。"
    assert reader(chat).state == "left"


async def test_settings_are_changed_one_by_one(chat: Chat, clock: Clock) -> None:
    chat.unhurried()
    await chat.say("订阅")
    shown = await chat.say("设置")
    assert chat.keys(shown) == [["主题", "星期", "钟点"], ["区县", "社区类型", "暂停"], ["改成静音", "退订"]]
    for way in (
        ["主题", "公共空间", "养老助老", "✓公共空间", "公共空间", "好了"],
        ["星期", "周五"],
        ["钟点", "21:00"],
        ["区县", "武侯区"],
        ["社区类型", "老旧院落"],
        ["改成静音"],
    ):
        for key in way:
            shown = await chat.press(shown, key)
    changed = reader(chat)
    assert (changed.topics, changed.weekday, changed.hour, changed.district, changed.neighbourhood, changed.silent) == (
        *(("养老助老", "公共空间"), 5, 21, "武侯区", "老旧院落", True),
    )
    assert shown["text"].splitlines() == [
        "每周一案的设置",
        "时间：每周五 21:00",
        "主题：养老助老、公共空间",
        "少发：没有",
        "提醒：静音",
        "暂停：没有",
        "我的社区：武侯区 · 老旧院落",
        "下一期：11月27日 周五 21:00。",
    ]


async def test_the_hours_are_from_seven_to_nine_in_the_evening(chat: Chat) -> None:
    await chat.say("订阅")
    hours = await chat.press(await chat.say("设置"), "钟点")
    assert [word for word in chat.words(hours) if ":" in word and "照常" not in word] == [
        f"{hour:02}:00" for hour in range(7, 22)
    ]
    assert chat.words(await chat.press(hours, "照常（09:00）"))[:3] == ["主题", "星期", "钟点"]
    assert reader(chat).hour is None


async def test_a_pause_ends_by_itself(chat: Chat, clock: Clock) -> None:
    await chat.say("订阅")
    shown = await chat.press(await chat.press(await chat.say("设置"), "暂停"), "2 周")
    assert reader(chat).paused_until == "2026-12-07"
    assert shown["text"].splitlines()[5:] == [
        "暂停：停着，12月7日起再发",
        "我的社区：没填",
        "下一期：12月7日 周一 09:00。",
    ]
    shown = await chat.press(shown, "不暂停了")
    assert (reader(chat).paused_until, shown["text"].splitlines()[5]) == (None, "暂停：没有")


async def test_without_a_subscription_settings_offer_one(chat: Chat) -> None:
    shown = await chat.say("设置")
    assert (shown["text"], chat.keys(shown)) == ("每周一案的设置\n现在没有订阅。", [["订阅"]])
    assert (await chat.press(shown, "订阅"))["text"].startswith("订好了")


@pytest.mark.parametrize(("who", "told"), [(WORKER, "在群里，订阅、退订和设置要群管理员来发。"), (EDITOR, "订好了")])
async def test_a_group_is_subscribed_by_its_admins(chat: Chat, who: int, told: str) -> None:
    assert (await chat.say("/subscribe", who, GROUP))["text"].startswith(told)
    assert is_active(chat, GROUP) == (who == EDITOR)


async def test_an_admin_without_a_name_is_told_what_to_do_and_a_button_knows_them(chat: Chat) -> None:
    told = await chat.say("/subscribe", ANONYMOUS, GROUP)
    assert (told["text"], chat.keys(told)) == (texts.ANONYMOUS, [["替本群订阅"]])
    assert (await chat.press(told, "替本群订阅", NEIGHBOUR))["toast"] == texts.ADMINS_ONLY
    assert not is_active(chat, GROUP)
    await chat.press(told, "替本群订阅", EDITOR)
    assert reader(chat, GROUP).kind == "group"


async def test_only_admins_change_a_groups_settings(chat: Chat) -> None:
    chat.patient_group()
    await chat.say("/subscribe", EDITOR, GROUP)
    shown = await chat.say("/settings", EDITOR, GROUP)
    assert (await chat.press(shown, "退订", WORKER))["toast"] == texts.ADMINS_ONLY
    assert is_active(chat, GROUP)
    await chat.press(await chat.press(shown, "星期", EDITOR), "周三", EDITOR)
    assert reader(chat, GROUP).weekday == 3
    assert (await chat.say("/unsubscribe", WORKER, GROUP))["text"] == texts.ADMINS_SAY


async def test_a_forums_topic_is_where_it_was_asked_for(chat: Chat) -> None:
    chat.world.chats[GROUP].is_forum = True
    await chat.say("/subscribe", EDITOR, GROUP, topic=7)
    assert reader(chat, GROUP).thread_id == 7


async def test_a_channel_is_subscribed_by_a_post_and_its_readers_cannot_change_that(chat: Chat) -> None:
    add_channel(chat.world, CHANNEL, "社区之窗", EDITOR)
    told = await chat.answer_after(CHANNEL, publish(chat.world, CHANNEL, "/subscribe"))
    assert told["text"].startswith("订好了")
    assert reader(chat, CHANNEL).kind == "channel"
    settings = await chat.answer_after(CHANNEL, publish(chat.world, CHANNEL, "/settings"))
    assert (await chat.press(settings, "退订", WORKER))["toast"] == texts.ADMINS_ONLY
    assert "已退订" in (await chat.press(settings, "退订", EDITOR))["text"]


async def test_who_blocks_the_bot_is_out_at_once(chat: Chat) -> None:
    await chat.say("订阅")
    chat.world.block(WORKER)
    await chat.settled(who=NEIGHBOUR)
    await chat.world.until(lambda: not is_active(chat, WORKER))
    assert reader(chat).state == "blocked"
    chat.world.unblock(WORKER)
    assert (await chat.say("设置"))["text"].endswith(texts.GONE)


async def test_a_group_that_becomes_a_supergroup_stays_subscribed(chat: Chat) -> None:
    chat.world.chats[-500] = Room(-500, "小群", {EDITOR: "creator", WORKER: "member"})
    await chat.say("/subscribe", EDITOR, -500)
    new_id = upgrade(chat.world, -500)
    await chat.settled()
    assert [each.chat_id for each in subscribers(chat.library.db)] == [new_id]


async def test_ones_own_data_has_the_subscription(chat: Chat) -> None:
    await chat.say("订阅")
    shown: Message = await chat.say("隐私")
    await chat.press(shown, "导出我的")
    file = await chat.world.until(lambda: [each for each in chat.of_bot(WORKER) if "document" in each])
    text = chat.world.files[file[0]["document"]["file_id"]].content.decode()
    assert "每周一案的订阅\n" in text
    assert "种类：私聊；" in text
    assert "主题：无；少发：无；" in text
    await chat.press(await chat.press(shown, "删掉我的"), "确定删掉")
    assert subscribers(chat.library.db) == []


@pytest.mark.parametrize(
    "data", ["t:h:x", "t:d:_", "t:p:99999999", "t:t:zzzzzzzz", "t:p:99", "t:d:9", "t:h:3", "e:k:999999999", "e:p:0"]
)
async def test_what_a_forged_button_carries_does_no_harm(chat: Chat, data: str) -> None:
    await chat.say("订阅")
    shown = await chat.say("设置")
    before = reader(chat)
    forged = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
    chat.world.chats[WORKER].keep(shown | {"reply_markup": forged})
    await chat.press(shown | {"reply_markup": forged}, "x")
    after = reader(chat)
    assert (after.topics, after.weekday, after.hour, after.paused_until) == (before.topics, None, None, None)
    assert [each for each in chat.of_bot(EDITOR) if "出了一个错" in each["text"]] == []


async def test_groups_are_told_the_commands_that_are_heard_there(chat: Chat) -> None:
    chat.patient_group()
    assert "发 /settings ；不想收了，随时发 /unsubscribe 。" in (await chat.say("/subscribe", EDITOR, GROUP))["text"]
