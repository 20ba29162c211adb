"""How updates reach the bot."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.error import Conflict
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from sandbox_server import ANONYMOUS, BOT, GROUP, World

from .conftest import Caller

pytestmark = pytest.mark.anyio

SECRET = "from-telegram-alone"  # noqa: S105 - it opens nothing


def texts(body: dict[str, Any]) -> list[str]:
    return [update["message"]["text"] for update in body["result"]]


async def test_an_offset_confirms(world: World, call: Caller) -> None:
    for text in ("一", "二", "三"):
        world.say(1001, 1001, text)
    _, first = await call("getUpdates", limit=2)
    last = first["result"][-1]["update_id"]
    _, rest = await call("getUpdates", offset=last + 1)
    _, again = await call("getUpdates", offset=-1)
    assert (texts(first), texts(rest), texts(again)) == (["一", "二"], ["三"], ["三"])
    assert await call("getUpdates", offset=last + 2) == (200, {"ok": True, "result": []})


async def test_a_poll_waits_for_news(world: World, call: Caller) -> None:
    waiting = asyncio.create_task(call("getUpdates", timeout=50))
    await world.until(lambda: world.mailbox.has_reader)
    world.say(1001, 1001, "来了")
    assert texts((await waiting)[1]) == ["来了"]


async def test_the_earlier_of_two_polls_ends(world: World, call: Caller) -> None:
    earlier = asyncio.create_task(call("getUpdates", timeout=50))
    await world.until(lambda: world.mailbox.has_reader)
    later = asyncio.create_task(call("getUpdates", timeout=50))
    code, body = await earlier
    world.say(1001, 1001, "来了")
    says = "terminated by other getUpdates request; make sure that only one bot instance is running"
    assert (code, body["description"]) == (409, f"Conflict: {says}")
    assert texts((await later)[1]) == ["来了"]


async def test_a_bot_that_goes_away_waits_no_more(world: World, address: str) -> None:
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        waiting = asyncio.create_task(client.get(f"/bot{world.token}/getUpdates", params={"timeout": 50}))
        await world.until(lambda: world.mailbox.has_reader)
        waiting.cancel()
        await asyncio.wait((waiting,))
    await world.until(lambda: not world.mailbox.has_reader)
    assert [(call.method, call.ok) for call in world.calls] == [("getUpdates", False)]


async def test_only_the_kinds_asked_for_come(world: World, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["inline_query"])
    world.say(1001, 1001, "不要")
    world.ask_inline(1001, "茶铺")
    (update,) = await bot.get_updates()
    assert update.inline_query is not None
    assert update.inline_query.query == "茶铺"
    await bot.get_updates(offset=update.update_id + 1, allowed_updates=[])
    world.say(1001, 1001, "要")
    assert [each.message.text for each in await bot.get_updates() if each.message] == ["要"]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("大家好", False),
        ("/ask 茶铺", True),
        ("/ask@chapu_sandbox_bot 茶铺", True),
        ("/ask@other_bot 茶铺", False),
        ("请教 @chapu_sandbox_bot 茶铺", True),
        ("请教@chapu_sandbox_bot 茶铺", False),
        ("@someone_else 茶铺", False),
    ],
)
async def test_privacy_mode(world: World, bot: Bot, text: str, seen: bool) -> None:
    world.say(GROUP, 1001, text)
    assert [update.message.text for update in await bot.get_updates() if update.message] == [text] * seen


async def test_replies_to_the_bot_are_seen_in_a_group(world: World, bot: Bot) -> None:
    sent = await bot.send_message(GROUP, "答")
    theirs = world.say(GROUP, 1001, "好")
    world.say(GROUP, 1003, "再问", reply_to=sent.message_id)
    world.say(GROUP, 1003, "不是问你", reply_to=theirs)
    assert [update.message.text for update in await bot.get_updates() if update.message] == ["再问"]


async def test_an_anonymous_admin_speaks_as_the_group(world: World, bot: Bot) -> None:
    world.say(GROUP, ANONYMOUS, "/start")
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.from_user is not None
    assert update.message.sender_chat == update.message.chat
    assert update.message.from_user.to_dict() == {
        "id": ANONYMOUS,
        "is_bot": True,
        "first_name": "Group",
        "username": "GroupAnonymousBot",
    }


async def test_a_topic_of_a_forum(bot: Bot, world: World) -> None:
    forum = World(forum=True)
    said = forum.say(GROUP, 1001, "/ask 茶铺", topic=7)
    (message,) = forum.messages(GROUP)
    head = message["reply_to_message"]
    assert (message["message_thread_id"], message["is_topic_message"], said) == (7, True, 1)
    assert (head["message_id"], head["forum_topic_created"]["name"]) == (7, "话题 7")
    with pytest.raises(ValueError, match="has no topics"):
        world.say(GROUP, 1001, "/ask 茶铺", topic=7)


class Hook(RequestHandler):
    """A bot's webhook, which refuses as often as it is told."""

    def initialize(self, got: list[tuple[str, dict[str, Any]]], refusals: list[int]) -> None:
        self.got = got
        self.refusals = refusals

    def post(self) -> None:
        self.got.append((self.request.headers["X-Telegram-Bot-Api-Secret-Token"], json.loads(self.request.body)))
        self.set_status(self.refusals.pop() if self.refusals else 200)


@pytest.fixture
async def hook() -> AsyncIterator[tuple[str, list[tuple[str, dict[str, Any]]], list[int]]]:
    got: list[tuple[str, dict[str, Any]]] = []
    refusals: list[int] = []
    app = Application([(r"/hook", Hook, {"got": got, "refusals": refusals})], log_function=lambda _handler: None)
    server = HTTPServer(app)
    sockets = bind_sockets(0, "127.0.0.1")
    server.add_sockets(sockets)
    yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}/hook", got, refusals
    server.stop()
    await server.close_all_connections()


async def test_a_webhook_gets_updates_in_order_and_again_when_it_refuses(
    world: World, bot: Bot, hook: tuple[str, list[tuple[str, dict[str, Any]]], list[int]]
) -> None:
    url, got, refusals = hook
    refusals.append(500)
    await bot.set_webhook(url, secret_token=SECRET, allowed_updates=["message"])
    world.say(1001, 1001, "一")
    world.say(1001, 1001, "二")
    await world.until(lambda: not world.mailbox.updates)
    assert [(secret, update["message"]["text"]) for secret, update in got] == [
        (SECRET, "一"),
        (SECRET, "一"),
        (SECRET, "二"),
    ]
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.allowed_updates) == (url, 0, ("message",))
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"


async def test_a_webhook_and_polling_exclude_each_other(world: World, bot: Bot) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=50))
    await world.until(lambda: world.mailbox.has_reader)
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(Conflict, match=r"^Conflict: terminated by other getUpdates request"):
        await polling
    with pytest.raises(Conflict, match=r"^Conflict: can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_the_bot_is_told_when_it_is_let_in_or_put_out(world: World, bot: Bot) -> None:
    world.set_bot_status(GROUP, 1002, "kicked")
    world.say(GROUP, 1001, "/ask 茶铺")
    world.set_bot_status(GROUP, 1002, "member")
    changes = [update.my_chat_member for update in await bot.get_updates()]
    assert [(each.from_user.id, each.new_chat_member.status) for each in changes if each] == [
        (1002, "kicked"),
        (1002, "member"),
    ]
    assert (await bot.get_chat_member(GROUP, int(BOT["id"]))).status == "member"
