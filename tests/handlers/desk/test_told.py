"""Whatever changed in a case is told in what one message holds."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.desk import told
from handlers.markup import ENTITIES, UNITS
from knowledge import Case, Section, Source
from tests.knowledge.samples import TEA, cases

AROUND = 400
"""UTF-16 units of what stands around a difference in a message, and more."""
_wild = st.text(st.sampled_from("茶 @a#b/c😀<&>。\n1380013800a.cn"), max_size=40).map(lambda text: text * 60)


@settings(max_examples=60, deadline=None)
@given(cases, cases, st.booleans())
def test_any_two_cases(before: Case, after: Case, hidden: bool) -> None:
    text = told.version(before, after, (False, hidden))
    assert (text.units <= UNITS - AROUND, text.entities <= ENTITIES - 10) == (True, True)


@settings(max_examples=40, deadline=None)
@given(_wild, _wild, _wild)
def test_any_text(old: str, new: str, heading: str) -> None:
    before = replace(TEA, sections=tuple(Section(heading + str(at), (old or "一",)) for at in range(4)))
    after = replace(
        TEA,
        title=new,
        source=Source(new, old),
        sections=tuple(Section(heading + str(at), (new or "二",)) for at in range(4)),
    )
    text = told.version(before, after, (False, True))
    assert (text.units <= UNITS - AROUND, text.entities <= ENTITIES - 10) == (True, True)


def test_a_long_change_says_how_much_of_it_is_not_shown() -> None:
    before = replace(TEA, sections=(Section("做法", ("一",)),))
    after = replace(TEA, sections=(Section("做法", ("二" * 2900,)),))
    markup = told.version(before, after, (False, False)).markup
    assert markup == f"<b>小节「做法」</b>\n<s>一</s><b>{'二' * 1200}</b>……后面还有 1,700 字没显示"
    many = replace(TEA, sections=tuple(Section(f"第{at}节", ("二" * 2900,)) for at in range(100)))
    assert told.version(before, many, (False, False)).markup.endswith("字没显示）")


def test_what_stayed_is_left_out_and_what_changed_is_not() -> None:
    long = "".join(f"第{at}户说茶馆办得好，天天都来。" for at in range(300))
    before = replace(TEA, sections=(Section("做法", (long,)),))
    after = replace(TEA, sections=(Section("做法", (long.replace("第7户", "第七户"),)),))
    markup = told.version(before, after, (False, False)).markup
    assert markup == (
        "<b>小节「做法」</b>\n……5户说茶馆办得好，天天都来。第6户说茶馆办得好，天天都来。第<s>7</s><b>七</b>户说茶馆办得好，天天都来。"
        "第8户说茶馆办得好，天天都来。第9……"
    )
