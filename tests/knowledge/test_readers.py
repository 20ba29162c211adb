"""What readers leave behind, and how it is taken away again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge import (
    Asked,
    Library,
    NotFoundError,
    asked_by_id,
    asked_in,
    drop_favourite,
    favourites,
    file_cases,
    forget_reader,
    keep_asked,
    open_library,
    put_favourite,
    put_reason,
    put_reply,
    put_step,
    put_vote,
    put_wish,
    reasoned_in,
    rows_of_reader,
    take_step,
)
from tests.conftest import ROOT
from tests.knowledge.samples import LIFT, TEA

READER, OTHER = 1001, 1002
ASKED = Asked("", "老茶馆", "exact", (1, 2), READER, READER, 7, "2026-11-20T09:00:00+08:00")


def test_deleted_words_are_not_in_the_file(tmp_path: Path) -> None:
    library = open_library(tmp_path / "library.db", ROOT / "data")
    kept = keep_asked(library.db, replace(ASKED, question="天知地知"))
    put_reply(library.db, kept.id, 8)
    keep_asked(library.db, replace(kept, question="你知我知", reply_id=8))
    forget_reader(library.db, READER)
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    library.close()
    assert [word for word in ("天知地知", "你知我知") if word.encode() in held] == []


def everything(library: Library) -> dict[str, list[dict[str, object]]]:
    return {name: list(library.db[name].rows) for name in library.db.table_names() if "passage_index" not in name}


def test_a_question_is_found_by_its_answers_id_and_by_its_message(library: Library) -> None:
    kept = keep_asked(library.db, ASKED)
    assert (len(kept.id), replace(kept, id="")) == (6, ASKED)
    assert [asked_by_id(library.db, kept.id.lower()), asked_in(library.db, READER, 7)] == [kept, kept]
    assert asked_in(library.db, OTHER, 7) is None


def test_an_edited_question_takes_the_place_of_the_earlier_one(library: Library) -> None:
    kept = keep_asked(library.db, ASKED)
    edited = keep_asked(library.db, replace(kept, question="电梯", tier=None, case_ids=(), reply_id=8))
    assert (asked_by_id(library.db, kept.id), library.db["answers"].count) == (edited, 1)


def test_the_reply_to_a_question_deleted_meanwhile_keeps_nothing(library: Library) -> None:
    kept = keep_asked(library.db, ASKED)
    put_reply(library.db, kept.id, 8)
    assert asked_by_id(library.db, kept.id) == replace(kept, reply_id=8)
    forget_reader(library.db, READER)
    put_reply(library.db, kept.id, 8)
    assert library.db["answers"].count == 0


def test_a_question_kept_twice_for_one_message_has_one_id(library: Library) -> None:
    first, second = (keep_asked(library.db, replace(ASKED, question=question)) for question in ("茶", "电梯"))
    assert (second.id, asked_by_id(library.db, first.id)) == (first.id, second)


def test_an_answer_that_is_gone_says_what_to_do(library: Library) -> None:
    for gone in (
        lambda: asked_by_id(library.db, "AAAAAA"),
        lambda: put_vote(library.db, "AAAAAA", READER, True),
    ):
        with pytest.raises(NotFoundError, match=r"^这条结果太久了，重新发一次问题就好。$"):
            gone()


def test_a_reader_has_one_vote_that_can_be_changed(library: Library) -> None:
    kept = keep_asked(library.db, ASKED)
    put_vote(library.db, kept.id, READER, True)
    put_vote(library.db, kept.id, OTHER, True)
    put_vote(library.db, kept.id.lower(), READER, False, "太旧了")
    rows = [(row["voter_id"], row["good"], row["reason"]) for row in library.db["votes"].rows]
    assert rows == [(READER, 0, "太旧了"), (OTHER, 1, "")]
    put_vote(library.db, kept.id, READER, True)
    assert next(library.db["votes"].rows_where("voter_id = ?", [READER]))["reason"] == ""


def test_a_written_reason_is_known_by_its_message(library: Library) -> None:
    kept = keep_asked(library.db, ASKED)
    put_reason(library.db, kept.id, READER, "太旧了", 9)
    found = [reasoned_in(library.db, READER, 9), reasoned_in(library.db, READER, 8), reasoned_in(library.db, OTHER, 9)]
    assert found == [kept.id, None, None]


def test_favourites_are_listed_last_first(library: Library) -> None:
    file_cases(library, [TEA, LIFT])
    for case_id in (1, 2, 1):
        put_favourite(library.db, READER, case_id)
    assert favourites(library.db, READER) == [2, 1]
    drop_favourite(library.db, READER, 2)
    assert (favourites(library.db, READER), favourites(library.db, OTHER)) == ([1], [])


def test_a_step_is_taken_once(library: Library) -> None:
    put_step(library.db, READER, "reason", "AAAAAA")
    put_step(library.db, READER, "reason", "BBBBBB")
    assert [take_step(library.db, READER) for _ in range(2)] == [("reason", "BBBBBB"), None]


def test_an_old_step_is_over(library: Library) -> None:
    put_step(library.db, READER, "reason", "AAAAAA")
    library.db.execute("UPDATE steps SET begun_at = '2020-01-01T00:00:00+00:00'")
    assert take_step(library.db, READER) is None


def test_a_reader_is_shown_all_that_is_kept_and_can_have_it_deleted(library: Library) -> None:
    file_cases(library, [TEA])
    before = everything(library)
    mine, others = keep_asked(library.db, ASKED), keep_asked(library.db, replace(ASKED, asker_id=OTHER, chat_id=OTHER))
    put_vote(library.db, others.id, READER, True)
    put_vote(library.db, mine.id, OTHER, True)
    put_favourite(library.db, READER, 1)
    put_wish(library.db, READER, "老茶馆")
    put_step(library.db, READER, "reason", mine.id)
    assert list(rows_of_reader(library.db, READER)) == ["answers", "votes", "favourites", "wishes", "steps"]
    forget_reader(library.db, READER)
    assert rows_of_reader(library.db, READER) == {}
    assert READER not in {value for rows in everything(library).values() for row in rows for value in row.values()}
    forget_reader(library.db, OTHER)
    assert everything(library) == before
