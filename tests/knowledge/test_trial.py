"""What synonyms would change is what they do change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge import Asked, Library, answer, file_cases, keep_asked, open_library, put_vote
from knowledge.desk import Reply, Shift, Trial, try_synonyms
from knowledge.store.synonyms import put_synonyms
from knowledge.trial import compare, replies
from tests.conftest import ROOT

from .samples import LIFT, STREET, TEA

MISSED = ("楼道夜谈怎么开", "外星人怎么治理", "一楼采光有人反对")
ANSWERED = ("老茶馆值守", "议事能手评选", "车棚改成茶馆", "梧桐社区")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A library in a file, of which something was asked."""
    opened = open_library(tmp_path / "library.db", ROOT / "data")
    file_cases(opened, [TEA, LIFT, STREET])
    for at, question in enumerate((*MISSED, *ANSWERED)):
        hits = tuple(hit.case.id for hit in answer(opened, question).hits)
        kept = keep_asked(
            opened.db, Asked("", question, "terms" if hits else "none", hits, 1, 1, at, datetime.now(UTC).isoformat())
        )
        if question == MISSED[-1]:
            put_vote(opened.db, kept.id, 1, False, "不是我要的")
    yield opened
    opened.close()


def test_it_is_what_saving_does(library: Library, tmp_path: Path) -> None:
    asked = (*MISSED, *ANSWERED)
    for words in (("楼道夜谈", "坝坝会"), ("采光", "老茶馆"), ("外星人", "没有人说的词")):
        kept = library.db.execute("SELECT count(*), total(learned) FROM synonyms").fetchone()
        tried = try_synonyms(tmp_path / "library.db", ROOT / "data", words)
        assert library.db.execute("SELECT count(*), total(learned) FROM synonyms").fetchone() == kept
        before = replies(library, asked)
        put_synonyms(library, words, 7)
        done = compare(MISSED, before, replies(library, asked))
        assert (tried.missed, tried.answered) == (len(MISSED), len(ANSWERED))
        assert [*map(set, (tried.gained, tried.changed, tried.loose))] == [
            *map(set, (done.gained, done.changed, done.loose))
        ]


def test_what_is_gained(library: Library, tmp_path: Path) -> None:
    tried = try_synonyms(tmp_path / "library.db", ROOT / "data", ("楼道夜谈", "坝坝会"))
    assert tried == Trial(3, 4, (), (), (Shift("楼道夜谈怎么开", Reply(), Reply(2, LIFT.title, weak=True)),))


def test_better_is_a_sure_answer_and_a_loose_one_for_none_is_told_apart() -> None:
    none, loose, sure, other = Reply(), Reply(1, "甲", weak=True), Reply(1, "甲"), Reply(2, "乙")
    before = {"无": none, "松": loose, "准": sure, "换": sure, "丢": sure, "空": none}
    after = {"无": loose, "松": sure, "准": loose, "换": other, "丢": none, "空": none}
    assert compare(["无"], before, after) == Trial(
        1,
        5,
        (Shift("松", loose, sure),),
        (Shift("换", sure, other), Shift("丢", sure, none)),
        (Shift("无", none, loose),),
    )
