"""What the server gives the page: its files, its live line, uploads and downloads; and to whom it does not."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from sandbox_server import GROUP, World

from .conftest import Caller

pytestmark = pytest.mark.anyio

Next = Callable[[], Coroutine[Any, Any, dict[str, Any]]]


@pytest.fixture
async def line(address: str) -> AsyncIterator[WebSocketClientConnection]:
    connection = await websocket_connect(address.replace("http", "ws") + "/page/live")
    yield connection
    connection.close()
    while await connection.read_message() is not None:
        pass


@pytest.fixture
def told(line: WebSocketClientConnection) -> Next:
    """The next thing the page is told."""

    async def read() -> dict[str, Any]:
        message = await line.read_message()
        assert message is not None
        event: dict[str, Any] = json.loads(message)
        return event

    return read


def do(line: WebSocketClientConnection, **deed: Any) -> None:
    line.write_message(json.dumps(deed))


async def test_the_state_comes_first(told: Next, world: World) -> None:
    said = world.say(1001, 1001, "早")
    assert said == 1
    state = await told()
    assert state["bot"] == {
        "id": 424242,
        "is_bot": True,
        "first_name": "茶铺",
        "username": "chapu_sandbox_bot",
        "description": "",
    }
    group = {"key": "group", "id": GROUP, "title": "社区工作交流群", "kind": "group", "speakers": [1001, 1002, 1003]}
    assert state["chats"][2] == group | {"messages": [], "commands": [], "blocked": False}
    assert [(chat["key"], chat["id"], chat["kind"], chat["speakers"]) for chat in state["chats"][:2]] == [
        ("worker", 1001, "private", [1001]),
        ("editor", 1002, "private", [1002]),
    ]


async def test_a_talk(line: WebSocketClientConnection, told: Next, world: World, bot: Bot) -> None:
    await told()
    do(line, do="say", chat="worker", person=1001, text="茶铺", reply_to=None)
    assert await told() == {"type": "message", "chat": "worker", "message": world.messages(1001)[0]}
    await bot.send_chat_action(1001, "typing")
    assert await told() == {"type": "typing", "chat": "worker"}
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("赞", callback_data="like")]])
    sent = await bot.send_message(1001, "答", reply_markup=keyboard)
    assert (await told())["message"] == world.messages(1001)[1]
    do(line, do="press", chat="worker", person=1001, message_id=sent.message_id, data="like")
    query_id = await world.until(lambda: next(iter(world.callbacks), ""))
    await bot.answer_callback_query(query_id, "谢谢")
    pressed = {"chat": "worker", "message_id": sent.message_id, "data": "like"}
    assert await told() == {"type": "callback", "text": "谢谢", "alert": False, "url": None} | pressed
    await sent.delete()
    assert await told() == {"type": "deleted", "chat": "worker", "message_id": sent.message_id}
    do(line, do="edit", chat="worker", message_id=1, text="改过")
    assert (await told())["message"]["text"] == "改过"
    do(line, do="block", person=1001)
    assert await told() == {"type": "blocked", "chat": "worker", "blocked": True}
    do(line, do="start", person=1001, payload="case_1")
    assert await told() == {"type": "blocked", "chat": "worker", "blocked": False}
    assert (await told())["message"]["text"] == "/start case_1"


async def test_an_inline_query(line: WebSocketClientConnection, told: Next, world: World, call: Caller) -> None:
    await told()
    do(line, do="inline", chat="group", person=1001, query="茶铺", offset="")
    query_id = await world.until(lambda: next(iter(world.inline_queries), ""))
    results = [{"type": "article", "id": "1", "title": "题", "input_message_content": {"message_text": "案例"}}]
    await call("answerInlineQuery", inline_query_id=query_id, results=results)
    asked = {"type": "inline", "chat": "group", "query": "茶铺", "offset": "", "inline_id": query_id}
    assert await told() == asked | {"results": results, "next_offset": "", "button": None}
    do(line, do="choose", chat="group", person=1001, inline_id=query_id, result_id="1")
    assert (await told())["message"]["text"] == "案例"


async def test_commands_and_description_are_told(told: Next, call: Caller) -> None:
    await told()
    commands = [{"command": "ask", "description": "问"}]
    await call("setMyCommands", commands=commands)
    keys = ("worker", "editor", "group")
    assert [await told() for _ in keys] == [{"type": "commands", "chat": key, "commands": commands} for key in keys]
    await call("setMyDescription", description="案例库")
    assert (await told())["bot"]["description"] == "案例库"


UNREADABLE = "没看懂页面发来的内容，请刷新页面再试。"


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("{", UNREADABLE),
        ("[]", UNREADABLE),
        (r'{"do": "say", "chat": "worker", "person": 1001, "text": "\ud83d"}', UNREADABLE),
        ("{}", UNREADABLE),
        ('{"do": "dance"}', UNREADABLE),
        ('{"do": ["say"]}', UNREADABLE),
        ('{"do": "say", "chat": "office", "person": 1001, "text": "好"}', UNREADABLE),
        ('{"do": "say", "chat": "worker", "person": 1001, "text": 5}', UNREADABLE),
        ('{"do": "say", "chat": "worker", "person": 1001, "colour": "red"}', UNREADABLE),
        (
            '{"do": "say", "chat": "worker", "person": 1001, "text": " "}',
            "消息没发出去：要有 1 到 4096 个字，而且机器人没有被屏蔽。",
        ),
        (
            '{"do": "say", "chat": "editor", "person": 1001, "text": "好"}',
            "消息没发出去：要有 1 到 4096 个字，而且机器人没有被屏蔽。",
        ),
        ('{"do": "edit", "chat": "worker", "message_id": 9, "text": "好"}', "改不了这条消息：只能改自己发的文字消息。"),
        ('{"do": "press", "chat": "worker", "person": 1001, "message_id": 9, "data": "x"}', "这个按钮已经不在了。"),
        (
            '{"do": "choose", "chat": "worker", "person": 1001, "inline_id": "9", "result_id": "x"}',
            "这张卡片已经不在了，请重新查询。",
        ),
        ('{"do": "start", "person": 1001, "payload": "案例"}', "没法开始：链接不对，或者机器人已被屏蔽。"),
        ('{"do": "block", "person": 9}', "屏蔽不了。"),
        ('{"do": "inline", "chat": "worker", "person": 9, "query": "茶"}', "没法查询，请刷新页面再试。"),
    ],
)
async def test_a_wrong_deed(line: WebSocketClientConnection, told: Next, message: str, says: str) -> None:
    await told()
    line.write_message(message)
    assert await told() == {"type": "error", "text": says}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Host": "a.cn"}, 403),
        ({"Host": "127.0.0.1.a.cn:8899"}, 403),
        ({"Origin": "http://a.cn"}, 403),
        ({"Origin": "null"}, 403),
        ({"Host": "localhost:1", "Origin": "http://localhost:2"}, 403),
        ({"Host": "localhost:1", "Origin": "http://localhost:1"}, 200),
    ],
)
async def test_strangers_are_turned_away(address: str, world: World, headers: dict[str, str], code: int) -> None:
    world.send_file(1001, 1001, "a.txt", b"a")
    file_id = next(iter(world.files))
    async with httpx.AsyncClient(base_url=address, trust_env=False, headers=headers) as client:
        upload = client.post("/page/upload?chat=worker&person=1001", files={"file": ("a.txt", b"a")})
        answers = [await client.get("/"), await client.get(f"/page/file/{file_id}"), await upload]
    assert [answer.status_code for answer in answers] == [code] * 3
    if code == 403:
        with pytest.raises(HTTPClientError, match="403"):
            await websocket_connect(HTTPRequest(address.replace("http", "ws") + "/page/live", headers=headers))


async def test_the_page_and_its_files(http: httpx.AsyncClient) -> None:
    page = await http.get("/")
    assert (page.status_code, page.headers["Content-Type"], page.headers["Cache-Control"]) == (
        200,
        "text/html",
        "no-store",
    )
    paths = ("/page/page.js", "/page/page.css", "/page/nothing.js", "/page/../world.py", "/page/..%2Fworld.py")
    assert [(await http.get(path)).status_code for path in paths] == [200, 200, 404, 404, 404]


async def test_a_file_from_the_page(http: httpx.AsyncClient, world: World) -> None:
    url = "/page/upload?chat=editor&person=1002"
    sent = await http.post(url, files={"file": ("报纸 一.txt", "茶铺".encode())}, data={"caption": "请收"})
    (message,) = world.messages(1002)
    assert (sent.status_code, sent.json(), message["caption"]) == (200, {"message_id": 1}, "请收")
    fetched = await http.get(f"/page/file/{message['document']['file_id']}")
    assert (fetched.text, fetched.headers["Content-Disposition"]) == (
        "茶铺",
        "attachment; filename*=UTF-8''%E6%8A%A5%E7%BA%B8%20%E4%B8%80.txt",
    )


@pytest.mark.parametrize("query", ["", "?chat=office&person=1001", "?chat=worker&person=x", "?chat=worker&person=1002"])
async def test_a_file_that_cannot_be_sent(http: httpx.AsyncClient, query: str) -> None:
    sent = await http.post(f"/page/upload{query}", files={"file": ("a.txt", b"a")})
    assert (sent.status_code, sent.json()) == (400, {"error": "文件没发出去：请选一个文件，并确认机器人没有被屏蔽。"})
