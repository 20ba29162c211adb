"""The same case twice: what is left out, what becomes a further source, what is new."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge import (
    Case,
    Filed,
    Library,
    LibraryError,
    Place,
    Section,
    Source,
    Twin,
    answer,
    case_from_dict,
    file_cases,
    file_drafts,
    get_case,
    list_cases,
    open_library,
    read_card,
    take_up_cards,
    twin_of,
    write_card,
)
from tests.conftest import ROOT

from .samples import LIFT, PAGE, STREET, TEA

DRAFT = Case(
    id=0,
    title="灯亮到十点",
    place=TEA.place,
    year=2023,
    topics=("公共空间", "文化营造"),
    source=PAGE.source,
    sections=PAGE.sections,
    captions=("夜里的茶馆。",),
)
ELSEWHERE = Place("成都市", "锦江区", "成龙路街道", "香樟社区")


@pytest.fixture
def filled(library: Library) -> Library:
    file_cases(library, [LIFT, TEA, STREET])
    return library


def test_a_further_account_becomes_a_further_source(filled: Library) -> None:
    assert file_drafts(filled, [DRAFT]) == [(2, Filed.FURTHER)]
    told = replace(
        TEA,
        id=2,
        topics=("公共空间", "养老助老", "文化营造"),
        captions=("居民在老茶馆喝茶。", "夜里的茶馆。"),
        further=(PAGE,),
    )
    assert list_cases(filled.db) == [replace(LIFT, id=1), told, replace(STREET, id=3)]
    versions = filled.db.execute("SELECT case_id, content FROM versions").fetchall()
    assert [(case_id, case_from_dict(json.loads(content))) for case_id, content in versions] == [
        (2, replace(TEA, id=2))
    ]


def test_the_next_answer_has_both_sources_and_each_excerpt_its_own(filled: Library) -> None:
    file_drafts(filled, [DRAFT])
    (hit,) = answer(filled, "老茶馆的电费钱从哪来").hits
    assert [(each.kind, each.source) for each in hit.excerpts] == [("资金", PAGE.source), ("资金", TEA.source)]
    (shown,) = answer(filled, "老茶馆的电费钱从哪来").as_dict()["cases"]
    assert shown["source"] == f"{TEA.source}；{PAGE.source}"
    assert [each["source"] for each in shown["excerpts"]] == [str(PAGE.source), str(TEA.source)]


def test_what_is_told_already_is_left_out(filled: Library) -> None:
    file_drafts(filled, [DRAFT])
    before = list_cases(filled.db)
    again = replace(DRAFT, title="夜场", source=Source(), place=Place())
    turned = replace(again, sections=tuple(reversed(DRAFT.sections)))
    misread = replace(
        again, sections=(Section("", ("夜色里， 梧桐社区的车棚壳着灯。",)), *PAGE.sections[1:2], *PAGE.sections[3:1:-1])
    )
    own = replace(TEA, place=ELSEWHERE, source=Source("转载报", "另一个题"))
    assert file_drafts(filled, [DRAFT, again, turned, misread, own]) == [(2, Filed.SAME)] * 5
    assert list_cases(filled.db) == before


def test_drafts_of_one_page_are_not_taken_for_one_another(filled: Library) -> None:
    there = replace(DRAFT, place=ELSEWHERE)
    assert file_drafts(filled, [there, replace(there, title="又一篇")]) == [(4, Filed.NEW), (5, Filed.NEW)]
    assert file_drafts(filled, []) == []


def test_two_drafts_of_one_page_may_be_further_accounts_of_one_case(filled: Library) -> None:
    other = replace(READING, source=replace(PAGE.source, title="另一篇"))
    assert file_drafts(filled, [DRAFT, other]) == [(2, Filed.FURTHER), (2, Filed.FURTHER)]
    assert [report.source.title for report in get_case(filled.db, 2).further] == [PAGE.source.title, "另一篇"]


READING = replace(DRAFT, sections=(Section("", ("社区里新开了一个读书角，孩子们放学就来。",)),), topics=(), captions=())
"""Of another matter than any case of the library."""


@pytest.mark.parametrize(
    ("place", "source", "twin"),
    [
        (TEA.place, PAGE.source, Filed.FURTHER),
        (TEA.place, TEA.source, Filed.SAME),
        (TEA.place, replace(TEA.source, title="一碗茶 的“社区”", date="2021年3月"), Filed.SAME),
        (TEA.place, replace(TEA.source, date="2021-03-19"), Filed.FURTHER),  # the next week's column
        (TEA.place, Source(), Filed.FURTHER),
        (replace(TEA.place, city="", street=""), PAGE.source, Filed.FURTHER),
        (replace(TEA.place, district=""), PAGE.source, Filed.FURTHER),
        (replace(TEA.place, district="成都双流区", community="梧桐 社區"), PAGE.source, Filed.FURTHER),
        (replace(TEA.place, street="西升街道"), PAGE.source, None),
        (replace(TEA.place, district="锦江区"), PAGE.source, None),
        (replace(TEA.place, city="绵阳市"), PAGE.source, None),
        (Place(community="梧桐社区"), PAGE.source, None),
        (Place("成都市", "双流区", "东升街道", "白果社区"), TEA.source, None),
        (Place("成都市", "双流区"), PAGE.source, None),
        (Place("成都市", "双流区"), TEA.source, Filed.FURTHER),
        (Place("成都市", "锦江区"), TEA.source, None),
        (Place(), TEA.source, None),
    ],
)
def test_which_places_and_sources_make_a_twin(
    filled: Library, place: Place, source: Source, twin: Filed | None
) -> None:
    draft = replace(READING, place=place, source=source)
    assert twin_of(filled, draft) == (twin and Twin(2, twin))


def test_a_street_is_a_place_of_a_case(filled: Library) -> None:
    assert twin_of(filled, replace(DRAFT, place=STREET.place)) == Twin(3, Filed.FURTHER)


def test_a_district_is_no_place_of_one_case(library: Library) -> None:
    district = Place("成都市", "双流区")
    file_cases(library, [replace(TEA, place=district), LIFT, replace(STREET, source=TEA.source)])
    draft = replace(READING, place=district)
    assert twin_of(library, draft) is None
    assert twin_of(library, replace(draft, source=TEA.source)) == Twin(1, Filed.SAME)
    file_cases(library, [replace(TEA, id=0, place=ELSEWHERE), replace(LIFT, source=TEA.source)])
    both = replace(draft, source=TEA.source, place=replace(district, street="西航港街道"))
    assert twin_of(library, both) == Twin(1, Filed.FURTHER)


def test_of_several_cases_of_a_place_the_likest_is_taken(filled: Library) -> None:
    file_cases(filled, [replace(LIFT, title="梧桐社区也装电梯", place=TEA.place)])
    stairs = Section("", ("一楼住户担心采光，起初反对。后来三个单元都谈成了。",))
    assert twin_of(filled, replace(DRAFT, sections=(stairs,))) == Twin(4, Filed.FURTHER)


def test_all_or_none_of_the_drafts_are_filed(filled: Library) -> None:
    before = list_cases(filled.db)
    with pytest.raises(OverflowError):
        file_drafts(filled, [DRAFT, replace(DRAFT, place=ELSEWHERE, year=2**70)])
    assert list_cases(filled.db) == before


def test_a_library_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    one, other = open_library(path, ROOT / "data"), open_library(path, ROOT / "data")
    other.db.execute("PRAGMA busy_timeout = 10")
    one.db.execute("BEGIN IMMEDIATE")
    with pytest.raises(LibraryError, match="正被别的程序写入"):
        file_drafts(other, [DRAFT])
    one.close()
    other.close()


def test_a_changed_card_does_not_take_a_further_source_away(library: Library, tmp_path: Path) -> None:
    card = tmp_path / "梧桐社区.md"
    card.write_text(write_card(TEA), encoding="utf-8")
    take_up_cards(library, tmp_path)
    file_drafts(library, [DRAFT])
    told = get_case(library.db, 1)
    assert take_up_cards(library, tmp_path) == []
    card.write_text(write_card(replace(TEA, year=2019)), encoding="utf-8")
    kept = f"「梧桐社区.md」与案例 #1 不同，但它在库里改过，保留库里的；要换成卡片，请运行 add --publish {card}。"
    assert (take_up_cards(library, tmp_path), list_cases(library.db)) == ([kept], [told])
    card.write_text(write_card(told), encoding="utf-8")
    assert (take_up_cards(library, tmp_path), list_cases(library.db)) == ([], [told])
    card.write_text(write_card(replace(told, year=2019)), encoding="utf-8")
    assert (take_up_cards(library, tmp_path), list_cases(library.db)) == ([], [replace(told, year=2019)])


def test_an_editors_own_card_replaces_the_case(filled: Library) -> None:
    file_drafts(filled, [DRAFT])
    assert file_cases(filled, [read_card(write_card(get_case(filled.db, 2)), "卡")]) == [(2, Filed.SAME)]
    assert file_cases(filled, [TEA]) == [(2, Filed.CHANGED)]
    assert get_case(filled.db, 2) == replace(TEA, id=2)
