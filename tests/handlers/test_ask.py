"""A question in a private chat: its answer, its pages, its edits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.said import whole
from knowledge import Case, Library, Place, asked_by_id, case_ids, keep_asked
from sandbox_server import World, serving
from tests.handlers.conftest import EDITOR, WORKER, Chat, running
from tests.knowledge.samples import LIFT, TEA

pytestmark = pytest.mark.anyio


def texts_of(message: dict[str, object], kind: str) -> list[str]:
    """The stretches of a message's text that have an entity of this kind."""
    raw = str(message["text"]).encode("utf-16-le")
    entities = message.get("entities", [])
    assert isinstance(entities, list)
    return [
        raw[2 * each["offset"] : 2 * (each["offset"] + each["length"])].decode("utf-16-le")
        for each in entities
        if each["type"] == kind
    ]


async def test_an_answer_whole(chat: Chat) -> None:
    answer = await chat.say("老茶馆一碗茶几元")
    number = chat.data(answer, "有用").split(":")[1]
    assert answer["text"] == (
        "老茶馆一碗茶几元\n"
        "找到 1 个案例。匹配：老茶馆、一碗茶\n"
        "\n"
        "#1 梧桐社区：院子里的老茶馆\n"
        "双流区 · 东升街道 · 梧桐社区 · 2021年\n"
        "资金　茶馆一碗茶2元，收入每月公示，结余给独居老人买菜。\n"
        "出处：《示例日报》2021-03-12 第05版 《一碗茶的社区》 记者 林一、周二　原文\n"
        "\n"
        f"摘自案例库，金额与政策以最新文件为准。编号 {number}"
    )
    assert texts_of(answer, "blockquote") == ["资金　茶馆一碗茶2元，收入每月公示，结余给独居老人买菜。"]
    assert texts_of(answer, "bold") == ["老茶馆一碗茶几元", "#1 梧桐社区：院子里的老茶馆", "资金", "茶馆一碗茶"]
    assert chat.keys(answer) == [["看案例1"], ["有用", "没答到"], ["转给同事"]]
    assert chat.buttons(answer)[-1]["switch_inline_query"] == "老茶馆一碗茶几元"


async def test_a_mended_typo_is_said_aloud(chat: Chat) -> None:
    answer = await chat.say("吴桐社区茶馆")
    assert answer["text"].splitlines()[1] == "没找到「吴桐社区茶馆」，按「梧桐社区茶馆」找的。"


async def test_a_miss_offers_topics_near_cases_and_to_be_told(chat: Chat) -> None:
    answer = await chat.say("外星人怎么治理")
    assert answer["text"].startswith("外星人怎么治理\n没有。库里没有答得上「外星人怎么治理」的案例。")
    assert chat.keys(answer)[-1] == ["有了通知我"]
    topic = chat.keys(answer)[0][0]
    told = await chat.press(answer, "有了通知我")
    assert told["toast"] == "记下了，库里有了会告诉你。"
    assert [(row["reader_id"], row["question"]) for row in chat.library.db["wishes"].rows] == [
        (WORKER, "外星人怎么治理")
    ]
    listed = await chat.press(answer, topic)
    assert listed["text"].startswith(f"{topic}：")


async def test_a_question_of_nothing_gets_a_hint(chat: Chat) -> None:
    assert (await chat.say("？？"))["text"] == "没有看到问题，请写上想了解的事，例如「共享茶铺怎么运营」。"
    assert (await chat.say("/ask"))["text"] == "想了解哪方面？比如「共享茶铺怎么运营」。"


async def test_a_long_question_is_cut_and_says_so(chat: Chat) -> None:
    answer = await chat.say("老茶馆一碗茶几元" + "哈" * 3000)
    assert answer["text"].splitlines()[0] == "问题有点长，我取了前 200 字来找。"


async def test_an_edited_question_edits_its_answer(chat: Chat) -> None:
    answer = await chat.say("老茶馆")
    asked = chat.world.messages(WORKER)[0]["message_id"]
    edited = await chat.edit(asked, "加装电梯的难点", answer)
    assert ("#2 银杏社区" in edited["text"], len(chat.of_bot(WORKER))) == (True, 1)
    again = await chat.edit(asked, "？", edited)
    assert again["text"].startswith("没有看到问题")
    assert "#1 梧桐社区" in (await chat.edit(asked, "老茶馆", again))["text"]


async def test_an_edit_whose_answer_was_deleted_is_answered_anew(chat: Chat) -> None:
    answer = await chat.say("老茶馆")
    await chat.settled()
    chat.refused = 1
    del chat.world.chats[WORKER].messages[answer["message_id"]]
    before = chat.of_bot(WORKER)[-1]["message_id"]
    chat.world.edit(WORKER, chat.world.messages(WORKER)[0]["message_id"], "加装电梯的难点")
    assert "#2 银杏社区" in (await chat.answer_after(WORKER, before))["text"]


async def test_an_edit_that_fails_leaves_the_earlier_answer_as_it_was(chat: Chat) -> None:
    answer = await chat.say("老茶馆")
    await chat.settled()
    chat.refused = 1
    chat.world.fail_next("editMessageText", 502, "Bad Gateway")
    chat.world.edit(WORKER, chat.world.messages(WORKER)[0]["message_id"], "加装电梯的难点")
    await chat.settled()
    kept = asked_by_id(chat.library.db, chat.data(answer, "有用").split(":")[1])
    assert (kept.question, chat.now(answer)) == ("老茶馆", answer)


async def test_an_edit_that_changes_nothing_is_no_second_answer(chat: Chat) -> None:
    await chat.say("老茶馆")
    asked = chat.world.messages(WORKER)[0]["message_id"]
    chat.world.edit(WORKER, asked, "老茶馆 ")
    await chat.settled()
    assert [call.method for call in chat.world.calls].count("editMessageText") == 0


async def test_an_edit_of_what_was_no_question_is_answered(chat: Chat) -> None:
    await chat.say("帮助")
    chat.world.edit(WORKER, chat.world.messages(WORKER)[0]["message_id"], "老茶馆")
    answer = await chat.answer_after(WORKER, chat.of_bot(WORKER)[0]["message_id"])
    assert "#1 梧桐社区" in answer["text"]


async def test_a_message_that_telegram_brings_twice_is_answered_once(chat: Chat) -> None:
    await chat.say("老茶馆")
    chat.world.send_update("message", chat.world.messages(WORKER)[0])
    await chat.settled()
    assert len(chat.of_bot(WORKER)) == 2


async def test_a_number_used_again_is_another_message(chat: Chat) -> None:
    await chat.say("老茶馆")
    await chat.settled()
    again = chat.world.messages(WORKER)[0] | {"date": 1_800_000_000}
    last = chat.of_bot(WORKER)[-1]["message_id"]
    chat.world.send_update("message", again)
    assert "#1 梧桐社区" in (await chat.answer_after(WORKER, last))["text"]


class TestPages:
    @pytest.fixture
    def cases(self) -> list[Case]:
        """Seven communities with a tea house of which much the same is told."""
        return [
            replace(TEA, title=f"{name}社区：老茶馆", place=Place("成都市", "双流区", "东升街道", f"{name}社区"))
            for name in ("梧桐", "银杏", "桂花", "玉兰", "海棠", "芙蓉", "丁香")
        ]

    async def test_pages_are_turned_in_place(self, chat: Chat) -> None:
        first = await chat.say("有哪些社区开了老茶馆")
        assert first["text"].splitlines()[1].startswith("找到 7 个案例，这是第 1–3 个。")
        assert chat.keys(first)[1] == ["下一页", "对比这几个"]
        second = await chat.press(first, "下一页")
        assert second["text"].splitlines()[1].startswith("找到 7 个案例，这是第 4–6 个。")
        assert chat.keys(second)[1] == ["上一页", "下一页", "对比这几个"]
        third = await chat.press(second, "下一页")
        assert third["text"].splitlines()[1].startswith("找到 7 个案例，这是第 7 个。")
        assert chat.keys(third)[1] == ["上一页"]
        shown = {number for page in (first, second, third) for number in page["text"].split() if number[0] == "#"}
        assert shown == {f"#{case_id}" for case_id in case_ids(chat.library.db)}
        back = await chat.press(await chat.press(third, "上一页"), "上一页")
        assert (back["text"], len(chat.of_bot(WORKER))) == (first["text"], 1)

    async def test_pages_survive_a_restart(self, world: World, filled: Library) -> None:
        async with serving(world) as address:
            async with running(filled, world, address) as app:
                first = await Chat(world, app, filled).say("有哪些社区开了老茶馆")
            async with running(filled, world, address) as app:
                second = await Chat(world, app, filled).press(first, "下一页")
        assert "这是第 4–6 个" in second["text"]

    async def test_the_cases_of_a_page_are_compared_and_left_again(self, chat: Chat) -> None:
        first = await chat.say("有哪些社区开了老茶馆")
        compared = await chat.press(first, "对比这几个")
        assert compared["text"].startswith("对比：")
        assert (await chat.press(compared, "返回"))["text"] == first["text"]

    async def test_a_tap_twice_on_a_button_is_no_error(self, chat: Chat) -> None:
        first = await chat.say("有哪些社区开了老茶馆")
        data = chat.data(first, "下一页")
        taps = [chat.world.press(WORKER, first["message_id"], WORKER, data) for _ in range(2)]
        await chat.world.until(lambda: all(tap in chat.world.callback_answers for tap in taps))
        chat.refused = 1  # the second edit, as not modified
        assert ("这是第 4–6 个" in chat.now(first)["text"], len(chat.of_bot(WORKER))) == (True, 1)


async def test_a_press_of_long_ago_is_no_error(chat: Chat) -> None:
    answer = await chat.say("老茶馆")
    sender = {"id": WORKER, "is_bot": False, "first_name": "小王"}
    data = chat.data(answer, "有用")
    press = {"id": "77", "from": sender, "message": answer, "chat_instance": "1", "data": data}
    chat.world.send_update("callback_query", press)
    await chat.settled()
    chat.refused = 1  # the answer to a press that Telegram does not wait for any more
    assert (len(chat.of_bot(WORKER)), chat.of_bot(EDITOR)) == (2, [])


async def test_buttons_of_an_answer_that_is_gone_say_so(chat: Chat) -> None:
    answer = await chat.say("老茶馆")
    await chat.settled()
    chat.library.db.execute("DELETE FROM answers")
    assert (await chat.press(answer, "有用"))["toast"] == "这条结果太久了，重新发一次问题就好。"


@pytest.mark.parametrize(
    "data",
    [
        "a:",
        "a:X:y",
        "a:AAAAAA:1:2",
        "c:abc:1:",
        "c:1:1:案例",
        "l:z:1:1",
        "s:1:1",
        "v:AAAAAA:2:1",
        "b:q:1",
        "x",
        "?",
        "c:1:1:\n",
    ],
)
async def test_what_no_button_carries_leads_nowhere(chat: Chat, data: str) -> None:
    answer = await chat.say("老茶馆")
    press = {
        "id": "77",
        "from": answer["chat"] | {"is_bot": False},
        "message": answer,
        "chat_instance": "1",
        "data": data,
    }
    del press["from"]["type"]
    chat.world.callbacks["77"] = {}
    chat.world.send_update("callback_query", press)
    told = await chat.world.until(lambda: chat.world.callback_answers.get("77"))
    await chat.settled()
    assert (told["text"], chat.of_bot(EDITOR)) == ("这条结果太久了，重新发一次问题就好。", [])


def test_half_a_surrogate_pair_can_be_kept() -> None:
    assert whole(" 老茶馆\ud83d ") == "老茶馆?"


async def test_useful_is_counted(chat: Chat) -> None:
    answer = await chat.say("老茶馆")
    assert (await chat.press(answer, "有用"))["toast"] == "记下了，谢谢。"
    assert [(row["voter_id"], row["good"]) for row in chat.library.db["votes"].rows] == [(WORKER, 1)]


async def test_useless_asks_why_and_brings_the_buttons_back(chat: Chat) -> None:
    answer = await chat.say("老茶馆")
    asked = await chat.press(answer, "没答到")
    assert chat.keys(asked) == [["不是我要的", "太旧了", "缺资金信息"], ["原文打不开", "写一句", "不说了"]]
    told = await chat.press(asked, "缺资金信息")
    assert (told["text"], told["reply_markup"]) == (answer["text"], answer["reply_markup"])
    assert [(row["good"], row["reason"]) for row in chat.library.db["votes"].rows] == [(0, "缺资金信息")]


async def test_a_reason_in_ones_own_words(chat: Chat) -> None:
    answer = await chat.say("老茶馆")
    await chat.press(await chat.press(answer, "没答到"), "写一句")
    prompt = next(call for call in chat.world.calls if "force_reply" in str(call.params))
    assert prompt.params["reply_markup"] == {"force_reply": True, "input_field_placeholder": "哪里没答到"}
    assert (await chat.say("没说怎么排班"))["text"] == "记下了：「没说怎么排班」。谢谢。要提问，直接再发就行。"
    assert [row["reason"] for row in chat.library.db["votes"].rows] == ["没说怎么排班"]
    given = next(message for message in chat.world.messages(WORKER) if message.get("text") == "没说怎么排班")
    chat.world.edit(WORKER, given["message_id"], "没说怎么排班和轮值")
    assert (await chat.answer_after(WORKER, chat.of_bot(WORKER)[-1]["message_id"]))["text"].startswith("记下了")
    assert [row["reason"] for row in chat.library.db["votes"].rows] == ["没说怎么排班和轮值"]
    assert "#1 梧桐社区" in (await chat.say("老茶馆"))["text"]


@pytest.mark.parametrize(
    ("said", "answered"), [("算了", "好，退出了。"), ("/cancel", "好，退出了。"), ("最新", "最新入库")]
)
async def test_a_step_is_left_by_any_command(chat: Chat, said: str, answered: str) -> None:
    answer = await chat.say("老茶馆")
    await chat.press(await chat.press(answer, "没答到"), "写一句")
    assert (await chat.say(said))["text"].startswith(answered)
    assert "#1 梧桐社区" in (await chat.say("老茶馆"))["text"]


async def test_nothing_to_cancel(chat: Chat) -> None:
    assert (await chat.say("取消"))["text"] == "现在没有要退出的步骤，直接打字提问就行。"


async def test_the_answer_is_kept_with_its_cases(chat: Chat) -> None:
    answer = await chat.say("老茶馆")
    await chat.settled()
    kept = asked_by_id(chat.library.db, chat.data(answer, "有用").split(":")[1])
    asked = chat.world.messages(WORKER)[0]
    assert (kept.question, kept.case_ids, kept.message_id, kept.reply_id) == (
        "老茶馆",
        (1,),
        asked["message_id"],
        answer["message_id"],
    )
    assert keep_asked(chat.library.db, kept) == kept


class TestManyCases:
    @pytest.fixture
    def cases(self) -> list[Case]:
        """Sixty of which much the same is told."""
        return [
            replace(TEA, title=f"第{number}个老茶馆", place=Place(community=f"{number}号院")) for number in range(60)
        ]

    async def test_a_list_that_is_not_whole_says_so(self, chat: Chat) -> None:
        answer = await chat.say("有哪些社区开了老茶馆")
        assert answer["text"].splitlines()[1].startswith("不止 50 个案例，先给最相关的 50 个，这是第 1–3 个。")

    async def test_an_answer_that_is_not_all_there_is_says_so(self, chat: Chat) -> None:
        answer = await chat.say("茶馆一碗茶")
        assert answer["text"].splitlines()[1].startswith("不止 12 个案例，先给最相关的 12 个，这是第 1–3 个。")


class TestTwelveCases:
    @pytest.fixture
    def cases(self) -> list[Case]:
        """As many as an answer has pages for."""
        return [
            replace(TEA, title=f"第{number}个老茶馆", place=Place(community=f"{number}号院")) for number in range(12)
        ]

    async def test_a_list_that_is_whole_says_so(self, chat: Chat) -> None:
        answer = await chat.say("有哪些社区开了老茶馆")
        assert answer["text"].splitlines()[1].startswith("找到 12 个案例，这是第 1–3 个。")


class TestHostileCase:
    @pytest.fixture
    def cases(self) -> list[Case]:
        """A case with markup, emoji and half a surrogate pair in its title, and twenty thousand characters in one paragraph."""
        body = '<b>老茶馆</b> & "引号" 👨‍👩‍👧 一碗茶' * 700
        sections = tuple(replace(part, paragraphs=(body,)) for part in TEA.sections)
        source = replace(TEA.source, url="https://example.org/?a=1&b=<2>", title="<&>" * 100)
        odd = replace(TEA, title='<&"> 老茶馆🍵' + "长" * 300, sections=sections, source=source)
        return [odd, replace(odd, title="<i>另一个老茶馆"), LIFT]

    async def test_every_reply_is_within_limits(self, chat: Chat) -> None:
        answer = await chat.say("老茶馆")
        assert '<&"> 老茶馆🍵' in answer["text"]
        chat.unhurried()
        page = await chat.press(answer, "看案例1")
        turned = 1
        while "下一页" in str(chat.keys(page)):
            page = await chat.press(page, "下一页")
            turned += 1
        assert turned > 5
        compared = await chat.say("对比 1 2 3")
        assert len(compared["text"].encode("utf-16-le")) // 2 <= 4096
        assert len((await chat.inline("老茶馆"))["results"]) == 2
