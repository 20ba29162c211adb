"""Who edits: added and removed by the owners."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.house import Role
from handlers.routes import commands_of
from knowledge import Library, editors
from knowledge.desk import list_editors, put_editor
from knowledge.store.deeds import change_case
from sandbox_server import World, serving
from sandbox_server.settings import menu
from tests.handlers.conftest import EDITOR, NEIGHBOUR, WORKER, Chat, Message, running
from tests.knowledge.samples import TEA

pytestmark = pytest.mark.anyio

ELSEWHERE = "馆主由部署的人设定，不在这里加减。"
HOW = "要加人：转发一条那个人的消息给我，或者发那个人的编号（本人给我发「隐私」就能看到）。不加了发「取消」。"
ASKED = "让「小张」（1003）当编辑？"


def shown_menu(chat: Chat, who: int) -> list[str]:
    return [each["command"] for each in menu(chat.world, chat.world.chats[who])]


def names(role: Role) -> list[str]:
    return [each.command for each in commands_of(role)]


async def forwarded(chat: Chat, writer: int, hidden: bool = False) -> Message:
    return await chat.answer_after(
        EDITOR, chat.world.forward(EDITOR, EDITOR, chat.world.written(writer, "茶铺好用"), hidden)
    )


async def test_an_editor_is_added_by_number_told_and_removed(chat: Chat) -> None:
    listed = await chat.say("/editors", EDITOR)
    assert listed["text"] == f"还没有编辑。\n\n{ELSEWHERE}"
    asked = await chat.press(listed, "加人", EDITOR)
    assert (asked["text"], chat.keys(asked)) == (HOW, [["不加"]])
    added = await chat.say(f"{NEIGHBOUR}", EDITOR)
    assert added["text"] == "「小张」（1003）现在是编辑了，已经告诉本人。"
    assert chat.of_bot(NEIGHBOUR)[-1]["text"] == "馆主请你当茶铺的编辑了。发「帮助」看看多了哪些用法。"
    assert shown_menu(chat, NEIGHBOUR) == names(Role.EDITOR)
    assert "改 3　改案例或草稿　/edit" in (await chat.say("帮助", NEIGHBOUR))["text"]
    assert (await chat.say(f"/editors {NEIGHBOUR}", EDITOR))["text"] == "「小张」（1003）本来就是编辑。"
    again = await chat.press(added, "看名单", EDITOR)
    assert again["text"].splitlines()[0] == "编辑名单，共 1 人"
    sure = await chat.press(again, "移除小张", EDITOR)
    assert chat.keys(sure) == [["确定移除", "不移除"]]
    assert (await chat.press(sure, "不移除", EDITOR))["text"] == again["text"]
    data = [chat.data(await chat.press(again, "移除小张", EDITOR), "确定移除")] * 2
    taps = [chat.world.press(EDITOR, again["message_id"], EDITOR, each) for each in data]
    told = [(await chat.world.until(lambda tap=tap: chat.world.callback_answers.get(tap)))["text"] for tap in taps]  # type: ignore[misc]
    assert told == [None, "「1003」已经不是编辑了。"]
    assert chat.now(again)["text"] == "移除了「小张」（1003）。"
    assert (editors(chat.library.db), shown_menu(chat, NEIGHBOUR)) == (set(), names(Role.WORKER))
    assert chat.of_bot(NEIGHBOUR)[-1]["text"] == "你不再是茶铺的编辑了，提问、收藏这些照旧。谢谢你做过的。"


async def test_an_editor_is_added_by_a_forwarded_message(chat: Chat) -> None:
    await chat.press(await chat.say("编辑名单", EDITOR), "加人", EDITOR)
    assert (await forwarded(chat, NEIGHBOUR, hidden=True))["text"] == (
        "「小张」在 Telegram 里藏起了自己的身份，从转发看不出编号。请那位同事给我发「隐私」，把上面的编号告诉你，再发给我。"
    )
    assert (await forwarded(chat, -1007))["text"].startswith("这条不是从一个人那里转来的")
    assert (await forwarded(chat, EDITOR))["text"] == "「1002」是馆主，本来就能做编辑的事，不用加。"
    asked = await forwarded(chat, NEIGHBOUR)
    assert (asked["text"], chat.keys(asked), editors(chat.library.db)) == (ASKED, [["加", "不加"]], set())
    assert (await chat.press(asked, "加", EDITOR))["text"] == "「小张」（1003）现在是编辑了，已经告诉本人。"
    assert "没有" in (await chat.say("火星", EDITOR))["text"]


async def test_a_forwarded_message_makes_nobody_an_editor_that_was_not_asked_for(chat: Chat) -> None:
    assert "编辑" not in (await forwarded(chat, NEIGHBOUR))["text"]
    await chat.say("/editors", EDITOR)
    assert (await chat.press(await forwarded(chat, NEIGHBOUR), "不加", EDITOR))["text"].startswith("还没有编辑。")
    await chat.press(await chat.say("/editors", EDITOR), "加人", EDITOR)
    await forwarded(chat, NEIGHBOUR)
    assert "#1 梧桐社区" in (await chat.say("老茶馆", EDITOR))["text"]
    assert editors(chat.library.db) == set()


async def test_an_editor_who_deletes_all_about_themselves_is_none_any_more(chat: Chat) -> None:
    await chat.say(f"/editors {NEIGHBOUR}", EDITOR)
    change_case(chat.library, 1, replace(TEA, year=2000), NEIGHBOUR)
    mine = await chat.say("隐私", NEIGHBOUR)
    await chat.press(mine, "导出我的", NEIGHBOUR)
    file = await chat.app.bot.get_file(chat.of_bot(NEIGHBOUR)[-1]["document"]["file_id"])
    assert "对象编号：1；关于：梧桐社区：院子里的老茶馆" in (await file.download_as_bytearray()).decode()
    sure = await chat.press(mine, "删掉我的", NEIGHBOUR)
    assert sure["text"].endswith("你的编辑身份也会取消。")
    await chat.press(sure, "确定删掉", NEIGHBOUR)
    assert (editors(chat.library.db), shown_menu(chat, NEIGHBOUR)) == (set(), names(Role.WORKER))
    told = (await chat.say("/log", EDITOR))["text"].splitlines()
    assert [line.partition("　")[2] for line in told[2:]] == [
        "已注销的编辑　修改　#1 梧桐社区：院子里的老茶馆",
        "李编辑　加编辑　没有名字",
    ]


async def test_an_editor_is_added_by_an_answer_to_a_forwarded_message(chat: Chat) -> None:
    passed_on = await forwarded(chat, NEIGHBOUR)
    asked = await chat.say("/editors", EDITOR, reply_to=passed_on["message_id"] - 1)
    assert asked["text"] == ASKED
    await chat.press(asked, "加", EDITOR)
    assert [(editor.id, editor.name) for editor in list_editors(chat.library.db)] == [(NEIGHBOUR, "小张")]


async def test_who_cannot_be_written_to_gets_the_menu_with_start(filled: Library) -> None:
    world = World(strangers=True)
    async with serving(world) as address, running(filled, world, address) as app:
        chat = Chat(world, app, filled)
        told = await chat.say("/editors 1003", EDITOR)
        assert told["text"] == (
            "「小张」（1003）现在是编辑了。不过我还写不进那边的聊天：请那位同事打开 https://t.me/chapu_sandbox_bot?start=editor"
            " 点「开始」，再发「帮助」，就能看到编辑的用法。"
        )
        await chat.answer_after(NEIGHBOUR, world.open_link(NEIGHBOUR, "editor"))
        assert shown_menu(chat, NEIGHBOUR) == names(Role.EDITOR)


async def test_the_name_of_an_editor_added_by_number_is_learnt_with_start(chat: Chat) -> None:
    put_editor(chat.library.db, NEIGHBOUR, "", EDITOR)
    assert "没有名字（1003）" in (await chat.say("/editors", EDITOR))["text"]
    await chat.say("/start", NEIGHBOUR)
    assert "小张（1003）" in (await chat.say("/editors", EDITOR))["text"]


async def test_the_number_is_told_with_and_without_data(chat: Chat) -> None:
    line = "你的编号是 1001。馆主请你当编辑的时候，会要这个编号。"
    assert (await chat.say("隐私"))["text"].endswith(line)
    await chat.say("老茶馆")
    assert (await chat.say("隐私"))["text"].endswith(line)


async def test_only_an_owner_changes_who_edits(chat: Chat) -> None:
    told = "这个操作只有馆主能用。"
    put_editor(chat.library.db, NEIGHBOUR, "小张", EDITOR)
    listed = await chat.say("/editors", EDITOR)
    for who in (WORKER, NEIGHBOUR):
        for typed in ("/editors", f"/editors {WORKER}", "编辑名单"):
            assert (await chat.say(typed, who))["text"] == told
    assert (await chat.say(f"/editors {EDITOR}", EDITOR))["text"].startswith("「1002」是馆主")
    assert (await chat.say("/editors 0", EDITOR))["text"].startswith("没看懂要加谁。")
    assert (await chat.say("/editors 424242", EDITOR))["text"].startswith("那是一个机器人")
    assert chat.keys(listed) == [["移除小张"], ["加人"]]
    assert editors(chat.library.db) == {NEIGHBOUR}
