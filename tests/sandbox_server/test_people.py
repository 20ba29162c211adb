"""What people do, what the bot answers, and that both are what the official description says."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    MenuButtonCommands,
)
from telegram.error import BadRequest

from sandbox_server import GROUP, World
from sandbox_server.description import check_value, official
from sandbox_server.settings import menu

from .conftest import Caller

pytestmark = pytest.mark.anyio

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("赞", callback_data="like")]])


async def test_a_press_is_answered_once(world: World, bot: Bot) -> None:
    sent = await bot.send_message(1001, "答", reply_markup=KEYBOARD)
    query_id = world.press(1001, sent.message_id, 1001, "like")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert (query.id, query.data, query.from_user.first_name, query.message) == (query_id, "like", "小王", sent)
    await query.answer("谢谢", show_alert=True)
    assert world.callback_answers == {query_id: {"text": "谢谢", "show_alert": True, "url": None}}
    with pytest.raises(BadRequest, match=r"^Query is too old and response timeout expired or query id is invalid$"):
        await query.answer()


async def test_a_toast_has_two_hundred_characters(world: World, bot: Bot) -> None:
    sent = await bot.send_message(1001, "答", reply_markup=KEYBOARD)
    query_id = world.press(1001, sent.message_id, 1001, "like")
    with pytest.raises(BadRequest, match=r"^Message_too_long$"):
        await bot.answer_callback_query(query_id, "谢" * 201)


async def test_only_a_button_that_is_there_can_be_pressed(world: World, bot: Bot) -> None:
    sent = await bot.send_message(1001, "答", reply_markup=KEYBOARD)
    with pytest.raises(ValueError, match="no button with 'hate'"):
        world.press(1001, sent.message_id, 1001, "hate")
    with pytest.raises(ValueError, match="no button"):
        world.press(1001, sent.message_id, 1002, "like")


async def test_a_person_edits_their_message(world: World, bot: Bot) -> None:
    said = world.say(1001, 1001, "茶铺")
    world.edit(1001, said, "/ask 茶铺")
    asked, edited = await bot.get_updates()
    assert asked.message is not None
    assert edited.edited_message is not None
    assert (asked.message.text, edited.edited_message.text) == ("茶铺", "/ask 茶铺")
    assert [entity.type for entity in edited.edited_message.entities] == ["bot_command"]
    ours = await bot.send_message(1001, "答")
    with pytest.raises(ValueError, match="by its author"):
        world.edit(1001, ours.message_id, "改")


async def test_a_link_starts_the_bot(world: World, bot: Bot) -> None:
    world.block(1001)
    world.open_link(1001, "case_12")
    assert world.messages(1001)[-1]["text"] == "/start case_12"
    assert world.messages(1001)[-1]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    with pytest.raises(ValueError, match="start parameter"):
        world.open_link(1001, "案例")


async def test_a_forwarded_message_tells_who_wrote_it_unless_they_hide(world: World, bot: Bot) -> None:
    world.forward(1001, 1001, world.written(1003, "茶铺 https://a.cn"))
    world.forward(1001, 1001, world.written(1003, "茶铺"), hidden=True)
    world.forward(1001, 1001, world.written(-1007, "茶铺"))
    updates = await bot.get_updates()
    messages = [update.message for update in updates if update.message]
    assert [message.from_user and message.from_user.id for message in messages] == [1001] * 3
    told = [message.forward_origin.to_dict() for message in messages if message.forward_origin]
    assert told == [message["forward_origin"] for message in world.messages(1001)]
    assert [
        (origin["type"], origin.get("sender_user", {}).get("id"), origin.get("sender_user_name")) for origin in told
    ] == [
        ("user", 1003, None),
        ("hidden_user", None, "小张"),
        ("channel", None, None),
    ]
    for message in world.messages(1001):
        fits("Message", message)
    with pytest.raises(ValueError, match="4096"):
        world.forward(1001, 1001, world.written(1003, ""))
    with pytest.raises(KeyError):
        world.forward(1001, 1001, world.written(9, "茶铺"))


def card(number: int, text: str = "<b>案例</b>", **more: Any) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(f"{number}", "题", InputTextMessageContent(text, parse_mode="HTML"), **more)


async def test_a_card_is_chosen_pressed_and_edited(bot: Bot, world: World) -> None:
    query_id = world.ask_inline(1001, "茶铺", "20")
    button = InlineQueryResultsButton("打开茶铺", start_parameter="inline")
    await bot.answer_inline_query(query_id, [card(1), card(2, reply_markup=KEYBOARD)], next_offset="40", button=button)
    answer = world.inline_answers[query_id]
    assert ([each["id"] for each in answer["results"]], answer["next_offset"]) == (["1", "2"], "40")
    posted = world.choose(1001, GROUP, query_id, "2")
    message = world.messages(GROUP)[-1]
    assert (message["text"], message["via_bot"]["id"], message["from"]["id"]) == ("案例", 424242, 1001)
    world.press(GROUP, posted, 1003, "like")
    asked, arrived, pressed = await bot.get_updates()
    assert (asked.inline_query is not None, arrived.message is not None) == (True, True)
    assert pressed.callback_query is not None
    assert (pressed.callback_query.message, pressed.callback_query.data) == (None, "like")
    assert await bot.edit_message_text("改过", inline_message_id=pressed.callback_query.inline_message_id) is True
    assert world.messages(GROUP)[-1]["text"] == "改过"


async def test_the_choice_is_told_where_feedback_is_on(call: Caller, world: World, bot: Bot) -> None:
    world.inline_feedback = True
    query_id = world.ask_inline(1001, "茶铺")
    await bot.answer_inline_query(query_id, [card(1)])
    world.choose(1001, 1001, query_id, "1")
    _, _, chosen = await bot.get_updates()
    assert chosen.chosen_inline_result is not None
    assert (chosen.chosen_inline_result.result_id, chosen.chosen_inline_result.query) == ("1", "茶铺")


@pytest.mark.parametrize(
    ("results", "more", "says"),
    [
        ([{"id": "1"}, {"id": "1"}], {}, "RESULT_ID_DUPLICATE"),
        ([{"id": f"{number}"} for number in range(51)], {}, "RESULTS_TOO_MUCH"),
        ([{"id": "茶" * 22}], {}, "RESULT_ID_INVALID"),
        ([{"id": "1", "title": " "}], {}, "ARTICLE_TITLE_EMPTY"),
        ([{"id": "1", "input_message_content": {"message_text": " "}}], {}, "message text is empty"),
        ([{"id": "1", "input_message_content": {"message_text": "茶" * 4097}}], {}, "MESSAGE_TOO_LONG"),
        ([], {"next_offset": "茶" * 22}, "NEXT_OFFSET_INVALID"),
        ([], {"button": {"text": "开", "start_parameter": "茶"}}, "START_PARAM_INVALID"),
        ([], {"button": {"text": "开"}}, "BUTTON_INVALID"),
    ],
)
async def test_wrong_inline_answers(
    world: World, call: Caller, results: list[dict[str, Any]], more: dict[str, Any], says: str
) -> None:
    whole = {"type": "article", "title": "题", "input_message_content": {"message_text": "案例"}}
    query_id = world.ask_inline(1001, "茶铺")
    code, body = await call(
        "answerInlineQuery", inline_query_id=query_id, results=[whole | each for each in results], **more
    )
    assert (code, body["description"]) == (400, f"Bad Request: {says}")


async def test_the_menu_of_the_narrowest_scope_is_shown(world: World, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("ask", "问")], scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([BotCommand("ask", "群里问")], scope=BotCommandScopeAllGroupChats())
    await bot.set_my_commands([BotCommand("review", "审稿")], scope=BotCommandScopeChat(1002))
    menus = [menu(world, world.chats[chat_id]) for chat_id in (1001, 1002, GROUP)]
    assert [[each["description"] for each in shown] for shown in menus] == [["问"], ["审稿"], ["群里问"]]
    await bot.delete_my_commands(scope=BotCommandScopeChat(1002))
    assert await bot.get_my_commands(scope=BotCommandScopeChat(1002)) == ()
    assert menu(world, world.chats[1002]) == [{"command": "ask", "description": "问"}]


async def test_who_is_what_in_the_group(bot: Bot, world: World) -> None:
    world.add_person(1004, "外人")
    found = [(await bot.get_chat_member(GROUP, person)).status for person in (1001, 1002, 1004)]
    assert found == ["member", "creator", "left"]


async def test_until_ends(world: World) -> None:
    with pytest.raises(TimeoutError):
        await world.until(lambda: False, seconds=0)


def fits(kind: str, value: Any) -> None:
    check_value(official().returns.get(kind, (kind,)), value)


@pytest.mark.parametrize("forum", [False, True])
async def test_what_is_sent_is_what_the_description_says(forum: bool) -> None:
    world = World(forum=forum, inline_feedback=True)
    world.say(1001, 1001, "/start https://a.cn #茶 @chapu_sandbox_bot")
    world.say(GROUP, 1087968824, "/ask 茶铺", topic=7 if forum else None)
    world.say(GROUP, 1003, "/ask 茶铺", reply_to=1)
    world.edit(1001, 1, "改过")
    world.send_file(1002, 1002, "报纸.pdf", b"%PDF", caption="<b>")
    query_id = world.ask_inline(1001, "茶铺")
    world.inline_answers[query_id] = {"results": [card(1, reply_markup=KEYBOARD).to_dict()]}
    world.choose(1001, GROUP, query_id, "1")
    world.press(GROUP, 3, 1001, "like")
    world.block(1001)
    world.unblock(1001)
    kinds = [kind for update in world.mailbox.updates for kind in update if kind != "update_id"]
    assert kinds == [
        *("message", "message", "message", "edited_message", "message", "inline_query", "message"),
        *("chosen_inline_result", "callback_query", "my_chat_member", "my_chat_member"),
    ]
    for update in world.mailbox.updates:
        fits("Update", update)
    for chat_id in (1001, 1002, GROUP):
        for message in world.messages(chat_id):
            fits("Message", message)


async def test_what_is_answered_is_what_the_description_says(world: World, call: Caller) -> None:
    markup = KEYBOARD.to_dict()
    html = "<b>一</b> <a href='a.cn'>二</a> <pre><code class='language-py'>三</code></pre>"
    world.send_file(1001, 1001, "a.txt", b"a")
    file_id = world.messages(1001)[0]["document"]["file_id"]
    preview = LinkPreviewOptions(is_disabled=True).to_dict()
    quote = {"message_id": 2, "quote": "一"}
    button = MenuButtonCommands().to_dict()
    for method, params in (
        ("getMe", {}),
        ("sendMessage", {"chat_id": 1001, "text": html, "parse_mode": "HTML", "link_preview_options": preview}),
        ("sendMessage", {"chat_id": 1001, "text": "答", "reply_parameters": quote, "protect_content": True}),
        ("sendDocument", {"chat_id": GROUP, "document": file_id, "reply_markup": markup, "caption": "<"}),
        ("editMessageText", {"chat_id": 1001, "message_id": 2, "text": "改", "reply_markup": markup}),
        ("editMessageReplyMarkup", {"chat_id": 1001, "message_id": 2}),
        ("sendChatAction", {"chat_id": 1001, "action": "typing"}),
        ("deleteMessage", {"chat_id": 1001, "message_id": 2}),
        ("getFile", {"file_id": file_id}),
        ("setMyCommands", {"commands": [{"command": "a", "description": "问"}]}),
        ("getMyCommands", {}),
        ("deleteMyCommands", {}),
        ("setMyDescription", {"description": "案例库"}),
        ("setMyShortDescription", {"short_description": "案例库"}),
        ("setChatMenuButton", {"menu_button": button}),
        ("getChat", {"chat_id": 1001}),
        ("getChat", {"chat_id": GROUP}),
        ("getChatMember", {"chat_id": GROUP, "user_id": 1002}),
        ("getUpdates", {}),
        ("setWebhook", {"url": "http://localhost:9/x", "max_connections": 1}),
        ("getWebhookInfo", {}),
        ("deleteWebhook", {}),
        ("leaveChat", {"chat_id": GROUP}),
    ):
        code, body = await call(method, **params)
        assert (method, code, body.get("description")) == (method, 200, None)
        fits(method, body["result"])
