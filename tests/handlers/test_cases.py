"""Cases without a question: one, side by side, favourites, the catalogue, deep links."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers import texts
from knowledge import Case, file_cases
from knowledge.desk import set_hidden
from tests.handlers.conftest import EDITOR, WORKER, Chat
from tests.handlers.test_ask import texts_of
from tests.knowledge.samples import TEA

pytestmark = pytest.mark.anyio


async def test_a_case_whole(chat: Chat) -> None:
    case = await chat.say("/case 2")
    assert case["text"] == (
        "#2 银杏社区：加装电梯先坐下来谈\n"
        "双流区 · 东升街道 · 银杏社区 · 2022年\n"
        "居民自治\n"
        "\n"
        "做法\n"
        "银杏社区开了九次坝坝会，三个单元谈成了加装电梯。\n"
        "\n"
        "难点\n"
        "一楼住户担心采光，起初反对。\n"
        "\n"
        "出处：《示例日报》"
    )
    assert texts_of(case, "expandable_blockquote") == [
        "银杏社区开了九次坝坝会，三个单元谈成了加装电梯。",
        "一楼住户担心采光，起初反对。",
    ]
    assert chat.keys(case) == [["收藏", "复制出处"], ["转给同事"]]
    assert chat.buttons(case)[-1]["switch_inline_query"] == "#2"


@pytest.mark.parametrize(
    "said", ["案例1", "案例 1", "#1", "＃１", "1号", "第1个", "1", "/case 1", "/case #1", "/start c_1"]
)
async def test_ways_to_open_a_case(chat: Chat, said: str) -> None:
    assert (await chat.say(said))["text"].startswith("#1 梧桐社区")


async def test_a_number_that_is_no_case(chat: Chat) -> None:
    assert (await chat.say("案例99"))["text"] == "没有编号「99」的案例，请在案例目录里看看有哪些编号。"
    assert (await chat.say("/case"))["text"].startswith("想看哪个案例？")


async def test_a_number_that_is_no_case_may_be_a_year(chat: Chat) -> None:
    assert "#2 银杏社区" in (await chat.say("2022"))["text"]


async def test_a_number_edited_opens_the_other_case(chat: Chat) -> None:
    case = await chat.say("案例1")
    chat.world.edit(WORKER, chat.world.messages(WORKER)[0]["message_id"], "案例2")
    assert (await chat.answer_after(WORKER, case["message_id"]))["text"].startswith("#2 银杏社区")


async def test_a_case_is_opened_from_an_answer_and_left_again(chat: Chat) -> None:
    answer = await chat.say("老茶馆")
    case = await chat.press(answer, "看案例1")
    assert case["text"].startswith("#1 梧桐社区")
    assert (await chat.press(case, "返回"))["text"] == answer["text"]


async def test_favourites(chat: Chat) -> None:
    case = await chat.say("案例1")
    kept = await chat.press(case, "收藏")
    assert (kept["toast"], "取消收藏" in str(chat.keys(kept))) == ("收好了，发「收藏」能找到。", True)
    listed = await chat.say("收藏")
    assert listed["text"].splitlines()[0] == "我的收藏"
    opened = await chat.press(listed, "1 梧桐社区")
    dropped = await chat.press(opened, "取消收藏")
    assert dropped["toast"] == "拿掉了。"
    assert (await chat.press(dropped, "返回"))["text"].startswith("还没有收藏。")


async def test_cases_side_by_side(chat: Chat) -> None:
    compared = await chat.say("对比 1 2")
    assert "资金\n#1　茶馆一碗茶2元，收入每月公示，结余给独居老人买菜。\n#2　报道未提及" in compared["text"]
    assert "难点\n#1　报道未提及\n#2　一楼住户担心采光，起初反对。" in compared["text"]
    case = await chat.press(compared, "看案例2")
    assert case["text"].startswith("#2 银杏社区")
    assert (await chat.press(case, "返回"))["text"] == compared["text"]


@pytest.mark.parametrize("said", ["/compare", "/compare 1", "/compare 1 1", "/compare 1 2 3 4 5"])
async def test_how_to_compare(chat: Chat, said: str) -> None:
    assert (await chat.say(said))["text"] == "想对比哪几个？写上 2 到 4 个编号，比如 /compare 3 17。"


@pytest.mark.parametrize("said", ["/compare 1 2", "对比 1 2", "比较1和2", "对比 #1、#2", "1 2"])
async def test_ways_to_compare(chat: Chat, said: str) -> None:
    assert (await chat.say(said))["text"].startswith("对比：#1、#2")


async def test_the_catalogue_counts_and_lists(chat: Chat) -> None:
    home = await chat.say("目录")
    assert home["text"] == "案例目录：共 3 个案例。想按哪样看？"
    districts = await chat.press(home, "按区县")
    assert districts["text"] == "按区县\n\n双流区　3 个"
    listed = await chat.press(districts, "双流区")
    assert listed["text"].startswith("双流区：3 个案例\n\n#3 ")
    assert chat.keys(listed) == [["3 东升街道", "2 银杏社区", "1 梧桐社区"], ["回目录"]]
    case = await chat.press(listed, "1 梧桐社区")
    assert (await chat.press(case, "返回"))["text"] == listed["text"]
    assert (await chat.press(listed, "回目录"))["text"] == home["text"]
    years = await chat.press(home, "按年份")
    assert years["text"] == "按年份\n\n2022　1 个\n2021　1 个"
    assert (await chat.press(years, "2022"))["text"].startswith("2022：1 个案例")


async def test_a_name_that_has_no_case_any_more(chat: Chat) -> None:
    districts = await chat.press(await chat.say("目录"), "按区县")
    chat.library.db.execute("UPDATE cases SET district = '武侯区'")
    assert (await chat.press(districts, "双流区"))["toast"] == "这条结果太久了，重新发一次问题就好。"


async def test_the_newest_and_any_case(chat: Chat) -> None:
    assert (await chat.say("最新"))["text"].startswith("最新入库\n\n#3 ")
    assert (await chat.say("随便看看"))["text"][:2] in ("#1", "#2", "#3")


class TestManyCases:
    @pytest.fixture
    def cases(self) -> list[Case]:
        """Twenty cases."""
        return [replace(TEA, title=f"第{number}个老茶馆", year=2000 + number) for number in range(20)]

    async def test_lists_have_pages(self, chat: Chat) -> None:
        first = await chat.say("/new")
        assert chat.keys(first)[-1] == ["下一页", "回目录"]
        last = await chat.press(await chat.press(first, "下一页"), "下一页")
        assert chat.keys(last) == [["2 梧桐社区", "1 梧桐社区"], ["上一页", "回目录"]]
        years = await chat.press(await chat.say("目录"), "按年份")
        assert [len(row) for row in chat.keys(years)] == [3, 3, 2]


class TestNoCases:
    @pytest.fixture
    def cases(self) -> list[Case]:
        """None."""
        return []

    @pytest.mark.parametrize("said", ["目录", "最新", "随便看看"])
    async def test_an_empty_library_says_so(self, chat: Chat, said: str) -> None:
        assert (await chat.say(said))["text"] == "库里还没有案例，请编辑先入库。"
        assert "没有" in (await chat.say("老茶馆"))["text"]
        file_cases(chat.library, [TEA])
        assert "#1 梧桐社区" in (await chat.say("老茶馆"))["text"]


async def test_the_way_in(chat: Chat) -> None:
    assert (await chat.say("/start"))["text"].startswith("这里是茶铺，库里有 3 个社区治理案例。")
    assert (await chat.say("/start sub"))["text"].startswith("订好了，每周一 09:00 发一个案例。")
    assert (await chat.say("/start nonsense_!"))["text"].startswith("这里是茶铺")
    assert (await chat.say("/start c_99"))["text"].startswith("没有编号「99」的案例")
    assert (await chat.say("/start q_AAAAAA"))["text"] == "这条结果太久了，重新发一次问题就好。"


async def test_an_answer_is_opened_by_its_link(chat: Chat) -> None:
    answer = await chat.say("老茶馆")
    await chat.settled()
    number = chat.data(answer, "有用").split(":")[1]
    assert (await chat.answer_after(1003, chat.world.open_link(1003, f"q_{number}")))["text"] == answer["text"]


@pytest.mark.parametrize(("said", "answered"), [("谢谢", "不客气，有问题再问。"), ("在吗", "在的，直接问就行。")])
async def test_small_talk_is_answered_in_kind(chat: Chat, said: str, answered: str) -> None:
    assert (await chat.say(said))["text"] == answered


@pytest.mark.parametrize("payload", ["c_99999999999999999999", "c_１", "c_", "q_"])
async def test_a_link_that_leads_nowhere(chat: Chat, payload: str) -> None:
    assert (await chat.say(f"/start {payload}"))["text"].startswith("这里是茶铺")


async def test_chinese_after_a_slash_is_a_question(chat: Chat) -> None:
    assert "#1 梧桐社区" in (await chat.say("/搜索 老茶馆"))["text"]


async def test_unknown_commands_and_files(chat: Chat) -> None:
    assert (await chat.say("/nothing 1"))["text"] == "没有「/nothing」这个命令，发 /help 看看有哪些。"
    sent = chat.world.send_file(WORKER, WORKER, "案例.docx", b"PK")
    assert (await chat.answer_after(WORKER, sent))["text"] == texts.ONLY_TEXT


async def test_a_favourite_that_is_hidden_leaves_the_others_to_be_seen(chat: Chat) -> None:
    for number in (1, 2):
        await chat.press(await chat.say(f"案例{number}"), "收藏")
    set_hidden(chat.library, 1, True, EDITOR)
    assert chat.words(await chat.say("收藏")) == ["2 银杏社区"]
    set_hidden(chat.library, 1, False, EDITOR)
    assert len(chat.words(await chat.say("收藏"))) == 2
