"""A case or a draft changed in chat, field by field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.desk import edit
from knowledge import Case, Draft, Library, Section, Source, file_cases, get_case
from knowledge.desk import KeptDraft, draft_by_id, drop_editor, keep_draft, put_editor, set_hidden
from knowledge.store.deeds import change_case
from sandbox_server import World, serving
from tests.handlers.conftest import EDITOR, GROUP, NEIGHBOUR, WORKER, Chat, Message, running
from tests.handlers.desk.marked import marked
from tests.knowledge.samples import LIFT, PAGE, TEA

pytestmark = pytest.mark.anyio


def case(chat: Chat, case_id: int = 1) -> Case:
    return get_case(chat.library.db, case_id, hidden=True)


async def next_after(chat: Chat, message: Message, button: str, who: int = EDITOR) -> Message:
    """Press a button that is answered with a new message; the last of those that come, the one with the question."""
    last = chat.world.messages(who)[-1]["message_id"]
    await chat.press(message, button, who)
    return (await chat.world.until(lambda: [each for each in chat.of_bot(who, last) if "reply_markup" in each]))[-1]


async def asked(chat: Chat, *buttons: str, number: int = 1) -> Message:
    """/edit, and the way to the question for a new value."""
    message = await chat.say(f"/edit {number}", EDITOR)
    for button in buttons[:-1]:
        message = await chat.press(message, button, EDITOR)
    return await next_after(chat, message, buttons[-1])


async def test_a_title_is_changed_once_it_is_saved(chat: Chat) -> None:
    menu = await chat.say("改 1", EDITOR)
    assert menu["text"] == (
        "案例 #1「梧桐社区：院子里的老茶馆」\n\n地点：双流区 · 东升街道 · 梧桐社区\n年份：2021\n主题：公共空间 养老助老\n"
        "出处：《示例日报》2021-03-12 第05版 《一碗茶的社区》 记者 林一、周二\n小节：背景、做法、资金\n\n要改哪一样？"
    )
    assert chat.keys(menu) == [["标题", "地点", "年份"], ["主题", "出处", "小节"], ["加一节", "看案例1"]]
    question = await next_after(chat, menu, "标题")
    assert marked(question) == (
        "{案例 #1：改标题}\n\n请发新的标题，一行。\n\n现在是这样（点一下就能复制，改好再发来）：\n<梧桐社区：院子里的老茶馆>"
    )
    assert chat.buttons(question)[0]["copy_text"] == {"text": "梧桐社区：院子里的老茶馆"}
    preview = await chat.say("梧桐社区：院子里的新茶馆", EDITOR)
    assert marked(preview) == (
        "{案例 #1：改标题，还没有保存}\n\n{标题}\n梧桐社区：院子里的[老]{新}茶馆\n\n划掉的去掉，加粗的是新的。点「保存」才算数；写错了，直接再发一次。"
    )
    assert (chat.keys(preview), case(chat)) == ([["保存", "重写", "不改了"]], replace(TEA, id=1))
    saved = await chat.press(preview, "保存", EDITOR)
    assert marked(saved) == "{改好了：案例 #1「梧桐社区：院子里的新茶馆」}\n\n{标题}\n梧桐社区：院子里的[老]{新}茶馆"
    assert chat.keys(saved) == [["看案例1", "撤销", "继续改"]]
    assert case(chat) == replace(TEA, id=1, title="梧桐社区：院子里的新茶馆")
    assert "新茶馆" in (await chat.say("老茶馆"))["text"]


@pytest.mark.parametrize(
    ("buttons", "typed", "after"),
    [
        (
            ["地点"],
            "锦江区成龙路街道香樟社区",
            {"place": replace(TEA.place, district="锦江区", street="成龙路街道", community="香樟社区")},
        ),
        (["年份"], "无", {"year": None}),
        (["主题"], "居民自治、物业", {"topics": ("居民自治", "小区治理/物业")}),
        (["出处"], "日期：2021年3月13日", {"source": replace(TEA.source, date="2021-03-13")}),
        (["小节", "资金"], "不收钱了。", {"sections": (*TEA.sections[:2], Section("资金", ("不收钱了。",)))}),
        (
            ["加一节", "成效"],
            "人多了。\n架少了。",
            {"sections": (*TEA.sections, Section("成效", ("人多了。", "架少了。")))},
        ),
    ],
)
async def test_each_field_is_changed(chat: Chat, buttons: list[str], typed: str, after: dict[str, object]) -> None:
    await asked(chat, *buttons)
    await chat.press(await chat.say(typed, EDITOR), "保存", EDITOR)
    assert case(chat) == replace(TEA, id=1, **after)  # type: ignore[arg-type]


async def test_a_section_is_taken_away(chat: Chat) -> None:
    preview = await next_after(chat, await asked(chat, "小节", "背景"), "删掉这一节")
    assert marked(preview).splitlines()[3] == "[梧桐社区有老院落12个，老年人多，没有坐的地方。]"
    await chat.press(preview, "保存", EDITOR)
    assert case(chat) == replace(TEA, id=1, sections=TEA.sections[1:])


async def test_what_cannot_be_read_is_asked_for_again(chat: Chat) -> None:
    await asked(chat, "出处")
    told = [(await chat.say(typed, EDITOR))["text"] for typed in ("日期：2021-02-30", "日期：2021-03-12", "日期：2021")]
    assert told[0] == "没有「2021-02-30」这一天，日期请写成 2020-05-06、2020-05 或 2020。"
    assert told[1] == "和现在的一样，没有要改的。要改就再发一次，不改了就发「取消」。"
    assert "还没有保存" in told[2]
    await asked(chat, "年份")
    message_id = chat.world.send_file(EDITOR, EDITOR, "报纸.pdf", b"%PDF")
    assert (await chat.answer_after(EDITOR, message_id))["text"] == "要改内容，请发文字来。不改了就发「取消」。"
    assert (await chat.say("取消", EDITOR))["text"] == "好，退出了。"
    assert case(chat) == replace(TEA, id=1)


async def test_a_change_is_written_anew_or_given_up(chat: Chat) -> None:
    await asked(chat, "年份")
    first = await chat.say("2022", EDITOR)
    await next_after(chat, first, "重写")
    second = await chat.say("2023", EDITOR)
    assert (await chat.press(first, "保存", EDITOR))[
        "toast"
    ] == "这次改动已经取消了，或者后来重写过。要改请发 /edit 和编号。"
    given_up = await chat.press(second, "不改了", EDITOR)
    assert (given_up["text"], chat.keys(given_up)) == ("好，没有改。", [["继续改"]])
    assert case(chat) == replace(TEA, id=1)


async def test_what_is_sent_after_a_difference_takes_its_place_until_that_is_saved_or_given_up(chat: Chat) -> None:
    await asked(chat, "年份")
    first = await chat.say("2022", EDITOR)
    assert (await chat.say("去年", EDITOR))["text"].startswith("「去年」不像年份")
    second = await chat.say("2023", EDITOR)
    assert (await chat.press(first, "保存", EDITOR))["toast"].startswith("这次改动已经取消了，或者后来重写过")
    await chat.press(second, "不改了", EDITOR)
    assert (await chat.say("老茶馆", EDITOR))["text"].startswith("老茶馆\n")
    await asked(chat, "年份")
    await chat.say("2022", EDITOR)
    await chat.press(await chat.say("2023", EDITOR), "保存", EDITOR)
    assert case(chat).year == 2023
    assert (await chat.say("老茶馆", EDITOR))["text"].startswith("老茶馆\n")


async def test_what_was_cancelled_is_not_saved_any_more(chat: Chat) -> None:
    await asked(chat, "年份")
    preview = await chat.say("2022", EDITOR)
    saved = await chat.press(preview, "保存", EDITOR)
    await asked(chat, "年份")
    preview = await chat.say("2023", EDITOR)
    assert (await chat.say("/cancel", EDITOR))["text"] == "好，退出了。"
    assert (await chat.press(preview, "保存", EDITOR))["toast"].startswith("这次改动已经取消了")
    assert (case(chat).year, saved["text"].splitlines()[0]) == (2022, "改好了：案例 #1「梧桐社区：院子里的老茶馆」")
    assert (await chat.say("/cancel", EDITOR))["text"] == "现在没有要退出的步骤，直接打字提问就行。"


async def test_a_value_that_telegram_brings_twice_is_taken_once(chat: Chat) -> None:
    await asked(chat, "年份")
    for typed, told in (("廿一", "「廿一」不像年份"), ("2022", "案例 #1：改年份，还没有保存")):
        assert (await chat.say(typed, EDITOR))["text"].startswith(told)
        chat.world.send_update("message", chat.world.messages(EDITOR)[-2])
    assert (await chat.say("/help", EDITOR))["text"].startswith("怎么用")
    assert [each["text"][:3] for each in chat.of_bot(EDITOR)[2:]] == ["「廿一", "案例 ", "怎么用"]
    assert chat.library.db["edits"].count == 1


async def test_a_change_is_saved_once_however_often_it_is_pressed(chat: Chat) -> None:
    await asked(chat, "年份")
    preview = await chat.say("2022", EDITOR)
    data = chat.data(preview, "保存")
    taps = [chat.world.press(EDITOR, preview["message_id"], EDITOR, data) for _ in range(2)]
    answers = [(await chat.world.until(lambda tap=tap: chat.world.callback_answers.get(tap)))["text"] for tap in taps]  # type: ignore[misc]
    assert answers == [None, "这次改动已经保存过了，要再改请发 /edit 1。"]
    assert chat.library.db["deeds"].count == 1


async def test_what_another_changed_meanwhile_is_not_overwritten(chat: Chat) -> None:
    await asked(chat, "年份")
    preview = await chat.say("2022", EDITOR)
    change_case(chat.library, 1, replace(TEA, year=2019), NEIGHBOUR)
    assert (await chat.press(preview, "保存", EDITOR))[
        "toast"
    ] == "案例「#1」刚刚被别人改过，请发 /edit 1 看看现在的样子再改。"
    await asked(chat, "年份")
    change_case(chat.library, 1, replace(TEA, year=2018), NEIGHBOUR)
    assert (await chat.say("2022", EDITOR))["text"] == "「#1」刚刚被改过，请发 /edit 1 看看现在的样子再改。"
    assert case(chat).year == 2018


async def test_a_section_longer_than_a_message_comes_in_pieces(chat: Chat) -> None:
    long = "".join(f"第{at}户说茶馆办得好，天天都来。" for at in range(300)) + "\n尾段。"
    await asked(chat, "小节", "做法")
    more = await chat.say(long[:4096], EDITOR)
    chat.world.send_update("message", chat.world.messages(EDITOR)[-2])
    assert (more["text"], chat.keys(more)) == (
        "收到了，已经有 4096 字。后面还有就接着发，发完了点「就这些」。",
        [["就这些"]],
    )
    await chat.press(await chat.say(long[4096:], EDITOR), "保存", EDITOR)
    assert case(chat).sections[1].paragraphs == tuple(long.split("\n"))
    shown = await asked(chat, "小节", "做法")
    parts = [marked(each) for each in chat.of_bot(EDITOR, shown["message_id"] - 2)]
    assert "".join(part[part.index("<") + 1 : part.rindex(">")] for part in parts) == long
    mended = long.replace("第150户", "第一百五十户")[:4000]
    preview = await next_after(chat, await chat.say(mended, EDITOR), "就这些")
    assert "天天都来。第[150]{一百五十}户说茶馆" in marked(preview)
    gone = await chat.press(more, "就这些", EDITOR)
    assert gone["toast"] == "这一段已经收好了，或者放下太久了。要改请发 /edit 和编号。"


async def test_a_piece_that_was_cut_at_the_end_of_a_line_is_joined_to_what_follows_at_once(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["".join(f"第{at}户说第{line}段办得好。" for at in range(200)) for line in range(3)]
    await asked(chat, "小节", "做法")
    first = await chat.say("\n".join(lines[:1]), EDITOR)
    assert "还没有保存" in first["text"]
    both = await chat.say("\n".join(lines[1:2]), EDITOR)
    assert (await chat.press(first, "保存", EDITOR))["toast"].startswith("这次改动已经取消了，或者后来重写过")
    await chat.press(both, "保存", EDITOR)
    assert case(chat).sections[1].paragraphs == tuple(lines[:2])
    assert "没有" in (await chat.say("火星", EDITOR))["text"]
    await asked(chat, "小节", "做法")
    await chat.say(lines[2], EDITOR)
    monkeypatch.setattr(edit, "BEHIND", -1)
    await chat.press(await chat.say("尾段。", EDITOR), "保存", EDITOR)
    assert case(chat).sections[1].paragraphs == ("尾段。",)


async def test_a_section_of_many_messages_comes_as_a_file(chat: Chat) -> None:
    long = "茶馆办得好，天天都来。" * 1500
    file_cases(chat.library, [Case(0, "长", sections=(Section("做法", (long,)),))])
    question = await asked(chat, "小节", "做法", number=4)
    [document] = [each["document"] for each in chat.of_bot(EDITOR, question["message_id"] - 2) if "document" in each]
    file = await chat.app.bot.get_file(document["file_id"])
    assert (await file.download_as_bytearray()).decode() == long
    assert (document["file_name"], question["text"]) == (
        "现在的样子.txt",
        "案例 #4：改「做法」\n\n请把整节新的正文发给我，一行一段。",
    )


async def test_a_draft_is_changed_under_the_number_of_its_case(chat: Chat) -> None:
    kept = keep_draft(chat.library, Draft(Case(0, "夜茶馆", sections=PAGE.sections), (), False), EDITOR, "报纸.pdf")
    assert isinstance(kept, KeptDraft)
    menu = await chat.say("/edit 4", EDITOR)
    assert (menu["text"].splitlines()[0], chat.keys(menu)[2]) == ("草稿 #4「夜茶馆」", ["加一节"])
    await next_after(chat, menu, "标题")
    saved = await chat.press(await chat.say("夜里的茶馆", EDITOR), "保存", EDITOR)
    assert draft_by_id(chat.library.db, 4).draft.case.title == "夜里的茶馆"
    assert "夜里的茶馆" in saved["text"]
    assert chat.library.db["deeds"].count == 0


async def test_a_hidden_case_is_changed_and_stays_hidden(chat: Chat) -> None:
    set_hidden(chat.library, 1, True, EDITOR)
    menu = await chat.say("/edit 1", EDITOR)
    assert menu["text"].startswith("案例 #1「梧桐社区：院子里的老茶馆」（已下架）")
    await next_after(chat, menu, "年份")
    saved = await chat.press(await chat.say("2022", EDITOR), "保存", EDITOR)
    assert "这个案例下架着，读者还看不到。" in saved["text"]
    assert chat.keys(saved) == [["撤销", "继续改"]]
    assert (await chat.say("案例1"))["text"].startswith("没有编号「1」的案例")


async def test_of_several_sources_one_is_chosen(chat: Chat) -> None:
    file_cases(chat.library, [replace(LIFT, title="两个来源", further=(PAGE,))])
    menu = await chat.press(await chat.say("/edit 4", EDITOR), "出处", EDITOR)
    assert chat.keys(menu) == [["1·示例日报", "2·示例晚报"], ["返回"]]
    question = await next_after(chat, menu, "2·示例晚报")
    assert "网址：无" in question["text"]
    await chat.press(await chat.say("无", EDITOR), "保存", EDITOR)
    assert case(chat, 4).further[0].source == Source()


async def test_any_case_can_be_shown_and_changed(chat: Chat) -> None:
    wild = "<b>&😀@a #b /c http://a.cn" * 12
    file_cases(
        chat.library,
        [Case(0, wild[:200], topics=(wild,), source=Source(wild, wild), sections=(Section(wild, (wild,) * 30),))],
    )
    await asked(chat, "小节", wild[:11].strip(), number=4)
    preview = await chat.say("\n".join(wild.replace("b", "c" * (at % 3 + 1)) for at in range(10)), EDITOR)
    assert preview["text"].endswith("字没显示）\n\n划掉的去掉，加粗的是新的。点「保存」才算数；写错了，直接再发一次。")
    assert len(preview["entities"]) < 100


async def test_who_is_no_editor_changes_nothing(chat: Chat) -> None:
    told = "这个操作只有编辑能用。要当编辑，请找馆主。"
    for typed in ("/edit 1", "改 1"):
        assert (await chat.say(typed, WORKER))["text"] == told
    put_editor(chat.library.db, NEIGHBOUR, "小张", EDITOR)
    menu = await chat.say("/edit 1", NEIGHBOUR)
    await next_after(chat, menu, "年份", NEIGHBOUR)
    preview = await chat.say("2022", NEIGHBOUR)
    await next_after(chat, menu, "标题", NEIGHBOUR)
    drop_editor(chat.library.db, NEIGHBOUR, EDITOR)
    assert (await chat.say("新标题", NEIGHBOUR))["text"] == told
    for message, button in ((preview, "保存"), (preview, "重写"), (preview, "不改了"), (menu, "小节"), (menu, "标题")):
        assert (await chat.press(message, button, NEIGHBOUR))["toast"] == told
    assert case(chat) == replace(TEA, id=1)


async def test_in_a_group_nothing_is_changed(chat: Chat) -> None:
    chat.patient_group()
    told = await chat.say("/edit@chapu_sandbox_bot 1", EDITOR, GROUP)
    assert told["text"] == "这个在私聊里用。"


async def test_a_number_is_asked_for(chat: Chat) -> None:
    assert (await chat.say("/edit", EDITOR))["text"] == "想改哪个案例或草稿？写上编号，比如 /edit 3。"
    assert (await chat.say("/edit 99", EDITOR))["text"].startswith("没有编号「99」的案例")


async def test_what_is_not_saved_outlives_a_restart(filled: Library, world: World) -> None:
    async with serving(world) as address:
        async with running(filled, world, address) as app:
            chat = Chat(world, app, filled)
            await asked(chat, "年份")
            preview = await chat.say("2022", EDITOR)
            await asked(chat, "小节", "做法", number=2)
            await chat.say("长" * 4000 + "。", EDITOR)
        async with running(filled, world, address) as app:
            chat = Chat(world, app, filled)
            await chat.press(await chat.say("尾。", EDITOR), "保存", EDITOR)
            await chat.press(preview, "保存", EDITOR)
    assert get_case(filled.db, 1).year == 2022
    assert get_case(filled.db, 2).sections[0].paragraphs == ("长" * 4000 + "。尾。",)
