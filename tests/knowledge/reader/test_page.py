from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from knowledge import Library, Place, Source
from knowledge.reader.draft import Doubt, Draft
from knowledge.reader.form import squeezed
from knowledge.reader.page import read_page
from tests.conftest import ROOT, SHARED
from tests.knowledge.reader.pages import BYLINE, CAPTIONS, HEADLINE, PLACE, SECTIONS, Cut, printed

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the newspaper pages are not beside the project")


def read(library: Library, text: str) -> list[Draft]:
    return read_page(text, Source(), library.words, library.segmenter)


def told(draft: Draft) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((section.heading, section.paragraphs) for section in draft.case.sections)


def test_a_whole_page_becomes_one_case(opened: Library) -> None:
    [draft] = read(opened, printed())
    case = draft.case
    assert (case.title, case.place, case.year, case.source, case.captions, draft.doubts) == (
        HEADLINE,
        Place("成都市", "双流区", "东升街道", "梧桐社区"),
        2022,
        Source(publication="示例社区报", title=HEADLINE, reporters=("林小禾",)),
        (),
        (),
    )
    assert told(draft) == SECTIONS
    assert case.notes == ("年份2022，据原文“社区党委书记周建平说，2022年春天，社区把会场搬到车棚”。",)
    assert case.topics[0] == "居民自治"


@pytest.mark.parametrize(
    ("section", "paragraph", "at"),
    [
        pytest.param(0, 0, 46, id="in a name"),
        pytest.param(0, 0, 73, id="in a quotation"),
        pytest.param(0, 1, 44, id="in a number"),
        pytest.param(2, 0, 21, id="in a word"),
        pytest.param(1, 1, 30, id="between two words"),
    ],
)
@pytest.mark.parametrize("captions", [(), CAPTIONS[:1], CAPTIONS[1:3]], ids=["bare", "one caption", "two captions"])
def test_what_a_column_break_cut_is_joined(
    opened: Library, section: int, paragraph: int, at: int, captions: tuple[str, ...]
) -> None:
    [draft] = read(opened, printed((Cut(section, paragraph, at, captions),)))
    assert (told(draft), draft.case.captions) == (SECTIONS, captions)


def test_a_joint_that_little_speaks_for_is_told(opened: Library) -> None:
    text = SECTIONS[1][1][1]
    [draft] = read(opened, printed((Cut(1, 1, 30),)))
    joint = f"「…{text[20:30]}」和「{text[30:40]}…」接得没把握，请对照原文看看。"
    assert (told(draft), draft.doubts) == (SECTIONS, (Doubt(18, joint),))


def test_a_headline_repeated_in_a_sentence_is_taken_out(opened: Library) -> None:
    [draft] = read(opened, printed((Cut(2, 0, 20, headline=True),)))
    assert (draft.case.title, told(draft)) == (HEADLINE, SECTIONS)


def test_lettered_sections_are_put_in_order(opened: Library) -> None:
    [draft] = read(opened, printed(order=(0, 3, 1, 2)))
    assert told(draft) == SECTIONS


def test_a_sentence_goes_on_far_away_from_its_first_half(opened: Library) -> None:
    text = SECTIONS[3][1][1]
    page = (
        printed(order=(0, 1, 2, 3))
        .replace(text, text[:34])
        .replace(SECTIONS[1][0], text[34:] + "\n\n" + SECTIONS[1][0])
    )
    [draft] = read(opened, page)
    assert told(draft) == SECTIONS


def test_a_paragraph_printed_twice_is_kept_once(opened: Library) -> None:
    [draft] = read(opened, printed(again=(3, 0)))
    assert told(draft) == SECTIONS


def test_what_the_page_breaks_off_is_said_and_not_mended(opened: Library) -> None:
    text = SECTIONS[1][1][1]
    [draft] = read(opened, printed().replace(text, text[:50]))
    assert text[:50] in told(draft)[1][1]
    assert draft.case.notes[-1] == f"「…{text[38:50]}」（原文此处缺）"
    assert draft.doubts == (Doubt(16, f"「…{text[38:50]}」到这里断了，后面可能缺了一段。"),)


def test_two_articles_whose_headlines_stand_together(opened: Library) -> None:
    other = "荷塘边的课后班 把孩子们留在村里"
    body = (
        "放学铃一响，崇州市白头镇荷塘村的课后班就热闹起来。村小的空教室刷了白墙，摆上书架，三十多个娃娃围着老师写作业。",
        "课后班是村里妇女主任罗小琴牵头办的。“大人在城里上班，娃娃没得人管。”她说，村里请来返乡大学生当老师，每个月补贴六百元。",
        "如今，荷塘村的课后班已经办了两年，周边三个村的孩子也来报名，村里打算再腾一间教室出来。",
    )
    page = printed().replace(HEADLINE, HEADLINE + "\n\n" + other)
    page += "\n\n■本期走访：\n成都市崇州市白头镇荷塘村\n\n" + "\n\n".join(body) + "\n\n示例社区报记者 唐一苇 摄影报道\n"
    first, second = read(opened, page)
    assert (first.case.title, told(first)) == (HEADLINE, SECTIONS)
    assert (second.case.title, told(second)) == (other, (("", body),))
    assert second.case.place == Place("成都市", "崇州市", "白头镇", "荷塘村")
    assert (first.case.source.reporters, second.case.source.reporters) == (("林小禾",), ("唐一苇",))


def test_the_introduction_of_a_page_is_in_no_case_and_said_so(opened: Library) -> None:
    introduction = "年终岁尾，本报记者走进城市和乡村的社区，听街坊邻居讲述一年来的变化，记录基层治理里的新办法。"
    other = "荷塘村的课后班热闹起来。村小的空教室刷了白墙，摆上书架，三十多个娃娃围着老师写作业，每个月补贴六百元。"
    first, second = read(
        opened,
        f"社区治理特别报道\n\n{introduction}\n\n■本期走访：\n{PLACE}\n\n"
        + printed()
        + f"\n\n■本期走访：\n成都市崇州市白头镇荷塘村\n\n荷塘边的课后班 把孩子们留在村里\n\n{other}\n",
    )
    assert (told(first), told(second)) == (SECTIONS, (("", (other,)),))
    assert first.doubts == (
        Doubt(1, "「社区治理特别报道」没有放进任何案例。"),
        Doubt(3, f"「{introduction[:20]}…」没有放进任何案例。"),
    )


def test_a_street_and_one_of_its_communities(opened: Library) -> None:
    street = (
        "近日，东升街道公布了年度示范小区名单，辖区的三个社区榜上有名。东升街道把小区治理当成头等大事，一个社区一个办法，办得好不好由居民打分。",
        "在东升街道橡树社区，居民把废弃的锅炉房改成了社区食堂。食堂由社区办的小公司经营，六十岁以上的老人一餐只要八元，行动不便的老人还可以请志愿者送饭上门。",
        "为了把饭菜做得合口味，橡树社区请老人们自己当评委，每个月投一次票，得票最少的三个菜就换掉，厨师的奖金也跟票数挂钩，街坊们都说这个办法实在。",
        "“吃得热乎，还有人说话。”79岁的老人高永贵说，他从前一天只煮一顿饭，剩饭剩菜吃到晚上，现在到点就往食堂走。",
        "食堂开张一年，橡树社区为老人送餐两万多份，盈余的四万元又拿出来补贴困难家庭，今年还要添一个助浴间。",
        "此外，东升街道的银杏社区办起了早市，让附近的菜农有地方卖菜。",
        "东升街道有关负责人表示，明年还要把这些办法推广到更多的小区。",
    )
    page = (
        "一街一品味 小区换新颜\n\n"
        + "\n\n".join(street)
        + "\n\n示例社区报记者 林小禾 街道供图\n\n\n\n橡树社区的食堂。\n"
    )
    whole, community = read(opened, page)
    assert told(whole) == (("", (street[0], *street[5:])),)
    assert (community.case.title, told(community)) == ("橡树社区：一街一品味 小区换新颜", (("", street[1:5]),))
    assert (community.case.place.street, community.case.place.community) == ("东升街道", "橡树社区")
    assert (whole.case.captions, community.case.captions) == ((), ("橡树社区的食堂。",))


def test_a_page_that_was_cut_at_the_width_of_its_columns(opened: Library) -> None:
    def wrapped(text: str) -> str:
        text = "　　" + text
        return "\n".join(text[at : at + 22] for at in range(0, len(text), 22))

    lines = [HEADLINE, BYLINE]
    for heading, paragraphs in SECTIONS:
        lines += [*([heading] if heading else []), *map(wrapped, paragraphs)]
    [draft] = read(opened, "\n".join(lines))
    assert (draft.case.title, told(draft)) == (HEADLINE, SECTIONS)


CUTS = st.builds(
    lambda section, paragraph, at, captions: Cut(
        section, paragraph, round(26 + at * (len(SECTIONS[section][1][paragraph]) - 52)), captions
    ),
    st.integers(0, 3),
    st.integers(0, 1),
    st.floats(0, 1),
    st.sampled_from([(), CAPTIONS[:1], CAPTIONS[1:2], CAPTIONS[2:4]]),
)


def test_damage_is_repaired(opened: Library) -> None:
    @settings(max_examples=60, deadline=None)
    @given(cut=CUTS, other=CUTS, order=st.permutations([1, 2, 3]))
    def repaired(cut: Cut, other: Cut, order: list[int]) -> None:
        cuts = tuple({(each.section, each.paragraph): each for each in (cut, replace(other, captions=()))}.values())
        assume(not any(_ends_sentence(each) for each in cuts))
        [draft] = read(opened, printed(cuts, order=(0, *order)))
        captions = sorted(caption for each in cuts for caption in each.captions)
        assert (told(draft), sorted(draft.case.captions)) == (SECTIONS, captions)

    repaired()


def _ends_sentence(cut: Cut) -> bool:
    """Whether the page stops where a sentence does: no trace of the cut is left then."""
    text = SECTIONS[cut.section][1][cut.paragraph]
    return text[cut.at - 1] in "。？！…”" or text[cut.at] in "”"


LINES = st.one_of(
    st.sampled_from([HEADLINE, BYLINE, PLACE, "", "", *CAPTIONS, *(text for _, texts in SECTIONS for text in texts)]),
    st.text(max_size=60),
)


def test_nothing_is_invented(opened: Library) -> None:
    @settings(max_examples=150, deadline=None)
    @given(st.lists(LINES, max_size=14))
    def kept(lines: list[str]) -> None:
        page = "\n".join(lines)
        printed_lines = [squeezed(line) for line in page.splitlines()]
        for draft in read(opened, page):
            for paragraph in draft.case.paragraphs():
                assert _is_made_of(squeezed(paragraph.text), printed_lines)

    kept()


def _is_made_of(text: str, lines: list[str]) -> bool:
    """Whether a text is nothing but pieces of lines, one after the other, each as long as can be."""
    pieces = 0
    while text:
        size = max((size for line in lines for size in range(len(text), 0, -1) if text[:size] in line), default=0)
        text, pieces = text[size:], pieces + 1
        if not size or pieces > len(lines):
            return False
    return True


@needs_shared
def test_real_pages_are_repaired() -> None:
    wanted = [
        "--min-main",
        "3",
        "--min-should",
        "2",
        "--min-cleaning",
        "0.95",
        "--min-similarity",
        "0.98",
        "--min-metadata",
        "0.9",
    ]
    wanted += ["--min-verbatim", "1", "--max-spurious", "0", "--max-boundary", "0", "--max-contract", "0"]
    judge = [
        sys.executable,
        str(SHARED / "eval" / "judge_pages.py"),
        "--project",
        str(ROOT),
        "--python",
        sys.executable,
    ]
    ran = subprocess.run(
        [*judge, "--seed", "000", "--seed", "003", *wanted], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout.splitlines()[-1:]) == (0, ran.stdout.splitlines()[-1:])
