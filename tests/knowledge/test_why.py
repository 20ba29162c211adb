from __future__ import annotations

import json
from dataclasses import replace
from math import isclose

import pytest

from knowledge import Library, Term, Tier, answer, file_cases, no_answer
from tests.knowledge.samples import LIFT, STREET, TEA


@pytest.fixture
def filled(library: Library) -> Library:
    file_cases(library, [TEA, LIFT, STREET])
    return library


def test_a_question_is_shown_as_it_was_understood(filled: Library) -> None:
    why = answer(filled, "吴桐社区的茶馆一碗茶多少元").why
    assert why is not None
    assert (why.shell, why.intent, why.corrected) == (
        ("的", "多少"),
        ("资金", "数量", "元"),
        "梧桐社区的茶馆一碗茶多少元",
    )
    assert (why.places, why.absent) == (("梧桐社区",), ())
    assert [(term.text, term.needed) for term in why.terms] == [
        ("梧桐", False),
        ("社区", False),
        ("茶馆", True),
        ("一碗茶", True),
        ("元", False),
    ]


def test_a_word_that_is_looked_for_for_two_reasons_is_told_once(filled: Library) -> None:
    file_cases(filled, [replace(TEA, title="新就业群体有了驿站", topics=("新就业群体",))])
    why = answer(filled, "无人机送外卖").why
    assert why is not None
    assert [term.expansions for term in why.terms if term.expansions] == [("新就业群体",)]


def test_a_case_is_shown_with_the_parts_of_its_score(filled: Library) -> None:
    found = answer(filled, "老茶馆一碗茶几元")
    assert found.why is not None
    (case,) = found.why.cases
    parts = case.score
    assert (case.case_id, case.tier, case.share) == (found.hits[0].case.id, Tier.TERMS, 1.0)
    assert isclose(parts.total, found.hits[0].score)
    assert isclose(parts.total, (parts.passage + parts.window + parts.fit) * parts.share * parts.phrase + parts.held)
    assert [(word, way, by, cover) for word, way, by, cover in case.held if len(word) > 1] == [
        ("老茶馆", "as_asked", "老茶馆", 1.0),
        ("一碗茶", "as_asked", "一碗茶", 1.0),
    ]


@pytest.mark.parametrize(
    ("asked", "refused", "nearest"),
    [
        ("梧桐社区住了多少户", "form", [1]),
        ("朝阳社区的茶馆", "place", [1]),
        ("垃圾分类怎么做", "share", []),
        ("老茶馆垃圾分类怎么做", "point", [1]),
        ("老茶馆", "", [1]),
    ],
)
def test_where_there_is_no_answer_it_is_told_why_and_what_is_nearest(
    filled: Library, asked: str, refused: str, nearest: list[int]
) -> None:
    why = answer(filled, asked).why
    assert why is not None
    assert (why.refused, [case.case_id for case in why.cases][:1]) == (refused, nearest)


def test_expansions_are_those_that_the_library_has(filled: Library) -> None:
    why = answer(filled, "茶铺").why
    assert why is not None
    assert why.terms == (Term("茶铺", why.terms[0].weight, 0, True, ("茶馆", "喝茶", "老茶馆")),)


def test_what_was_not_looked_for_has_no_why() -> None:
    assert no_answer("？").why is None


def test_a_why_has_a_json_shape(filled: Library) -> None:
    why = answer(filled, "老茶馆").why
    assert why is not None
    shape = json.loads(json.dumps(why.as_dict()))
    assert {*shape} == {"shell", "intent", "terms", "corrected", "places", "absent", "cases", "refused"}
    assert {*shape["cases"][0]["score"]} == {
        "total",
        "passage",
        "window",
        "fit",
        "share",
        "phrase",
        "held",
        "own",
    }
