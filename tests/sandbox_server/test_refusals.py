"""Wrong calls, and Telegram's words for them, over bare HTTP."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from sandbox_server import GROUP, World

from .conftest import Caller

pytestmark = pytest.mark.anyio

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def text(words: str = "好", **more: Any) -> dict[str, Any]:
    return {"chat_id": 1001, "text": words} | more


def buttons(*row: dict[str, Any], rows: int = 1) -> dict[str, Any]:
    return text(reply_markup={"inline_keyboard": [list(row)] * rows})


def button(**action: Any) -> dict[str, Any]:
    return buttons({"text": "按"} | action)


PRESS = {"text": "按", "callback_data": "x"}


@pytest.mark.parametrize(
    ("method", "params", "says"),
    [
        ("sendMessage", text(chat_id=7), "chat not found"),
        ("sendMessage", text(chat_id="@nobody"), "chat not found"),
        ("sendMessage", text(" \n "), "message text is empty"),
        ("sendMessage", text("👍" * 2049), "message is too long"),
        (
            "sendMessage",
            text("<b>好", parse_mode="HTML"),
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ("sendMessage", text(parse_mode="Markdown"), "unsupported parse_mode"),
        (
            "editMessageText",
            {"chat_id": 1001, "message_id": 2, "text": "好", "rich_message": {}},
            'field "rich_message" is not served by the sandbox',
        ),
        ("sendMessage", text(reply_parameters={"message_id": 99}), "message to be replied not found"),
        ("sendMessage", text(reply_parameters={"message_id": 1, "quote": "没有"}), "QUOTE_TEXT_INVALID"),
        ("sendMessage", text(message_thread_id=5), "message thread not found"),
        ("sendMessage", text(message_effect_id="5"), 'field "message_effect_id" is not served by the sandbox'),
        ("sendMessage", button(callback_data=""), "BUTTON_DATA_INVALID"),
        ("sendMessage", button(callback_data="茶" * 22), "BUTTON_DATA_INVALID"),
        ("sendMessage", button(copy_text={"text": "茶" * 257}), "BUTTON_COPY_TEXT_INVALID"),
        (
            "sendMessage",
            button(url="ftp://a.cn"),
            "inline keyboard button URL 'ftp://a.cn' is invalid: Unsupported URL protocol",
        ),
        (
            "sendMessage",
            button(url="http://nohost"),
            "inline keyboard button URL 'http://nohost' is invalid: Wrong HTTP URL",
        ),
        (
            "sendMessage",
            button(),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            "sendMessage",
            button(callback_data="x", url="a.cn"),
            "can't parse inline keyboard button: one action expected, found url and callback_data",
        ),
        (
            "sendMessage",
            button(callback_data="x", style="red"),
            "can't parse inline keyboard button: invalid button style specified",
        ),
        ("sendMessage", buttons({"text": " ", "callback_data": "x"}), "inline keyboard button text must be non-empty"),
        ("sendMessage", buttons(*[PRESS] * 9), "REPLY_MARKUP_TOO_LONG"),
        ("sendMessage", buttons(PRESS, rows=101), "REPLY_MARKUP_TOO_LONG"),
        ("sendChatAction", {"chat_id": 1001, "action": "dancing"}, "wrong parameter action in request"),
        ("sendDocument", {"chat_id": 1001, "document": "unknown"}, "wrong file identifier/HTTP URL specified"),
        ("sendDocument", {"chat_id": 1001, "document": "x", "caption": "茶" * 1025}, "message caption is too long"),
        ("editMessageText", text(), "message identifier is not specified"),
        ("editMessageText", text(message_id=99), "message to edit not found"),
        ("editMessageText", text(message_id=1), "message can't be edited"),
        ("editMessageText", text(message_id=3), "message can't be edited"),
        ("editMessageText", {"chat_id": 1001, "message_id": 2}, "message text is empty"),
        ("editMessageText", text("茶" * 4097, message_id=2), "MESSAGE_TOO_LONG"),
        ("editMessageText", {"inline_message_id": "x", "text": "好"}, "MESSAGE_ID_INVALID"),
        ("deleteMessage", {"chat_id": 1001, "message_id": 99}, "message to delete not found"),
        ("answerCallbackQuery", {"callback_query_id": "99"}, TOO_OLD),
        ("answerInlineQuery", {"inline_query_id": "99", "results": []}, TOO_OLD),
        ("getFile", {"file_id": "99"}, "invalid file_id"),
        ("setMyCommands", {"commands": [{"command": "Ask", "description": "问"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "ask", "description": " "}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": [{"command": "ask", "description": "问"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat", "chat_id": 9}}, "chat not found"),
        ("setMyCommands", {"commands": [], "language_code": "zh-hans"}, "invalid language code specified"),
        ("setMyDescription", {"description": "茶" * 513}, "BOT_DESCRIPTION_TOO_LONG"),
        ("setMyShortDescription", {"short_description": "茶" * 121}, "BOT_SHORT_DESCRIPTION_TOO_LONG"),
        ("getChatMember", {"chat_id": GROUP, "user_id": 9}, "PARTICIPANT_ID_INVALID"),
        ("leaveChat", {"chat_id": 1001}, "chat member status can't be changed in private chats"),
        (
            "setWebhook",
            {"url": "https://a.cn/hook"},
            "bad webhook: the sandbox posts to http://127.0.0.1 or http://localhost alone",
        ),
        (
            "setWebhook",
            {"url": "http://127.0.0.1:99999/"},
            "bad webhook: the sandbox posts to http://127.0.0.1 or http://localhost alone",
        ),
        ("setWebhook", {"url": "", "secret_token": "密"}, "secret token contains unallowed characters"),
    ],
)
async def test_a_wrong_call(world: World, call: Caller, method: str, params: dict[str, Any], says: str) -> None:
    world.say(1001, 1001, "第一条")
    await call("sendMessage", **text("第二条"))
    await call("sendMessage", **text("第三条", reply_markup={"force_reply": True}))
    assert await call(method, **params) == (
        400,
        {"ok": False, "error_code": 400, "description": f"Bad Request: {says}"},
    )


@pytest.mark.parametrize(
    ("method", "says"),
    [
        ("sendMessag", "Not Found"),
        ("sendmessage", "Not Found"),
        ("sendPoll", "Not Found: method not served by the sandbox"),
    ],
)
async def test_unknown_methods(call: Caller, method: str, says: str) -> None:
    assert await call(method, chat_id=1001) == (404, {"ok": False, "error_code": 404, "description": says})


async def test_another_token(http: httpx.AsyncClient) -> None:
    answered = await http.get("/bot1:x/getMe")
    assert (answered.status_code, answered.json()) == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized"},
    )
    assert (await http.get("/file/bot1:x/documents/file_1.md")).status_code == 401


async def test_a_body_that_is_no_json(world: World, http: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    answered = await http.post(f"/bot{world.token}/getMe", content="{", headers=headers)
    says = "Bad Request: can't parse the request: the body is no JSON object"
    assert (answered.status_code, answered.json()["description"]) == (400, says)


async def test_half_a_character(world: World, http: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    body = r'{"chat_id": 1001, "text": "\ud83d"}'
    answered = await http.post(f"/bot{world.token}/sendMessage", content=body, headers=headers)
    assert answered.json()["description"] == "Bad Request: strings must be encoded in UTF-8"


async def test_every_way_to_bring_parameters(world: World, http: httpx.AsyncClient) -> None:
    path = f"/bot{world.token}/sendMessage"
    markup = '{"inline_keyboard":[[{"text":"按","callback_data":"x"}]]}'
    params = {"chat_id": "1001", "text": "好", "reply_markup": markup}
    answers = [
        await http.get(path, params=params),
        await http.post(path, data=params),
        await http.post(path, files={name: (None, value) for name, value in params.items()}),
        await http.post(path, json={"chat_id": 1001, "text": "好", "reply_markup": {"inline_keyboard": [[PRESS]]}}),
    ]
    assert [answer.json()["ok"] for answer in answers] == [True] * 4
    shown = [(message["text"], message["reply_markup"]) for message in world.messages(1001)]
    assert shown == [("好", {"inline_keyboard": [[PRESS]]})] * 4


async def test_files_of_wrong_size(world: World, call: Caller, http: httpx.AsyncClient) -> None:
    path = f"/bot{world.token}/sendDocument"
    empty = await http.post(path, data={"chat_id": "1001"}, files={"document": ("a.txt", b"")})
    large = await http.post(path, data={"chat_id": "1001"}, files={"document": ("a.txt", bytes(50 * 2**20 + 1))})
    assert empty.json()["description"] == "Bad Request: file must be non-empty"
    assert (large.status_code, large.json()["description"]) == (413, "Request Entity Too Large")
    world.send_file(1001, 1001, "大.bin", bytes(20 * 2**20 + 1))
    file_id = world.messages(1001)[-1]["document"]["file_id"]
    assert (await call("getFile", file_id=file_id))[1]["description"] == "Bad Request: file is too big"


async def test_an_attached_file_is_found_by_its_name(world: World, http: httpx.AsyncClient) -> None:
    given = {"chat_id": "1001", "document": "attach://one"}
    answered = await http.post(
        f"/bot{world.token}/sendDocument", data=given, files={"one": ("a.txt", b"a", "text/plain")}
    )
    assert answered.json()["result"]["document"]["file_name"] == "a.txt"
    nowhere = await http.post(f"/bot{world.token}/sendMessage", data={"chat_id": "1001"}, files={"text": ("a", b"a")})
    assert nowhere.json()["description"] == 'Bad Request: field "text" can\'t be a file'
