"""命中测试, 考题 and 检索体检, as editors use them; and workers, who may not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from handlers import texts
from handlers.access import Context
from handlers.desk import audit as auditing
from handlers.desk.after import after_change
from handlers.desk.explain import inside
from handlers.markup import plain
from handlers.wording import held_lines, score_line, term_line, understood
from knowledge import Case, Library, answer, file_cases
from knowledge.desk import Act, Check, Checked, checks, deeds, put_check, set_hidden, unaudited
from knowledge.store.deeds import file_for_editor, put_deed
from knowledge.store.transaction import writing
from sandbox_server import World, serving
from tests.handlers.conftest import EDITOR, GROUP, NEIGHBOUR, WORKER, Chat, Message, running
from tests.handlers.desk.test_after import over
from tests.knowledge.samples import LIFT, STREET, TEA
from tests.knowledge.test_checks import ASKED, RIVAL

pytestmark = pytest.mark.anyio

HOSTILE = replace(TEA, title='<b>&"老茶馆🍵@a_b #c /d https://e.cn ' * 12, place=replace(TEA.place, community="<社区>"))


async def ask(chat: Chat, question: str = ASKED, who: int = EDITOR) -> Message:
    return await chat.say(question, who)


async def audited(chat: Chat, begun: Message) -> Message:
    """The message of progress, once it tells what came out."""
    return await chat.world.until(lambda: now if (now := chat.now(begun))["text"].startswith("检索体检") else None)


async def change(chat: Chat, editor_id: int = EDITOR) -> None:
    chat.unhurried()
    after_change(Context(chat.app))
    await over(chat)


async def with_buttons(chat: Chat, person: int, carried: list[str]) -> Message:
    """An old message with buttons that carry this, and say so."""
    board = InlineKeyboardMarkup([[InlineKeyboardButton(data, callback_data=data)] for data in carried])
    old = await chat.app.bot.send_message(person, "以前的", reply_markup=board)
    return next(each for each in chat.world.messages(person) if each["message_id"] == old.message_id)


def publish(library: Library, case: Case, editor_id: int) -> None:
    with writing(library.db):
        file_for_editor(library, [case], put_deed(library.db, Act.PUBLISH, editor_id, None, case.title))


def warnings(chat: Chat, who: int) -> list[Message]:
    return [each for each in chat.of_bot(who) if "考题变差" in each["text"]]


def editor(chat: Chat, person: int) -> None:
    chat.library.db.table("editors").insert({"editor_id": person, "since": "2026-01-01", "name": ""})


async def test_an_answers_question_is_saved_with_its_first_case(chat: Chat) -> None:
    answered = await ask(chat)
    assert chat.keys(answered)[-1] == ["转给同事", "存为考题"]
    assert (await chat.press(answered, "存为考题", EDITOR))["toast"] == "存好了，这道题配 #1。"
    assert checks(chat.library.db) == [Check(ASKED, 1, None, 1)]
    again = await chat.press(answered, "存为考题", EDITOR)
    told = chat.of_bot(EDITOR)[-1]
    assert (again["toast"], told["text"]) == (
        None,
        f"「{ASKED}」已经是考题，配的是 #1 梧桐社区：院子里的老茶馆。换案例要先去掉，再存。",
    )
    assert (await chat.press(told, "去掉", EDITOR))["text"] == f"「{ASKED}」不再是考题了。"
    assert checks(chat.library.db) == []


async def test_a_case_opened_from_an_answer_is_saved_as_the_right_one(chat: Chat) -> None:
    answered = await ask(chat, "东升街道的社区")
    assert chat.keys(answered)[0][:2] == ["看案例3", "看案例1"]
    case = await chat.press(answered, "看案例1", EDITOR)
    assert chat.keys(case)[-2] == ["转给同事", "返回", "存为考题"]
    await chat.press(case, "存为考题", EDITOR)
    assert checks(chat.library.db) == [Check("东升街道的社区", 1, None, 2)]
    assert "存为考题" not in str(chat.keys(await chat.say("案例1", EDITOR)))


async def test_only_editors_see_the_button_and_only_in_private(chat: Chat) -> None:
    answered = await ask(chat, who=WORKER)
    case = await chat.press(answered, "看案例1")
    miss = await ask(chat, "外星人怎么治理")
    in_group = await chat.say("/ask " + ASKED, EDITOR, GROUP)
    assert [each for each in (answered, case, miss, in_group) if "存为考题" in str(each.get("reply_markup"))] == []


async def test_others_may_do_nothing_of_it(chat: Chat) -> None:
    answered = await ask(chat)
    await chat.press(answered, "存为考题", EDITOR)
    kept = checks(chat.library.db)
    own = await ask(chat, "坝坝会", who=WORKER)
    number = own["text"].rpartition(" ")[2]
    carried = [f"d:q:{number}:1", f"d:qd:{kept[0].key}", f"d:qx:{kept[0].key}:1", "d:ql:1", "d:qa"]
    forged = await with_buttons(chat, WORKER, carried)
    for data in carried:
        assert (data, (await chat.press(forged, data))["toast"]) == (data, texts.EDITORS_ONLY)
    for said in ("/test 老茶馆", "命中测试", "/audit", "检索体检"):
        assert (await chat.say(said, NEIGHBOUR))["text"] == texts.EDITORS_ONLY
    assert (checks(chat.library.db), chat.now(forged)) == (kept, forged)


async def test_who_edits_no_more_may_not_use_an_old_button(chat: Chat) -> None:
    editor(chat, WORKER)
    answered = await ask(chat, who=WORKER)
    asked = await chat.say("/test", WORKER)
    assert asked["text"].startswith("想看哪个问题")
    chat.library.db.table("editors").delete(WORKER)
    assert (await chat.press(answered, "存为考题"))["toast"] == texts.EDITORS_ONLY
    assert (await chat.say("老茶馆"))["text"] == texts.EDITORS_ONLY
    assert checks(chat.library.db) == []


async def test_a_case_that_pushes_the_right_one_down_is_told_to_who_put_it_in(chat: Chat) -> None:
    editor(chat, NEIGHBOUR)
    await chat.press(await ask(chat), "存为考题", EDITOR)
    await change(chat)
    publish(chat.library, RIVAL, NEIGHBOUR)
    before = len(chat.of_bot(EDITOR))
    for _ in range(4):
        after_change(Context(chat.app))
    await change(chat, NEIGHBOUR)
    [told] = [each for each in chat.of_bot(NEIGHBOUR) if "考题变差" in each["text"]]
    assert told["text"] == (
        "刚才的改动之后，有 1 道考题变差了：\n"
        "\n"
        "「老茶馆一碗茶几元」要的是 #1 梧桐社区：院子里的老茶馆\n"
        "第 1 → 第 2，现在排第一的是 #4 桂花社区：老茶馆一碗茶几元\n"
        "\n"
        "请看看是不是该这样；看全部考题，发「检索体检」。"
    )
    assert (chat.keys(told), len(chat.of_bot(EDITOR))) == ([["列出考题"]], before)
    assert checks(chat.library.db) == [Check(ASKED, 1, 1, 2)]
    await change(chat, NEIGHBOUR)
    assert len([each for each in chat.of_bot(NEIGHBOUR) if "考题变差" in each["text"]]) == 1


async def test_who_made_a_change_hears_of_it_after_a_restart_and_who_did_not_does_not(filled: Library) -> None:
    put_check(filled.db, Check(ASKED, 1, None, 1), EDITOR)
    world = World()
    async with serving(world) as address:
        async with running(filled, world, address) as app:
            editor(Chat(world, app, filled), NEIGHBOUR)
            await over(Chat(world, app, filled))
        publish(filled, RIVAL, NEIGHBOUR)
        async with running(filled, world, address) as app:
            chat = Chat(world, app, filled)
            [told] = await world.until(lambda: warnings(chat, NEIGHBOUR))
            assert "第 1 → 第 2，现在排第一的是 #4 桂花社区" in told["text"]
            chat.unhurried()
            await over(chat)
            set_hidden(filled, 2, True, EDITOR)
            await change(chat)
            assert (len(warnings(chat, NEIGHBOUR)), warnings(chat, EDITOR)) == (1, [])
            assert ([each.act for each in deeds(filled.db, 9)], unaudited(filled.db).deeds) == (
                [Act.HIDE, Act.PUBLISH],
                (),
            )


async def test_what_a_card_did_while_the_bot_was_away_is_nobodys(filled: Library) -> None:
    put_check(filled.db, Check(ASKED, 1, None, 1), EDITOR)
    file_cases(filled, [RIVAL])
    world = World()
    async with serving(world) as address, running(filled, world, address) as app:
        chat = Chat(world, app, filled)
        chat.unhurried()
        while checks(filled.db) != [Check(ASKED, 1, 1, 2)]:
            await chat.settled(who=NEIGHBOUR)
        set_hidden(filled, 2, True, EDITOR)
        await change(chat)
        assert (warnings(chat, EDITOR), checks(filled.db)) == ([], [Check(ASKED, 1, 2, 2)])


async def test_an_audit_tells_what_changed(chat: Chat) -> None:
    for question in (ASKED, "坝坝会谈成了加装电梯"):
        await chat.press(await ask(chat, question), "存为考题", EDITOR)
    same = await audited(chat, await chat.say("/audit", EDITOR))
    assert same["text"] == "检索体检：2 道考题\n排第一 2。\n跟上次改库之前一样。"
    file_cases(chat.library, [RIVAL])
    set_hidden(chat.library, 2, True, EDITOR)
    worse = await audited(chat, await chat.say("检索体检", EDITOR))
    assert worse["text"] == (
        "检索体检：2 道考题\n"
        "第二第三 1，没找到 1。\n"
        "跟上次改库之前比：变差 2，变好 0。\n"
        "\n"
        "变差的\n"
        "「老茶馆一碗茶几元」要的是 #1 梧桐社区：院子里的老茶馆\n"
        "第 1 → 第 2，现在排第一的是 #4 桂花社区：老茶馆一碗茶几元\n"
        "「坝坝会谈成了加装电梯」要的是 #2 银杏社区：加装电梯先坐下来谈（已下架）\n"
        "第 1 → 没找到，现在没有答复"
    )
    assert chat.keys(worse) == [["列出考题", "再体检"]]
    set_hidden(chat.library, 4, True, EDITOR)
    await change(chat)
    again = await audited(chat, await chat.press(worse, "再体检", EDITOR))
    assert "变好的\n「老茶馆一碗茶几元」" in again["text"]


async def test_a_long_audit_tells_how_far_it_is(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "PROGRESS_SECONDS", 0.0)
    for question in (ASKED, "坝坝会", "老茶馆"):
        put_check(chat.library.db, Check(question, 1, None, None), EDITOR)
    chat.world.fail_next("editMessageText", 400, "Bad Request: odd")
    chat.refused = 1
    await audited(chat, await chat.say("/audit", EDITOR))
    shown = [call.params["text"] for call in chat.world.calls if call.method == "editMessageText"]
    assert [text.partition("\n")[0] for text in shown] == [
        *(f"正在体检：{done}/3 道考题……" for done in (1, 2, 3)),
        "<b>检索体检：3 道考题</b>",
    ]


async def test_who_edits_no_more_hears_nothing_of_what_got_worse(chat: Chat) -> None:
    await chat.press(await ask(chat), "存为考题", EDITOR)
    publish(chat.library, RIVAL, WORKER)
    await change(chat, WORKER)
    assert (chat.of_bot(WORKER), checks(chat.library.db)) == ([], [Check(ASKED, 1, 1, 2)])


async def test_saved_questions_are_listed_and_taken_out(chat: Chat) -> None:
    assert (await chat.say("/audit", EDITOR))["text"].startswith("还没有考题。")
    for number in range(7):
        put_check(chat.library.db, Check(f"老茶馆{number}", 1, None, None if number else 0), EDITOR)
    report = await audited(chat, await chat.say("/audit", EDITOR))
    listed = await chat.press(report, "列出考题", EDITOR)
    assert listed["text"].startswith(
        "考题 7 道，第 1/2 页\n\n1. 「老茶馆0」要的是 #1 梧桐社区：院子里的老茶馆\n现在第 1\n\n2. "
    )
    assert chat.keys(listed) == [["去掉1", "去掉2", "去掉3"], ["去掉4", "去掉5", "去掉6"], ["下一页", "再体检"]]
    listed = await chat.press(listed, "下一页", EDITOR)
    assert chat.keys(listed) == [["去掉7"], ["上一页", "再体检"]]
    late = await with_buttons(chat, EDITOR, [chat.data(listed, "去掉7")])
    listed = await chat.press(listed, "去掉7", EDITOR)
    assert (listed["text"].startswith("考题 6 道，第 1/1 页"), len(checks(chat.library.db))) == (True, 6)
    late = await chat.press(late, chat.buttons(late)[0]["text"], EDITOR)
    assert (late["text"], len(checks(chat.library.db))) == (listed["text"], 6)


async def test_the_inside_of_an_answer(chat: Chat) -> None:
    kept = list(chat.library.db["answers"].rows)
    told = await chat.say("/test 吴桐社区的茶馆一碗茶多少元", EDITOR)
    found = answer(chat.library, "吴桐社区的茶馆一碗茶多少元")
    assert found.why is not None
    [case] = found.why.cases
    lines = [*understood(found.why), *map(term_line, found.why.terms), score_line(case), *held_lines(case)]
    assert [line for line in lines if line not in told["text"].splitlines()] == []
    assert told["text"].startswith(
        "命中测试「吴桐社区的茶馆一碗茶多少元」\n"
        "没找到「吴桐社区的茶馆一碗茶多少元」，按「梧桐社区的茶馆一碗茶多少元」找的。\n"
        "找到 1 个案例。"
    )
    assert list(chat.library.db["answers"].rows) == kept == []


async def test_the_inside_of_a_refusal_is_asked_for_step_by_step(chat: Chat) -> None:
    assert (await chat.say("命中测试", EDITOR))["text"] == "想看哪个问题是怎么找的？直接发给我。发「取消」就不看了。"
    told = await chat.say("朝阳社区的茶馆", EDITOR)
    assert told["text"].startswith("命中测试「朝阳社区的茶馆」\n没有。库里还没有「朝阳社区」的案例")
    assert ("没有：问的地方库里没有" in told["text"], "挨得近的怎么算分\n#1 梧桐社区" in told["text"]) == (True, True)
    await chat.say("/test", EDITOR)
    assert (await chat.say("？？", EDITOR))["text"].startswith("没有看到问题")
    await chat.say("/test", EDITOR)
    assert (await chat.say("取消", EDITOR))["text"] == texts.CANCELLED


@pytest.mark.parametrize(
    "question", ["老茶馆" * 66, "@a_b #c /d " * 18, "老茶馆 加装电梯 坝坝会 自治小组 采光 " * 9, "x" * 200]
)
def test_the_inside_of_any_answer_fits(library: Library, question: str) -> None:
    file_cases(library, [HOSTILE, LIFT, STREET, *(replace(HOSTILE, title=f"{number}") for number in range(9))])
    assert inside(answer(library, question), {"<双流区>": 1}).fits


def test_any_report_fits() -> None:
    hostile = replace(HOSTILE, id=123456789)
    done = [Checked(Check(f"@a_b #c /d {number}" * 12, 1, 1, 1), 0, hostile, True, hostile) for number in range(99)]
    better = [replace(each, place=1, check=replace(each.check, before=0, now=0)) for each in done]
    assert all(screen.text.fits for screen in (auditing.report([*done, *better]), auditing.got_worse(done)))
    assert plain(auditing.right("考" * 200, hostile, True)).units < 200
