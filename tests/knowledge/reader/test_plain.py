"""Documents that nothing is wrong with: reports, notices, lists and tables are read as they stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Library
from knowledge.card import read_card
from knowledge.case import Source
from knowledge.reader.draft import Doubt, Draft
from knowledge.reader.page import read_page
from tests.conftest import ROOT
from tests.knowledge.reader.test_page import read, told

REPORT = """# 锦江区柳林街道2023年楼院自治报告

## 一、基本情况

柳林街道有老旧院落31个，2023年全部成立了自治小组。

## 二、主要做法

### （一）把人请出来

腾出闲置车棚3处，开了茶桌
请来社会组织5家

### （二）把账算清楚

各社区投入如下：

社区 | 投入（万元）
柳林社区 | 12.5
大慈社区 | 8

## 三、存在问题

青年来得少，资金来源单一。

联系人：王小敏  电话：028-00000000
"""


def test_a_report_keeps_its_lists_its_table_and_its_headings(opened: Library) -> None:
    [draft] = read(opened, REPORT)
    assert draft.case.title == "锦江区柳林街道2023年楼院自治报告"
    assert (draft.case.place.district, draft.case.place.street) == ("锦江区", "柳林街道")
    assert told(draft) == (
        ("一、基本情况", ("柳林街道有老旧院落31个，2023年全部成立了自治小组。",)),
        ("二、主要做法 （一）把人请出来", ("腾出闲置车棚3处，开了茶桌", "请来社会组织5家")),
        (
            "（二）把账算清楚",
            ("各社区投入如下：", "社区 | 投入（万元）", "柳林社区 | 12.5", "大慈社区 | 8"),
        ),
        ("三、存在问题", ("青年来得少，资金来源单一。",)),
    )
    assert draft.doubts == (Doubt(26, "「联系人：王小敏  电话：028-0000…」没有放进任何案例。"),)


def test_short_sentences_are_neither_captions_nor_joined(opened: Library) -> None:
    lines = (
        "7月3日晚上，郫都区郫筒街道书院社区的坝坝会开到九点。",
        "会上定了三件事：",
        "一是车位按楼栋排号；",
        "二是垃圾桶往外挪五米；",
        "三是每家每月交十块钱保洁费。",
        "扫码进群的居民有1200人。",
        "服务热线 12345 由志愿者轮流接听。",
        "会散了，板凳还摆着。",
    )
    [draft] = read(opened, "晚风里的坝坝会\n\n" + "\n".join(lines) + "\n")
    assert (draft.case.title, told(draft), draft.case.captions) == ("晚风里的坝坝会", (("", lines),), ())


def test_labels_with_their_values_stay_lines(opened: Library) -> None:
    labels = ("总户数：3210户", "院落数：12个", "议事会召开：48次", "志愿服务时长：9,800小时")
    [draft] = read(opened, "2022年梧桐社区居民自治数据一览\n" + "\n".join(labels))
    assert (draft.case.place.community, draft.case.year, told(draft)) == ("梧桐社区", 2022, (("", labels),))


def test_subheadings_that_come_again_stay(opened: Library) -> None:
    chapters = ("一、总体情况", "二、主要做法")
    text = "".join(
        f"{chapter}\n（一）议事方面\n{chapter[2:]}里，议事会每月开一次。\n（二）资金方面\n{chapter[2:]}里，资金每季度公示。\n"
        for chapter in chapters
    )
    [draft] = read(opened, "龙泉驿区大面街道洪河社区自治报告\n" + text)
    assert [heading for heading, _ in told(draft)] == [
        each for chapter in chapters for each in (f"{chapter} （一）议事方面", "（二）资金方面")
    ]


def test_markdown_is_read_as_it_is_shown(opened: Library) -> None:
    [draft] = read(
        opened,
        "# 老院子装电梯记\n\n> 编者按：难在一楼。\n\n## 一楼不同意\n\n武侯区玉林街道黉门街社区要**加装电梯**，书记[李红](http://127.0.0.1/li)去谈。\n\n"
        "- 担心采光\n- 担心噪声\n\n| 楼层 | 分摊 |\n| --- | --- |\n| 三楼 | 10% |\n",
    )
    assert (draft.case.title, told(draft)) == (
        "老院子装电梯记",
        (
            ("", ("编者按：难在一楼。",)),
            (
                "一楼不同意",
                (
                    "武侯区玉林街道黉门街社区要加装电梯，书记李红去谈。",
                    "- 担心采光",
                    "- 担心噪声",
                    "楼层 | 分摊",
                    "三楼 | 10%",
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("said", "year"),
    [
        ("二〇二三年，茶铺开了张。", 2023),
        ("2021 年，茶铺开了张。", 2021),
        ("社区共有 2018户居民，2030人参加了投票。", None),
        ("到2035年，茶铺要开到每个院落。", None),
    ],
)
def test_the_year_is_what_the_text_says_of_its_time(opened: Library, said: str, year: int | None) -> None:
    [draft] = read(opened, "茶铺开张记\n\n青羊区草堂街道浣花社区的茶铺是居民自己打理的。" + said)
    assert draft.case.year == year


def test_what_only_looks_like_markdown_stays(opened: Library) -> None:
    said = "青羊区草堂街道浣花社区的菜园按2*3*4米划地，见附件[1](表)，编号a_b_c，占*的是共用地。"
    [draft] = read(opened, said)
    assert told(draft) == (("", (said,)),)


def test_a_form_with_long_blanks_is_read(opened: Library) -> None:
    [draft] = read(opened, "青羊区草堂街道浣花社区的登记表填好了" + " " * 4000 + "，一共三十户。")
    assert draft.case.place.community == "浣花社区"


@pytest.mark.parametrize("mark", ["", "## "])
def test_the_library_s_own_cases_come_back_from_their_plain_text(opened: Library, mark: str) -> None:
    for path in sorted((ROOT / "data" / "cases").glob("*.md")):
        case = read_card(path.read_text(encoding="utf-8"), path.name)
        told_ = [(section.heading, section.paragraphs) for section in case.sections]
        text = [case.title, *(each for heading, paragraphs in told_ for each in (mark + heading, *paragraphs))]
        drafts = read(opened, "\n\n".join(text))
        paragraphs = sorted(text for draft in drafts for _, section in told(draft) for text in section)
        assert (drafts[0].case.title, paragraphs) == (case.title, sorted(text for _, own in told_ for text in own))
        assert len(drafts) > 1 or list(told(drafts[0])) == told_


LINES = st.lists(
    st.one_of(
        st.sampled_from(REPORT.split("\n")),
        st.sampled_from(
            [
                "- 路灯修了三十盏",
                "1. 先把车请走",
                "2. 再把人请来",
                "王桂花 李建国 张秀英",
                "社区 | 户数",
                "■本期走访：",
                "责任编辑：李小娜",
                "扫码进群的居民有1200人。",
                "新的停车方案上接第一版方案里提过的排号办法，居民都同意。",
                "2023年5月12日，居民议事会召开第3期会议，定下三件事。",
                "——一个院落的三年",
                "居民在车棚里喝茶。",
                "社区开设了网站 https://127.0.0.1/tea ，居民可以报名",
                "议事会开了六十八次，解决了停车",
                "照明和晾晒的问题一百零五件。",
            ]
        ),
    ),
    min_size=3,
    max_size=24,
)


@settings(deadline=None, max_examples=150)
@given(lines=LINES)
def test_nothing_is_left_out_without_a_word(opened: Library, lines: list[str]) -> None:
    drafts = read_page("\n".join(lines), Source(), opened.words, opened.segmenter)
    said = "\n".join(_said(draft) for draft in drafts)
    doubted = {doubt.line for draft in drafts for doubt in draft.doubts}
    lost = [line for at, line in enumerate(lines, 1) if at not in doubted and not _is_in(line, said)]
    assert not drafts or lost == []


def _said(draft: Draft) -> str:
    case = draft.case
    told_ = [case.title, *case.captions, *case.notes, *case.source.reporters, case.place.community, case.place.street]
    return "\n".join([*told_, *(section.heading + "\n" + "\n".join(section.paragraphs) for section in case.sections)])


def _is_in(line: str, said: str) -> bool:
    """Whether a line is said: without Markdown's marks, as one piece or as several; one of a byline or with hardly a letter need not be."""
    bare = line.strip("# ").replace(" ", "")
    return len(bare) < 8 or bare[:8] in said.replace(" ", "")
