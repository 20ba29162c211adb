from __future__ import annotations

from math import isclose, log

import pytest

from knowledge import Library, QuestionError, file_cases
from knowledge.search.question import PRIOR, idf, read_question

from ..samples import LIFT, STREET, TEA


@pytest.fixture
def filled(library: Library) -> Library:
    file_cases(library, [TEA, LIFT, STREET])
    return library


@pytest.mark.parametrize(
    ("asked", "runs"),
    [
        ("老茶馆怎么运营", ("老茶馆", "运营")),
        ("请问一下，有没有老茶馆的案例？", ("老茶馆",)),
        ("老茶館咋個整嘛", ("老茶馆",)),
        ("　老茶馆，\n电梯！", ("老茶馆", "电梯")),
    ],
)
def test_the_shell_is_stripped(filled: Library, asked: str, runs: tuple[str, ...]) -> None:
    assert read_question(filled, asked).runs == runs


def test_places_are_known_with_their_cases(filled: Library) -> None:
    question = read_question(filled, "东升街道梧桐社区的茶馆")
    assert (question.places, question.own, question.absent) == (
        {"东升街道": frozenset({1, 2, 3}), "梧桐社区": frozenset({1})},
        frozenset({1, 3}),
        (),
    )


def test_reporters_are_known_where_they_are_asked_of(filled: Library) -> None:
    assert read_question(filled, "林一写的报道").places == {"林一": frozenset({1})}
    assert read_question(filled, "林一来喝茶").places == {}


def test_synonyms_are_looked_for_as_far_as_the_library_has_them(filled: Library) -> None:
    words = {word.text: word for word in read_question(filled, "院坝会 茶铺").words}
    assert ("坝坝会" in words["院坝会"].synonyms, "茶馆" in words["茶铺"].synonyms) == (True, True)


@pytest.mark.parametrize("asked", ["", "  ", "？！", "怎么办"])
def test_a_question_with_nothing_to_look_for_is_told(filled: Library, asked: str) -> None:
    with pytest.raises(QuestionError, match=r"请.*例如「共享茶铺怎么运营」。$"):
        read_question(filled, asked)


def test_a_question_of_odd_characters_is_read(filled: Library) -> None:
    assert read_question(filled, "茶馆\ud800\x00" + "很" * 9999).runs[0] == "茶馆"


def test_idf_is_lucenes_with_everyday_chinese_counted_in() -> None:
    total = 100 + PRIOR
    assert isclose(idf(100, 3), log(1 + (total - 3 + 0.5) / 3.5))
    assert isclose(idf(100, 3, 0.25), log(1 + (total - 3 - 0.25 * PRIOR + 0.5) / (3.5 + 0.25 * PRIOR)))
