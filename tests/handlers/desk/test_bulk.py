"""The library given out and taken in, in chat."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handlers.desk import bulk_texts, importing
from knowledge import Library, file_cases, held_cases, open_library, write_card, write_workbook
from knowledge.desk import (
    Act,
    Held,
    apply_staged,
    begin_import,
    compare_import,
    deeds,
    end_staging,
    import_under_way,
    set_hidden,
    stage,
)
from knowledge.store.deeds import change_case
from sandbox_server import World, serving
from tests.conftest import ROOT
from tests.handlers.conftest import EDITOR, NEIGHBOUR, WORKER, Chat, Message, running
from tests.knowledge.samples import LIFT, PAGE, STREET, TEA
from tests.knowledge.test_imports import dump

pytestmark = pytest.mark.anyio

SECONDS = 20.0
"""A process of its own takes a while to begin."""


@pytest.fixture
async def shop(tmp_path: Path, world: World) -> AsyncIterator[Chat]:
    """The bot with a library that has a file, for another process to open."""
    library = open_library(tmp_path / "library.db", ROOT / "data")
    file_cases(library, [replace(TEA, further=(PAGE,)), LIFT, STREET])
    set_hidden(library, 2, True, EDITOR)
    async with serving(world) as address, running(library, world, address) as app:
        yield Chat(world, app, library)
    library.close()


async def outcome(chat: Chat, status: Message) -> str:
    """What the bot says of a file in the end, in the place of its status."""
    text: str = await chat.world.until(
        lambda: now if (now := chat.now(status)["text"]) != status["text"] else None, SECONDS
    )
    await ended(chat.library)
    return text


async def ended(library: Library) -> None:
    """Wait until no import is under way."""
    async with asyncio.timeout(SECONDS):
        while import_under_way(library.db):
            await asyncio.sleep(0.01)


async def send(
    chat: Chat, data: bytes, name: str = "案例.xlsx", caption: str = "/import", who: int = EDITOR
) -> Message:
    """Send a file; the bot's answer."""
    return await chat.answer_after(who, chat.world.send_file(who, who, name, data, caption))


async def documents(chat: Chat, count: int) -> dict[str, bytes]:
    """The files that the bot has sent, once there are so many."""
    sent: list[Any] = await chat.world.until(
        lambda: (
            found if len(found := [m["document"] for m in chat.of_bot(EDITOR) if "document" in m]) == count else None
        ),
        SECONDS,
    )
    files = {each["file_name"]: await chat.app.bot.get_file(each["file_id"]) for each in sent}
    return {name: bytes(await file.download_as_bytearray()) for name, file in files.items()}


async def test_an_export_comes_as_cards_and_as_a_workbook_and_importing_it_changes_nothing(shop: Chat) -> None:
    assert (await shop.say("导出", EDITOR))["text"] == bulk_texts.PACKING
    assert (await shop.say("/export", EDITOR))["text"] == bulk_texts.PACKING_ALREADY
    files = await documents(shop, 2)
    before = dump(shop.library)
    for name, kind in zip(files, ("张", "行"), strict=True):
        status = await send(shop, files[name], name, "导入")
        assert status["text"] == f"收到「{name}」，正在读……"
        assert await outcome(shop, status) == f"「{name}」共 3 {kind}：入库 0，更新 0，未变 3，跳过 0。"
    assert dump(shop.library) == before


async def test_a_library_without_cases_says_so(chat: Chat) -> None:
    with chat.library.db.conn:
        chat.library.db.execute("DELETE FROM cases")
    packing = await chat.say("/export", EDITOR)
    answer = await chat.world.until(lambda: chat.of_bot(EDITOR, packing["message_id"]), SECONDS)
    assert [message["text"] for message in answer] == [bulk_texts.EMPTY]


async def test_a_file_is_asked_for_and_taken_in(chat: Chat) -> None:
    asked = await chat.say("/import", EDITOR)
    assert (asked["text"], chat.keys(asked)) == (bulk_texts.ASK_FILE, [["下载模板"]])
    assert (await chat.press(asked, "下载模板", EDITOR))["toast"] == bulk_texts.TEMPLATE_COMES
    assert [*await documents(chat, 2)] == ["茶铺案例模板.xlsx", "茶铺案例卡示例.md"]
    assert (await chat.say("老茶馆", EDITOR))["text"] == bulk_texts.ASK_FILE
    refused = await send(chat, b"%PDF-1.4", "a.pdf", "")
    told = "「a.pdf」不是能导入的文件，请发 .xlsx 表格、装着案例卡的 .zip，或者一张 .md 案例卡。"
    assert await outcome(chat, refused) == bulk_texts.NOT_READ.format(reason=told)
    new = replace(LIFT, id=0, title="<b>桂花</b> & 😀")
    rows = [
        Held(replace(TEA, id=1, year=2024)),
        Held(replace(LIFT, id=2)),
        Held(new),
        Held(replace(STREET, id=9, topics=("天文",))),
    ]
    status = await send(chat, write_workbook(rows), "a&b.xlsx", "")
    topics = "、".join(topic.name for topic in chat.library.words.topics)
    assert (await outcome(chat, status)).splitlines() == [
        "「a&b.xlsx」共 4 行：入库 1，更新 1，未变 1，跳过 1。",
        f"第 5 行：主题「天文」不在主题表里，可用的是：{topics}"[:120],
        bulk_texts.FIX,
        bulk_texts.UNDO,
    ]
    held = {each.case.id: each.case for each in held_cases(chat.library.db)}
    assert held == {
        1: replace(TEA, id=1, year=2024),
        2: replace(LIFT, id=2),
        3: replace(STREET, id=3),
        4: replace(new, id=4),
    }
    assert [(deed.act, deed.subject) for deed in deeds(chat.library.db, 9)] == [(Act.IMPORT, "a&b.xlsx")]


async def test_a_command_takes_in_the_file_that_it_answers(chat: Chat) -> None:
    sent = chat.world.send_file(EDITOR, EDITOR, "卡.md", write_card(replace(TEA, title="桂花社区")).encode())
    await chat.press(await chat.answer_after(EDITOR, sent), "不读了", EDITOR)
    status = await chat.say("/import", EDITOR, reply_to=sent)
    assert await outcome(chat, status) == f"「卡.md」共 1 张：入库 1，更新 0，未变 0，跳过 0。\n{bulk_texts.UNDO}"


async def test_many_reasons_are_sent_as_a_file(chat: Chat) -> None:
    rows = [Held(replace(LIFT, id=at, title="")) for at in range(100, 130)]
    status = await send(chat, write_workbook(rows))
    reasons = [f"第 {at} 行：缺「标题」" for at in range(2, 32)]
    assert (await outcome(chat, status)).splitlines() == [
        "「案例.xlsx」共 30 行：入库 0，更新 0，未变 0，跳过 30。",
        *reasons[:20],
        bulk_texts.MORE.format(count=30),
        bulk_texts.FIX,
    ]
    assert (await documents(chat, 1))["跳过的.txt"].decode().splitlines() == reasons


async def test_a_file_too_large_to_fetch_is_refused_at_once(chat: Chat) -> None:
    assert (await send(chat, bytes((20 << 20) + 1), "大.zip"))["text"] == bulk_texts.TOO_LARGE.format(
        name="大.zip", size=21
    )
    assert import_under_way(chat.library.db) is None


async def test_one_import_at_a_time(shop: Chat) -> None:
    first = await send(shop, write_workbook([Held(replace(TEA, id=1, year=2024))]), "前一份.xlsx")
    answer = await send(shop, write_workbook([Held(replace(TEA, id=1, year=1999))]))
    assert answer["text"] == "「前一份.xlsx」还没有写完，一次只能一份；等它做完，再发一次。"
    await outcome(shop, first)
    assert held_cases(shop.library.db)[0].case.year == 2024


async def unanswered(chat: Chat) -> None:
    """The bot's next message cannot be sent, however often it tries: wait until it says that something went wrong."""
    chat.refused = 3
    for _ in range(3):
        chat.world.fail_next("sendMessage", 502, "Bad Gateway")
    await chat.world.until(lambda: len(chat.of_bot(EDITOR)) == 2, SECONDS)


async def test_an_import_that_could_not_be_answered_does_not_stop_the_next(chat: Chat) -> None:
    data = write_workbook([Held(replace(TEA, id=1, year=2024))])
    chat.world.send_file(EDITOR, EDITOR, "案例.xlsx", data, "/import")
    await unanswered(chat)
    await ended(chat.library)
    status = await send(chat, data)
    assert (await outcome(chat, status)).startswith("「案例.xlsx」共 1 行：入库 0，更新 1")


async def test_an_export_that_could_not_be_answered_does_not_stop_the_next(chat: Chat) -> None:
    with chat.library.db.conn:
        chat.library.db.execute("DELETE FROM cases")
    chat.world.say(EDITOR, EDITOR, "/export")
    await unanswered(chat)
    assert (await chat.say("/export", EDITOR))["text"] == bulk_texts.PACKING


async def test_a_file_whose_reading_a_fault_has_stopped_is_forgotten(chat: Chat) -> None:
    begun(chat.library, False)
    status = await send(chat, write_workbook([Held(replace(TEA, id=1, year=1999))]), "后一份.xlsx")
    assert (await outcome(chat, status)).startswith("「后一份.xlsx」共 1 行：入库 0，更新 1")
    assert [each.case.year for each in held_cases(chat.library.db)] == [1999, 2022, None]


@pytest.mark.parametrize("who", [WORKER, NEIGHBOUR])
async def test_nobody_else_may(chat: Chat, who: int) -> None:
    data = write_workbook([Held(replace(TEA, id=1, year=2024))])
    before = {name: rows for name, rows in dump(chat.library).items() if name != "answers"}
    told = "这个操作只有编辑能用。要当编辑，请找馆主。"
    for text in ("/export", "/import", "导出", "导入"):
        assert (await chat.say(text, who))["text"] == told
    assert (await send(chat, data, who=who))["text"] == told
    assert "正在" not in (await send(chat, data, caption="", who=who))["text"]
    assert {name: rows for name, rows in dump(chat.library).items() if name != "answers"} == before


async def test_a_step_and_a_button_of_one_who_is_no_editor_any_more(chat: Chat) -> None:
    with chat.library.db.conn:
        chat.library.db.execute("INSERT INTO editors (editor_id, since) VALUES (?, '2026-01-01')", [NEIGHBOUR])
    asked = await chat.say("/import", NEIGHBOUR)
    assert asked["text"] == bulk_texts.ASK_FILE
    with chat.library.db.conn:
        chat.library.db.execute("DELETE FROM editors")
    told = "这个操作只有编辑能用。要当编辑，请找馆主。"
    assert (await chat.press(asked, "下载模板", NEIGHBOUR))["toast"] == told
    data = write_workbook([Held(replace(TEA, id=1, year=2024))])
    assert (await send(chat, data, caption="", who=NEIGHBOUR))["text"] == told
    assert held_cases(chat.library.db)[0].case == replace(TEA, id=1)


async def test_whose_role_is_taken_away_while_the_file_is_read_changes_nothing(shop: Chat) -> None:
    with shop.library.db.conn:
        shop.library.db.execute("INSERT INTO editors (editor_id, since) VALUES (?, '2026-01-01')", [NEIGHBOUR])
    before = held_cases(shop.library.db)
    status = await send(shop, write_workbook([Held(replace(TEA, id=1, year=2024))]), who=NEIGHBOUR)
    with shop.library.db.conn:
        shop.library.db.execute("DELETE FROM editors")
    assert await outcome(shop, status) == bulk_texts.NOT_IMPORTED.format(name="案例.xlsx")
    assert held_cases(shop.library.db) == before


async def test_whose_role_is_taken_away_while_it_is_written_changes_nothing_more(chat: Chat) -> None:
    begun(chat.library, True, NEIGHBOUR)
    data = write_workbook([Held(replace(TEA, id=1, year=1999))])
    assert (await send(chat, data, "后一份.xlsx"))["text"].startswith("「案例.xlsx」还没有写完")
    await ended(chat.library)
    assert [each.case.year for each in held_cases(chat.library.db)] == [2024, 2022, None]
    assert chat.of_bot(NEIGHBOUR) == []
    assert "更新 1" in await outcome(chat, await send(chat, data, "后一份.xlsx"))


async def test_the_bot_that_stops_ends_an_import_at_once_and_goes_on_with_it_at_the_next_start(
    filled: Library, world: World
) -> None:
    rows = [Held(replace(STREET, id=at, title=f"第{at}件")) for at in range(10, 110)]
    async with serving(world) as address:
        async with running(filled, world, address) as app:
            await send(Chat(world, app, filled), write_workbook(rows))
            while not ((found := import_under_way(filled.db)) and found.new):
                await asyncio.sleep(0)
            await app.bot_data["house"].end()
            stopped = import_under_way(filled.db)
        assert stopped
        assert 0 < stopped.left < 100
        async with running(filled, world, address):
            await ended(filled)
    assert len(held_cases(filled.db)) == 103


def begun(library: Library, whole: bool, editor_id: int = EDITOR) -> None:
    """An import that the bot was killed in: its file read and staged, and when that was done, half of it written."""
    begin_import(library.db, editor_id, "案例.xlsx")
    rows = [Held(replace(case, id=at, year=2024)) for at, case in enumerate((TEA, LIFT, STREET), 1)]
    intake = compare_import(library, write_workbook(rows), "案例.xlsx")
    stage(library.db, intake.changes)
    if whole:
        end_staging(library.db, intake)
        assert apply_staged(library, -1.0) == 2


@pytest.mark.parametrize("whole", [True, False])
async def test_what_was_killed_is_finished_or_dropped_at_the_next_start(
    filled: Library, world: World, whole: bool
) -> None:
    begun(filled, whole)
    world.say(EDITOR, EDITOR, "/start")
    async with serving(world) as address, running(filled, world, address) as app:
        chat = Chat(world, app, filled)
        await ended(filled)
        await chat.settled(who=EDITOR)
        said = [message["text"] for message in chat.of_bot(EDITOR) if "案例.xlsx" in message.get("text", "")]
    years = [each.case.year for each in held_cases(filled.db)]
    finished = f"「案例.xlsx」共 3 行：入库 0，更新 3，未变 0，跳过 0。\n{bulk_texts.UNDO}"
    if whole:
        assert (said, years) == ([bulk_texts.RESUMED.format(name="案例.xlsx"), finished], [2024] * 3)
    else:
        assert (said, years) == ([bulk_texts.SEND_AGAIN.format(name="案例.xlsx")], [2021, 2022, None])
        assert deeds(filled.db, 9) == []


async def test_what_a_fault_has_stopped_goes_on_with_the_next_file(chat: Chat) -> None:
    begun(chat.library, True)
    answer = await send(chat, write_workbook([Held(replace(TEA, id=1, year=1999))]), "后一份.xlsx")
    assert answer["text"] == "「案例.xlsx」还没有写完，一次只能一份；等它做完，再发一次。"
    await ended(chat.library)
    assert [each.case.year for each in held_cases(chat.library.db)] == [2024] * 3


async def test_an_import_of_many_cases_is_undone_a_little_at_a_time_and_once(chat: Chat) -> None:
    change_case(chat.library, 1, replace(TEA, id=1, year=1990), EDITOR)
    before = held_cases(chat.library.db)
    rows = [Held(replace(STREET, id=at, title=f"第{at}件")) for at in range(10, 11 + importing.MANY)]
    status = await send(chat, write_workbook(rows))
    assert "入库 11" in await outcome(chat, status)
    status = await chat.say("/undo", EDITOR)
    asked = next(message for message in chat.world.messages(EDITOR) if message.get("text") == "/undo")
    assert status["text"] == "正在撤销「案例.xlsx」：0/11。"
    assert await outcome(chat, status) == "撤销了「案例.xlsx」：11 个案例放回了原样。"
    chat.world.send_update("message", asked)
    await chat.settled(who=EDITOR)
    assert [each["text"][:2] for each in chat.of_bot(EDITOR, status["message_id"])] == ["怎么"]
    assert [each for each in held_cases(chat.library.db) if not each.hidden] == before
