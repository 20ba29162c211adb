from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from knowledge import CardError, Case, Report, Section, Source, read_card, write_card

from . import samples

CARD = """---
title: 梧桐社区：院子里的老茶馆
community: 梧桐社区
year: 2021
topics: [公共空间]
source:
  publication: 示例日报
  date: 2021-03-12
  reporters: [林一]
---

## 资金

一碗茶2元。

## 做法

居民把车棚
改成 tea house
and more。
\\# 不是标题
"""


@given(samples.cases)
def test_a_written_card_reads_back_as_the_same_case(case: Case) -> None:
    assert read_card(write_card(case), "卡") == case


def test_sections_are_put_in_order_and_lines_joined() -> None:
    assert read_card("\ufeff" + CARD, "卡").sections == (
        Section("做法", ("居民把车棚改成 tea house and more。\\# 不是标题",)),
        Section("资金", ("一碗茶2元。",)),
    )


def test_a_card_is_written_for_people() -> None:
    assert write_card(samples.LIFT) == (
        "---\n"
        "title: 银杏社区：加装电梯先坐下来谈\n"
        "community: 银杏社区\n"
        "street: 东升街道\n"
        "district: 双流区\n"
        "city: 成都市\n"
        "year: 2022\n"
        "topics:\n"
        "- 居民自治\n"
        "source:\n"
        "  publication: 示例日报\n"
        "---\n"
        "\n"
        "## 做法\n"
        "\n"
        "银杏社区开了九次坝坝会，三个单元谈成了加装电梯。\n"
        "\n"
        "## 难点\n"
        "\n"
        "一楼住户担心采光，起初反对。\n"
    )


def test_a_card_of_several_sources_is_written_for_people() -> None:
    case = replace(samples.LIFT, place=samples.TEA.place, further=(samples.PAGE,))
    assert write_card(case) == (
        "---\n"
        "title: 银杏社区：加装电梯先坐下来谈\n"
        "community: 梧桐社区\n"
        "street: 东升街道\n"
        "district: 双流区\n"
        "city: 成都市\n"
        "year: 2022\n"
        "topics:\n"
        "- 居民自治\n"
        "source:\n"
        "  publication: 示例日报\n"
        "further:\n"
        "- publication: 示例晚报\n"
        "  title: 梧桐社区夜里有茶喝\n"
        "  date: '2023-06-01'\n"
        "  reporters:\n"
        "  - 钱三\n"
        "  headings: 原文\n"
        "---\n"
        "\n"
        "## 做法\n"
        "\n"
        "银杏社区开了九次坝坝会，三个单元谈成了加装电梯。\n"
        "\n"
        "## 难点\n"
        "\n"
        "一楼住户担心采光，起初反对。\n"
        "\n"
        "# 来源 2\n"
        "\n"
        "夜色里，梧桐社区的车棚亮着灯。\n"
        "\n"
        "## 灯亮到十点\n"
        "\n"
        "<!-- 做法 -->\n"
        "\n"
        "老茶馆从去年起开夜场，自治小组每晚留两个人。\n"
        "\n"
        "<!-- 资金 -->\n"
        "\n"
        "夜场的电费由社区基金出。\n"
        "\n"
        "## “就图个热闹”\n"
        "\n"
        "居民钱婆婆说，就图个热闹。\n"
        "\n"
        "## 做法\n"
        "\n"
        "天热时茶馆把桌子搬到院子里。\n"
    )
    assert read_card(write_card(case), "卡") == case


def test_a_kind_line_holds_until_the_next_heading_or_kind_line() -> None:
    card = "---\ntitle: 甲\n---\n## 资金\n一\n<!--成效-->\n二\n\n三\n<!-- 其他 -->\n四\n## 做法\n五\n## 资金\n六\n"
    assert read_card(card, "卡").sections == (
        Section("做法", ("五",)),
        Section("资金", ("一", "二", "三", "四", "六"), ("资金", "成效", "成效", "", "资金")),
    )


def test_a_card_may_keep_the_headings_of_its_source() -> None:
    card = "---\ntitle: 甲\nsource: {headings: 原文}\n---\n零\n## 经验\n一\n##\n## 经验\n二\n## 做法\n三\n"
    assert read_card(card, "卡").sections == (
        Section("", ("零",)),
        Section("经验", ("一",)),
        Section("", ()),
        Section("经验", ("二",)),
        Section("做法", ("三",)),
    )


def test_a_further_source_need_not_say_where_it_is_from() -> None:
    card = "---\ntitle: 甲\nfurther: [{}]\n---\n## 做法\n一\n# 来源 2\n## 资金\n二\n"
    assert read_card(card, "卡").further == (Report(Source(), (Section("资金", ("二",)),)),)


def test_what_stands_on_a_card_is_taken_as_it_stands() -> None:
    card = "---\ntitle: 1.10\nsource: {page: 010, publication: 12:30, date: 2020.10, title: yes}\n---\n## 做法\n一"
    case = read_card(card, "卡")
    assert (case.title, case.source) == ("1.10", Source("12:30", "yes", "2020.10", "010"))


@pytest.mark.parametrize(
    ("card", "fault"),
    [
        ("", "「卡.md」没有案例卡的抬头，请在文件最前面用两行 --- 夹住 title 等各项。"),
        ("只有正文", "「卡.md」没有案例卡的抬头，请在文件最前面用两行 --- 夹住 title 等各项。"),
        (
            "---\nyear: 2020\ntitle: 甲: 乙\n---\n## 做法\n一",
            "「卡.md」的抬头（两行 --- 之间）在第 3 行附近写法不对，请检查冒号、引号和缩进后再试。",
        ),
        ("---\ntitel: 甲\n---\n## 做法\n一", "「卡.md」的抬头里有不认识的项「titel」，可用的项是："),
        ("---\nyear: 2020\n---\n## 做法\n一", "「卡.md」缺「title」（标题），请在抬头里补上。"),
        (
            "---\ntitle: 甲\nyear: 二〇二〇\n---\n## 做法\n一",
            "「卡.md」的「year」要写数字，例如 2020，现在是「二〇二〇」。",
        ),
        (
            "---\ntitle: 甲\ntopics: 乙\n---\n## 做法\n一",
            "「卡.md」的「topics」要写成列表，例如 [甲, 乙]；带冒号的文字请加引号。",
        ),
        ("---\ntitle: [甲]\n---\n## 做法\n一", "「卡.md」的「title」只能写一项文字，请改成一行。"),
        ("---\ntitle: 甲\nsource: 日报\n---\n## 做法\n一", "「卡.md」的「source」要分项写"),
        ("---\ntitle: 甲\nsource: {paper: 乙}\n---\n## 做法\n一", "「卡.md」的抬头里有不认识的项「paper」"),
        ("---\ntitle: 甲\n---\n", "「卡.md」没有正文，请至少写一节，例如「## 做法」。"),
        ("---\ntitle: 甲\n---\n没有标题的话", "「卡.md」的正文「没有标题的话」不在任何小标题下"),
        (
            "---\ntitle: 甲\n---\n## 经验\n一",
            "「卡.md」里有不认识的小标题「经验」，可用的是：背景、做法、机制、资金、成效、难点、政策依据",
        ),
        (
            "---\ntitle: 甲\n---\n## 做法\n<!-- 做发 -->\n一",
            "「卡.md」里有不认识的段落类别「做发」，可用的是：背景、做法、机制、资金、成效、难点、政策依据、其他，写成「<!-- 做法 -->」这样。",
        ),
        (
            "---\ntitle: 甲\nsource: {headings: 是}\n---\n## 经验\n一",
            "「卡.md」的「headings」只能写「原文」，或者不写这一行，现在是「是」。",
        ),
        (
            "---\ntitle: 甲\n---\n## 做法\n一\n# 来源 2\n## 做法\n二",
            "「卡.md」抬头的「further」里有 0 个来源，正文里的「# 来源 2」「# 来源 3」……要从 2 数起、一样多，请对一对。",
        ),
        (
            "---\ntitle: 甲\nfurther: [{title: 乙}, {title: 丙}]\n---\n## 做法\n一\n# 来源 3\n## 做法\n二\n# 来源 2\n",
            "「卡.md」抬头的「further」里有 2 个来源，正文里的「# 来源 2」「# 来源 3」……要从 2 数起、一样多，请对一对。",
        ),
        ("---\ntitle: 甲\nfurther: 乙\n---\n## 做法\n一", "「卡.md」的「further」要写成列表，每个来源以短横线开头"),
    ],
)
def test_a_faulty_card_is_told_in_a_sentence(card: str, fault: str) -> None:
    with pytest.raises(CardError) as caught:
        read_card(card, "卡.md")
    assert str(caught.value).startswith(fault)
