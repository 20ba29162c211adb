"""Source lines under a title: read as what they say, and nothing around them is taken for something else."""

from __future__ import annotations

import pytest

from knowledge import Library, Source
from knowledge.reader.bylines import Byline
from knowledge.reader.credits import read_credit
from tests.knowledge.reader.test_page import read, told

TITLE = "老院子的车棚，变成了茶铺"
TOLD = ("青羊区草堂街道翠柏社区有三处旧车棚。", "居民议了三回，把车棚腾了出来。", "没人再为车棚吵架。")
PAPER, DAY = "蓉城日报", "2023-05-06"
ROWS = [
    (f"来源：{PAPER}", Byline((), PAPER)),
    (f"来源：{PAPER} 2023年5月6日 记者 王小明", Byline(("王小明",), PAPER, DAY)),
    (f"{PAPER} 2023-05-06 记者 王小明", Byline(("王小明",), PAPER, DAY)),
    (f"《{PAPER}》2023-05-06 第05版 记者 王小明", Byline(("王小明",), PAPER, DAY, "05")),
    (f"《{PAPER}》 2023年5月6日 第05版 记者 王小明", Byline(("王小明",), PAPER, DAY, "05")),
    ("本报记者 王小明", Byline(("王小明",))),
    (f"（2023年5月6日《{PAPER}》A05版 记者王小明 通讯员李小红）", Byline(("王小明", "李小红"), PAPER, DAY, "A05")),
    (f"发布时间：2023-05-06 10:20 转自：{PAPER} | 王小明", Byline(("王小明",), PAPER, DAY)),
    (f"【来源：{PAPER}】", Byline((), PAPER)),
    (f"来源：{PAPER} 作者：王小明 编辑：张小华", Byline(("王小明",), PAPER)),
    (PAPER, Byline((), PAPER)),
    ("2023年5月6日", Byline((), "", DAY)),
]


def article(line: str, gap: str, headed: bool) -> str:
    parts = [
        part for pair in zip(("背景", "做法", "成效"), TOLD, strict=True) for part in (pair if headed else pair[1:])
    ]
    return gap.join([TITLE, line, *parts])


@pytest.mark.parametrize("headed", [True, False], ids=["headed", "plain"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["close", "apart"])
@pytest.mark.parametrize(("line", "byline"), ROWS, ids=[line for line, _ in ROWS])
def test_the_line_under_a_title_is_its_source(
    opened: Library, line: str, byline: Byline, gap: str, headed: bool
) -> None:
    [draft] = read(opened, article(line, gap, headed))
    case = draft.case
    assert (case.title, case.year, case.source, case.captions, case.notes, draft.doubts) == (
        TITLE,
        2023 if byline.date else None,
        Source(byline.publication, TITLE, byline.date, byline.page, byline.reporters),
        (),
        (),
        (),
    )
    headings = ("背景", "做法", "成效")
    assert told(draft) == (
        tuple((name, (text,)) for name, text in zip(headings, TOLD, strict=True)) if headed else (("", TOLD),)
    )


def test_what_the_text_says_of_its_year_stands_before_the_day_it_was_printed(opened: Library) -> None:
    [draft] = read(opened, article(ROWS[2][0], "\n", headed=False) + "\n2022年春天，茶铺开张了。")
    assert (draft.case.year, draft.case.source.date, draft.case.notes) == (
        2022,
        DAY,
        ("年份2022，据原文“2022年春天，茶铺开张了。”。",),
    )


def test_sentences_without_a_stop_stay_under_their_headings(opened: Library) -> None:
    lines = (
        TITLE,
        "本报记者 王小明",
        "背景",
        "翠柏社区有车棚，一直没人管",
        "做法",
        "居民议事，定了三条",
        "成效",
        "再没有人吵架",
    )
    [draft] = read(opened, "\n".join(lines))
    assert (draft.case.title, told(draft), draft.doubts) == (
        TITLE,
        (("背景", (lines[3],)), ("做法", (lines[5],)), ("成效", (lines[7],))),
        (),
    )


def test_a_source_told_line_by_line_may_stand_over_the_title(opened: Library) -> None:
    lines = (f"来源：{PAPER}", "日期：2023年5月6日", "版次：05", "记者：王小明", TITLE, *TOLD)
    [draft] = read(opened, "\n".join(lines))
    assert (draft.case.title, draft.case.source) == (TITLE, Source(PAPER, TITLE, DAY, "05", ("王小明",)))


def test_each_of_two_articles_has_its_own_source(opened: Library) -> None:
    second = (
        "桂花社区：菜园有了规矩",
        "来源：锦城晚报 2022年3月4日",
        "武侯区玉林街道桂花社区有一块空地。",
        "菜园有了公约。",
    )
    drafts = read(opened, "\n".join([TITLE, ROWS[2][0], *TOLD, "", *second]))
    assert [(draft.case.title, draft.case.source, draft.case.year) for draft in drafts] == [
        (TITLE, Source(PAPER, TITLE, DAY, "", ("王小明",)), 2023),
        (second[0], Source("锦城晚报", second[0], "2022-03-04"), 2022),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "来源：居民自筹",
        "社区办起了自己的报",
        "一张幸福网",
        "2023年5月6日，茶铺开张",
        "2023年2月30日",
        f"{PAPER}评出十佳院落 2023年5月6日",
        "第3版停车公约",
        "《院落公约》2023年5月6日",
        "记者 王小明",
        "翠柏社区 2023-05-06",
    ],
)
def test_what_says_more_or_something_else_is_no_source_line(line: str) -> None:
    assert read_credit(line) is None


@pytest.mark.parametrize("name", ["合欢", "合作", "翠柏", "和美", "共和"])
@pytest.mark.parametrize("said", ["位于锦江区，住着三千多户人家。", "共有老院落十二个。"])
def test_the_community_in_a_title_is_the_case_s(opened: Library, name: str, said: str) -> None:
    [draft] = read(opened, f"{name}社区：车棚变茶铺\n\n{name}社区{said}\n\n居民把车棚腾了出来。")
    assert draft.case.place.community == f"{name}社区"


@pytest.mark.parametrize("head", ["智慧社区", "我们的社区"])
def test_a_title_about_communities_in_general_names_none(opened: Library, head: str) -> None:
    [draft] = read(opened, f"{head}：车棚变茶铺\n\n{head}建设已经三年，住着三千多户人家。\n\n居民把车棚腾了出来。")
    assert draft.case.place.community == ""
