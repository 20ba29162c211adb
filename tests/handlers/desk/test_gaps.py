"""Editors see what was not answered, and mend it with synonyms."""

from __future__ import annotations

import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers import texts
from handlers.desk import gap_render
from handlers.house import APART
from handlers.routes import DESK_PRESSES
from knowledge import Asked, Library, forget_reader, keep_asked, open_library, put_step
from knowledge.desk import (
    Act,
    Reply,
    Shift,
    Synonyms,
    Trial,
    deeds,
    gaps,
    last_deed,
    propose_synonyms,
    set_aside,
    synonyms,
    undo_synonyms,
)
from knowledge.store.missed import Missed
from knowledge.store.synonyms import put_synonyms
from sandbox_server import World, serving
from tests.conftest import ROOT
from tests.handlers.conftest import EDITOR, NEIGHBOUR, WORKER, Chat, Message, running
from tests.knowledge.test_gaps import run

pytestmark = pytest.mark.anyio

PAIR = "楼道夜谈 = 坝坝会"
LOOSE = "只沾边，#2 银杏社区：加装电梯先坐下来谈"


@pytest.fixture
def library(own_library: Library) -> Library:
    """What is told to this library stays its own."""
    return own_library


@pytest.fixture
def untried(library: Library) -> None:
    """No trial of synonyms, which takes a process of its own: to a library in memory alone there is none."""
    library.home = None


async def until_tried(chat: Chat, proposal: Message) -> Message:
    return await chat.world.until(lambda: now if "正在" not in (now := chat.now(proposal))["text"] else None)


async def test_synonyms_are_tried_then_saved_and_count_at_once(chat: Chat) -> None:
    missed = await chat.say("楼道夜谈怎么开")
    assert missed["text"].splitlines()[1].startswith("没有。")
    await chat.say("老茶馆")
    proposal = await chat.say(f"/syn {PAIR}", who=EDITOR)
    assert chat.keys(proposal) == [["保存", "不加了"]]
    tried = await until_tried(chat, proposal)
    assert tried["text"] == (
        f"「{PAIR}」\n拿最近 90 天的问题试了一遍：没答上的 1 个，答上的 1 个。\n\n"
        f"没答上的，一个也没有多答上。\n\n从没有变成只沾边 1 个：\n楼道夜谈怎么开\n　→ {LOOSE}\n\n原来答上的，排第一的案例都不变。"
    )
    assert (synonyms(chat.library.db), chat.keys(tried)) == ([], [["保存", "不加了"]])
    saved = await chat.press(tried, "保存", who=EDITOR)
    assert saved["text"] == f"存好了：「{PAIR}」，现在就管用。要撤销，发 /undo。"
    assert "#2 银杏社区" in (await chat.say("楼道夜谈怎么开"))["text"]
    deed = last_deed(chat.library.db, EDITOR, [Act.SYNONYM])
    assert deed is not None
    undo_synonyms(chat.library, deed, EDITOR)
    assert "#2 银杏社区" not in (await chat.say("楼道夜谈怎么开"))["text"]


@pytest.mark.usefixtures("untried")
async def test_undone_by_their_words_and_done_again(chat: Chat) -> None:
    put_synonyms(chat.library, PAIR.split(" = "), EDITOR)
    undone = await chat.say("/undo", who=EDITOR)
    assert (undone["text"], chat.keys(undone)) == (f"撤销了：加同义词 {PAIR}", [["重做"]])
    again = await chat.press(undone, "重做", who=EDITOR)
    assert (again["text"], chat.keys(again)) == (f"重做了：加同义词 {PAIR}", [["撤销"]])
    assert "#2 银杏社区" in (await chat.say("楼道夜谈怎么开"))["text"]
    twice = await press_data(chat, chat.data(undone, "重做"), EDITOR)
    assert twice["toast"] == f"「{PAIR}」的这一步已经重做过了。"
    assert (await chat.press(again, "撤销", who=EDITOR))["text"] == undone["text"]
    log = (await chat.say("/log", who=EDITOR))["text"].splitlines()[2:]
    assert [line.partition("　")[2] for line in log] == [
        f"李编辑　撤销加同义词　{PAIR}",
        f"李编辑　重做　{PAIR}",
        f"李编辑　撤销　{PAIR}（又重做了）",
        f"李编辑　加同义词　{PAIR}（已撤销）",
    ]
    assert synonyms(chat.library.db) == []


async def test_saved_while_it_is_tried_it_stays_so(chat: Chat) -> None:
    proposal = await chat.say(f"同义词 {PAIR}", who=EDITOR)
    saved = await chat.press(proposal, "保存", who=EDITOR)
    slots = chat.app.bot_data["house"].slots
    for _ in range(APART):  # all are free when the trial has ended
        await slots.acquire()
    await chat.settled(who=EDITOR)
    assert chat.now(saved)["text"] == saved["text"]


@pytest.mark.usefixtures("untried")
async def test_taken_out_put_back_and_tapped_twice(chat: Chat) -> None:
    proposal = await chat.say(f"/syn {PAIR}", who=EDITOR)
    old = chat.data(proposal, "保存")
    saved = await chat.press(proposal, "保存", who=EDITOR)
    removed = await chat.press(saved, "去掉这组", who=EDITOR)
    assert (removed["text"], chat.keys(removed)) == (f"去掉了：「{PAIR}」。", [["加回来", "看同义词", "回没答上的"]])
    assert (synonyms(chat.library.db), len(deeds(chat.library.db, 9))) == ([], 2)
    for data in (old, old.replace("sk", "sn"), old.replace("sk", "sr")):  # taps that come late change nothing
        assert (await press_data(chat, data, EDITOR))["text"] == removed["text"]
    restored = await chat.press(removed, "加回来", who=EDITOR)
    assert restored["text"] == f"加回来了：「{PAIR}」，现在就管用。要撤销，发 /undo。"
    assert [str(told) for told in synonyms(chat.library.db)] == [PAIR]
    assert [deed.act for deed in deeds(chat.library.db, 9)] == [Act.SYNONYM, Act.UNSYNONYM, Act.SYNONYM]


@pytest.mark.usefixtures("untried")
async def test_not_added(chat: Chat) -> None:
    proposal = await chat.say(f"/syn {PAIR}", who=EDITOR)
    dropped = await chat.press(proposal, "不加了", who=EDITOR)
    assert (dropped["text"], chat.keys(dropped)) == (f"好，没有加：「{PAIR}」。", [["看同义词", "回没答上的"]])
    again = await press_data(chat, chat.data(proposal, "保存"), EDITOR)
    assert (again["text"], synonyms(chat.library.db)) == (dropped["text"], [])


@pytest.mark.usefixtures("untried")
async def test_told_by_another_meanwhile(chat: Chat) -> None:
    proposal = await chat.say(f"/syn {PAIR}", who=EDITOR)
    put_synonyms(chat.library, ["坝坝会", "楼道夜谈"], NEIGHBOUR)
    pressed = await chat.press(proposal, "保存", who=EDITOR)
    assert pressed["toast"] == f"「{PAIR}」已经是同义词了（在聊天里加过「坝坝会 = 楼道夜谈」），不用再加。"
    assert len(synonyms(chat.library.db)) == 1


@pytest.mark.usefixtures("untried")
async def test_the_list(chat: Chat) -> None:
    assert (await chat.say("/syn", who=EDITOR))["text"].startswith("聊天里还没有加过同义词。")
    for number in "甲乙丙丁戊己庚":
        put_synonyms(chat.library, [f"夜谈{number}会", "坝坝会"], EDITOR if number == "庚" else NEIGHBOUR)
    told = await chat.say("同义词", who=EDITOR)
    head, *items = told["text"].split("\n\n")
    assert head.splitlines() == [
        "聊天里加的同义词：7 组",
        f"词表文件 synonyms.txt 里另有 {chat.library.files.groups} 组，一直管用。",
        "要加，发一行，比如 /syn 夜谈会 = 坝坝会",
    ]
    assert [item.rpartition(" · ")[0] for item in items[:2]] == [
        "1. 夜谈庚会 = 坝坝会\n你",
        "2. 夜谈己会 = 坝坝会\n一位编辑",
    ]
    assert chat.keys(told) == [["去掉 1", "去掉 2", "去掉 3"], ["去掉 4", "去掉 5", "去掉 6"], ["下一页"]]
    last = await chat.press(told, "下一页", who=EDITOR)
    assert chat.keys(last) == [["去掉 7"], ["上一页"]]
    assert (await chat.press(last, "去掉 7", who=EDITOR))["text"] == "去掉了：「夜谈甲会 = 坝坝会」。"
    assert len(synonyms(chat.library.db)) == 6


@pytest.mark.usefixtures("untried")
async def test_a_proposal_is_saved_after_a_restart(world: World, filled: Library, tmp_path: Path) -> None:
    async with serving(world) as address, running(filled, world, address) as app:
        chat = Chat(world, app, filled)
        proposal = await chat.say(f"/syn {PAIR}", who=EDITOR)
    reopened = open_library(tmp_path / "library.db", ROOT / "data")
    async with serving(world) as address, running(reopened, world, address) as app:
        chat = Chat(world, app, reopened)
        assert (await chat.press(proposal, "保存", who=EDITOR))["text"].startswith("存好了")
        assert "#2 银杏社区" in (await chat.say("楼道夜谈怎么开"))["text"]
    reopened.close()


async def test_nothing_missed(chat: Chat) -> None:
    told = await chat.say("没答上的", who=EDITOR)
    assert told["text"] == "现在没有没答上的问题。有人问了没答上、或者点了「没答到」，就会出现在这里。"


@pytest.mark.usefixtures("untried")
async def test_from_a_gap_to_synonyms(chat: Chat) -> None:
    chat.unhurried()
    await chat.press(await chat.say("请问楼道夜谈怎么开"), "有了通知我")
    await chat.say("楼道夜谈怎么开", who=NEIGHBOUR)
    await chat.say("楼道夜谈怎么开", who=NEIGHBOUR)
    answer = await chat.say("老茶馆")
    await chat.press(await chat.press(answer, "没答到"), "太旧了")
    told = await chat.say("/misses", who=EDITOR)
    day = re.findall(r"最近 (.{5})", told["text"])[0]
    assert (told["text"], chat.keys(told)) == (
        f"没答上的：2 组\n\n1. 楼道夜谈怎么开\n2 个人问了 3 次，1 个人等着通知，最近 {day}\n\n"
        f"2. 老茶馆\n1 个人问了 1 次，最近 {day}\n没答到的原因：太旧了（1）",
        [["看 1", "看 2"]],
    )
    gap = await chat.press(told, "看 1", who=EDITOR)
    assert (gap["text"], chat.keys(gap)) == (
        f"楼道夜谈怎么开\n2 个人问了 3 次，1 个人等着通知，最近 {day}\n\n"
        "原话：\n楼道夜谈怎么开\n请问楼道夜谈怎么开\n\n现在再问：没有",
        [["加同义词", "加案例"], ["先放一边", "返回"]],
    )
    before = chat.of_bot(EDITOR)[-1]["message_id"]
    await chat.press(gap, "加同义词", who=EDITOR)
    [asked] = chat.of_bot(EDITOR, before)
    assert asked["text"].startswith("给「楼道夜谈怎么开」加同义词：")
    assert {button["copy_text"]["text"] for button in chat.buttons(asked)} == {"楼道 = ", "夜谈 = "}
    faulty = await chat.say("楼道夜谈", who=EDITOR)
    assert faulty["text"].startswith("「楼道夜谈」只有一个词")
    proposal = await chat.say(PAIR, who=EDITOR)
    assert proposal["text"].startswith(f"「{PAIR}」")
    saved = await chat.press(proposal, "保存", who=EDITOR)
    gap = await chat.press(await chat.press(saved, "回没答上的", who=EDITOR), "看 1", who=EDITOR)
    assert gap["text"].endswith(f"现在再问：{LOOSE}")


async def test_what_was_answered_since_is_not_listed(chat: Chat) -> None:
    keep_asked(chat.library.db, Asked("", "老茶馆怎么值守", "none", (), WORKER, WORKER, 1, "2026-11-01T08:00:00+08:00"))
    told = await chat.say("/misses", who=EDITOR)
    assert told["text"].splitlines()[1] == "另有 1 组后来已经答得上了，不列在这里。"


async def test_put_aside_and_taken_back(chat: Chat) -> None:
    chat.unhurried()
    for question in ("外星人怎么治理", "请问外星人怎么治理", "月球怎么绿化"):
        await chat.say(question)
    told = await chat.say("/misses", who=EDITOR)
    at = next(number for number in (1, 2) if f"{number}. 外星人怎么治理" in told["text"])
    gone = await chat.press(await chat.press(told, f"看 {at}", who=EDITOR), "先放一边", who=EDITOR)
    assert gone["text"] == "先放一边了：「外星人怎么治理」。以后有人这样问，也不再列出来。"
    assert set_aside(chat.library.db) == {"外星人怎么治理", "请问外星人怎么治理"}
    await chat.say("想问一下外星人怎么治理")
    told = await chat.say("/misses", who=EDITOR)
    assert (told["text"].splitlines()[0], chat.keys(told)) == ("没答上的：1 组", [["看 1"], ["放一边的 1"]])
    aside = await chat.press(told, "放一边的 1", who=EDITOR)
    assert (aside["text"].splitlines()[0], chat.keys(aside)) == ("放一边的：1 组", [["看 1"], ["回没答上的"]])
    gap = await chat.press(aside, "看 1", who=EDITOR)
    back = await chat.press(gap, "拿回来", who=EDITOR)
    assert (back["text"], set_aside(chat.library.db)) == ("拿回来了：「外星人怎么治理」。", set())
    told = await chat.press(back, "回没答上的", who=EDITOR)
    assert told["text"].splitlines()[0] == "没答上的：2 组"


async def test_a_gap_whose_questions_were_deleted(chat: Chat) -> None:
    await chat.say("外星人怎么治理")
    told = await chat.say("/misses", who=EDITOR)
    forget_reader(chat.library.db, WORKER)
    assert (await chat.press(told, "看 1", who=EDITOR))["toast"] == texts.EXPIRED
    assert (await chat.say("/misses", who=EDITOR))["text"].startswith("现在没有没答上的问题。")


async def test_of_a_gap_no_more_is_told_what_was_deleted(chat: Chat) -> None:
    await chat.say("请问楼道夜谈怎么开")
    await chat.say("楼道夜谈怎么开", who=NEIGHBOUR)
    told = await chat.say("/misses", who=EDITOR)
    gap = await chat.press(told, "看 1", who=EDITOR)
    assert gap["text"].startswith("楼道夜谈怎么开\n2 个人问了 2 次")
    gone = await chat.press(gap, "先放一边", who=EDITOR)
    forget_reader(chat.library.db, NEIGHBOUR)
    assert set_aside(chat.library.db) == {"请问楼道夜谈怎么开"}
    told = await chat.press(await chat.press(gone, "回没答上的", who=EDITOR), "放一边的 1", who=EDITOR)
    assert told["text"].splitlines()[2] == "1. 请问楼道夜谈怎么开"
    gap = await chat.press(told, "看 1", who=EDITOR)
    assert (gap["text"].startswith("请问楼道夜谈怎么开\n1 个人问了 1 次"), "原话" in gap["text"]) == (True, False)


async def test_a_button_from_before_a_restart(chat: Chat) -> None:
    await chat.say("外星人怎么治理")
    told = await chat.say("/misses", who=EDITOR)
    chat.app.bot_data.pop("gaps")
    gap = await chat.press(told, "看 1", who=EDITOR)
    assert gap["text"].startswith("外星人怎么治理\n1 个人问了 1 次")
    before = gap["message_id"]
    await chat.press(gap, "加案例", who=EDITOR)
    [asked] = chat.of_bot(EDITOR, before)
    assert asked["text"].startswith("「外星人怎么治理」还没有案例答得上。\n把要入库的文章发过来")


def rows_of(library: Library) -> dict[str, list[dict[str, object]]]:
    """All that the library holds, but for the index."""
    tables = [name for name in library.db.table_names() if "passage_index" not in name]
    return {name: [*library.db[name].rows] for name in tables}


async def press_data(chat: Chat, data: str, who: int) -> Message:
    """Press a button that carries just this, whatever is shown now."""
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("按", callback_data=data)]])
    sent = await chat.app.bot.send_message(who, "以前的消息", reply_markup=keyboard)
    return await chat.press(next(each for each in chat.of_bot(who) if each["message_id"] == sent.message_id), "按", who)


@pytest.mark.usefixtures("untried")
async def test_a_worker_may_do_nothing_of_this(chat: Chat) -> None:
    chat.unhurried()
    answer = await chat.say("外星人怎么治理")
    put_synonyms(chat.library, ["夜谈会", "坝坝会"], EDITOR)
    proposed = propose_synonyms(chat.library.db, ["楼道夜谈", "坝坝会"], EDITOR)
    answer_id = chat.data(answer, "有了通知我").removeprefix("n:")
    await chat.settled()
    kept = rows_of(chat.library)
    for text in ("/misses", "没答上的", "/syn", "同义词", f"/syn {PAIR}", f"同义词 {PAIR}"):
        assert (await chat.say(text))["text"] == texts.EDITORS_ONLY
    mine = [pattern for pattern in DESK_PRESSES if pattern.startswith(("d:m", "d:s"))]
    assert len(mine) == 12
    for pattern in mine:
        for number in (1, proposed):
            data = pattern.replace(r"\w+", answer_id).replace(r"\d{1,18}", str(number)).replace(r"\d+", "1")
            pressed = await press_data(chat, data, WORKER)
            assert (pressed["toast"], pressed["text"]) == (texts.EDITORS_ONLY, "以前的消息")
    assert rows_of(chat.library) == kept
    put_step(chat.library.db, WORKER, "d:syn", "")
    assert (await chat.say(PAIR))["text"] == texts.EDITORS_ONLY
    assert rows_of(chat.library) == kept


def test_whatever_it_holds_a_message_fits(library: Library) -> None:
    hard = '<&">😀 @somebody /start #tag https://example.org ' * 9
    reply = Reply(1, hard, weak=True)
    changes = tuple(Shift(f"{hard}{number}", reply, reply) for number in range(9))
    told = Synonyms(
        1,
        tuple(f"{number}二三四五六七八九十十二" for number in range(8)),
        1,
        hard,
        "2026-01-01T00:00:00+00:00",
        True,
        False,
    )
    reasons = tuple((f"{hard}{each}", 1) for each in range(9))
    missed = [
        Missed(
            f"{hard}{number}",
            "A",
            1,
            frozenset([1]),
            "2026-01-01T00:00:00+00:00",
            frozenset(),
            reasons,
            frozenset(),
        )
        for number in range(9)
    ]
    gap, *_ = run(gaps(library, missed))
    zone = ZoneInfo("Asia/Shanghai")
    shown = [*enumerate([gap] * 6)]
    found = gap_render.Gaps((gap,), 99, 9999, 500, 1)
    for text in (
        gap_render.gap(gap, None, zone),
        gap_render.gap_list(found, 6, shown, zone),
        gap_render.aside_list(6, shown, zone),
        gap_render.proposal(told, gap_render.trial(Trial(300, 300, changes, changes, changes), 90)),
        gap_render.synonym_list(9, [(at, told, hard) for at in range(6)], 1000, zone),
    ):
        assert text.fits, (text.units, text.entities)
