from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given

from knowledge import Case, Paragraph, Place, Report, Section, Source, case_from_dict

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
        "further": (),
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


def test_a_paragraph_is_of_the_kind_that_its_heading_names_unless_it_says_another() -> None:
    made = [Section("做法", ("一", "二")), Section("茶馆怎么开", ("一",)), Section("做法", ("一", "二"), ("", "资金"))]
    assert [section.kinds for section in made] == [("做法", "做法"), ("",), ("", "资金")]
    with pytest.raises(ValueError, match="2 paragraphs with 1 kinds"):
        Section("做法", ("一", "二"), ("资金",))


def test_a_case_gives_the_paragraphs_and_sources_of_all_its_reports() -> None:
    evening, unknown = Source("示例晚报", "茶馆夜话"), Source()
    more = (
        Report(evening, (Section("夜里也开", ("夜里开到十点。",), ("做法",)),)),
        Report(unknown, ()),
        Report(samples.STREET.source, ()),
        Report(evening, ()),
    )
    case = replace(samples.LIFT, further=more)
    assert list(case.paragraphs())[1:] == [
        Paragraph("难点", "难点", "一楼住户担心采光，起初反对。", samples.LIFT.source),
        Paragraph("夜里也开", "做法", "夜里开到十点。", evening),
    ]
    assert case.sources == (samples.LIFT.source, evening)
    assert Case(0, "题", further=(Report(unknown, ()),)).sources == (unknown,)


def test_a_case_written_before_there_were_kinds_is_read() -> None:
    data = samples.TEA.as_dict()
    before = {key: value for key, value in data.items() if key != "further"}
    before["sections"] = [{key: part[key] for key in ("heading", "paragraphs")} for part in data["sections"]]
    assert case_from_dict(before) == samples.TEA
