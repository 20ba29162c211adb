"""The README's chat is what the bot says, and its commands are the menu's."""

from __future__ import annotations

import re

import pytest

from handlers import menu
from handlers.routes import COMMANDS
from knowledge import Library, open_library, take_up_cards
from sandbox_server import World, serving
from tests.conftest import ROOT
from tests.handlers.conftest import Chat, running

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHATS = re.findall(r"```chat\n(.*?)```", README, re.S)

pytestmark = pytest.mark.anyio


@pytest.fixture
def default() -> Library:
    """The library as it comes, to write to."""
    library = open_library(":memory:", ROOT / "data")
    assert take_up_cards(library, ROOT / "data" / "cases") == []
    return library


async def test_the_readmes_chat_is_what_the_bot_says(default: Library) -> None:
    world = World()
    asked = re.findall(r"^小王：(.+)$", "\n".join(CHATS), re.M)
    said = ""
    async with serving(world) as address, running(default, world, address) as app:
        chat = Chat(world, app, default)
        for question in asked:
            answer = await chat.say(question)
            rows = [" ".join(f"[{text}]" for text in row) for row in chat.keys(answer)]
            said += f"小王：{question}\n\n茶铺：{answer['text']}\n" + "".join(f"{row}\n" for row in rows) + "\n"
    default.close()
    assert (len(asked) > 1, _unnumbered("\n".join(CHATS))) == (True, _unnumbered(said))


def test_the_readmes_commands_are_the_menus() -> None:
    rows = re.findall(r"^\| `/(\w+)` \| (.*?) \| (.*?) \|$", README, re.M)
    assert rows == [(each.name, menu.SHOWN_WORDS[each.name], menu.MENU[each.name]) for each in COMMANDS]


def _unnumbered(chat: str) -> str:
    return re.sub(r"编号 \w{6}", "编号", chat).strip()
