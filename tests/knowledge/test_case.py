from __future__ import annotations

import json

import pytest
from hypothesis import given

from knowledge import Case, Place, Source, case_from_dict

from . import samples


@given(samples.cases)
def test_a_case_survives_json(case: Case) -> None:
    assert case_from_dict(json.loads(json.dumps(case.as_dict()))) == case


def test_what_the_source_does_not_say_is_null() -> None:
    assert Case(7, "题").as_dict() == {
        "id": 7,
        "title": "题",
        "place": {"city": None, "district": None, "street": None, "community": None},
        "year": None,
        "topics": (),
        "source": {"publication": None, "title": None, "date": None, "page": None, "reporters": (), "url": None},
        "sections": (),
        "captions": (),
        "notes": (),
    }


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (Place("成都市", "锦江区", "成龙路街道", "香樟社区"), "锦江区 · 成龙路街道 · 香樟社区"),
        (Place("成都市", "锦江区"), "锦江区"),
        (Place("成都市"), "成都市"),
        (Place(), ""),
    ],
)
def test_a_place_is_shown_from_large_to_small(place: Place, shown: str) -> None:
    assert str(place) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (samples.TEA.source, "《示例日报》2021-03-12 第05版 《一碗茶的社区》 记者 林一、周二"),
        (Source(title="题"), "《题》"),
        (Source(url="https://example.org"), "https://example.org"),
        (Source(), "出处未注明"),
    ],
)
def test_a_source_is_cited(source: Source, shown: str) -> None:
    assert str(source) == shown
