"""Synonyms told in chat count at once, as those of the file do, and leave the index as if it were made anew."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers import menu
from handlers.desk import gaps_texts
from knowledge import Case, ChapuError, Library, NotFoundError, answer, file_cases, open_library, pairs
from knowledge.desk import (
    Act,
    Synonyms,
    deed_by_id,
    deeds,
    drop_proposal,
    drop_synonyms,
    last_deed,
    propose_synonyms,
    read_synonyms,
    restore_synonyms,
    save_synonyms,
    set_hidden,
    synonyms,
    synonyms_by_id,
    undo_synonyms,
)
from knowledge.store import reindex, writing
from knowledge.store.synonyms import put_synonyms
from knowledge.terms import Segmenter
from tests.conftest import ROOT

from .samples import LIFT, STREET, TEA
from .test_store import index_of

EDITOR = 7
WHOLE = ("自治小组", "议事能手团")
"""The first stands in TEA, is in no dictionary, and is kept whole once it is told."""

RUNS = re.findall(
    r"[\u4e00-\u9fff]{2,}", " ".join(each.text for case in (TEA, LIFT, STREET) for each in case.paragraphs())
)
PIECES = sorted({run[at : at + size] for run in RUNS for size in (2, 3, 4, 6) for at in range(len(run) - size + 1)})
"""Of what the cases say, words or none."""


def test_the_example_that_editors_are_shown_may_be_told(tmp_path: Path) -> None:
    with closing(open_library(tmp_path / "library.db", ROOT / "data")) as library:
        assert read_synonyms(library, gaps_texts.EXAMPLE) == ("夜谈会", "坝坝会")
    assert {gaps_texts.EXAMPLE in said for said in (gaps_texts.HOW_TO, menu.MENU["syn"], pairs._EXAMPLE)} == {True}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Word files of one group."""
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "synonyms.txt").write_text("老人 老年人\n坝坝会 院坝会\n", encoding="utf-8")
    shutil.copy(ROOT / "data" / "stopwords.txt", tmp_path / "words")
    return tmp_path / "words"


@pytest.fixture
def library(tmp_path: Path, folder: Path) -> Iterator[Library]:
    """A library in a file, with words of its own."""
    opened = open_library(tmp_path / "library.db", folder)
    file_cases(opened, [TEA, LIFT, STREET])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library with a group of the file and one told in chat. Nothing may be written to it."""
    folder = tmp_path_factory.mktemp("words")
    (folder / "synonyms.txt").write_text("老人 老年人\n", encoding="utf-8")
    shutil.copy(ROOT / "data" / "stopwords.txt", folder)
    opened = open_library(":memory:", folder)
    put_synonyms(opened, ["夜谈会", "院坝会"], EDITOR)
    yield opened
    opened.close()


def everything(library: Library) -> object:
    """The index and how each passage is cut, and what it was made by."""
    cuts = library.db.execute("SELECT id, cuts FROM passages ORDER BY id").fetchall()
    return index_of(library), cuts, library.db.execute("SELECT * FROM totals").fetchall()


def first(library: Library, question: str) -> list[int]:
    return [hit.case.id for hit in answer(library, question).hits]


def test_they_count_at_once_and_both_ways(library: Library) -> None:
    assert (first(library, "楼道夜谈"), first(library, "坝坝会")) == ([], [2])
    put_synonyms(library, ["楼道夜谈", "坝坝会"], EDITOR)
    assert first(library, "楼道夜谈") == [2]
    assert (library.words.near["楼道夜谈"], library.words.near["坝坝会"]) == (("坝坝会",), ("院坝会", "楼道夜谈"))
    assert {"楼道夜谈", "坝坝会"} <= library.words.field


def test_they_count_as_a_group_of_the_file_does(library: Library, folder: Path) -> None:
    put_synonyms(library, ["楼道夜谈", "坝坝会"], EDITOR)
    with (folder / "synonyms.txt").open("a", encoding="utf-8") as file:
        file.write("楼道夜谈 坝坝会\n")
    written = open_library(":memory:", folder)
    assert (written.words.near, written.words.field) == (library.words.near, library.words.field)
    assert set(written.words.own) == set(library.words.own)
    written.close()


def test_the_index_is_what_making_it_anew_makes(library: Library, tmp_path: Path, folder: Path) -> None:
    before = everything(library)
    put_synonyms(library, WHOLE, EDITOR)
    put_synonyms(library, ["值守组", "轮流值守", "小组轮流"], EDITOR)
    put_synonyms(library, ["老茶馆", "露天茶座"], EDITOR)
    kept = everything(library)
    assert kept != before
    with writing(library.db):
        reindex(library.db, library.segmenter, library.words.digest)
    assert everything(library) == kept
    reopened = open_library(tmp_path / "library.db", folder)
    assert everything(reopened) == kept
    assert reopened.words == library.words
    reopened.close()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(groups=st.lists(st.lists(st.sampled_from(PIECES), min_size=2, max_size=4), min_size=1, max_size=6))
def test_whatever_is_told_in_whatever_order(library: Library, groups: list[list[str]]) -> None:
    for words in groups:
        put = put_synonyms(library, words, EDITOR)
        if len(words) > 2:
            drop_synonyms(library, put, EDITOR)
    kept = everything(library)
    with writing(library.db):
        reindex(library.db, Segmenter(library.words.own), library.words.digest)
    assert everything(library) == kept


def test_nothing_is_made_anew_at_the_next_start(library: Library, tmp_path: Path, folder: Path) -> None:
    put_synonyms(library, WHOLE, EDITOR)
    written = library.db.execute("PRAGMA data_version").fetchone()
    open_library(tmp_path / "library.db", folder).close()
    assert library.db.execute("PRAGMA data_version").fetchone() == written


def test_what_is_filed_later_is_cut_with_them(library: Library) -> None:
    put_synonyms(library, WHOLE, EDITOR)
    file_cases(library, [TEA], match=False)
    set_hidden(library, 1, True, EDITOR)
    set_hidden(library, 1, False, EDITOR)
    kept = everything(library)
    with writing(library.db):
        reindex(library.db, library.segmenter, library.words.digest)
    assert everything(library) == kept


def test_a_hidden_case_stays_out_of_the_index(library: Library) -> None:
    set_hidden(library, 1, True, EDITOR)
    kept = index_of(library)
    put_synonyms(library, WHOLE, EDITOR)
    assert index_of(library) == kept
    set_hidden(library, 1, False, EDITOR)
    kept = index_of(library)
    with writing(library.db):
        reindex(library.db, library.segmenter, library.words.digest)
    assert index_of(library) == kept


def test_a_word_of_characters_without_a_sound_is_found_by_reading_all(library: Library) -> None:
    file_cases(library, [Case(0, "\U0002a700\U0002a701楼", TEA.place)])
    put_synonyms(library, ["\U0002a700\U0002a701", "两个生僻字"], EDITOR)
    kept = everything(library)
    with writing(library.db):
        reindex(library.db, library.segmenter, library.words.digest)
    assert everything(library) == kept


def test_where_they_cannot_be_saved_all_is_as_before(library: Library) -> None:
    before, cuts = (everything(library), library.words), library.segmenter.cuts("自治小组")
    library.db.execute("CREATE TRIGGER full BEFORE INSERT ON deeds BEGIN SELECT raise(ABORT, 'full'); END")
    with pytest.raises(ChapuError):
        put_synonyms(library, WHOLE, EDITOR)
    assert (everything(library), library.words, library.segmenter.cuts("自治小组")) == (*before, cuts)
    assert (synonyms(library.db), library.learning) == ([], "")
    library.db.execute("DROP TRIGGER full")
    put_synonyms(library, WHOLE, EDITOR)
    assert library.segmenter.cuts("自治小组") == b"\x04"


def test_saving_in_many_steps(library: Library, tmp_path: Path, folder: Path) -> None:
    file_cases(library, [TEA] * 24, match=False)
    steps = save_synonyms(library, propose_synonyms(library.db, WHOLE, EDITOR), EDITOR)
    next(steps)
    with pytest.raises(ChapuError, match="还在保存"):
        put_synonyms(library, ["老茶馆", "露天茶座"], EDITOR)
    steps.close()  # the program ends: at the next start the index is made without them
    stopped = open_library(tmp_path / "library.db", folder)
    assert (stopped.words, synonyms(stopped.db)) == (library.files, [])
    kept = everything(stopped)
    stopped.close()
    assert everything(library) == kept
    put_synonyms(library, WHOLE, EDITOR)
    kept = everything(library)
    with writing(library.db):
        reindex(library.db, library.segmenter, library.words.digest)
    assert everything(library) == kept


def test_what_is_filed_while_they_are_saved_does_not_have_the_index_made_anew(
    library: Library, tmp_path: Path, folder: Path
) -> None:
    out = put_synonyms(library, ["楼道夜谈", "坝坝会"], EDITOR)
    file_cases(library, [TEA] * 24, match=False)
    for _ in save_synonyms(library, propose_synonyms(library.db, WHOLE, EDITOR), EDITOR):
        file_cases(library, [TEA], match=False)
        drop_synonyms(library, out, EDITOR)
        set_hidden(library, 1, True, EDITOR)
    assert library.db.execute("SELECT made_by FROM totals").fetchone()[0].endswith(f"words {library.words.digest}")
    kept = everything(library)
    reopened = open_library(tmp_path / "library.db", folder)
    assert (reopened.words, everything(reopened)) == (library.words, kept)
    with writing(reopened.db):
        reindex(reopened.db, reopened.segmenter, reopened.words.digest)
    assert everything(reopened) == kept
    reopened.close()


def test_a_proposal_does_not_count(library: Library) -> None:
    before = (everything(library), library.words)
    proposed = propose_synonyms(library.db, WHOLE, EDITOR)
    assert (everything(library), library.words, synonyms(library.db)) == (*before, [])
    assert (drop_proposal(library.db, proposed), drop_proposal(library.db, proposed)) == (True, False)
    assert [*save_synonyms(library, proposed, EDITOR)] == []
    assert (everything(library), library.words, synonyms(library.db)) == (*before, [])


def test_told_taken_out_and_put_back(library: Library) -> None:
    put = put_synonyms(library, ["楼道夜谈", "坝坝会"], EDITOR)
    told = synonyms_by_id(library.db, put)
    assert told == Synonyms(put, ("楼道夜谈", "坝坝会"), EDITOR, "", told.made_at, True, False)
    kept, words = everything(library), library.words
    assert (drop_synonyms(library, put, EDITOR), drop_synonyms(library, put, EDITOR)) == (True, False)
    assert (first(library, "楼道夜谈"), synonyms(library.db)) == ([], [])
    assert everything(library) == kept
    assert (restore_synonyms(library, put, EDITOR), restore_synonyms(library, put, EDITOR)) == (True, False)
    assert (first(library, "楼道夜谈"), library.words) == ([2], words)
    assert [(deed.act, deed.subject_id, deed.subject) for deed in deeds(library.db, 9)] == [
        (act, put, "楼道夜谈 = 坝坝会") for act in (Act.SYNONYM, Act.UNSYNONYM, Act.SYNONYM)
    ]
    with pytest.raises(NotFoundError):
        drop_synonyms(library, 99, EDITOR)


def test_undone(library: Library) -> None:
    put = put_synonyms(library, ["楼道夜谈", "坝坝会"], EDITOR)
    deed = last_deed(library.db, EDITOR, [Act.SYNONYM, Act.UNSYNONYM])
    assert deed is not None
    undo = deed_by_id(library.db, undo_synonyms(library, deed, EDITOR))
    assert (undo.act, undo.subject, deed_by_id(library.db, deed.id).undone) == (Act.UNDO, deed.subject, True)
    assert (first(library, "楼道夜谈"), last_deed(library.db, EDITOR, [Act.SYNONYM])) == ([], None)
    with pytest.raises(ChapuError, match="已经撤销过了"):
        undo_synonyms(library, deed, EDITOR)
    restore_synonyms(library, put, EDITOR)
    drop_synonyms(library, put, EDITOR)
    out = last_deed(library.db, EDITOR, [Act.UNSYNONYM])
    assert out is not None
    undo_synonyms(library, out, EDITOR)
    assert first(library, "楼道夜谈") == [2]


def test_what_was_changed_since_is_not_undone(library: Library) -> None:
    put = put_synonyms(library, ["楼道夜谈", "坝坝会"], EDITOR)
    deed = deeds(library.db, 1)[0]
    drop_synonyms(library, put, EDITOR)
    with pytest.raises(ChapuError, match="后来已经去掉了"):
        undo_synonyms(library, deed, EDITOR)
    assert not deed_by_id(library.db, deed.id).undone


@pytest.mark.parametrize(
    "line", ["楼道夜谈 = 坝坝会", "楼道夜谈＝坝坝会", " 樓道夜談、坝坝会 ", "楼道夜谈，坝坝会", "楼道夜谈,坝坝会="]
)
def test_a_line_is_read(desk: Library, line: str) -> None:
    assert read_synonyms(desk, line) == ("楼道夜谈", "坝坝会")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("坝坝会", "「坝坝会」只有一个词"),
        ("", "没有看到词"),
        ("楼道夜谈 = 坝坝会 = 楼道夜谈", "「楼道夜谈」写了两遍"),
        ("怎么办 = 坝坝会", "「怎么办」是问话用的词"),
        ("多少钱 = 坝坝会", "「多少钱」是问话用的词"),
        ("会 = 坝坝会", "「会」有 1 个字"),
        ("一二三四五六七八九十一二三 = 坝坝会", "有 13 个字"),
        ("楼道 夜谈 = 坝坝会", "里有空格、符号"),
        ("b站 = 论坛", "「b站」里有空格、符号，或者汉字和字母"),
        ("、".join(["坝坝会", *(f"词语{number}" for number in "甲乙丙丁戊己庚辛")]), "写了 9 个词"),
        ("老年人 = 老人", "（词表 synonyms.txt 里有）"),
        ("院坝会 = 夜谈会", "（在聊天里加过「夜谈会 = 院坝会」）"),
    ],
)
def test_a_line_is_refused(desk: Library, line: str, told: str) -> None:
    with pytest.raises(ChapuError) as refused:
        read_synonyms(desk, line)
    assert told in str(refused.value)


def test_a_word_may_hold_another(desk: Library) -> None:
    assert read_synonyms(desk, "坝坝会 = 小区坝坝会") == ("坝坝会", "小区坝坝会")
