from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from math import isclose

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import Case, Library, Section, file_cases
from knowledge.search import read_question
from knowledge.search.rank import K1, B, find, window_scores
from knowledge.sounds import sound_pairs, sounds
from knowledge.store import Index
from knowledge.terms import fold

TEXTS = (
    "小猫喜欢晒太阳，小猫也喜欢睡觉。",
    "小狗喜欢跑步。",
    "小鸟在天上飞，看见小猫就飞走。",
    "小鱼在水里游泳。",
)


@pytest.fixture
def filled(library: Library) -> Library:
    file_cases(library, [Case(0, "", sections=(Section("", (text,)),)) for text in TEXTS])
    return library


def test_scores_are_bm25_over_words_and_sounds_and_the_best_window(filled: Library) -> None:
    """A second reckoning, by the formula alone, of every passage's score."""
    question = read_question(filled, "小猫睡觉")
    mean = sum(map(len, TEXTS)) / len(TEXTS)

    def reckon(text: str) -> float:
        terms = {word.text: text for word in question.words} | dict.fromkeys(
            sound_pairs(sounds("小猫睡觉")), sounds(text)
        )
        counts = {term: sum(held.startswith(term, at) for at in range(len(held))) for term, held in terms.items()}
        norm = K1 * (1 - B + B * len(text) / mean)
        whole = sum(question.weights[t] * n * (K1 + 1) / (n + norm) for t, n in counts.items() if n)
        starts = {term: [at for at in range(len(held)) if held.startswith(term, at)] for term, held in terms.items()}
        best = max(window_scores(question, text, {t: at for t, at in starts.items() if at}, [len(text)], 80))
        return whole + best[0]

    found = {hit.passage.text: hit.score for hit in find(Index(filled.db), question)}
    assert list(found) == [TEXTS[0], TEXTS[2]]
    assert all(isclose(score, reckon(fold(text))) for text, score in found.items())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # the library is only read
@given(sizes=st.lists(st.integers(1, 50), min_size=1, max_size=8), longest=st.integers(1, 90))
def test_windows_are_runs_of_sentences_that_fit(filled: Library, sizes: list[int], longest: int) -> None:
    ends = list(accumulate(sizes))
    question = read_question(filled, "小猫睡觉")
    windows = window_scores(question, "睡觉", {"睡觉": [0]}, ends, longest)
    assert [(start, end, score > 0) for score, start, end in windows] == [
        (sum(sizes[:first]), ends[last], first == 0)
        for first in range(len(sizes))
        for last in range(first, len(sizes))
        if first == last or sum(sizes[first : last + 1]) <= longest
    ]


@pytest.mark.parametrize(
    ("asked", "first"),
    [("小猫睡觉", 0), ("晓猫睡教", 0), ("跑步", 1), ("炮步", 1), ("飞", 2), ("小魚游泳", 3)],
)
def test_the_right_passage_comes_first(filled: Library, asked: str, first: int) -> None:
    assert find(Index(filled.db), read_question(filled, asked))[0].passage.text == TEXTS[first]


def test_the_word_itself_counts_more_than_one_that_sounds_so(library: Library) -> None:
    file_cases(library, [Case(0, "", sections=(Section("", (text,)),)) for text in ("意识到位。", "议事到位。")])
    assert [hit.passage.text for hit in find(Index(library.db), read_question(library, "议事"))] == [
        "议事到位。",
        "意识到位。",
    ]


def test_a_question_of_very_many_terms_is_read_by_the_rarest_of_them(filled: Library) -> None:
    question = read_question(filled, "小猫睡觉")
    many = {f"词{at}": 1 for at in range(1000)}
    crowded = replace(
        question,
        words=(replace(question.words[0], synonyms=tuple(many)), *question.words[1:]),
        frequencies=question.frequencies | many,
        weights=question.weights | dict.fromkeys(many, 1.0),
    )
    assert [hit.passage.text for hit in find(Index(filled.db), crowded)] == [TEXTS[0], TEXTS[2]]


def test_nothing_is_found_where_nothing_stands(filled: Library) -> None:
    assert find(Index(filled.db), read_question(filled, "拖拉机")) == []
