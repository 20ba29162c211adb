"""What is kept of a reader: shown, given out, deleted."""

from __future__ import annotations

import pytest

from handlers import privacy_texts
from knowledge import Library
from tests.handlers.conftest import WORKER, Chat

pytestmark = pytest.mark.anyio


async def leave_something(chat: Chat) -> None:
    """Ask, vote, save, wish, suggest."""
    answer = await chat.say("老茶馆")
    await chat.press(await chat.press(answer, "没答到"), "太旧了")
    await chat.press(await chat.say("案例2"), "收藏")
    await chat.press(await chat.say("外星人怎么治理"), "有了通知我")
    await chat.say("/suggest 车棚改成了议事点")


async def test_all_that_is_kept_can_be_had(chat: Chat) -> None:
    await leave_something(chat)
    told = await chat.say("隐私")
    assert "现在共有 6 条" in told["text"]
    await chat.press(told, "导出我的")
    document = chat.of_bot(WORKER)[-1]["document"]
    file = await chat.app.bot.get_file(document["file_id"])
    text = (await file.download_as_bytearray()).decode()
    assert document["file_name"] == "我在茶铺的数据.txt"
    assert [line for line in text.splitlines() if line and line[0] != "-"] == [
        "问过的问题",
        "评价",
        "收藏的案例",
        "要通知我的问题",
        "推荐的线索",
    ]
    assert "原因：太旧了" in text
    assert "问题：外星人怎么治理" in text
    assert "种类：文字；内容：车棚改成了议事点" in text


async def test_delete_me_leaves_no_row_with_my_id(chat: Chat) -> None:
    await leave_something(chat)
    sure = await chat.press(await chat.say("/privacy"), "删掉我的")
    assert (await chat.press(sure, "不删了"))["text"] == "好，都还在。"
    gone = await chat.press(await chat.press(await chat.say("/privacy"), "删掉我的"), "确定删掉")
    assert gone["text"].startswith("都删掉了")
    tables = [name for name in chat.library.db.table_names() if "passage_index" not in name]
    held = [name for name in tables for row in chat.library.db[name].rows if WORKER in row.values()]
    assert held == []
    assert (await chat.say("/privacy"))["text"].startswith("我这里没有你的数据。")


def test_every_column_of_ones_own_data_has_a_name(library: Library) -> None:
    held_back = {"id", "one", "content", "digest", "doubts", "learned", "report", "editor_id", "mark", "told_at"}
    for table in privacy_texts.TABLES:
        columns = {row[1] for row in library.db.execute(f"PRAGMA table_info({table})")}
        assert columns - {*privacy_texts.COLUMNS} <= held_back, table
