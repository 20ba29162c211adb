"""The weekly message fits, whatever the case, and quotes it to the letter."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.markup import Html
from handlers.weekly.message import Weekly, question_of, weekly_text
from knowledge import Case, Library, Place, Section, Subscriber, list_cases
from tests.knowledge.samples import TEA, cases

READER = Subscriber(1, district="双流区", neighbourhood="老旧院落")


def told(library: Library, case: Case, reader: Subscriber = READER, **more: str) -> Html:
    return weekly_text(
        library, Weekly("2026-W48", case, more.get("line", ""), more.get("question", "聊什么？"), reader)
    )


def plain(text: Html) -> str:
    return html.unescape(re.sub("<[^>]+>", "", text.markup))


def test_a_weekly_message(shelf: Library) -> None:
    assert plain(told(shelf, TEA, line="三块钱一碗茶")).splitlines() == [
        "每周一案 · 第48周",
        "#0 梧桐社区：院子里的老茶馆",
        "双流区 · 东升街道 · 梧桐社区 · 2021年",
        "与你相近：双流区",
        "编辑说：三块钱一碗茶",
        "",
        "做法",
        "居民把车棚改成老茶馆，由自治小组轮流值守。茶馆早上七点开门。",
        "资金",
        "茶馆一碗茶2元，收入每月公示，结余给独居老人买菜。",
        "成效　报道未提及",
        "背景",
        "梧桐社区有老院落12个，老年人多，没有坐的地方。",
        "",
        "聊一聊　聊什么？",
        "出处：《示例日报》2021-03-12 第05版 《一碗茶的社区》 记者 林一、周二",
    ]


@given(cases, st.text(max_size=300), st.text(max_size=2000))
def test_any_case_line_and_question_fit_a_picture_s_caption(
    shelf: Library, case: Case, line: str, question: str
) -> None:
    text = told(shelf, case, line=line, question=question)
    assert (text.units <= 1000, text.fits) == (True, True)


@given(st.text("#a@1。\U0001f375", min_size=500, max_size=3000))
def test_what_telegram_finds_by_itself_and_wide_signs_fit_as_well(shelf: Library, text: str) -> None:
    shown = told(shelf, Case(1, "题", sections=(Section("做法", (text,)),)))
    assert (shown.units <= 1000, shown.fits) == (True, True)


def test_the_cases_of_the_library_fill_the_message_as_far_as_they_go(shelf: Library) -> None:
    for case in list_cases(shelf.db):
        text = told(shelf, case, question=question_of(shelf, case))
        whole = sum(len(each.text) for each in case.paragraphs())
        assert min(600, whole) <= len(plain(text)) <= 1000


@pytest.mark.parametrize("district", ["四川天府新区", "天府新区"])
def test_a_district_is_near_however_the_case_calls_it(shelf: Library, district: str) -> None:
    case = replace(TEA, place=Place("成都市", district, "", "某社区"))
    assert "与你相近：天府新区\n" in plain(told(shelf, case, Subscriber(1, district="天府新区")))
    assert "与你相近" not in plain(told(shelf, case, Subscriber(1, district="高新区")))
    assert "与你相近" not in plain(told(shelf, case, Subscriber(1)))
