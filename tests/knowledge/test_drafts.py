"""Drafts, and the batches they come of: kept, published, dropped, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from knowledge import Case, ChapuError, Doubt, Draft, Filed, Library, Source, Twin, answer, file_cases, get_case
from knowledge.desk import (
    KeptDraft,
    Piece,
    batch_by_id,
    batch_of_message,
    begin_batch,
    begin_reading,
    draft_by_id,
    drafts_in,
    drop_draft,
    end_reading,
    forget_old,
    keep_draft,
    last_deed,
    leave_batch,
    missing,
    pick_up_draft,
    publish_draft,
    put_pieces,
    set_hidden,
    undo_of_cases,
    unread_batches,
)
from knowledge.store.deeds import OF_CASES
from knowledge.store.drafts import change_draft
from tests.knowledge.samples import LIFT, PAGE, TEA

EDITOR = 7
PAGE_OF_TEA = replace(TEA, title=PAGE.source.title, source=PAGE.source, sections=PAGE.sections, captions=(), notes=())


def kept(library: Library, case: Case, card: bool = False) -> KeptDraft:
    found = keep_draft(library, Draft(case, (Doubt(3, "这里可能缺字"),), card), EDITOR, "甲.txt")
    assert isinstance(found, KeptDraft)
    return found


def test_a_draft_has_the_number_of_its_case_to_be(library: Library) -> None:
    file_cases(library, [TEA])
    first, second = (
        kept(library, LIFT),
        kept(library, replace(LIFT, title="银杏社区：另一件事", sections=PAGE.sections)),
    )
    assert (first.id, second.id) == (2, 3)
    assert publish_draft(library, 3, EDITOR) == (3, Filed.NEW)
    assert file_cases(library, [replace(TEA, title="丁香社区")]) == [(4, Filed.NEW)]
    assert publish_draft(library, 2, EDITOR) == (2, Filed.NEW)
    assert replace(get_case(library.db, 2), id=0) == LIFT
    assert draft_by_id(library.db, 2).case_id == 2
    assert drafts_in(library.db, "open") == []


def test_the_same_draft_is_kept_once(library: Library) -> None:
    assert kept(library, LIFT) == kept(library, LIFT)
    assert [draft.draft.doubts for draft in drafts_in(library.db, "open")] == [(Doubt(3, "这里可能缺字"),)]


def test_what_the_library_has_is_no_draft(library: Library) -> None:
    file_cases(library, [TEA])
    assert keep_draft(library, Draft(TEA), EDITOR, "甲.txt") == Twin(1, Filed.SAME)
    assert keep_draft(library, Draft(TEA, card=True), EDITOR, "甲.md") == Twin(1, Filed.SAME)
    assert drafts_in(library.db, "open") == []


def test_a_draft_becomes_a_further_source(library: Library) -> None:
    file_cases(library, [TEA])
    draft = kept(library, PAGE_OF_TEA)
    assert publish_draft(library, draft.id, EDITOR, into=1) == (1, Filed.FURTHER)
    assert [report.source.publication for report in get_case(library.db, 1).reports] == ["示例日报", "示例晚报"]
    assert draft_by_id(library.db, draft.id).case_id == 1


def test_a_card_replaces_its_case(library: Library) -> None:
    file_cases(library, [TEA])
    draft = kept(library, replace(TEA, year=2024), card=True)
    assert publish_draft(library, draft.id, EDITOR) == (1, Filed.CHANGED)
    assert get_case(library.db, 1).year == 2024


def test_nothing_is_published_twice(library: Library) -> None:
    draft = kept(library, LIFT)
    publish_draft(library, draft.id, EDITOR)
    with pytest.raises(ChapuError, match="已经发布成案例「#1」"):
        publish_draft(library, draft.id, EDITOR)
    with pytest.raises(ChapuError, match="已经发布成案例「#1」"):
        drop_draft(library.db, draft.id, EDITOR)
    assert library.db.execute("SELECT count(*) FROM cases").fetchone() == (1,)


def test_a_publication_that_is_undone_is_a_draft_again_and_keeps_its_number(library: Library) -> None:
    draft = kept(library, LIFT)
    publish_draft(library, draft.id, EDITOR)
    deed = last_deed(library.db, EDITOR, OF_CASES)
    assert deed is not None
    undo_of_cases(library, deed, EDITOR)
    assert [each.id for each in drafts_in(library.db, "open")] == [1]
    assert answer(library, "加装电梯").hits == ()
    change_draft(library.db, 1, replace(LIFT, year=2023))
    assert publish_draft(library, 1, EDITOR) == (1, Filed.NEW)
    assert get_case(library.db, 1).year == 2023
    assert [hit.case.id for hit in answer(library, "加装电梯").hits] == [1]


def test_a_dropped_draft_can_be_picked_up(library: Library) -> None:
    draft = kept(library, LIFT)
    drop_draft(library.db, draft.id, EDITOR)
    with pytest.raises(ChapuError, match="已经丢弃了"):
        publish_draft(library, draft.id, EDITOR)
    pick_up_draft(library.db, draft.id, EDITOR)
    assert drafts_in(library.db, "open") == [draft]


def test_a_draft_changed_meanwhile_is_not_written_over(library: Library) -> None:
    draft = kept(library, LIFT)
    with pytest.raises(ChapuError, match="刚刚被别人改过"):
        change_draft(library.db, draft.id, replace(LIFT, year=2000), digest="another")
    assert drafts_in(library.db, "open") == [draft]


def test_a_batch_is_collected_and_read_once(library: Library) -> None:
    db = library.db
    batch = begin_batch(db, EDITOR, EDITOR)
    put_pieces(db, batch, EDITOR, 12, [Piece("text", "乙")])
    put_pieces(db, batch, EDITOR, 11, [Piece("text", "甲")])
    put_pieces(db, batch, EDITOR, 12, [Piece("text", "乙改")])
    found = batch_by_id(db, batch)
    assert found is not None
    assert [piece.content for piece in found.pieces] == ["甲", "乙改"]
    assert (batch_of_message(db, EDITOR, 12), batch_of_message(db, EDITOR, 13)) == (batch, None)
    assert unread_batches(db) == [batch]
    assert [begin_reading(db, batch), begin_reading(db, batch)] == [True, False]
    assert [end_reading(db, batch), leave_batch(db, batch), end_reading(db, batch)] == [True, False, False]
    assert unread_batches(db) == []


def test_a_batch_that_was_left_ends(library: Library) -> None:
    batch = begin_batch(library.db, EDITOR, EDITOR)
    assert [leave_batch(library.db, batch), begin_reading(library.db, batch)] == [True, False]
    assert unread_batches(library.db) == []


def test_what_was_read_long_ago_is_forgotten(library: Library) -> None:
    batch, unread = begin_batch(library.db, EDITOR, EDITOR), begin_batch(library.db, EDITOR, EDITOR)
    put_pieces(library.db, batch, EDITOR, 11, [Piece("text", "甲")])
    put_pieces(library.db, unread, EDITOR, 12, [Piece("text", "乙")])
    leave_batch(library.db, batch)
    forget_old(library.db, datetime.now(UTC) - timedelta(days=1))
    assert [batch_of_message(library.db, EDITOR, number) for number in (11, 12)] == [batch, unread]
    forget_old(library.db, datetime.now(UTC) + timedelta(days=1))
    assert [batch_of_message(library.db, EDITOR, number) for number in (11, 12)] == [None, unread]


def test_what_a_case_lacks() -> None:
    assert missing(TEA) == ()
    assert missing(Case(1, "无")) == ("place", "year", "topics", "source", "done")
    assert missing(replace(TEA, source=Source(title="一碗茶"))) == ("publication", "date")


def test_the_number_of_a_draft_is_nobody_elses(library: Library) -> None:
    file_cases(library, [TEA])
    draft = kept(library, LIFT)
    [(other, _)] = file_cases(library, [replace(TEA, id=draft.id, title="丁香社区：另一件事")])
    set_hidden(library, other, True, EDITOR)
    assert (draft.id, other) == (2, 3)
    assert publish_draft(library, 2, EDITOR) == (2, Filed.NEW)
    assert get_case(library.db, 3, hidden=True).title == "丁香社区：另一件事"
