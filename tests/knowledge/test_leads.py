"""What readers suggest: kept once, within limits, decided once, told once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from knowledge import (
    ChapuError,
    Lead,
    LeadState,
    Library,
    NotFoundError,
    Suggested,
    file_cases,
    forget_reader,
    keep_lead,
    lead_by_id,
    put_credit,
    rows_of_reader,
)
from knowledge.desk import (
    Piece,
    begin_batch,
    decide_lead,
    lead_count,
    lead_published,
    leads_in,
    leads_to_tell,
    put_pieces,
)
from knowledge.store import leads
from knowledge.store.leads import credit_of
from tests.knowledge.samples import TEA

READER, OTHER, EDITOR, SECOND = 1001, 1003, 1002, 1004
TEXT = Suggested("text", "车棚改成了议事点。")
FILE = Suggested("file", "BQ1", "报道.pdf", "街道的报道", "u1")


def suggest(library: Library, *what: Suggested, reader: int = READER) -> list[int]:
    return [keep_lead(library.db, reader, "小王", each).id for each in what]


def texts(count: int) -> list[Suggested]:
    return [Suggested("text", f"第 {number} 条") for number in range(count)]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Lets time pass."""
    now = [datetime.now(UTC)]
    monkeypatch.setattr(leads, "_now", lambda: now[0])

    def wait(time: timedelta) -> None:
        now[0] += time

    return wait


def test_the_same_suggested_twice_by_one_person_is_one_lead(library: Library) -> None:
    again = Suggested("file", "BQ2", "改了名.pdf", "", "u1")
    assert suggest(library, TEXT, FILE, TEXT, again) == [1, 2, 1, 2]
    assert suggest(library, TEXT, reader=OTHER) == [3]
    sent_at = lead_by_id(library.db, 2).sent_at
    assert lead_by_id(library.db, 2) == Lead(2, READER, "小王", FILE, None, LeadState.WAITING, "", None, None, sent_at)


def test_three_wait_at_once_and_five_a_day(library: Library, later: Callable[[timedelta], None]) -> None:
    suggest(library, *texts(3))
    with pytest.raises(ChapuError, match=r"^你有 3 条还在等编辑看。"):
        suggest(library, TEXT)
    for lead_id in (1, 2, 3):
        decide_lead(library.db, lead_id, EDITOR, LeadState.REFUSED, "内容太少")
        later(timedelta(hours=1))
    suggest(library, *texts(5))
    with pytest.raises(ChapuError, match=r"^一天最多推荐 5 条，约 22 小时后再发这条"):
        suggest(library, TEXT)
    later(timedelta(hours=20, minutes=15))
    with pytest.raises(ChapuError, match="，46 分钟后再发这条"):
        suggest(library, TEXT)
    later(timedelta(minutes=45))
    assert suggest(library, TEXT) == [6]
    assert suggest(library, TEXT, reader=OTHER) == [7]


def test_the_first_decision_counts(library: Library) -> None:
    suggest(library, TEXT)
    accepted, first = decide_lead(library.db, 1, EDITOR, LeadState.ACCEPTED)
    assert (first, accepted.state, accepted.editor_id) == (True, LeadState.ACCEPTED, EDITOR)
    assert decide_lead(library.db, 1, SECOND, LeadState.ACCEPTED) == (accepted, False)
    assert (leads_in(library.db, LeadState.ACCEPTED, 1, 1), lead_count(library.db, LeadState.ACCEPTED)) == ([], 1)
    assert (leads_in(library.db, LeadState.WAITING), leads_in(library.db, LeadState.ACCEPTED)) == ([], [accepted])


def test_what_was_accepted_may_be_refused_until_it_is_published(library: Library) -> None:
    file_cases(library, [TEA])
    suggest(library, TEXT, FILE)
    for lead_id in (1, 2):
        decide_lead(library.db, lead_id, EDITOR, LeadState.ACCEPTED)
    lead_published(library.db, 2, 1)
    refused, first = decide_lead(library.db, 1, SECOND, LeadState.REFUSED, "看不清来源")
    assert (first, refused.state, refused.editor_id) == (True, LeadState.REFUSED, SECOND)
    assert decide_lead(library.db, 1, EDITOR, LeadState.ACCEPTED) == (refused, False)
    assert decide_lead(library.db, 2, EDITOR, LeadState.REFUSED, "看不清来源")[1] is False


def test_whoever_suggested_a_case_is_to_be_told_of_it_once(library: Library) -> None:
    file_cases(library, [TEA])
    suggest(library, TEXT)
    decide_lead(library.db, 1, EDITOR, LeadState.ACCEPTED)
    assert [lead_published(library.db, 1, 1) for _ in range(2)] == [READER, None]
    assert lead_published(library.db, 9, 1) is None
    assert (lead_by_id(library.db, 1).state, lead_by_id(library.db, 1).case_id) == (LeadState.PUBLISHED, 1)


def test_credit_is_the_readers_until_it_is_published(library: Library) -> None:
    file_cases(library, [TEA])
    suggest(library, TEXT)
    assert credit_of(library.db, 1) is None
    put_credit(library.db, 1, READER, "小王")
    with pytest.raises(NotFoundError):
        put_credit(library.db, 1, OTHER, "小张")
    assert credit_of(library.db, 1) == "小王"
    lead_published(library.db, 1, 1)
    with pytest.raises(ChapuError, match=r"^这条已经发布了"):
        put_credit(library.db, 1, READER, None)
    assert (credit_of(library.db, 1), credit_of(library.db, 9)) == ("小王", None)


def test_editors_are_told_of_what_is_new_once_in_ten_minutes(
    library: Library, later: Callable[[timedelta], None]
) -> None:
    assert leads_to_tell(library.db) == (0, 0)
    suggest(library, TEXT)
    assert leads_to_tell(library.db) == (1, 0)
    assert leads_to_tell(library.db) == (0, 0)
    suggest(library, FILE, Suggested("link", "https://example.org"))
    later(timedelta(minutes=4))
    assert leads_to_tell(library.db) == (0, 360)
    decide_lead(library.db, 3, EDITOR, LeadState.ACCEPTED)
    later(timedelta(minutes=6))
    assert leads_to_tell(library.db) == (1, 0)


def test_a_reader_sees_what_they_suggested_and_not_who_decided(library: Library) -> None:
    suggest(library, TEXT, FILE)
    decide_lead(library.db, 1, EDITOR, LeadState.REFUSED, "内容太少")
    leads_to_tell(library.db)
    told = rows_of_reader(library.db, READER)["leads"]
    assert [(row.get("content"), row["file_name"], row["note"], row["state"], row["reason"]) for row in told] == [
        (TEXT.content, "", "", "refused", "内容太少"),
        (None, "报道.pdf", "街道的报道", "waiting", ""),
    ]
    assert EDITOR not in {value for row in told for value in row.values()}


def test_after_forgetting_no_row_has_the_readers_words(library: Library) -> None:
    suggest(library, TEXT, FILE)
    suggest(library, Suggested("text", "别人的"), reader=OTHER)
    decide_lead(library.db, 1, EDITOR, LeadState.ACCEPTED)
    batch_id = begin_batch(library.db, EDITOR, EDITOR, 1)
    put_pieces(library.db, batch_id, EDITOR, -batch_id, [Piece("text", TEXT.content)])
    forget_reader(library.db, READER)
    rows = [row for name in ("leads", "batches", "pieces", "drafts") for row in library.db[name].rows]
    held = {value for row in rows for value in row.values()}
    assert held & {READER, TEXT.content, "BQ1", "报道.pdf", "小王"} == {"小王"}  # whom the other is called as well
    assert (library.db["leads"].count, library.db["batches"].count, library.db["pieces"].count) == (1, 1, 0)
    with pytest.raises(NotFoundError):
        lead_by_id(library.db, 1)
