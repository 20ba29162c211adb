"""What a weekly message says of a case is in the case, letter by letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Case, Library, Section, Told, digest, discussion, figures, kinds_of_community, list_cases
from tests.knowledge.samples import LIFT, STREET, TEA

LONG = Case(
    1,
    "长",
    sections=(
        Section("背景", ("从前没有地方。" * 20,)),
        Section("做法", ("大家坐下来谈。" * 60, "后来又谈。" * 20)),
        Section("资金", ("居民凑了钱。" * 30,)),
        Section("成效", ("吵架少了。" * 4,)),
    ),
)


def test_a_short_case_is_told_whole_and_what_it_does_not_tell_is_said() -> None:
    assert digest(TEA, 800) == [
        Told("做法", ("居民把车棚改成老茶馆，由自治小组轮流值守。茶馆早上七点开门。",), cut=False),
        Told("资金", ("茶馆一碗茶2元，收入每月公示，结余给独居老人买菜。",), cut=False),
        Told("成效", (), cut=False),
        Told("背景", ("梧桐社区有老院落12个，老年人多，没有坐的地方。",), cut=False),
    ]
    assert [(each.kind, len(each.slices)) for each in digest(LIFT, 800)] == [
        ("做法", 1),
        ("资金", 0),
        ("成效", 0),
        ("难点", 1),
    ]


@given(st.integers(40, 1200))
def test_a_long_case_fills_the_room_with_whole_sentences(room: int) -> None:
    told = digest(LONG, room)
    text = {each.kind: "".join(part.text for part in LONG.paragraphs() if part.kind == each.kind) for each in told}
    assert min(room, 740) - 40 <= sum(each.length for each in told) <= room
    for each in told:
        assert all(part in text[each.kind] and (part.endswith("。") or len(each.slices) == 1) for part in each.slices)
        assert each.cut == (each.length < len(text[each.kind]))


def test_what_the_money_does_not_need_is_left_to_what_was_done() -> None:
    told = {each.kind: each.length for each in digest(LONG, 700)}
    assert told == {"做法": 520, "资金": 156, "成效": 20}


def test_a_text_that_is_not_sorted_is_begun() -> None:
    raw = Case(1, "原样", sections=(Section("", ("社区开了会。", "会上说了三件事。")),))
    assert digest(raw, 100) == [Told("", ("社区开了会。", "会上说了三件事。"), cut=False)]
    assert digest(raw, 8) == [Told("", ("社区开了会。",), cut=True)]


def test_every_case_of_the_library_is_told_in_its_own_words(shelf: Library) -> None:
    for case in list_cases(shelf.db):
        whole = [each.text for each in case.paragraphs()]
        for told in digest(case, 800):
            assert all(any(part in text for text in whole) for part in told.slices)
        for figure in figures(case):
            assert figure.value in figure.clause
            assert any(figure.clause in text for text in whole)
        assert discussion(case, shelf.words).endswith("？")


def test_figures_are_the_moneys_first_and_none_twice() -> None:
    case = Case(
        1,
        "数",
        sections=(
            Section("做法", ("2023年春天，3名党员带着12户居民收拾出6个单元，电话13800000000，第05版。",)),
            Section("资金", ("一共花了8,600元，其中社区保障资金出5000元。",)),
            Section("成效", ("每天有30多人次来看书，满意度98.5%。",)),
        ),
    )
    assert [(each.value, each.clause) for each in figures(case)] == [
        ("8,600元", "一共花了8,600元"),
        ("5000元", "其中社区保障资金出5000元"),
        ("30多人次", "每天有30多人次来看书"),
    ]
    assert figures(STREET) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("老旧院落多，院落改造难。", ["老旧院落"]), ("一个商家。", []), ("安置小区的居民还迁了。", ["农安"])],
)
def test_what_kind_of_community_a_case_is_about(shelf: Library, text: str, kinds: list[str]) -> None:
    case = Case(1, "哪里", sections=(Section("做法", (text,)),))
    assert kinds_of_community(case, shelf.words.neighbourhoods) == kinds


def test_a_case_without_a_topic_that_asks_has_no_question(shelf: Library) -> None:
    assert discussion(Case(1, "无"), shelf.words) == ""
