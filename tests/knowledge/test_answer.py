from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge import Answer, Excerpt, Hit, Library, Tier, answer, file_cases
from knowledge.terms import fold

from .samples import LIFT, STREET, TEA


@pytest.fixture
def filled(library: Library) -> Library:
    file_cases(library, [TEA, LIFT, STREET])
    return library


def titles(found: Answer) -> list[str]:
    return [hit.case.title.partition("：")[0] for hit in found.hits]


def test_an_answer_whole(filled: Library) -> None:
    found = answer(filled, "加装电梯有啥子难点")
    assert replace(found, why=None) == Answer(
        question="加装电梯有啥子难点",
        tier=Tier.EXACT,
        weak=False,
        corrected=None,
        hits=(
            Hit(
                replace(LIFT, id=2),
                found.hits[0].score,
                Tier.EXACT,
                (
                    Excerpt(
                        "做法", "银杏社区开了九次坝坝会，三个单元谈成了加装电梯。", ((19, 23),), "做法", LIFT.source
                    ),
                    Excerpt("难点", "一楼住户担心采光，起初反对。", (), "难点", LIFT.source),
                ),
            ),
        ),
        matched=("加装电梯",),
        also=(),
        absent=(),
    )


@pytest.mark.parametrize(
    ("asked", "tier", "first", "heading"),
    [
        ("老茶馆", Tier.EXACT, "梧桐社区", "做法"),
        ("茶", Tier.EXACT, "梧桐社区", "做法"),
        ("茶馆车棚值守", Tier.TERMS, "梧桐社区", "做法"),
        ("茶馆的钱从哪来", Tier.EXACT, "梧桐社区", "资金"),
        ("老茶馆一碗茶几元", Tier.TERMS, "梧桐社区", "资金"),
        ("院坝会", Tier.NEAR, "银杏社区", "做法"),
        ("吴桐社区茶馆", Tier.FUZZY, "梧桐社区", "做法"),
        ("wutong shequ chaguan", Tier.FUZZY, "梧桐社区", "做法"),
        ("梧桐社區的老茶館", Tier.EXACT, "梧桐社区", "做法"),
        ("东升街道议事能手", Tier.EXACT, "东升街道", "机制"),
    ],
)
def test_how_a_case_was_found_and_what_it_shows(
    filled: Library, asked: str, tier: Tier, first: str, heading: str
) -> None:
    found = answer(filled, asked)
    assert (found.tier, titles(found)[0], found.hits[0].excerpts[0].heading) == (tier, first, heading)


@pytest.mark.parametrize(
    "asked",
    [
        "今天天气怎么样",
        "红烧肉咋个做",
        "武侯区有哪些案例",
        "武侯区的老茶馆",
        "深圳的茶馆",
        "梧桐社区有多少户",
        "梧桐社区书记是谁",
        "梧桐社区的充电桩",
        "梧桐树叶子发黄怎么养护",
    ],
)
def test_what_the_library_does_not_tell_is_refused(filled: Library, asked: str) -> None:
    found = answer(filled, asked)
    assert (found.hits, found.tier) == ((), Tier.NONE)
    assert found.suggestions


def test_a_refusal_names_the_place_and_points_to_what_is_near(filled: Library) -> None:
    assert answer(filled, "武侯区有老茶馆没得").absent == ("武侯区",)
    assert "梧桐社区：院子里的老茶馆" in answer(filled, "梧桐社区有多少户").suggestions


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("双流区有哪些案例", ["梧桐社区", "银杏社区", "东升街道"]),
        ("2021年有哪些案例", ["梧桐社区"]),
        ("居民自治的有哪些", ["银杏社区"]),
        ("哪些社区开了坝坝会", ["银杏社区"]),
        ("东升街道", ["东升街道", "梧桐社区", "银杏社区"]),
        ("对比梧桐社区和银杏社区", ["梧桐社区", "银杏社区"]),
    ],
)
def test_a_list_is_complete(filled: Library, asked: str, listed: list[str]) -> None:
    assert sorted(titles(answer(filled, asked))) == sorted(listed)


def test_every_excerpt_is_an_exact_slice_with_marks_on_the_words(filled: Library) -> None:
    for asked in ("老茶館", "茶馆的钱", "坝坝会 电梯", "双流区有哪些案例"):
        for hit in answer(filled, asked).hits:
            paragraphs = list(hit.case.paragraphs())
            for excerpt in hit.excerpts:
                assert any(excerpt.heading == each.heading and excerpt.text in each.text for each in paragraphs)
                assert all(fold(excerpt.text[start:end]).strip() for start, end in excerpt.marks)


def test_the_json_of_an_answer(filled: Library) -> None:
    found = answer(filled, "一楼采光")
    assert found.as_dict() == {
        "question": "一楼采光",
        "answered": True,
        "tier": "terms",
        "corrected": None,
        "cases": [
            {
                "id": 2,
                "title": "银杏社区：加装电梯先坐下来谈",
                "place": "双流区 · 东升街道 · 银杏社区",
                "year": 2022,
                "score": round(found.hits[0].score, 3),
                "excerpts": [
                    {
                        "heading": "难点",
                        "text": "一楼住户担心采光，起初反对。",
                        "marks": [[0, 2], [6, 8]],
                        "source": "《示例日报》",
                    }
                ],
                "source": "《示例日报》",
            }
        ],
        "suggestions": [],
    }
