"""What changed: every difference makes both texts, and is told by the smallest stretches that read well."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from knowledge import Place, Report, Section, Source
from knowledge.desk import SpanKind, changes, difference

from .samples import LIFT, PAGE, TEA

_texts = st.text(st.sampled_from("茶馆早上七点开门。，！？；”\n甲乙🍵 "), max_size=60)


def told(old: str, new: str) -> str:
    """A difference in one line: [gone] and {new}."""
    marks = {SpanKind.SAME: "%s", SpanKind.GONE: "[%s]", SpanKind.NEW: "{%s}"}
    return "".join(marks[span.kind] % span.text for span in difference(old, new))


@given(_texts, _texts)
def test_a_difference_makes_both_texts(old: str, new: str) -> None:
    spans = difference(old, new)
    assert "".join(span.text for span in spans if span.kind is not SpanKind.NEW) == old
    assert "".join(span.text for span in spans if span.kind is not SpanKind.GONE) == new
    assert all(span.text for span in spans)
    assert old != new or all(span.kind is SpanKind.SAME for span in spans)


def test_only_what_changed_is_told_to_have() -> None:
    assert (
        told("茶馆早上七点开门。晚上十点打烊。", "茶馆早上八点开门。晚上十点打烊。")
        == "茶馆早上[七]{八}点开门。晚上十点打烊。"
    )
    assert told("一段。\n二段。\n三段。", "一段。\n三段。") == "一段。\n[二段。\n]三段。"
    assert told("一段。", "一段。\n二段。") == "一段。{\n二段。}"
    assert told("", "新的") == "{新的}"
    assert told("旧的话全不要", "换成别样说法") == "[旧的话全不要]{换成别样说法}"


def test_a_sentence_written_anew_is_told_whole() -> None:
    old = "社区党委牵头，把居民请到院坝里坐下来，一起商量电梯装在哪里。"
    new = "楼栋长挨家敲门，先把底楼邻居的顾虑问清楚，再约大家到会议室里谈。"
    assert told(old, new) == f"[{old}]{{{new}}}"
    assert told(f"茶馆开了。{old}人多了。", f"茶馆开了。{new}人多了。") == f"茶馆开了。[{old}]{{{new}}}人多了。"
    assert told("每周三下午开坝坝会，大家来。", "每周五晚上开坝坝会，大家来。") == (
        "每周[三下午]{五晚上}开坝坝会，大家来。"
    )
    assert told("共12户30人参加了议事会。", "共15户36人参加了议事会。") == "共[12户30]{15户36}人参加了议事会。"
    assert told("茶馆开门。", "茶馆早上七点到晚上十点都开门。") == "茶馆{早上七点到晚上十点都}开门。"


def test_long_texts_that_have_little_or_everything_in_common_are_told_at_once() -> None:
    long = "".join(f"第{at}户说茶馆办得好，天天都来。" for at in range(300))
    mended = long.replace("第150户", "第一百五十户")
    assert [span.text for span in difference(long, mended) if span.kind is not SpanKind.SAME] == ["150", "一百五十"]
    assert told("啊" * 4000 + "甲", "啊" * 4000 + "乙") == "啊" * 4000 + "[甲]{乙}"
    assert [span.kind for span in difference("甲乙" * 2000, "乙丙" * 2000)] == [SpanKind.GONE, SpanKind.NEW]


def test_a_case_that_is_the_same_has_no_changes() -> None:
    assert changes(replace(TEA, further=(PAGE,)), replace(TEA, further=(PAGE,), id=7)) == []


def test_each_part_of_a_case_that_changed_is_named() -> None:
    new = replace(
        TEA,
        title="换了",
        place=Place(),
        year=None,
        topics=(),
        source=Source("示例日报"),
        sections=(*TEA.sections[:1], Section("成效", ("人多了。",))),
        captions=(),
        notes=("一条",),
        further=(Report(Source(), (Section("", ("又一段。",)),)),),
    )
    assert [(change.part, change.name, change.report) for change in changes(TEA, new)] == [
        ("title", "", 0),
        ("place", "", 0),
        ("year", "", 0),
        ("topics", "", 0),
        ("source", "", 0),
        ("section", "做法", 0),
        ("section", "资金", 0),
        ("section", "成效", 0),
        ("section", "", 1),
        ("captions", "", 0),
        ("notes", "", 0),
    ]


def test_what_a_paragraph_tells_is_a_change_too() -> None:
    other = replace(LIFT, sections=(Section("做法", LIFT.sections[0].paragraphs, ("成效",)), LIFT.sections[1]))
    [change] = changes(LIFT, other)
    assert (change.part, change.name, [span.text for span in change.spans]) == ("kinds", "做法", ["做法", "成效"])
