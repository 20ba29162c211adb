"""Cases hidden and shown, their history, and what was done taken back, in chat."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge import Case, Draft, file_cases, get_case, write_card
from knowledge.desk import (
    Act,
    KeptDraft,
    deeds,
    draft_by_id,
    drop_editor,
    is_hidden,
    keep_draft,
    publish_draft,
    put_editor,
    set_hidden,
    undo_of_cases,
)
from knowledge.store import writing
from knowledge.store.cases import replace_case
from knowledge.store.deeds import change_case, put_deed
from tests.handlers.conftest import EDITOR, NEIGHBOUR, WORKER, Chat
from tests.handlers.desk.marked import marked
from tests.knowledge.samples import LIFT, PAGE, TEA

pytestmark = pytest.mark.anyio

LATE = replace(TEA, id=1, year=2023)
REFUSED = "这个操作只有编辑能用。要当编辑，请找馆主。"


async def test_a_case_is_hidden_and_shown_at_once(chat: Chat) -> None:
    assert "梧桐社区" in (await chat.say("老茶馆"))["text"]
    told = await chat.say("/hide 1 99", EDITOR)
    assert told["text"] == (
        "下架了：#1「梧桐社区：院子里的老茶馆」。读者看不到、也搜不到了。\n没有编号「99」的案例，请在案例目录里看看有哪些编号。"
    )
    assert (await chat.say("案例1"))["text"] == "没有编号「1」的案例，请在案例目录里看看有哪些编号。"
    assert "院子里的老茶馆" not in (await chat.say("老茶馆"))["text"]
    back = await chat.press(told, "恢复", EDITOR)
    assert (back["text"], chat.keys(back)) == ("恢复了：#1「梧桐社区：院子里的老茶馆」。读者又看得到了。", [["下架"]])
    assert "院子里的老茶馆" in (await chat.say("老茶馆"))["text"]
    again = await chat.say("恢复 1", EDITOR)
    assert (again["text"], "reply_markup" in again) == ("#1「梧桐社区：院子里的老茶馆」本来就没下架，没有动。", False)
    assert chat.library.db["deeds"].count == 2


async def test_cases_hidden_by_one_command_are_one_deed(chat: Chat) -> None:
    set_hidden(chat.library, 2, True, NEIGHBOUR)
    told = await chat.say("/hide 1 2 3", EDITOR)
    assert len(told["text"].splitlines()) == 3
    assert [(deed.subject_id, deed.subject) for deed in deeds(chat.library.db, 1)] == [(None, "#1、#3")]
    assert "下架　#1、#3" in (await chat.say("/log", EDITOR))["text"]
    assert "下架" in (await chat.say("/history 3", EDITOR))["text"]
    undone = await chat.say("/undo", EDITOR)
    assert undone["text"] == (
        "撤销了：下架 #1、#3\n\n#1「梧桐社区：院子里的老茶馆」\n读者看不到 → 看得到了\n\n#3「东升街道：把难事摆到桌面上」\n读者看不到 → 看得到了"
    )
    await chat.press(undone, "重做", EDITOR)
    assert [is_hidden(chat.library.db, case_id) for case_id in (1, 2, 3)] == [True, True, True]
    await chat.press(told, "恢复", EDITOR)
    assert [is_hidden(chat.library.db, case_id) for case_id in (1, 2, 3)] == [False, True, False]
    assert deeds(chat.library.db, 1)[0].subject == "#1、#3"


async def test_hidden_cases_are_listed(chat: Chat) -> None:
    assert (await chat.say("/show", EDITOR))["text"] == "没有下架的案例。要下架，请发 /hide 和编号。"
    file_cases(chat.library, [replace(LIFT, title=f"第{at}件") for at in range(10)], match=False)
    for case_id in range(4, 14):
        set_hidden(chat.library, case_id, True, EDITOR)
    listed = await chat.say("下架的案例", EDITOR)
    assert (listed["text"].splitlines()[:2], chat.keys(listed)[-1]) == (
        ["下架了的案例，共 10 个", "#4 第0件"],
        ["下一页"],
    )
    await chat.press(await chat.press(listed, "下一页", EDITOR), "恢复13", EDITOR)
    assert not is_hidden(chat.library.db, 13)
    assert (await chat.say("/hide 1 2 3 4 5 6 7", EDITOR))["text"] == "一次最多 6 个编号，请分几次发。"
    assert (await chat.say("/hide", EDITOR))["text"].startswith("想下架哪个案例？")


async def test_a_change_is_seen_in_the_history_and_gone_back_to(chat: Chat) -> None:
    put_editor(chat.library.db, NEIGHBOUR, "小张", EDITOR)
    file_cases(chat.library, [replace(TEA, year=2020)])
    change_case(chat.library, 1, LATE, NEIGHBOUR)
    set_hidden(chat.library, 1, True, EDITOR)
    listed = await chat.say("历史 1", EDITOR)
    lines = [line.partition("　")[2] for line in listed["text"].splitlines()[2:]]
    assert listed["text"].splitlines()[0] == "#1「梧桐社区：院子里的老茶馆」的历史，共 3 条"
    assert lines == ["李编辑　下架", "小张　修改　年份", "命令行或案例卡　修改　年份"]
    change = await chat.press(listed, "看 2", EDITOR)
    assert marked(change).splitlines()[1:] == [change["text"].splitlines()[1] + "}", "", "{年份}", "[2020]{2023}"]
    question = await chat.press(change, "恢复到改之前", EDITOR)
    assert marked(question).splitlines()[2:] == ["读者看不到 → 看得到了", "", "{年份}", "[2023]{2020}"]
    assert chat.keys(question) == [["确定恢复", "不恢复"]]
    restored = await chat.press(question, "确定恢复", EDITOR)
    assert (restored["text"].splitlines()[0], chat.keys(restored)) == (
        "恢复好了：#1「梧桐社区：院子里的老茶馆」",
        [["看案例1", "撤销"]],
    )
    assert get_case(chat.library.db, 1).year == 2020
    await chat.press(restored, "撤销", EDITOR)
    assert (get_case(chat.library.db, 1, hidden=True), is_hidden(chat.library.db, 1)) == (LATE, True)


async def test_what_changed_since_is_not_overwritten_by_an_old_version(chat: Chat) -> None:
    change_case(chat.library, 1, LATE, EDITOR)
    question = await chat.press(
        await chat.press(await chat.say("/history 1", EDITOR), "看 1", EDITOR), "恢复到改之前", EDITOR
    )
    change_case(chat.library, 1, replace(LATE, year=2024), NEIGHBOUR)
    told = await chat.press(question, "确定恢复", EDITOR)
    assert told["toast"] == "案例「#1」刚刚又被改过，请发 /history 1 看看现在的样子再恢复。"
    assert get_case(chat.library.db, 1).year == 2024
    change_case(chat.library, 1, replace(LATE, year=2021), NEIGHBOUR)
    assert (await chat.press(question, "确定恢复", EDITOR))["text"] == "#1 已经是这个样子了，没有动。"
    assert (await chat.say("/history 2", EDITOR))["text"] == "#2「银杏社区：加装电梯先坐下来谈」入库以后没有改过。"


async def test_a_further_source_is_one_part_of_the_history(chat: Chat) -> None:
    change_case(chat.library, 1, replace(TEA, id=1, year=2023, further=(PAGE,)), EDITOR)
    change_case(chat.library, 1, replace(TEA, id=1, year=2023), EDITOR)
    lines = (await chat.say("/history 1", EDITOR))["text"].splitlines()[2:]
    assert [line.split("　")[3:] for line in lines] == [["来源2（整篇）"], ["年份、来源2（整篇）"]]


async def test_a_press_on_a_message_that_is_gone_is_answered_by_a_new_one(chat: Chat) -> None:
    hidden = await chat.say("/hide 1", EDITOR)
    press = chat.world.press(EDITOR, hidden["message_id"], EDITOR, chat.data(hidden, "恢复"))
    del chat.world.chats[EDITOR].messages[hidden["message_id"]]
    shown = await chat.answer_after(EDITOR, hidden["message_id"])
    assert shown["text"] == "恢复了：#1「梧桐社区：院子里的老茶馆」。读者又看得到了。"
    assert (await chat.world.until(lambda: chat.world.callback_answers.get(press)))["text"] is None
    chat.refused = 1


async def test_a_long_history_has_pages(chat: Chat) -> None:
    for year in range(1990, 1998):
        change_case(chat.library, 1, replace(TEA, year=year), EDITOR)
    second = await chat.press(await chat.say("/history 1", EDITOR), "下一页", EDITOR)
    assert (second["text"].endswith("第 2/2 页"), chat.keys(second)) == (True, [["看 7", "看 8"], ["上一页"]])
    change = await chat.press(second, "看 8", EDITOR)
    assert (await chat.press(change, "返回", EDITOR))["text"] == second["text"]


async def test_undo_goes_back_step_by_step_and_redo_forth(chat: Chat) -> None:
    card = write_card(get_case(chat.library.db, 1))
    change_case(chat.library, 1, LATE, EDITOR)
    change_case(chat.library, 2, replace(LIFT, year=2000), NEIGHBOUR)
    set_hidden(chat.library, 1, True, EDITOR)
    first = await chat.say("/undo", EDITOR)
    assert first["text"] == "撤销了：下架 #1「梧桐社区：院子里的老茶馆」\n\n读者看不到 → 看得到了"
    second = await chat.say("撤销", EDITOR)
    assert marked(second) == "{撤销了：修改 #1「梧桐社区：院子里的老茶馆」}\n\n{年份}\n[2023]{2021}"
    assert write_card(get_case(chat.library.db, 1)) == card
    assert (await chat.say("/undo", EDITOR))["text"] == "没有可以撤销的了：你做过的改动都撤销过，或者还没有做过。"
    assert (await chat.press(first, "重做", EDITOR))["toast"] == (
        "案例「#1」后来又被改过，不能只撤销前面这一次；请发 /history 1，挑一版恢复。"
    )
    again = await chat.press(second, "重做", EDITOR)
    assert (again["text"].splitlines()[0], chat.keys(again)) == (
        "重做了：修改 #1「梧桐社区：院子里的老茶馆」",
        [["撤销"]],
    )
    assert get_case(chat.library.db, 1) == LATE
    await chat.press(first, "重做", EDITOR)
    assert is_hidden(chat.library.db, 1)
    assert get_case(chat.library.db, 2).year == 2000


async def test_undo_of_a_number_undoes_nothing_and_leads_to_the_history(chat: Chat) -> None:
    change_case(chat.library, 1, LATE, EDITOR)
    told = "/undo 只撤销你自己的上一步；要改回 #3 的某一次，发 /history 3。"
    assert [(await chat.say(typed, EDITOR))["text"] for typed in ("/undo 3", "/undo #3")] == [told] * 2
    assert get_case(chat.library.db, 1) == LATE


async def test_an_import_that_is_undone_names_the_cases_and_says_how_many_more_changed(chat: Chat) -> None:
    file_cases(chat.library, [replace(LIFT, title=f"第{at}件") for at in range(7)], match=False)
    for wanted in ([1], range(1, 9)):
        with writing(chat.library.db):
            deed_id = put_deed(chat.library.db, Act.IMPORT, EDITOR, None, "案例.xlsx")
            for case_id in wanted:
                late = replace(get_case(chat.library.db, case_id), year=2000 + len(wanted))
                replace_case(chat.library, case_id, late, deed_id)
        undone = await chat.say("/undo", EDITOR)
        assert undone["text"].startswith("撤销了：导入 案例.xlsx\n\n#1「梧桐社区：院子里的老茶馆」\n")
    assert undone["text"].endswith("还有 3 个案例也变了。")


async def test_a_further_source_that_is_taken_away_is_told_in_a_line(chat: Chat) -> None:
    kept = keep_draft(chat.library, Draft(Case(0, "夜茶馆", sections=PAGE.sections), (), False), EDITOR, "报纸.pdf")
    assert isinstance(kept, KeptDraft)
    publish_draft(chat.library, kept.id, EDITOR, into=1)
    undone = await chat.say("/undo", EDITOR)
    assert undone["text"] == (
        "撤销了：从 #1「梧桐社区：院子里的老茶馆」拿走补充来源「夜茶馆」\n\n那篇草稿又可以用了，发 /drafts 能找到。"
    )


async def test_a_message_that_telegram_brings_twice_undoes_once(chat: Chat) -> None:
    for year in (2022, 2023):
        change_case(chat.library, 1, replace(TEA, year=year), EDITOR)
    first = await chat.say("/undo", EDITOR)
    asked = next(message for message in chat.world.messages(EDITOR) if message["text"] == "/undo")
    helped = await chat.say("帮助", EDITOR)
    forget_dealt(chat)
    chat.world.send_update("message", asked)
    again = await chat.answer_after(EDITOR, helped["message_id"])
    assert again["text"] == first["text"]
    assert get_case(chat.library.db, 1).year == 2022
    taps = [chat.world.press(EDITOR, first["message_id"], EDITOR, chat.data(first, "重做")) for _ in range(2)]
    told = [(await chat.world.until(lambda tap=tap: chat.world.callback_answers.get(tap)))["text"] for tap in taps]  # type: ignore[misc]
    assert told == [None, "「梧桐社区：院子里的老茶馆」的这一步已经重做过了。"]
    assert get_case(chat.library.db, 1).year == 2023


def forget_dealt(chat: Chat) -> None:
    """As if the bot had been killed before it noted what it has done."""
    with chat.library.db.conn:
        chat.library.db.execute("DELETE FROM dealt")


async def test_a_title_of_any_length_is_told(chat: Chat) -> None:
    file_cases(chat.library, [replace(LIFT, title="<b>&长😀" * 50)])
    change_case(chat.library, 4, replace(LIFT, title="<b>&长😀" * 50, year=2000), EDITOR)
    undone = await chat.say("/undo", EDITOR)
    taps = [chat.world.press(EDITOR, undone["message_id"], EDITOR, chat.data(undone, "重做")) for _ in range(2)]
    told = [(await chat.world.until(lambda tap=tap: chat.world.callback_answers.get(tap)))["text"] for tap in taps]  # type: ignore[misc]
    assert told[1].endswith("…」的这一步已经重做过了。")
    for typed in ("/history 4", "/log", "/hide 4", "/show", "/show 4", "/edit 4"):
        assert "<b>&长😀" in (await chat.say(typed, EDITOR))["text"]


async def test_what_was_published_is_a_draft_again(chat: Chat) -> None:
    kept = keep_draft(chat.library, Draft(Case(0, "夜茶馆", sections=PAGE.sections), (), False), EDITOR, "报纸.pdf")
    assert isinstance(kept, KeptDraft)
    publish_draft(chat.library, kept.id, EDITOR)
    undone = await chat.say("/undo", EDITOR)
    assert undone["text"] == (
        "撤销了：发布 #4「夜茶馆」\n\n读者看不到它了；草稿还在，发 /edit 4 接着改，或者发 /drafts 再发布。\n\n读者看得到 → 看不到了"
    )
    assert (await chat.say("/edit 4", EDITOR))["text"].startswith("草稿 #4「夜茶馆」")
    assert (await chat.say("/show 4", EDITOR))[
        "text"
    ] == "「#4」的发布撤销过，现在是草稿，请发 /drafts 打开它，从那里发布。"
    await chat.press(undone, "重做", EDITOR)
    assert (draft_by_id(chat.library.db, 4).state, is_hidden(chat.library.db, 4)) == ("published", False)


async def test_what_was_done_is_told_the_last_first(chat: Chat) -> None:
    assert (await chat.say("/log", EDITOR))["text"] == "还没有操作记录。"
    put_editor(chat.library.db, NEIGHBOUR, "小张", EDITOR)
    change_case(chat.library, 1, LATE, NEIGHBOUR)
    set_hidden(chat.library, 2, True, EDITOR)
    undo_of_cases(chat.library, deeds(chat.library.db, 1)[0], EDITOR)
    told = await chat.say("操作记录", EDITOR)
    assert [line.partition("　")[2] for line in told["text"].splitlines()[2:]] == [
        "李编辑　撤销下架　#2 银杏社区：加装电梯先坐下来谈",
        "李编辑　下架　#2 银杏社区：加装电梯先坐下来谈（已撤销）",
        "小张　修改　#1 梧桐社区：院子里的老茶馆",
        "李编辑　加编辑　小张（1003）",
    ]
    shown = await chat.press(told, "看 3", EDITOR)
    assert marked(shown).splitlines()[2:] == ["{年份}", "[2021]{2023}"]
    assert (await chat.press(shown, "返回", EDITOR))["text"] == told["text"]
    assert (await chat.press(told, "看 4", EDITOR))["text"].endswith("这一条没有改动案例的内容。")


async def test_who_is_no_editor_does_none_of_it(chat: Chat) -> None:
    change_case(chat.library, 1, LATE, EDITOR)
    before = list(chat.library.db["deeds"].rows)
    for typed in ("/hide 1", "下架 1", "/show", "/history 1", "/undo", "撤销", "/log"):
        assert (await chat.say(typed, WORKER))["text"] == REFUSED
    put_editor(chat.library.db, NEIGHBOUR, "小张", EDITOR)
    hidden = await chat.say("/hide 2", NEIGHBOUR)
    undone = await chat.say("/undo", NEIGHBOUR)
    listed = await chat.say("/history 1", NEIGHBOUR)
    log = await chat.say("/log", NEIGHBOUR)
    drop_editor(chat.library.db, NEIGHBOUR, EDITOR)
    for message, button in ((hidden, "恢复"), (undone, "重做"), (listed, "看 1"), (log, "看 1")):
        assert (await chat.press(message, button, NEIGHBOUR))["toast"] == REFUSED
    assert [row for row in chat.library.db["deeds"].rows if row["editor_id"] == EDITOR][:1] == before
    assert not is_hidden(chat.library.db, 2)
