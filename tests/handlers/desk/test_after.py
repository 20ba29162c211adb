"""What follows a change: who waits for an answer is told, exactly once, whatever fails on the way."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from handlers.access import Context
from handlers.desk.after import after_change
from knowledge import Library, file_cases, put_wish
from knowledge.desk import begin_telling, set_hidden, waiting_wishes
from sandbox_server import World, serving
from tests.handlers.conftest import EDITOR, NEIGHBOUR, WORKER, Chat, Message, running
from tests.knowledge.samples import TEA

pytestmark = pytest.mark.anyio

ASKED = "朝阳社区的老茶馆"
NEWS = replace(
    TEA,
    title="朝阳社区：老茶馆开到半夜",
    place=replace(TEA.place, community="朝阳社区"),
    sections=(replace(TEA.sections[1], paragraphs=("朝阳社区把值班室改成老茶馆，开到半夜。",)),),
)


async def follow(chat: Chat, question: str = ASKED, who: int = WORKER) -> Message:
    """Ask what the library does not answer, and ask to be told."""
    return await chat.press(await chat.say(question, who), "有了通知我", who)


def wishes(library: Library) -> list[tuple[int, str, bool, int | None]]:
    return [
        (row["reader_id"], row["question"], row["told_at"] is not None, row["told"])
        for row in library.db["wishes"].rows
    ]


def told(chat: Chat, who: int = WORKER) -> list[Message]:
    return [each for each in chat.of_bot(who) if each["text"].startswith("你要通知的问题")]


async def over(chat: Chat) -> None:
    """Until what follows a change is over, asking other things meanwhile."""
    while chat.app.bot_data["house"].follow_up.running:
        await chat.settled(who=NEIGHBOUR)


async def file_news(chat: Chat, times: int = 1) -> None:
    """A case that answers, and what follows; a change comes so many times."""
    chat.unhurried()
    file_cases(chat.library, [NEWS])
    for _ in range(times):
        after_change(Context(chat.app))
    await over(chat)


async def test_who_follows_a_question_is_told_once(chat: Chat) -> None:
    assert (await follow(chat))["toast"] == "记下了，库里有了会告诉你。"
    await file_news(chat, times=5)
    after_change(Context(chat.app))
    await over(chat)
    [news] = told(chat)
    assert news["text"] == (
        "你要通知的问题有答复了：\n"
        "「朝阳社区的老茶馆」\n"
        "\n"
        "#4 朝阳社区：老茶馆开到半夜\n"
        "双流区 · 东升街道 · 朝阳社区 · 2021年\n"
        "做法　朝阳社区把值班室改成老茶馆，开到半夜。\n"
        "出处：《示例日报》2021-03-12 第05版 《一碗茶的社区》 记者 林一、周二　原文\n"
        "\n"
        "通知就这一次，这个问题不再跟了。还想问，直接打字。"
    )
    assert chat.keys(news) == [["看案例4"]]
    assert wishes(chat.library) == [(WORKER, ASKED, True, 4)]
    case = await chat.press(news, "看案例4")
    assert case["text"].startswith("#4 朝阳社区")
    assert "找到 1 个案例" in (await chat.press(case, "返回"))["text"]


async def test_any_case_can_be_told_of(chat: Chat) -> None:
    title = "<b>&老茶馆🍵@a_b #c /d https://e.cn " * 12
    text = "朝阳社区把<值班室>&改成老茶馆🍵@a_b #c /d。" * 60
    await follow(chat)
    odd = [
        replace(NEWS, title=f"{title}{at}", sections=(replace(TEA.sections[1], paragraphs=(text,)),)) for at in "123"
    ]
    file_cases(chat.library, odd)
    after_change(Context(chat.app))
    [news] = await chat.world.until(lambda: told(chat))
    assert (ASKED in news["text"], chat.keys(news)) == (True, [["看案例4", "看案例5", "看案例6"]])


async def test_a_change_that_answers_nothing_tells_nobody(chat: Chat) -> None:
    await follow(chat)
    chat.unhurried()
    after_change(Context(chat.app))
    await over(chat)
    assert (told(chat), wishes(chat.library)) == ([], [(WORKER, ASKED, False, None)])


async def test_every_follower_is_told_and_no_question_twice(chat: Chat) -> None:
    await follow(chat)
    await follow(chat, "老茶馆，朝阳社区的？")
    await follow(chat, "朝阳社区的老茶馆开到几点")
    await follow(chat, who=NEIGHBOUR)
    await file_news(chat)
    questions = [each["text"].splitlines()[1] for who in (WORKER, NEIGHBOUR) for each in told(chat, who)]
    assert questions == ["「朝阳社区的老茶馆」", "「朝阳社区的老茶馆」"]
    assert [(who, asked, case_id) for who, asked, _, case_id in wishes(chat.library)] == [
        (WORKER, ASKED, 4),
        (WORKER, "朝阳社区的老茶馆开到几点", None),
        (WORKER, "老茶馆，朝阳社区的？", 4),
        (NEIGHBOUR, ASKED, 4),
    ]


@pytest.mark.parametrize(("code", "says", "times"), [(502, "Bad Gateway", 3), (400, "Bad Request: odd", 1)])
async def test_what_did_not_arrive_waits_for_the_next_time(chat: Chat, code: int, says: str, times: int) -> None:
    await follow(chat)
    for _ in range(times):
        chat.world.fail_next("sendMessage", code, says)
    file_cases(chat.library, [NEWS])
    after_change(Context(chat.app))
    await chat.world.until(lambda: sum(says in call.description for call in chat.world.calls) == times)
    chat.refused = times
    chat.unhurried()
    await over(chat)
    assert (told(chat), wishes(chat.library)) == ([], [(WORKER, ASKED, False, None)])
    after_change(Context(chat.app))
    await over(chat)
    assert (len(told(chat)), wishes(chat.library)) == (1, [(WORKER, ASKED, True, 4)])


async def test_where_telegram_says_to_wait_the_news_comes_once(chat: Chat) -> None:
    await follow(chat)
    chat.world.fail_next("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    chat.refused = 1
    file_cases(chat.library, [NEWS])
    after_change(Context(chat.app))
    await chat.world.until(lambda: told(chat))
    await file_news(chat)
    assert len(told(chat)) == 1


async def test_what_may_have_arrived_is_not_sent_again(chat: Chat) -> None:
    await follow(chat)
    chat.world.fail_next(
        "sendMessage", 409, "Conflict"
    )  # python-telegram-bot has no class for it that says it was not taken
    file_cases(chat.library, [NEWS])
    after_change(Context(chat.app))
    await chat.world.until(lambda: [call for call in chat.world.calls if call.description == "Conflict"])
    chat.refused = 1
    await file_news(chat)
    assert (told(chat), wishes(chat.library)) == ([], [(WORKER, ASKED, True, 0)])
    mine = await chat.say("隐私")
    await chat.press(mine, "导出我的")
    file = await chat.app.bot.get_file(chat.of_bot(WORKER)[-1]["document"]["file_id"])
    assert "告诉我的案例：无" in (await file.download_as_bytearray()).decode()


async def test_who_blocks_the_bot_follows_nothing_any_more(chat: Chat) -> None:
    await follow(chat)
    await follow(chat, who=NEIGHBOUR)
    chat.world.block(WORKER)
    chat.refused = 1
    await file_news(chat)
    assert (told(chat), len(told(chat, NEIGHBOUR))) == ([], 1)
    assert wishes(chat.library) == [(NEIGHBOUR, ASKED, True, 4)]


async def test_who_asks_again_is_told_again(chat: Chat) -> None:
    missed = await follow(chat)
    await file_news(chat)
    late = await chat.press(missed, "有了通知我")
    assert (late["toast"], waiting_wishes(chat.library.db)) == ("现在已经有了，把问题再发一次就能看到。", {})
    set_hidden(chat.library, 4, True, EDITOR)
    assert (await chat.press(missed, "有了通知我"))["toast"] == "记下了，库里有了会告诉你。"
    set_hidden(chat.library, 4, False, EDITOR)
    after_change(Context(chat.app))
    await over(chat)
    assert len(told(chat)) == 2


async def test_a_change_while_one_is_followed_up_is_followed_up_too(chat: Chat) -> None:
    await follow(chat)
    await follow(chat, who=NEIGHBOUR)
    file_cases(chat.library, [NEWS])
    after_change(Context(chat.app))
    await chat.world.until(lambda: told(chat))
    late = replace(NEWS, title="望月社区的老茶馆", place=replace(NEWS.place, community="望月社区"))
    put_wish(chat.library.db, WORKER, "望月社区的老茶馆")
    file_cases(chat.library, [late])
    after_change(Context(chat.app))
    await file_news(chat)
    assert (len(told(chat)), len(told(chat, NEIGHBOUR))) == (2, 1)


async def test_a_restart_tells_who_waits_and_nobody_twice(filled: Library, caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    async with serving(world) as address, running(filled, world, address) as app:
        chat = Chat(world, app, filled)
        await follow(chat)
        await follow(chat, who=NEIGHBOUR)
    file_cases(filled, [NEWS])
    begin_telling(filled.db, WORKER, ASKED)
    caplog.set_level(logging.WARNING, "handlers.desk.after")
    async with serving(world) as address, running(filled, world, address) as app:
        chat = Chat(world, app, filled)
        await world.until(lambda: told(chat, NEIGHBOUR))
        assert [record.getMessage() for record in caplog.records if record.name == "handlers.desk.after"] == [
            "1 followers may or may not have been told when the bot ended, and are not told again"
        ]
        await file_news(chat)
        assert (told(chat), len(told(chat, NEIGHBOUR))) == ([], 1)
    assert wishes(filled) == [(WORKER, ASKED, True, 0), (NEIGHBOUR, ASKED, True, 4)]
