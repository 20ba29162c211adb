"""The running bot as its owner starts it: options, menus, polling and webhook, the log, the end."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from handlers import menu, texts
from handlers.command_line import Fault
from handlers.house import Role
from handlers.options import read_options
from handlers.routes import COMMANDS
from knowledge import write_card
from sandbox_server import World, serving
from tests.conftest import ROOT
from tests.handlers.conftest import EDITOR, WORKER, Chat
from tests.knowledge.samples import TEA

GIVEN = {
    "token": "1:abc",
    "api_url": "https://api.telegram.org/",
    "proxy": "",
    "timezone": "Asia/Shanghai",
    "admins": "",
    "webhook_url": "",
    "webhook_secret": "",
    "listen": "127.0.0.1:8443",
    "keep_days": "180",
    "weekly": "mon 09:00",
}


def test_options_are_read_once() -> None:
    read = read_options(
        GIVEN
        | {
            "admins": "7, 8，9",
            "proxy": "socks5://127.0.0.1:1080",
            "webhook_url": "https://a.b/tea/",
            "listen": "[::1]:80",
        }
    )
    assert (read.api_url, read.owners, read.proxy, read.webhook_url, read.listen, read.timezone.key) == (
        "https://api.telegram.org",
        frozenset({7, 8, 9}),
        "socks5://127.0.0.1:1080",
        "https://a.b/tea",
        ("::1", 80),
        "Asia/Shanghai",
    )
    assert len(read.webhook_secret) > 40


def test_a_port_alone_is_of_this_machine() -> None:
    assert [read_options(GIVEN | {"listen": port}).listen for port in ("8443", ":8443")] == [("127.0.0.1", 8443)] * 2


@pytest.mark.parametrize(
    ("option", "value", "named"),
    [
        ("token", "", "CHAPU_TOKEN"),
        ("token", "abc", "CHAPU_TOKEN"),
        ("token", "1:a b", "CHAPU_TOKEN"),
        ("api_url", "", "CHAPU_API_URL"),
        ("api_url", "ftp://a.b", "CHAPU_API_URL"),
        ("api_url", "https://a.b:x", "CHAPU_API_URL"),
        ("proxy", "127.0.0.1:7890", "CHAPU_PROXY"),
        ("timezone", "", "CHAPU_TIMEZONE"),
        ("timezone", "Chengdu", "CHAPU_TIMEZONE"),
        ("timezone", "../etc/passwd", "CHAPU_TIMEZONE"),
        ("admins", "7,老板", "CHAPU_ADMINS"),
        ("webhook_url", "a.b", "CHAPU_WEBHOOK_URL"),
        ("webhook_secret", "暗号", "CHAPU_WEBHOOK_SECRET"),
        ("webhook_secret", "a" * 257, "CHAPU_WEBHOOK_SECRET"),
        ("listen", "127.0.0.1", "CHAPU_LISTEN"),
        ("listen", "127.0.0.1:99999", "CHAPU_LISTEN"),
        ("keep_days", "0", "CHAPU_KEEP_DAYS"),
        ("keep_days", "半年", "CHAPU_KEEP_DAYS"),
        ("keep_days", "36501", "CHAPU_KEEP_DAYS"),
        ("weekly", "周一 9点", "CHAPU_WEEKLY"),
        ("weekly", "mon 24:00", "CHAPU_WEEKLY"),
    ],
)
def test_a_wrong_option_is_named(option: str, value: str, named: str) -> None:
    with pytest.raises(Fault, match=rf"^[^\n]*「{named}」[^\n]*。$"):
        read_options(GIVEN | {option: value})


pytestmark = pytest.mark.anyio


async def test_every_kind_of_chat_has_its_menu(chat: Chat) -> None:
    menus = {call.params["scope"]["type"]: call.params for call in chat.world.calls if call.method == "setMyCommands"}
    every = [{"command": command.name, "description": menu.MENU[command.name]} for command in COMMANDS]
    workers = every[: every.index({"command": "add", "description": menu.MENU["add"]})]
    assert menus["all_private_chats"]["commands"] == workers
    assert [each["command"] for each in menus["all_group_chats"]["commands"]] == ["ask", "case", "weekly", "help"]
    assert (menus["chat"]["commands"], menus["chat"]["scope"]["chat_id"]) == (every[len(workers) :] + workers, EDITOR)


@pytest.mark.parametrize(("who", "role"), [(WORKER, Role.WORKER), (EDITOR, Role.OWNER)])
async def test_help_and_the_menu_tell_the_same_commands(chat: Chat, who: int, role: Role) -> None:
    told = (await chat.say("/help", who))["text"]
    lines = [line.split("　") for line in told.splitlines() if "　/" in line]
    known = [(menu.SHOWN_WORDS[each.name], f"/{each.name}") for each in COMMANDS if each.role <= role]
    workers = known[: 1 + known.index(("取消", "/cancel"))]
    assert [(word, command) for word, _, command in lines] == known[len(workers) :] + workers
    assert all(menu.MENU[command[1:]].startswith(about) for _, about, command in lines)
    for name, word in menu.SHOWN_WORDS.items():
        if name in menu.WORDS:
            assert re.fullmatch(menu.WORDS[name], word)


async def test_an_update_that_cannot_be_read_stops_nothing(chat: Chat) -> None:
    chat.world.say(WORKER, WORKER, "老茶馆")
    message = chat.world.messages(WORKER)[0]
    chat.world.send_update("message", {key: value for key, value in message.items() if key != "chat"})
    chat.world.say(WORKER, WORKER, "帮助")
    first, second = await chat.world.until(lambda: said if len(said := chat.of_bot(WORKER)) > 1 else None)
    assert ("#1 梧桐社区" in first["text"], second["text"].startswith("怎么用")) == (True, True)


async def test_a_stray_refusal_of_updates_is_outlived(chat: Chat) -> None:
    chat.world.fail_next("getUpdates", 404, "Not Found")
    await chat.settled()
    await chat.world.until(lambda: [call for call in chat.world.calls if call.description == "Not Found"])
    assert "#1 梧桐社区" in (await chat.say("老茶馆"))["text"]


@asynccontextmanager
async def started(tmp_path: Path, **env: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """`bot.py run` as a process of its own, with one card."""
    cards = tmp_path / "cards"
    cards.mkdir(exist_ok=True)
    (cards / "1.md").write_text(write_card(TEA), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        ROOT / "bot.py",
        "run",
        env={"PATH": os.environ["PATH"], "CHAPU_DB": str(tmp_path / "a.db"), "CHAPU_CASES": str(cards)} | env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


@pytest.mark.parametrize("by_webhook", [False, True])
async def test_it_answers_and_ends_cleanly(tmp_path: Path, by_webhook: bool) -> None:
    world = World()
    place = f"127.0.0.1:{free_port()}"
    hook = {"CHAPU_WEBHOOK_URL": f"http://{place}/tea", "CHAPU_WEBHOOK_SECRET": "secret", "CHAPU_LISTEN": place}
    async with serving(world) as address:
        env = {"CHAPU_TOKEN": world.token, "CHAPU_API_URL": address} | (hook if by_webhook else {})
        async with started(tmp_path, **env) as process:
            world.say(WORKER, WORKER, "老茶馆")
            answer = await world.until(lambda: world.messages(WORKER)[1:], seconds=30)
            assert "#1 梧桐社区" in answer[0]["text"]
            process.send_signal(signal.SIGTERM)
            out, log = await process.communicate()
    assert (process.returncode, out, world.token in log.decode()) == (0, b"", False)
    assert world.token.partition(":")[2] not in log.decode()


async def test_a_webhook_without_the_secret_is_turned_away(tmp_path: Path) -> None:
    world = World()
    place = f"127.0.0.1:{free_port()}"
    hook = {"CHAPU_WEBHOOK_URL": f"http://{place}/tea", "CHAPU_WEBHOOK_SECRET": "secret", "CHAPU_LISTEN": place}
    async with (
        serving(world) as address,
        started(tmp_path, CHAPU_TOKEN=world.token, CHAPU_API_URL=address, **hook) as process,
    ):
        world.say(WORKER, WORKER, "老茶馆")
        await world.until(lambda: world.messages(WORKER)[1:], seconds=30)
        host, port = place.split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        body = b'{"update_id": 1}'
        writer.write(
            b"POST /tea HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        )
        status = (await reader.read()).split(b"\r\n")[0]
        writer.close()
        await writer.wait_closed()
        process.send_signal(signal.SIGTERM)
        await process.communicate()
    assert (status.split()[1], process.returncode) == (b"403", 0)


async def test_a_refused_token_is_one_line(tmp_path: Path) -> None:
    async with serving(World()) as address:
        token = "1:" + "a" * 35
        async with started(tmp_path, CHAPU_TOKEN=token, CHAPU_API_URL=address) as process:
            _, told = await process.communicate()
    assert (process.returncode, told.decode()) == (2, texts.REFUSED_TOKEN.format(url=address) + "\n")


async def test_no_token_is_one_line(tmp_path: Path) -> None:
    async with started(tmp_path) as process:
        out, told = await process.communicate()
    assert (process.returncode, out, told.decode()) == (2, b"", texts.NO_TOKEN + "\n")


async def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        world = World()
        async with serving(world) as address:
            env = {"CHAPU_WEBHOOK_URL": f"http://{place}/tea", "CHAPU_LISTEN": place}
            async with started(tmp_path, CHAPU_TOKEN=world.token, CHAPU_API_URL=address, **env) as process:
                _, told = await process.communicate()
    last = told.decode().splitlines()[-1]
    assert (process.returncode, last.startswith(f"「{place}」用不了")) == (2, True)


async def test_a_refused_webhook_is_one_line(tmp_path: Path) -> None:
    world = World()
    async with serving(world) as address:
        env = {"CHAPU_TOKEN": world.token, "CHAPU_API_URL": address, "CHAPU_WEBHOOK_URL": "http://a.b/tea"}
        async with started(tmp_path, **env) as process:
            _, told = await process.communicate()
    assert (process.returncode, told.decode().splitlines()[-1]) == (2, texts.REFUSED_WEBHOOK)
