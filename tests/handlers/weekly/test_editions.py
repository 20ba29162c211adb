"""Editors choose, see, approve, swap and stop the weekly case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.weekly import texts
from knowledge import delivery_states, edition_of, put_edition, subscribe
from knowledge.desk import put_editor, set_hidden
from sandbox_server.description import NO_ANSWER
from tests.handlers.conftest import EDITOR, NEIGHBOUR, WORKER, Chat
from tests.handlers.weekly.conftest import MONDAY, SUNDAY, Clock, Weekly, text_of

pytestmark = pytest.mark.anyio

WEEK, NEXT = "2026-W48", "2026-W49"
ASKED = "要发的每周一案，就是上面这样"


@pytest.fixture
async def shown(chat: Chat, clock: Clock, weekly: Weekly) -> Weekly:
    """A subscriber, and editors who were shown the next edition."""
    await chat.say("订阅")
    await clock.turn(SUNDAY)
    await weekly.told(ASKED)
    return weekly


async def test_the_day_before_editors_see_it_exactly_as_it_will_look(chat: Chat, clock: Clock, shown: Weekly) -> None:
    preview, question = chat.of_bot(EDITOR)[-2:]
    assert question["text"] == texts.PREVIEW.format(number=48, day="11月23日", count=1, when="11月23日 周一 09:00")
    assert chat.keys(question) == [["通过", "换一个", "本周停发"]]
    await clock.turn(SUNDAY + timedelta(minutes=1))
    await clock.turn(MONDAY)
    got = await shown.gets(WORKER)
    assert (text_of(got), chat.words(got)[:4]) == (text_of(preview), chat.words(preview)[:4])
    assert len([each for each in chat.of_bot(EDITOR) if ASKED in text_of(each)]) == 1


async def test_nobody_is_shown_what_nobody_gets(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    await clock.turn(SUNDAY)
    await clock.turn(MONDAY)
    assert (chat.of_bot(EDITOR), edition_of(chat.library.db, WEEK)) == ([], None)


async def test_an_approved_edition_goes_out(chat: Chat, clock: Clock, shown: Weekly) -> None:
    told = await chat.press(await shown.told(ASKED), "通过", EDITOR)
    assert told["text"] == "第48周的通过了：#3 东升街道：把难事摆到桌面上，11月23日 周一 09:00 发。"
    await clock.turn(MONDAY)
    await shown.gets(WORKER)


async def test_a_stopped_edition_does_not_go_out_unless_it_is_resumed_that_day(
    chat: Chat, clock: Clock, shown: Weekly
) -> None:
    stopped = await chat.press(await shown.told(ASKED), "本周停发", EDITOR)
    assert (stopped["text"], chat.keys(stopped)) == (texts.STOPPED.format(number=48), [["恢复"]])
    await clock.turn(MONDAY)
    assert (await chat.say("/weekly send", EDITOR))["text"] == texts.IS_STOPPED.format(number=48)
    assert (delivery_states(chat.library.db), shown.got(WORKER)) == ({}, [])
    await chat.press(stopped, "恢复", EDITOR)
    await clock.turn(MONDAY + timedelta(hours=3))
    await shown.gets(WORKER)


async def test_another_case_is_shown_to_all_editors(chat: Chat, clock: Clock, shown: Weekly) -> None:
    put_editor(chat.library.db, NEIGHBOUR, "小张", EDITOR)
    question = await shown.told(ASKED)
    told = await chat.press(question, "换一个", EDITOR)
    assert told["text"] == "第48周的换成了 #2 银杏社区：加装电梯先坐下来谈，新的样子发在下面。"
    await shown.told("李编辑：第48周的换成了 #2", NEIGHBOUR)
    second = await shown.told(ASKED, NEIGHBOUR)
    await shown.told(ASKED, after=question["message_id"])
    await chat.press(second, "换一个", NEIGHBOUR)
    await shown.told(ASKED, NEIGHBOUR, after=second["message_id"])
    await clock.turn(MONDAY)
    assert "#1 梧桐社区" in text_of(await shown.gets(WORKER))


async def test_a_button_of_an_edition_that_was_swapped_says_so(chat: Chat, clock: Clock, shown: Weekly) -> None:
    question = await shown.told(ASKED)
    put_edition(chat.library.db, WEEK, 1, editor_id=NEIGHBOUR)
    assert (await chat.press(question, "通过", EDITOR))["toast"] == texts.CHANGED_MEANWHILE.format(number=48, id=1)
    assert (edition := edition_of(chat.library.db, WEEK))
    assert edition.state == "waiting"


async def test_once_it_goes_out_it_is_not_swapped(chat: Chat, clock: Clock, shown: Weekly) -> None:
    question = await shown.told(ASKED)
    await clock.turn(MONDAY)
    await shown.gets(WORKER)
    assert (await chat.press(question, "换一个", EDITOR))["toast"] == texts.SENT_ALREADY


@pytest.mark.parametrize(
    ("said", "week", "line"),
    [
        ("/feature 1", WEEK, ""),
        ("/feature #1 2026-W49", NEXT, ""),
        ("/feature 1 49", NEXT, ""),
        ("/feature 1 下周 三块钱一碗茶", WEEK, "三块钱一碗茶"),
        ("/feature 1 12个楼长管起来", WEEK, "12个楼长管起来"),
        ("/feature 1 12 个楼长管起来", WEEK, "12 个楼长管起来"),
        ("/feature 1 2026-12-03\n为什么值得看：\n一碗茶", NEXT, "为什么值得看： 一碗茶"),
        ("选本周 1", WEEK, ""),
    ],
)
async def test_an_editor_chooses_a_weeks_case(chat: Chat, clock: Clock, said: str, week: str, line: str) -> None:
    told = await chat.say(said, EDITOR)
    assert (
        told["text"].splitlines()[0]
        == f"第{week[-2:]}周（11月{23 if week == WEEK else 30}日起）的每周一案，定为 #1 梧桐社区：院子里的老茶馆。"
    )
    assert (edition := edition_of(chat.library.db, week))
    assert (edition.case_id, edition.line, edition.picked) == (1, line, True)


async def test_the_editors_line_goes_with_the_editors_case(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    await chat.say("订阅")
    await chat.say("/feature 1 三块钱一碗茶", EDITOR)
    await clock.turn(MONDAY)
    assert "编辑说：三块钱一碗茶" in text_of(await weekly.gets(WORKER))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("/feature", texts.ASK_FEATURE),
        ("/feature 99", "没有编号「99」的案例"),
        ("/feature 1 2026-W54", texts.NO_WEEK.format(word="2026-W54")),
        ("/feature 1 60", texts.NO_WEEK.format(word="60")),
        ("/feature 1 下下周 好", texts.NO_WEEK.format(word="下下周")),
        ("/feature 1 2026-13-01 好", texts.NO_WEEK.format(word="2026-13-01")),
        ("/feature 1 2062-W49", texts.FAR_WEEK.format(word="2062-W49")),
        ("/feature 1 2026-W46", texts.PAST_WEEK.format(number=46)),
        ("/feature 1 " + "长" * 121, texts.LONG_LINE.format(most=120, count=121)),
        ("/weekly now", texts.WEEKLY_HOW.format(words="now")),
    ],
)
async def test_what_cannot_be_is_told(chat: Chat, clock: Clock, said: str, told: str) -> None:
    assert (await chat.say(said, EDITOR))["text"].startswith(told)


async def test_a_week_that_has_begun_keeps_its_case(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    await chat.say("订阅")
    await clock.turn(MONDAY)
    await weekly.told("每周一案发完了")
    assert (await chat.say("/feature 1 本周", EDITOR))["text"] == texts.ALREADY_SENT.format(number=48, id=1, next=NEXT)
    assert (await chat.say("/feature 1", EDITOR))["text"].startswith("第49周")


async def test_the_state_of_the_week_for_editors_and_past_editions_for_all(
    chat: Chat, clock: Clock, weekly: Weekly
) -> None:
    assert (await chat.say("/weekly"))["text"] == texts.NO_PAST
    await chat.say("订阅")
    subscribe(chat.library.db, NEIGHBOUR, "private", SUNDAY - timedelta(days=9))
    await clock.turn(SUNDAY)
    await weekly.told(ASKED)
    state = await chat.say("/weekly", EDITOR)
    assert state["text"].splitlines()[:4] == [
        "第48周（11月23日起）：#3 东升街道：把难事摆到桌面上",
        "没人停就发",
        "等着发 2，已发 0，没发成 0，退出 0",
        "订阅者 2 个",
    ]
    assert chat.words(state) == ["通过", "换一个", "本周停发", "看看样子", "现在发"]
    await clock.turn(MONDAY)
    await weekly.settled({WORKER: "sent", NEIGHBOUR: "sent"})
    past = await chat.say("往期")
    assert (past["text"], chat.keys(past)) == (
        "往期每周一案\n第48周（11月23日）　#3 东升街道：把难事摆到桌面上",
        [["看案例3"]],
    )
    assert (await chat.press(past, "看案例3"))["text"].startswith("#3 东升街道")
    assert "已发 2" in (await chat.say("/weekly", EDITOR))["text"]


async def test_an_editor_sends_it_to_themselves(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    await chat.say("订阅")
    assert "每周一案" in text_of(await chat.say("/weekly test", EDITOR))
    assert (delivery_states(chat.library.db), weekly.got(WORKER)) == ({}, [])


async def test_an_editor_sends_it_now_to_all_who_have_none(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    assert (await chat.say("/weekly send", EDITOR))["text"] == texts.NOBODY
    await chat.say("订阅")
    assert (await chat.say("/weekly send", EDITOR))["text"].endswith("开始发了，发给 1 个订阅者，发完告诉你。")
    await weekly.gets(WORKER)
    await weekly.told("每周一案发完了：送到 1")
    await chat.say("订阅", NEIGHBOUR)
    again = await chat.say("/weekly send", EDITOR)
    await weekly.gets(NEIGHBOUR)
    await weekly.told("每周一案发完了", after=again["message_id"])
    assert (await chat.say("/weekly send", EDITOR))["text"].endswith("该发的都发过了，没有要发的。")
    assert len(weekly.got(WORKER)) == 1


async def test_what_an_editor_chose_is_what_goes_out_now(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    await chat.say("订阅")
    await chat.say("/feature 1", EDITOR)
    await chat.say("/weekly send", EDITOR)
    assert "#1 梧桐社区" in text_of(await weekly.gets(WORKER))
    await clock.turn(MONDAY)
    await chat.settled()
    assert len(weekly.got(WORKER)) == 1


async def test_a_case_hidden_after_the_preview_does_not_go_out(chat: Chat, clock: Clock, shown: Weekly) -> None:
    set_hidden(chat.library, 3, True, EDITOR)
    await clock.turn(MONDAY)
    assert "#2 银杏社区" in text_of(await shown.gets(WORKER))
    await chat.world.until(lambda: len([each for each in chat.of_bot(EDITOR) if "就是上面这样" in text_of(each)]) == 2)


async def test_a_worker_neither_sends_nor_decides(chat: Chat, clock: Clock, shown: Weekly) -> None:
    question = await shown.told(ASKED)
    for words in ("/weekly send", "/weekly test"):
        assert (await chat.say(words))["text"] == texts.NO_PAST
    assert "只有编辑能用" in (await chat.say("/feature 1"))["text"]
    for button in ("通过", "换一个", "本周停发"):
        assert "只有编辑能用" in (await chat.press(chat.copied(question, WORKER), button))["toast"]
    assert (edition := edition_of(chat.library.db, WEEK))
    assert (edition.case_id, edition.state) == (3, "waiting")


async def test_a_preview_that_reached_nobody_is_shown_again(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    await chat.say("订阅")
    chat.world.fail_next("sendPhoto", NO_ANSWER, "")
    await clock.turn(SUNDAY)
    await chat.settled()
    assert chat.of_bot(EDITOR) == []
    await clock.turn(SUNDAY + timedelta(minutes=1))
    await weekly.told(ASKED)


async def test_a_case_that_is_changed_on_the_day_is_shown_before_it_goes_out(
    chat: Chat, clock: Clock, shown: Weekly
) -> None:
    first = await shown.told(ASKED)
    clock.put(MONDAY - timedelta(hours=1))
    await chat.say("/feature 1 本周", EDITOR)
    await clock.turn(MONDAY - timedelta(minutes=50))
    await shown.told(ASKED, after=first["message_id"])
    assert "#1 梧桐社区" in text_of(shown.got(EDITOR)[-1])


async def test_an_old_button_sends_nothing(chat: Chat, clock: Clock, shown: Weekly) -> None:
    state = await chat.say("/weekly", EDITOR)
    asked = await chat.press(state, "现在发", EDITOR)
    await clock.turn(MONDAY + timedelta(days=7))
    await shown.gets(WORKER)
    assert (await chat.press(asked, "现在就发", EDITOR))["toast"] == texts.OLD_BUTTON
    assert (await chat.press(await shown.told(ASKED), "本周停发", EDITOR))["toast"] == texts.PAST_WEEK.format(number=48)


async def test_now_goes_out_once_an_editor_is_sure(chat: Chat, clock: Clock, shown: Weekly) -> None:
    state = await chat.say("/weekly", EDITOR)
    asked = await chat.press(state, "现在发", EDITOR)
    assert (asked["text"], shown.got(WORKER)) == (texts.ASK_SEND.format(count=1), [])
    await chat.press(asked, "现在就发", EDITOR)
    await shown.gets(WORKER)


async def test_a_stop_half_way_says_so(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    for number in range(60):
        subscribe(chat.library.db, 3000 + number, "private", SUNDAY - timedelta(days=9))
        chat.world.add_person(3000 + number, "某")
    await clock.turn(SUNDAY)
    question = await weekly.told(ASKED)
    await clock.turn(MONDAY)
    await weekly.gets(3000)
    stopped = await chat.press(question, "本周停发", EDITOR)
    assert "每周一案停发了：之前送到" in (await weekly.told("每周一案停发了"))["text"]
    await chat.press(stopped, "恢复", EDITOR)
    await weekly.told("每周一案发完了")
    assert {*delivery_states(chat.library.db).values()} == {"sent"}


async def test_the_next_one_is_not_in_a_week_that_one_has_had(chat: Chat, clock: Clock, weekly: Weekly) -> None:
    await chat.say("订阅")
    await clock.turn(MONDAY)
    await weekly.gets(WORKER)
    settings = await chat.say("设置")
    assert settings["text"].endswith("下一期：11月30日 周一 09:00。")
    changed = await chat.press(await chat.press(settings, "星期"), "周五")
    assert changed["text"].endswith("下一期：12月4日 周五 09:00。")


async def test_what_is_chosen_for_next_week_does_not_go_out_in_this_weeks_place(
    chat: Chat, clock: Clock, shown: Weekly
) -> None:
    await chat.say("/feature 1 2026-W49", EDITOR)
    clock.put(MONDAY - timedelta(hours=1))
    assert (await chat.say("/weekly", EDITOR))["text"].startswith("第48周（11月23日起）：#3 ")
    await chat.say("/weekly send", EDITOR)
    assert "#3 东升街道" in text_of(await shown.gets(WORKER))
