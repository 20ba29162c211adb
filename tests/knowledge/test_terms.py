from __future__ import annotations

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.sounds import is_sound, sounds
from knowledge.terms import Segmenter, fold, spans, words

texts = st.text(st.characters(codec="utf-8")) | st.text("共享茶鋪社區１２,３45ａBc，。“”… \n\ue123")
SEGMENTER, PLAIN, JIEBA = Segmenter(["共享茶铺", "茶铺"]), Segmenter(), jieba.Tokenizer()


@given(texts)
def test_folding_and_sounds_keep_the_length(text: str) -> None:
    assert len(fold(text)) == len(sounds(fold(text))) == len(text)


@given(texts)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(texts)
def test_folded_text_has_no_sound_in_it(text: str) -> None:
    assert not any(is_sound(char) for char in fold(text))


@given(texts | st.text("字", min_size=250, max_size=600) | st.text("a", min_size=250, max_size=600))
def test_the_pieces_of_a_text_add_up_to_it(text: str) -> None:
    folded = fold(text)
    assert "".join(folded[start:end] for start, end in spans(SEGMENTER.cuts(folded))) == folded


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("共享茶鋪", ["共享茶铺", "共享", "享茶", "茶铺"]),
        ("ＳＹＢ创业", ["syb", "创业"]),
        ("10,000个“微项目”", ["10000", "个", "微", "项目"]),
        ("0.72平方米", ["0", "72", "平方米", "平方", "方米"]),
        ("，。 \n", []),
    ],
)
def test_terms_of_a_text(text: str, terms: list[str]) -> None:
    folded = fold(text)
    assert words(folded, SEGMENTER.cuts(folded)) == terms


def test_a_long_word_is_made_of_known_ones() -> None:
    assert SEGMENTER.parts("社区食堂") == ("社区", "食堂")
    assert SEGMENTER.parts("共享茶铺运营") == ("共享", "茶铺", "运营")
    assert SEGMENTER.parts("甲乙丙丁戊") == ()


def test_a_word_told_is_kept_whole() -> None:
    plain, told = Segmenter().cuts("在微创投里"), Segmenter(["微创投"]).cuts("在微创投里")
    assert (list(plain), list(told)) == ([1, 1, 2, 1], [1, 3, 1])


@settings(deadline=None)  # jieba reads its dictionary at the first
@given(st.text("共享茶铺社区治理发展中国人民大学生命科学研究所的一不在有龘", max_size=40))
def test_words_are_cut_as_jieba_cuts_them(run: str) -> None:
    assert [run[start:end] for start, end in spans(PLAIN.cuts(run))] == list(JIEBA.cut(run, HMM=False))


@pytest.mark.parametrize(("word", "kind"), [("玉林", "nr"), ("高档", "b"), ("茶铺", "n"), ("微创投", "")])
def test_the_part_of_speech_is_that_of_the_dictionary(word: str, kind: str) -> None:
    assert SEGMENTER.kind(word) == kind
