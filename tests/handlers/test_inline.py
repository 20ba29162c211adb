"""@bot in any chat."""

from __future__ import annotations

import pytest

from tests.handlers.conftest import GROUP, WORKER, Chat

pytestmark = pytest.mark.anyio


async def test_cards_for_a_question_can_be_sent_anywhere(chat: Chat) -> None:
    found = await chat.inline("老茶馆一碗茶几元")
    assert [(card["id"], card["title"]) for card in found["results"]] == [("c1", "#1 梧桐社区：院子里的老茶馆")]
    asked = max(chat.world.inline_answers)
    posted = chat.world.choose(WORKER, GROUP, asked, "c1")
    card = next(message for message in chat.world.messages(GROUP) if message["message_id"] == posted)
    assert card["text"] == (
        "#1 梧桐社区：院子里的老茶馆\n"
        "双流区 · 东升街道 · 梧桐社区 · 2021年\n"
        "资金　茶馆一碗茶2元，收入每月公示，结余给独居老人买菜。\n"
        "出处：《示例日报》2021-03-12 第05版 《一碗茶的社区》 记者 林一、周二　原文"
    )
    assert chat.buttons(card) == [{"text": "在茶铺看全文", "url": "https://t.me/chapu_sandbox_bot?start=c_1"}]
    await chat.settled()
    assert chat.of_bot(GROUP) == []


async def test_an_empty_query_gives_the_newest(chat: Chat) -> None:
    assert [card["id"] for card in (await chat.inline(""))["results"]] == ["c3", "c2", "c1"]


@pytest.mark.parametrize("query", ["案例2", "#2", "2", " 案例 2 ", "2号"])
async def test_a_number_gives_that_case(chat: Chat, query: str) -> None:
    [card] = (await chat.inline(query))["results"]
    assert card["input_message_content"]["message_text"].startswith("<b>#2 银杏社区")


async def test_a_number_that_is_no_case_may_be_a_year(chat: Chat) -> None:
    assert [card["id"] for card in (await chat.inline("2022"))["results"]] == ["c2"]


@pytest.mark.parametrize("query", ["外星人怎么治理", "案例99", "？"])
async def test_nothing_found_leads_to_the_bot(chat: Chat, query: str) -> None:
    found = await chat.inline(query)
    assert (found["results"], found["button"]) == ([], {"text": "没有找到，去茶铺里问", "start_parameter": "menu"})
