"""The numbers as an editor sees them, and their picture."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fontTools.ttLib import TTCollection, TTFont

from handlers import texts
from handlers.keeping import reduce_old
from handlers.pictures.chart import Chart, draw
from handlers.pictures.fonts import find_font, system_fonts
from knowledge import Asked, keep_asked
from tests.handlers.conftest import EDITOR, NEIGHBOUR, WORKER, Chat, Message

CHENGDU = ZoneInfo("Asia/Shanghai")
DAYS = [(date(2026, 11, 20) - timedelta(days=29 - number), number % 7, number % 3) for number in range(30)]
CHART = Chart("每天的提问（最近 30 天）", "答上了", "没答上", DAYS)


def test_no_font_with_the_letters_is_no_picture(tmp_path: Path) -> None:
    (tmp_path / "no.ttf").write_bytes(b"no font")
    latin = [path for path in system_fonts() if "DejaVu" in path]
    assert [draw(CHART, fonts) for fonts in ([], [str(tmp_path / "no.ttf")], latin)] == [None, None, None]


def test_the_font_has_a_sign_for_every_letter() -> None:
    font = find_font(CHART.letters, system_fonts())
    if font is None:
        pytest.skip("needs a font with Chinese signs, as Debian's fonts-wqy-microhei")
    first = TTCollection(font).fonts[0] if font.endswith(".ttc") else TTFont(font)
    assert {letter for letter in CHART.letters if ord(letter) not in first.getBestCmap()} == set()
    drawn = draw(CHART)
    assert drawn is not None
    assert (drawn[:8], int.from_bytes(drawn[16:20]), int.from_bytes(drawn[20:24])) == (b"\x89PNG\r\n\x1a\n", 1200, 750)


def test_a_day_without_questions_and_a_day_of_many_are_drawn() -> None:
    if find_font(CHART.letters, system_fonts()) is None:
        pytest.skip("needs a font with Chinese signs, as Debian's fonts-wqy-microhei")
    for days in ([(DAYS[0][0], 0, 0)], [(day, 10**6, 1) for day, _, _ in DAYS * 3]):
        assert draw(Chart(CHART.title, CHART.answered, CHART.unanswered, days))


pytestmark = pytest.mark.anyio


def asked(chat: Chat, days_ago: int, question: str, asker: int = WORKER) -> None:
    """Keep a question that nothing answered, of some days ago."""
    at = (datetime.now(CHENGDU) - timedelta(days=days_ago)).isoformat()
    number = 1000 + chat.library.db["answers"].count
    keep_asked(chat.library.db, Asked("", question, "none", (), asker, 7, number, at))


async def pictures(chat: Chat, count: int) -> list[Message]:
    """The pictures that the editor has, once there are so many."""
    return await chat.world.until(
        lambda: found if len(found := [each for each in chat.of_bot(EDITOR) if "photo" in each]) == count else None, 30
    )


def days_told(message: Message) -> list[str]:
    return str(message["text"]).split("\n\n")


async def test_the_numbers_are_told_and_drawn(chat: Chat) -> None:
    await chat.press(await chat.say("老茶馆"), "有用")
    await chat.say("老茶馆", NEIGHBOUR)
    await chat.say("外星人怎么治理")
    asked(chat, 20, "外星人怎么治理？", NEIGHBOUR)
    asked(chat, 60, "外星人怎么治理")
    told = await chat.say("统计", EDITOR)
    assert (days_told(told), chat.keys(told)) == (
        [
            "统计：最近 30 天\n"
            "提问 4 次，2 个人问的；有人问的 2 天，平均一天 1.5 人\n"
            "答上了 2 次（50%），没答上 2 次\n"
            "评价：有用 1，没答到 0",
            "排在最前的案例\n#1 梧桐社区：院子里的老茶馆　2 次",
            "没答上的问题\n外星人怎么治理？　2 次",
            "案例 3 个，下架 0 个，草稿 0 篇，订阅者 0 个",
        ],
        [["7 天", "90 天"]],
    )
    has_font = find_font(CHART.letters, system_fonts()) is not None
    if has_font:
        assert [each["caption"] for each in await pictures(chat, 1)] == ["每天的提问（最近 30 天）"]
    wider = await chat.press(told, "90 天", EDITOR)
    assert (wider["message_id"], days_told(wider)[0].splitlines()[1]) == (
        told["message_id"],
        "提问 5 次，2 个人问的；有人问的 3 天，平均一天 1.3 人",
    )
    if has_font:
        assert [each["caption"] for each in await pictures(chat, 2)][1] == "每天的提问（最近 90 天）"


async def test_an_answer_that_is_only_loosely_related_does_not_count_as_answered(chat: Chat) -> None:
    assert "只沾边" in (await chat.say("院坝"))["text"]
    await chat.say("老茶馆")
    await chat.press(await chat.say("外星人怎么治理"), "有了通知我")
    told = await chat.say("统计", EDITOR)
    assert days_told(told)[0].splitlines()[2] == "答上了 1 次（33%），只沾边 1 次，没答上 1 次"
    assert days_told(told)[-1] == "案例 3 个，下架 0 个，草稿 0 篇，订阅者 0 个\n等通知：1 人，1 个问题"


async def test_a_button_pressed_twice_sends_one_picture(chat: Chat) -> None:
    if find_font(CHART.letters, system_fonts()) is None:
        pytest.skip("needs a font with Chinese signs, as Debian's fonts-wqy-microhei")
    asked(chat, 1, "外星人怎么治理")
    told = await chat.say("/stats", EDITOR)
    chat.refused = 1  # the second press changes nothing
    for _ in range(2):
        chat.world.press(EDITOR, told["message_id"], EDITOR, "d:n:7")
    await chat.press(told, "90 天", EDITOR)
    assert [each["caption"] for each in await pictures(chat, 1)] == ["每天的提问（最近 90 天）"]


async def test_without_questions_there_is_no_picture_and_old_ones_stay_as_counts(chat: Chat) -> None:
    told = await chat.say("统计", EDITOR)
    assert days_told(told) == ["统计：最近 30 天\n这段时间没有人提问。", "案例 3 个，下架 0 个，草稿 0 篇，订阅者 0 个"]
    asked(chat, 40, "外星人怎么治理")
    asked(chat, 40, "遛狗", NEIGHBOUR)
    asked(chat, 3, "停车难")
    assert chat.app.job_queue
    chat.app.job_queue.run_once(reduce_old, 0, data=30)
    while chat.library.db["answers"].count > 1:
        await asyncio.sleep(0.01)
    told = await chat.press(told, "90 天", EDITOR)
    reduced = datetime.now(CHENGDU).date() - timedelta(days=39)
    assert days_told(told)[0].splitlines()[1:] == [
        "提问 3 次，1 个人问的；有人问的 2 天，平均一天 1.5 人",
        "答上了 0 次（0%），没答上 3 次",
        "评价：有用 0，没答到 0",
        f"{reduced:%m-%d} 以前的只留了每天的次数；几个人问的、评价和下面的名单，从那天算起。",
    ]
    assert days_told(told)[1] == "没答上的问题\n停车难　1 次"


async def test_a_reader_is_told_no_numbers(chat: Chat) -> None:
    for text in ("/stats", "统计"):
        assert (await chat.say(text))["text"] == texts.EDITORS_ONLY
    told = await chat.say("/stats", EDITOR)
    pressed = await chat.press(chat.copied(told, WORKER), "7 天")
    assert (pressed["toast"], pressed["text"]) == (texts.EDITORS_ONLY, told["text"])


async def test_titles_and_questions_of_any_length_and_kind_are_sent(chat: Chat) -> None:
    odd = '<&"@a #b /c a.cn 13800138000 🍵' * 6
    for number in range(6):
        asked(chat, 1, f"{number}{odd}"[:200])
    told = await chat.say("/stats", EDITOR)
    assert days_told(told)[1].startswith('没答上的问题\n0<&"@a #b /c a.cn')
