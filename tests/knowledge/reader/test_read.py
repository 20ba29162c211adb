"""A file, whatever its kind, becomes drafts: a card as it is, a page with its doubts."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from knowledge import (
    CardError,
    ChapuError,
    Doubt,
    Draft,
    Filed,
    Library,
    NotFoundError,
    ReadError,
    Section,
    Source,
    file_cases,
    file_drafts,
    list_cases,
    read,
    read_card,
    read_from_link,
    write_card,
)
from tests.conftest import ROOT, shared
from tests.knowledge.samples import SHEET, SHEET_CASE, TEA

from .made import Line, pdf

CUT = Doubt(20, "「…来的年轻人也有一个去处，」到这里断了，后面可能缺了一段。")


def read_in(library: Library, source: Path | bytes, name: str) -> list[Draft]:
    return read(source, name, library.words, library.segmenter)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_page_is_read_with_its_doubts(library: Library, encoding: str) -> None:
    assert read_in(library, SHEET.encode(encoding), "版面.txt") == [Draft(SHEET_CASE, (CUT,))]


def test_a_page_is_read_from_a_word_file(library: Library, tmp_path: Path) -> None:
    document, path = docx.Document(), tmp_path / "版面.docx"
    for line in filter(None, SHEET.splitlines()):
        document.add_paragraph(line)
    document.save(str(path))
    (draft,) = read_in(library, path, path.name)
    assert draft.case == SHEET_CASE


def test_what_could_not_be_read_of_a_file_is_a_doubt_of_it(library: Library) -> None:
    lines = [Line(60, 60 + 20 * at, line) for at, line in enumerate(filter(None, SHEET.splitlines()[5:12]))]
    (draft,) = read_in(library, pdf([lines, []], pictures=[2]), "版面.pdf")
    (gap,) = [doubt for doubt in draft.doubts if not doubt.line]
    assert draft.doubts[0] == gap
    assert "第 2 页" in gap.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("name", ["茶馆.md", "茶馆.txt", "茶馆"])
def test_a_card_is_taken_as_it_is_whatever_it_is_called(encoding: str, name: str) -> None:
    odd = replace(TEA, notes=("软\u00ad连字符\u200b", "另一句。"), sections=(Section("做法", ("短。",)),))
    assert read(write_card(odd).encode(encoding), name) == [Draft(odd, card=True)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("---\ntitle: 茶馆\n---\n\n没有小标题。\n", "「卡.md」的正文「没有小标题。」不在任何小标题下"),
        ("---\ntitle: 茶馆\n\n## 做法\n\n抬头没有关上。\n", "「卡.md」"),
        ("---\n\n## 做法\n\n没有抬头。\n", "「卡.md」的抬头（两行 --- 之间）"),
    ],
)
def test_a_faulty_card_is_told_as_one(text: str, fault: str) -> None:
    with pytest.raises(CardError, match=fault):
        read(text.encode(), "卡.md")


def test_a_text_that_looks_a_little_like_a_card_is_a_page(library: Library) -> None:
    assert read_in(library, f"---\n{SHEET}".encode(), "版面.txt")[0].case.sections == SHEET_CASE.sections
    assert read_in(library, SHEET.encode(), "版面.md")[0].case == SHEET_CASE


def test_an_article_with_a_cards_headings_is_a_page(library: Library) -> None:
    headed = SHEET.replace("车棚改成茶馆 自己的事自己管", "## 做法").encode()
    (draft,) = read_in(library, headed, "版面.md")
    assert [draft] == read_in(library, headed, "版面.txt")
    assert [paragraph.text for paragraph in draft.case.paragraphs()] == [each.text for each in SHEET_CASE.paragraphs()]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", ReadError),
        ("你好啊".encode(), ReadError),
        (b"hello world, " * 100, ReadError),
        (("1 2 3\n" * 100).encode(), ReadError),
        (b"\x00" * 1000, ReadError),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), ReadError),
        (b"PK\x03\x04" + bytes(100), ReadError),
    ],
)
def test_a_file_without_a_case_is_one_sentence(data: bytes, error: type[ChapuError]) -> None:
    with pytest.raises(error, match=r"^「物」.+。$"):
        read(data, "物")


def test_an_empty_word_file_is_one_sentence() -> None:
    out = io.BytesIO()
    docx.Document().save(out)
    with pytest.raises(ReadError, match=r"^「空.docx」.+。$"):
        read(out.getvalue(), "空.docx")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"找不到「没有.md」"):
        read(tmp_path / "没有.md", "没有.md")
    with pytest.raises(ReadError, match=r"「夹」是文件夹，请写成「夹/\*」"):
        read(tmp_path, "夹")


def test_a_link_to_this_machine_is_not_followed() -> None:
    with pytest.raises(ReadError, match="是内部网络的地址"):
        read_from_link("http://127.0.0.1/")


def test_without_word_files_a_page_is_read_all_the_same() -> None:
    (draft,) = read(SHEET.encode(), "版面.txt")
    assert (draft.case.sections, draft.case.place, draft.case.topics) == (SHEET_CASE.sections, TEA.place, ())


def test_cases_of_pages_come_back_from_their_cards(library: Library) -> None:
    (draft,) = read_in(library, SHEET.encode(), "版面.txt")
    file_drafts(library, [draft.case])
    other = replace(draft.case, source=Source("示例晚报"), sections=(Section("又一篇", ("茶馆也卖面。",)),))
    file_drafts(library, [other])
    (told,) = list_cases(library.db)
    assert [report.source.publication for report in told.reports] == ["示例日报", "示例晚报"]
    assert read(write_card(told).encode(), "1.md") == [Draft(told, card=True)]
    assert file_cases(library, [told]) == [(1, Filed.SAME)]


def test_the_pages_go_to_the_cards_that_were_made_of_them(shelf: Library, another: Callable[[], Library]) -> None:
    """Each to the card of its own place, none to another; a second time all of it is there already."""
    pages = sorted(shared("seeds").glob("*.txt"))
    filled = another()
    file_cases(filled, list_cases(shelf.db))
    read_pages = [[draft.case for draft in read_in(filled, page, page.name)] for page in pages]
    filed = [file_drafts(filled, cases) for cases in read_pages]
    cards = {case.place: case.id for case in list_cases(shelf.db)}
    assert [[(cards[case.place], Filed.FURTHER) for case in cases] for cases in read_pages] == filed
    assert {became for cases in read_pages for _, became in file_drafts(filled, cases)} == {Filed.SAME}
    assert len(list_cases(filled.db)) == len(list((ROOT / "data" / "cases").glob("*.md")))
    for case in list_cases(filled.db):
        assert read_card(write_card(case), "卡") == case
