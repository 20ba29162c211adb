"""Saved questions, asked again; the questions that readers follow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge import UNCERTAIN, Library, file_cases, put_wish
from knowledge.desk import (
    Act,
    Check,
    Intake,
    ask_check,
    audit,
    begin_import,
    begin_telling,
    check_by_key,
    checks,
    drop_check,
    drop_wish,
    end_import,
    end_staging,
    end_telling,
    last_deed,
    put_check,
    put_editor,
    put_places,
    set_hidden,
    settle_wishes,
    stage,
    unaudited,
    wait_again,
    waiting_wishes,
)
from knowledge.store.checks import Unaudited
from knowledge.store.deeds import change_case
from knowledge.store.imports import Arrival
from tests.knowledge.samples import LIFT, STREET, TEA

EDITOR, READER, OTHER = 1002, 1001, 1003
ASKED = "老茶馆一碗茶几元"
RIVAL = replace(
    TEA,
    title="桂花社区：老茶馆一碗茶几元",
    place=replace(TEA.place, community="桂花社区"),
    sections=(replace(TEA.sections[2], paragraphs=("老茶馆一碗茶几元？老茶馆一碗茶3元。",)),),
    captions=(),
)
"""A case that pushes TEA down."""


@pytest.fixture
def filled(library: Library) -> Library:
    file_cases(library, [TEA, LIFT, STREET])
    return library


def test_a_question_is_saved_once(library: Library) -> None:
    file_cases(library, [TEA, LIFT])
    saved = Check(ASKED, 1, None, 1)
    assert put_check(library.db, saved, EDITOR)
    assert not put_check(library.db, Check(ASKED, 2, None, 1), OTHER)
    assert checks(library.db) == [saved]
    assert check_by_key(library.db, saved.key) == saved
    assert (drop_check(library.db, ASKED), drop_check(library.db, ASKED)) == (True, False)
    assert (checks(library.db), check_by_key(library.db, saved.key)) == ([], None)


def test_places_before_and_after_a_change(filled: Library) -> None:
    put_check(filled.db, Check(ASKED, 1, None, 1), EDITOR)
    told = []
    for place, changed in ((2, True), (2, False), (0, True), (0, True)):
        put_places(filled.db, {ASKED: place}, changed)
        told += [(check.before, check.now) for check in checks(filled.db)]
    assert told == [(1, 2), (1, 2), (2, 0), (0, 0)]


def test_what_was_saved_just_now_has_the_place_before_that_it_was_saved_with(filled: Library) -> None:
    put_check(filled.db, Check(ASKED, 1, None, 1), EDITOR)
    put_places(filled.db, {ASKED: 3}, changed=False)
    assert checks(filled.db) == [Check(ASKED, 1, 1, 3)]


def test_a_case_that_pushes_the_right_one_down_is_seen(filled: Library) -> None:
    put_check(filled.db, Check(ASKED, 1, None, 1), EDITOR)
    [(rival, _)] = file_cases(filled, [RIVAL])
    [checked] = audit(filled)
    assert (checked.place, checked.right.id, checked.hidden) == (2, 1, False)
    assert checked.first is not None
    assert (checked.first.id, checked.got_worse(1), checked.got_better(1), checked.got_better(0)) == (
        rival,
        True,
        False,
        True,
    )
    set_hidden(filled, rival, True, EDITOR)
    assert [each.place for each in audit(filled)] == [1]


def test_an_edit_that_takes_the_words_away_is_seen(filled: Library) -> None:
    put_check(filled.db, Check("车棚改成老茶馆", 1, None, 1), EDITOR)
    change_case(filled, 1, replace(TEA, title="梧桐社区", sections=TEA.sections[2:], captions=()), EDITOR)
    [checked] = audit(filled)
    assert (checked.place, checked.got_worse(1)) == (1, False)
    change_case(filled, 1, replace(TEA, title="梧桐社区", sections=LIFT.sections[1:], captions=()), EDITOR)
    [checked] = audit(filled)
    assert (checked.place, checked.got_worse(1), checked.got_worse(None)) == (0, True, False)


def test_a_hidden_right_case_is_gone(filled: Library) -> None:
    set_hidden(filled, 1, True, EDITOR)
    checked = ask_check(filled, Check(ASKED, 1, 1, 1))
    assert (checked.place, checked.hidden, checked.right.title) == (0, True, TEA.title)


def test_a_question_of_nothing_is_not_there(filled: Library) -> None:
    checked = ask_check(filled, Check("？？", 1, None, None))
    assert (checked.place, checked.first) == (0, None)


def test_a_wish_waits_is_told_and_waits_again(library: Library) -> None:
    db = library.db
    for reader_id, question in ((READER, "甲"), (OTHER, "甲"), (READER, "乙"), (READER, "甲")):
        put_wish(db, reader_id, question)
    assert waiting_wishes(db) == {"甲": [READER, OTHER], "乙": [READER]}
    assert (begin_telling(db, READER, "甲"), begin_telling(db, READER, "甲")) == (True, False)
    put_wish(db, READER, "甲")
    assert waiting_wishes(db) == {"甲": [OTHER], "乙": [READER]}
    wait_again(db, READER, "甲")
    assert begin_telling(db, READER, "甲")
    end_telling(db, READER, "甲", 7)
    wait_again(db, READER, "甲")
    assert waiting_wishes(db) == {"甲": [OTHER], "乙": [READER]}
    put_wish(db, READER, "甲")
    drop_wish(db, OTHER, "甲")
    assert waiting_wishes(db) == {"乙": [READER], "甲": [READER]}


def test_what_was_left_in_the_middle_is_not_known(library: Library) -> None:
    put_wish(library.db, READER, "甲")
    put_wish(library.db, READER, "乙")
    begin_telling(library.db, READER, "甲")
    assert (settle_wishes(library.db), settle_wishes(library.db)) == (1, 0)
    rows = {row["question"]: row["told"] for row in library.db["wishes"].rows}
    assert (rows, waiting_wishes(library.db)) == ({"甲": UNCERTAIN, "乙": None}, {"乙": [READER]})


def test_an_import_under_way_is_not_audited_before_its_end(library: Library) -> None:
    [(first, _)] = file_cases(library, [TEA])
    put_editor(library.db, OTHER, "小张", EDITOR)
    set_hidden(library, first, True, OTHER)
    hiding = last_deed(library.db, OTHER, [Act.HIDE])
    begin_import(library.db, EDITOR, "表格.xlsx")
    stage(library.db, [Arrival(STREET, False, None, "")])
    end_staging(library.db, Intake(1, 0, (Arrival(STREET, False, None, ""),), ()))
    assert hiding
    assert unaudited(library.db) == Unaudited(frozenset({EDITOR, OTHER}), (hiding.id,))
    put_places(library.db, {}, True, unaudited(library.db).deeds)
    end_import(library.db)
    assert unaudited(library.db) == Unaudited(frozenset({EDITOR}), (hiding.id + 1,))
    library.db.execute("UPDATE deeds SET editor_id = NULL")
    assert unaudited(library.db) == Unaudited(frozenset(), (hiding.id + 1,))
