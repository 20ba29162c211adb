"""Messages through real python-telegram-bot."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    Message,
)
from telegram.error import BadRequest, Forbidden, RetryAfter

from sandbox_server import GROUP, World, serving

pytestmark = pytest.mark.anyio

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("赞", callback_data="like")]])
BOT = {"id": 424242, "is_bot": True, "first_name": "茶铺", "username": "chapu_sandbox_bot"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (640).to_bytes(4) + (480).to_bytes(4) + b"rest"


def undated(message: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in message.items() if key not in ("date", "edit_date")}


async def test_who_the_bot_is(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.to_dict() | BOT, me.can_join_groups, me.supports_inline_queries) == (me.to_dict(), True, True)


async def test_a_text_is_kept_as_the_bot_api_shows_it(world: World, bot: Bot) -> None:
    sent = await bot.send_message(1001, " <b>你好</b> 👍 ", parse_mode="HTML", reply_markup=KEYBOARD)
    kept = {
        "message_id": 1,
        "from": BOT,
        "chat": {"id": 1001, "first_name": "小王", "type": "private"},
        "text": "你好 👍",
        "entities": [{"type": "bold", "offset": 0, "length": 2}],
        "reply_markup": {"inline_keyboard": [[{"text": "赞", "callback_data": "like"}]]},
    }
    assert [undated(message) for message in world.messages(1001)] == [kept]
    assert Message.de_json(world.messages(1001)[0], bot) == sent


async def test_an_edit_replaces_text_and_keyboard(world: World, bot: Bot) -> None:
    sent = await bot.send_message(1001, "一", reply_markup=KEYBOARD)
    edited = await sent.edit_text("二")
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup, edited.edit_date is None) == ("二", None, False)
    assert [message["text"] for message in world.messages(1001)] == ["二"]


async def test_another_keyboard_is_no_edit_of_the_text(world: World, bot: Bot) -> None:
    sent = await bot.send_message(1001, "一")
    await sent.edit_reply_markup(KEYBOARD)
    assert undated(world.messages(1001)[0])["reply_markup"] == KEYBOARD.to_dict()
    assert "edit_date" not in world.messages(1001)[0]


async def test_an_edit_must_change_something(bot: Bot) -> None:
    sent = await bot.send_message(1001, "<b>一</b>", parse_mode="HTML", reply_markup=KEYBOARD)
    says = "^Message is not modified: specified new message content and reply markup are exactly the same"
    with pytest.raises(BadRequest, match=says):
        await sent.edit_text("<strong>一</strong> ", parse_mode="HTML", reply_markup=KEYBOARD)


async def test_a_reply_shows_what_it_replies_to(world: World, bot: Bot) -> None:
    asked = world.say(1001, 1001, "问")
    first = await bot.send_message(1001, "答", reply_to_message_id=asked)
    second = await bot.send_message(1001, "再答", reply_to_message_id=first.message_id)
    assert first.reply_to_message == Message.de_json(world.messages(1001)[0], bot)
    assert second.reply_to_message is not None
    assert second.reply_to_message.reply_to_message is None


async def test_a_reply_in_a_group_is_numbered_as_a_thread(world: World, bot: Bot) -> None:
    asked = world.say(GROUP, 1001, "/ask 茶铺")
    sent = await bot.send_message(GROUP, "答", reply_to_message_id=asked)
    assert (sent.message_thread_id, sent.is_topic_message) == (asked, None)


async def test_a_file_goes_out_and_comes_back(world: World, bot: Bot) -> None:
    sent = await bot.send_document(1001, InputFile("# 题".encode(), "案例.md"), caption="<i>卡</i>", parse_mode="HTML")
    assert sent.document is not None
    fetched = await (await bot.get_file(sent.document.file_id)).download_as_bytearray()
    again = await bot.send_document(1002, sent.document.file_id)
    assert (bytes(fetched).decode(), sent.document.file_name, sent.caption) == ("# 题", "案例.md", "卡")
    assert again.document == sent.document


async def test_a_persons_file_can_be_fetched(world: World, bot: Bot) -> None:
    world.send_file(1002, 1002, "报纸.txt", "茶铺".encode(), caption="请收")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    assert (update.message.caption, update.message.document.mime_type) == ("请收", "text/plain")
    fetched = await (await update.message.document.get_file()).download_as_bytearray()
    assert bytes(fetched).decode() == "茶铺"


async def test_a_picture_has_its_size(bot: Bot) -> None:
    sent = await bot.send_photo(1001, PNG)
    assert [(size.width, size.height, size.file_size) for size in sent.photo] == [(640, 480, len(PNG))]
    with pytest.raises(BadRequest, match=r"^Image_process_failed$"):
        await bot.send_photo(1001, b"no picture")


async def test_deleting(world: World, bot: Bot) -> None:
    theirs = world.say(1001, 1001, "问")
    in_group = world.say(GROUP, 1001, "大家好")
    ours = await bot.send_message(1001, "答")
    assert [await bot.delete_message(1001, theirs), await ours.delete(), world.messages(1001)] == [True, True, []]
    with pytest.raises(BadRequest, match=r"^Message can't be deleted$"):
        await bot.delete_message(GROUP, in_group)


async def test_a_blocked_bot_is_told_so(world: World, bot: Bot) -> None:
    world.block(1001)
    with pytest.raises(Forbidden, match=r"^Forbidden: bot was blocked by the user$"):
        await bot.send_message(1001, "在吗")
    world.unblock(1001)
    await bot.send_message(1001, "在吗")
    changes = [update.my_chat_member for update in await bot.get_updates()]
    states = [(each.old_chat_member.status, each.new_chat_member.status) for each in changes if each]
    assert states == [("member", "kicked"), ("kicked", "member")]


async def test_a_group_can_be_left(world: World, bot: Bot) -> None:
    assert await bot.leave_chat(GROUP)
    with pytest.raises(Forbidden, match=r"^Forbidden: bot is not a member of the supergroup chat$"):
        await bot.send_message(GROUP, "在吗")


async def test_a_fault_can_be_ordered(world: World, bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    world.fail_next("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(1001, "一")
    await bot.send_message(1001, "二")
    assert caught.value.retry_after == timedelta(seconds=3)
    calls = [(call.method, call.ok, call.description) for call in world.calls if call.method == "sendMessage"]
    assert calls == [("sendMessage", False, "Too Many Requests: retry after 3"), ("sendMessage", True, "")]


async def test_more_than_a_hundred_entities_leave_a_warning(world: World, bot: Bot) -> None:
    sent = await bot.send_message(1001, " ".join(["<b>甲</b>"] * 101), parse_mode="HTML")
    assert (len(sent.entities), len(world.warnings)) == (100, 1)


async def test_messages_are_forgotten_past_a_thousand(world: World) -> None:
    for number in range(1005):
        world.say(1001, 1001, f"{number}")
    assert [message["text"] for message in world.messages(1001)] == [f"{number}" for number in range(5, 1005)]


async def test_a_bot_writes_to_nobody_first() -> None:
    world = World(strangers=True)
    async with serving(world) as served, Bot(world.token, base_url=f"{served}/bot") as bot:
        with pytest.raises(Forbidden, match=r"^Forbidden: bot can't initiate conversation with a user$"):
            await bot.send_message(1001, "在吗")
        with pytest.raises(BadRequest, match=r"^Chat not found$"):
            await bot.set_my_commands([BotCommand("ask", "提问")], BotCommandScopeChat(1001))
        world.open_link(1001, "")
        assert (await bot.send_message(1001, "来了")).text == "来了"
