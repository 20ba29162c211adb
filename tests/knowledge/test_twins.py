"""The same case twice: what is left out, what becomes a further source, what is new."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge import (
    Case,
    Filed,
    Library,
    LibraryError,
    Place,
    Report,
    Section,
    Source,
    Twin,
    answer,
    beside,
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
    chairs = Section("", ("车棚改的老茶馆坐不下了，自治小组又添了两张桌子。",))
    other = replace(DRAFT, source=replace(PAGE.source, title="另一篇"), sections=(chairs,))
    assert file_drafts(filled, [DRAFT, other]) == [(2, Filed.FURTHER), (2, Filed.FURTHER)]
    assert [report.source.title for report in get_case(filled.db, 2).further] == [PAGE.source.title, "另一篇"]


READING = replace(DRAFT, sections=(Section("", ("社区里新开了一个读书角，孩子们放学就来。",)),), topics=(), captions=())
"""Of another matter than any case of the library."""


@pytest.mark.parametrize(
    ("place", "source", "twin"),
    [
        (TEA.place, PAGE.source, Filed.FURTHER),
        (TEA.place, TEA.source, Filed.FURTHER),
        (TEA.place, replace(TEA.source, title="一碗茶 的“社区”", date="2021年3月"), Filed.FURTHER),
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
    draft = replace(DRAFT, place=place, source=source)
    assert twin_of(filled, draft) == (twin and Twin(2, twin))


def test_another_matter_of_one_community_is_a_case_of_its_own(filled: Library) -> None:
    assert file_drafts(filled, [READING]) == [(4, Filed.NEW)]
    assert beside(filled, 4) == [2]
    assert beside(filled, 3) == []
    assert file_drafts(filled, [READING]) == [(4, Filed.SAME)]


def test_a_short_notice_is_of_the_long_case_that_holds_its_words(
    shelf: Library, another: Callable[[], Library]
) -> None:
    library = another()
    file_cases(library, list_cases(shelf.db))
    case = max(list_cases(library.db), key=lambda each: sum(len(told.text) for told in each.paragraphs()))
    shortest = min((told.text for told in case.paragraphs() if len(told.text) > 40), key=len)
    notice = replace(
        case, id=0, title="简讯", source=Source(), captions=(), sections=(Section("", (shortest,)),), further=()
    )
    own = replace(case.place, community="向阳花社区")
    assert twin_of(library, notice) == Twin(case.id, Filed.FURTHER)
    assert twin_of(library, replace(notice, place=own)) is None


ROUND = Case(
    id=0,
    title="下涧槽社区开展垃圾分类宣传活动",
    place=Place("成都市", "成华区", "二仙桥街道", "下涧槽社区"),
    sections=(
        Section(
            "",
            (
                "5月4日，社区组织志愿者20人走进院落，开展垃圾分类宣传活动。志愿者们向居民发放宣传手册，并邀请居民参加有奖问答。",
                "居民纷纷表示，今后要从自己做起，共同维护院落环境。社区将继续开展形式多样的宣传活动，共建美丽家园。",
            ),
        ),
    ),
)
"""What many communities report, word for word but for their name and the figures."""


def retold(old: str, new: str) -> Case:
    (section,) = ROUND.sections
    told = tuple(text.replace(old, new) for text in section.paragraphs)
    return replace(ROUND, sections=(Section("", told),))


@pytest.mark.parametrize(
    ("draft", "became"),
    [
        (ROUND, (1, Filed.SAME)),
        (replace(ROUND, place=ELSEWHERE), (1, Filed.SAME)),  # to the letter, the place was misread
        (retold("，共建美丽家园", ""), (1, Filed.SAME)),
        (retold("5月4日，", ""), (1, Filed.SAME)),
        (retold("20人", "35人"), (1, Filed.FURTHER)),
        (replace(retold("共建美丽", "建设美丽"), place=Place("成都市", "成华区")), (1, Filed.SAME)),
        (replace(retold("共建美丽", "建设美丽"), place=ELSEWHERE), (2, Filed.NEW)),
        (replace(retold("20人", "35人"), place=Place()), (2, Filed.NEW)),
    ],
)
def test_a_report_with_other_figures_or_of_another_place_is_not_the_same(
    library: Library, draft: Case, became: tuple[int, Filed]
) -> None:
    file_drafts(library, [ROUND])
    assert file_drafts(library, [draft]) == [became]


def test_a_source_without_a_title_has_the_drafts_and_another_year_is_not_noted(filled: Library) -> None:
    notes = ("年份2023，据原文“2023年”。", "有一处缺字。")
    untitled = replace(DRAFT, source=replace(PAGE.source, title=""), notes=notes)
    file_drafts(filled, [untitled, replace(untitled, sections=PAGE.sections[:2], year=TEA.year)])
    told = get_case(filled.db, 2)
    assert [report.source for report in told.further] == [replace(PAGE.source, title=DRAFT.title)] * 2
    assert (told.year, told.notes) == (TEA.year, (*TEA.notes, notes[1], notes[0]))


def test_a_street_is_a_place_of_a_case(filled: Library) -> None:
    told = Section("", ("每季度评一次议事能手，梧桐社区又在前头。",))
    assert twin_of(filled, replace(DRAFT, place=STREET.place, sections=(told,))) == Twin(3, Filed.FURTHER)


def test_a_district_is_no_place_of_one_case(library: Library) -> None:
    district = Place("成都市", "双流区")
    file_cases(library, [replace(TEA, place=district), LIFT, replace(STREET, source=TEA.source)])
    draft = replace(READING, place=district)
    assert twin_of(library, draft) is None
    assert twin_of(library, replace(draft, source=TEA.source)) == Twin(1, Filed.FURTHER)
    file_cases(library, [replace(TEA, id=0, place=ELSEWHERE), replace(LIFT, source=TEA.source)])
    both = replace(draft, source=TEA.source, place=replace(district, street="西航港街道"))
    assert twin_of(library, both) == Twin(1, Filed.FURTHER)


def test_of_several_cases_of_a_place_the_likest_is_taken(filled: Library) -> None:
    file_cases(filled, [replace(LIFT, title="梧桐社区也装电梯", place=TEA.place)])
    stairs = Section("", ("一楼住户担心采光，起初反对。后来三个单元都谈成了。",))
    assert twin_of(filled, replace(DRAFT, sections=(stairs,))) == Twin(4, Filed.FURTHER)


RETOLD = replace(
    DRAFT,
    source=replace(TEA.source, title="一碗茶 的“社区”", date="", reporters=("林一",), url=""),
    sections=(Section("", ("东升街道梧桐社区的老人，从前没有一处坐的地方。如今车棚里一碗茶只收两块钱。",)),),
)
"""The page that TEA, an editor's card, was made of."""


def test_a_page_stands_beside_the_card_that_retells_it_and_their_source_is_one(filled: Library) -> None:
    assert file_drafts(filled, [RETOLD]) == [(2, Filed.FURTHER)]
    told = get_case(filled.db, 2)
    assert (told.source, told.sections, told.sources) == (TEA.source, TEA.sections, (TEA.source,))
    assert told.further == (Report(TEA.source, RETOLD.sections),)
    assert file_drafts(filled, [RETOLD]) == [(2, Filed.SAME)]


def test_of_a_source_they_share_all_is_kept_that_either_says(filled: Library) -> None:
    file_cases(filled, [replace(TEA, source=Source(title="一碗茶的社区", page="05"))])
    file_drafts(filled, [replace(RETOLD, source=replace(TEA.source, page="5"))])
    assert get_case(filled.db, 2).sources == (TEA.source,)


def test_a_title_with_the_place_before_it_is_the_same_title(library: Library) -> None:
    place, long = Place("成都市", "双流区"), "把一碗茶算明白 院子里的账人人看得见"
    file_cases(library, [replace(TEA, place=place, source=Source(title=long))])
    draft = replace(READING, place=place, source=Source(title=f"双流区梧桐社区 {long}", page="05"))
    assert file_drafts(library, [draft]) == [(1, Filed.FURTHER)]
    assert get_case(library.db, 1).sources == (Source(title=long, page="05"),)
    assert twin_of(library, replace(draft, sections=(), source=Source(title="人人看得见"))) is None


def test_a_page_of_a_street_and_two_of_its_communities_goes_to_each_its_own(filled: Library) -> None:
    source = Source("示例晚报", "东升街道议出新办法")
    told = (
        "每季度评一次议事能手，谁都可以报名。",
        "居民把车棚改成老茶馆，一碗茶只收两块钱。",
        "九次坝坝会谈成了电梯的事。",
    )
    drafts = [
        replace(READING, place=case.place, source=source, sections=(Section("", (text,)),))
        for case, text in zip((STREET, TEA, LIFT), told, strict=True)
    ]
    assert file_drafts(filled, drafts) == [(3, Filed.FURTHER), (2, Filed.FURTHER), (1, Filed.FURTHER)]
    assert file_drafts(filled, drafts) == [(3, Filed.SAME), (2, Filed.SAME), (1, Filed.SAME)]


def test_a_picture_that_two_cases_of_a_district_show_makes_them_one(library: Library) -> None:
    district = Place("成都市", "双流区")
    picture = "图为双流区社区茶馆开张仪式现场。"
    street = replace(STREET, place=district)
    file_cases(library, [street, replace(street, title="开张", captions=(picture,))])
    news = Case(0, "双流区社区茶馆开张仪式现场", district, sections=(Section("", (f"三月里开了一家茶馆，{picture}",)),))
    assert file_drafts(library, [news]) == [(2, Filed.FURTHER)]
    assert get_case(library.db, 2).sources == (Source(title=news.title),)
    assert twin_of(library, replace(news, place=ELSEWHERE)) == Twin(2, Filed.SAME)
    assert twin_of(library, replace(READING, place=district, captions=("图为现场。",))) is None


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
