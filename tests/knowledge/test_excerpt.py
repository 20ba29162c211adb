from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Excerpt, Paragraph, Source
from knowledge.excerpt import cut, sentence_ends

texts = st.text("茶铺。！？；…”\n ，a", max_size=60)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("一碗茶。三块钱。", ["一碗茶。", "三块钱。"]),
        ("他说：“来嘛！”大家笑了", ["他说：“来嘛！”", "大家笑了"]),
        ("听说……真的？！是的；好", ["听说……", "真的？！", "是的；", "好"]),
        ("", [""]),
    ],
)
def test_a_text_ends_its_sentences_with_their_closing_marks(text: str, sentences: list[str]) -> None:
    ends = sentence_ends(text)
    assert [text[start:end] for start, end in zip([0, *ends], ends, strict=False)] == sentences


@given(texts)
def test_sentences_add_up_to_the_text(text: str) -> None:
    ends = sentence_ends(text)
    assert ends == sorted(set(ends))
    assert ends[-1] == len(text)


@given(texts, st.data())
def test_an_excerpt_is_a_slice_with_its_marks_apart_and_in_order(text: str, data: st.DataObject) -> None:
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    spans = data.draw(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 4)).map(lambda span: (span[0], sum(span)))))
    excerpt = cut(Paragraph("做法", "做法", text, Source()), start, end, spans)
    assert excerpt.text == text[start:end].strip()
    flat = [offset for mark in excerpt.marks for offset in mark]
    assert flat == sorted(flat)
    assert all(0 <= first < last <= len(excerpt.text) for first, last in excerpt.marks)


def test_marks_that_touch_are_one() -> None:
    paragraph = Paragraph("三块钱一碗", "资金", "　社区共享茶铺开了。", Source("示例日报"))
    assert cut(paragraph, 0, 10, [(3, 5), (5, 7), (3, 7), (8, 9)]) == Excerpt(
        "三块钱一碗", "社区共享茶铺开了。", ((2, 6), (7, 8)), "资金", Source("示例日报")
    )
