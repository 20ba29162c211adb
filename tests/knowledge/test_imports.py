"""An import: held against the library, staged, written a little at a time, stopped anywhere, undone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from knowledge import (
    Case,
    ChapuError,
    Draft,
    Library,
    Section,
    file_cases,
    forget_reader,
    get_case,
    held_cases,
    write_card,
    write_workbook,
)
from knowledge.desk import (
    Act,
    Held,
    Import,
    Intake,
    KeptDraft,
    apply_staged,
    begin_import,
    begin_undoing,
    change_count,
    compare_import,
    deeds,
    drop_draft,
    end_import,
    end_staging,
    export_files,
    import_under_way,
    keep_draft,
    last_deed,
    set_hidden,
    stage,
    template_files,
    undo_of_cases,
)
from knowledge.store import Arrival, writing
from knowledge.store.deeds import change_case
from tests.knowledge.samples import LIFT, PAGE, STREET, TEA
from tests.knowledge.test_parcel import parcel

EDITOR, OTHER = 7, 8
AT_ONCE = -1.0
"""Seconds of a slice that ends after one case."""


@pytest.fixture
def filled(library: Library) -> Library:
    file_cases(library, [replace(TEA, further=(PAGE,)), LIFT, STREET])
    set_hidden(library, 2, True, EDITOR)
    return library


def dump(library: Library) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the marks of messages; those of the index as SQLite keeps them."""
    names = [name for name in library.db.table_names() if name not in ("passage_index", "dealt")]
    return {name: library.db.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in names}


def take_in(library: Library, data: bytes, name: str = "a.xlsx", editor_id: int = EDITOR) -> Import:
    """What the bot does with a file."""
    begin_import(library.db, editor_id, name)
    intake = compare_import(library, data, name)
    stage(library.db, intake.changes)
    end_staging(library.db, intake)
    return finish(library)


def finish(library: Library) -> Import:
    found = import_under_way(library.db)
    left = found.left if found else 0
    while left:
        left = apply_staged(library, AT_ONCE)
    done = import_under_way(library.db)
    assert done
    end_import(library.db)
    return done


def changed(library: Library) -> list[Held]:
    """The library with one case changed, one shown again, and one new."""
    tea, lift, street = held_cases(library.db)
    new = replace(LIFT, id=0, title="桂花社区：巷口的灯")
    return [
        Held(replace(tea.case, title="梧桐社区：新名字", year=2024)),
        Held(lift.case, hidden=False),
        street,
        Held(new, hidden=True),
    ]


def test_importing_an_export_changes_nothing_at_all(filled: Library) -> None:
    before = dump(filled)
    for name, data in export_files(None, held_cases(filled.db), "2026-01-02"):
        done = take_in(filled, data, name)
        assert done == Import(EDITOR, name, None, False, 0, 0, 0, 3, 3, (), ())
        assert dump(filled) == before


def test_rows_that_differ_become_the_cases_and_are_one_deed(filled: Library) -> None:
    wanted = changed(filled)
    done = take_in(filled, write_workbook(wanted))
    assert done == Import(EDITOR, "a.xlsx", done.deed_id, False, 0, 1, 2, 4, 1, (), ())
    assert held_cases(filled.db) == [*wanted[:3], replace(wanted[3], case=replace(wanted[3].case, id=4))]
    [deed, _] = deeds(filled.db, 9)
    assert (deed.act, deed.editor_id, deed.subject, change_count(filled.db, deed.id)) == (
        Act.IMPORT,
        EDITOR,
        "a.xlsx",
        3,
    )
    again = take_in(filled, write_workbook(held_cases(filled.db)))
    assert (again.deed_id, again.same) == (None, 4)


@pytest.mark.parametrize("by_pieces", [False, True])
def test_an_import_is_undone_byte_for_byte(filled: Library, by_pieces: bool) -> None:
    before = held_cases(filled.db)
    take_in(filled, write_workbook(changed(filled)))
    deed = last_deed(filled.db, EDITOR, [Act.IMPORT])
    assert deed
    if by_pieces:
        begin_undoing(filled, deed, OTHER)
        with pytest.raises(ChapuError, match="已经撤销过了"):
            undo_of_cases(filled, deed, OTHER)
        done = finish(filled)
        assert (done.undoes, done.editor_id, done.name, done.new + done.changed) == (True, OTHER, "a.xlsx", 3)
    else:
        undo_of_cases(filled, deed, OTHER)
    *same, new = held_cases(filled.db)
    assert (same, new.hidden) == (before, True)
    assert last_deed(filled.db, EDITOR, [Act.IMPORT]) is None
    with pytest.raises(ChapuError, match="已经撤销过了"):
        begin_undoing(filled, deed, OTHER)


def test_what_was_changed_after_an_import_is_not_undone(filled: Library) -> None:
    take_in(filled, write_workbook(changed(filled)))
    deed = last_deed(filled.db, EDITOR, [Act.IMPORT])
    assert deed
    change_case(filled, 1, replace(TEA, id=1, year=1999), OTHER)
    before = dump(filled)
    with pytest.raises(ChapuError, match="案例「#1」后来又被改过"):
        begin_undoing(filled, deed, OTHER)
    assert dump(filled) == before


def sheet(*rows: dict[str, Any]) -> bytes:
    """A workbook with these rows."""
    from tests.knowledge.test_sheet import book  # noqa: PLC0415 - tests of the workbook itself

    names = list(dict.fromkeys(name for row in rows for name in row))
    return book([names, *([row.get(name) for name in names] for row in rows)])


def test_each_row_that_cannot_be_taken_in_is_named_and_the_others_go_in(filled: Library) -> None:
    for title, place in (("草稿", STREET.place), ("丢弃的草稿", TEA.place)):
        kept = keep_draft(filled, Draft(replace(LIFT, title=title, place=place)), EDITOR, "a.txt")
    assert isinstance(kept, KeptDraft)
    drop_draft(filled.db, kept.id, EDITOR)
    good = {"标题": "题", "做法": "一段。"}
    intake = compare_import(
        filled,
        sheet(
            {"编号": 9, **good},
            {"编号": 9, **good},
            {"标题": "桂花", "做法": "一段。"},
            {"标题": "桂花", "做法": "另一段。"},
            {"做法": "没有标题。"},
            {"标题": "没有正文"},
            {"主题": "天文", **good},
            {"编号": 10_000_000, **good},
            {"编号": 4, **good},
            {"编号": kept.id, **good},
            {"标题": "空\x00字符".replace("\x00", "_x0000_"), "做法": "一段。"},
        ),
        "a.xlsx",
    )
    topics = "、".join(topic.name for topic in filled.words.topics)
    assert intake.problems == (
        "第 3 行：和第 2 行是同一个案例，只取了前面那一份",
        "第 5 行：和第 4 行是同一个案例，只取了前面那一份",
        "第 6 行：缺「标题」",
        "第 7 行：没有正文，背景到政策依据至少写一栏",
        f"第 8 行：主题「天文」不在主题表里，可用的是：{topics}",
        "第 9 行：编号「10000000」太大，新案例的编号最好空着，入库时给",
        "第 10 行：编号「4」留给了一篇草稿，请空着，入库时给",
        "第 11 行：编号「5」留给了一篇草稿，请空着，入库时给",
        "第 12 行：有存不下的字符，请把正文重新粘贴一遍",
    )
    case = Case(9, "题", sections=(Section("做法", ("一段。",)),))
    assert intake.changes == (
        Arrival(case, False, 9, ""),
        Arrival(replace(case, id=0, title="桂花"), False, None, ""),
    )
    assert (intake.count, intake.same) == (11, 0)


def test_a_row_without_a_number_is_the_case_of_its_title_and_place(filled: Library) -> None:
    row = {
        "标题": LIFT.title,
        "市": "成都市",
        "区县": "双流区",
        "街道": "东升街道",
        "社区": "银杏社区",
        "做法": "一段。",
    }
    [change] = compare_import(filled, sheet(row), "a.xlsx").changes
    assert change.case == replace(LIFT, id=2, sections=(Section("做法", ("一段。",)), *LIFT.sections[1:]))
    assert (change.hidden, change.case_id) == (True, 2)


def test_what_is_written_on_two_lines_is_kept_as_one(filled: Library) -> None:
    row = {"编号": 2, "标题": " 银杏社区\n加装电梯 ", "做法": "一段。\n 又一段。"}
    [change] = compare_import(filled, sheet(row), "a.xlsx").changes
    action = Section("做法", ("一段。", "又一段。"))
    assert change.case == replace(LIFT, id=2, title="银杏社区加装电梯", sections=(action, LIFT.sections[1]))


def test_a_topic_that_a_case_has_already_stays_good(filled: Library) -> None:
    file_cases(filled, [replace(TEA, id=5, title="旧", topics=("旧主题",))], match=False)
    row = {"编号": 5, "标题": "旧的新题", "主题": "旧主题"}
    assert compare_import(filled, sheet(row), "a.xlsx").problems == ()


def test_cards_are_taken_in_as_rows_are(filled: Library) -> None:
    files = {
        "a.md": write_card(replace(TEA, id=1, year=2024)).encode(),
        "下架/b.md": write_card(replace(STREET, id=3)).encode(),
    }
    done = take_in(filled, parcel(files), "a.zip")
    assert (done.new, done.changed, done.same) == (0, 2, 0)
    assert held_cases(filled.db) == [
        Held(replace(TEA, id=1, year=2024)),
        Held(replace(LIFT, id=2), True),
        Held(replace(STREET, id=3), True),
    ]
    done = take_in(filled, write_card(replace(LIFT, id=2, year=2000)).encode(), "卡.md")
    assert held_cases(filled.db)[1] == Held(replace(LIFT, id=2, year=2000), True)


def test_what_was_changed_while_a_file_was_read_is_left_alone(filled: Library) -> None:
    begin_import(filled.db, EDITOR, "a.xlsx")
    wanted = changed(filled)
    wanted[2] = Held(replace(STREET, id=3, year=2020))
    intake = compare_import(filled, write_workbook(wanted), "a.xlsx")
    stage(filled.db, intake.changes)
    change_case(filled, 1, replace(TEA, id=1, year=1999), OTHER)
    set_hidden(filled, 3, True, OTHER)
    file_cases(filled, [replace(wanted[3].case, year=1998)])
    end_staging(filled.db, intake)
    done = finish(filled)
    assert (done.new, done.changed, done.problems) == (
        0,
        1,
        tuple(
            f"「{each.case.title}」：导入的时候别人也改了它，没有动，请再导入一次这一行"
            for each in (wanted[0], wanted[2], wanted[3])
        ),
    )
    assert [each.case.year for each in held_cases(filled.db)] == [1999, 2022, None, 1998]


def test_a_second_import_waits_until_the_first_is_done(filled: Library) -> None:
    begin_import(filled.db, EDITOR, "a.xlsx")
    before = dump(filled)
    with pytest.raises(ChapuError, match="还没有写完"):
        begin_import(filled.db, OTHER, "b.xlsx")
    assert dump(filled) == before
    end_import(filled.db)
    begin_import(filled.db, OTHER, "b.xlsx")


def test_an_import_that_is_being_written_cannot_be_undone_yet(filled: Library) -> None:
    begin_import(filled.db, EDITOR, "a.xlsx")
    intake = compare_import(filled, write_workbook(changed(filled)), "a.xlsx")
    stage(filled.db, intake.changes)
    end_staging(filled.db, intake)
    assert apply_staged(filled, AT_ONCE) == 2
    [deed, *_] = deeds(filled.db, 1)
    with pytest.raises(ChapuError, match="还在写入"):
        undo_of_cases(filled, deed, EDITOR)


def test_an_editor_who_is_forgotten_stops_nothing(filled: Library) -> None:
    begin_import(filled.db, EDITOR, "a.xlsx")
    intake = compare_import(filled, write_workbook(changed(filled)), "a.xlsx")
    stage(filled.db, intake.changes)
    end_staging(filled.db, intake)
    forget_reader(filled.db, EDITOR)
    done = finish(filled)
    assert (done.editor_id, done.new, done.changed) == (None, 1, 2)


def killed(library: Library, another: Callable[[], Library]) -> Library:
    """The library as the next start finds it: what was committed."""
    found = another()
    found.db.conn.deserialize(library.db.conn.serialize())
    return found


def test_killed_after_any_step_what_was_staged_whole_is_finished(
    filled: Library, another: Callable[[], Library]
) -> None:
    library = filled
    wanted = changed(library)
    begin_import(library.db, EDITOR, "a.xlsx")
    intake = compare_import(library, write_workbook(wanted), "a.xlsx")
    stage(library.db, intake.changes[:1])
    library = killed(library, another)
    found = import_under_way(library.db)
    assert found
    assert (found.deed_id, found.name, found.editor_id) == (None, "a.xlsx", EDITOR)
    end_import(library.db)
    begin_import(library.db, EDITOR, "a.xlsx")
    stage(library.db, intake.changes)
    end_staging(library.db, intake)
    left = 3
    while left:
        library = killed(library, another)
        left = apply_staged(library, AT_ONCE)
    library = killed(library, another)
    assert finish(library) == Import(EDITOR, "a.xlsx", 2, False, 0, 1, 2, 4, 1, (), ())
    assert held_cases(library.db) == [*wanted[:3], replace(wanted[3], case=replace(wanted[3].case, id=4))]


def test_a_slice_that_is_not_committed_leaves_nothing(filled: Library) -> None:
    begin_import(filled.db, EDITOR, "a.xlsx")
    intake = compare_import(filled, write_workbook(changed(filled)), "a.xlsx")
    stage(filled.db, intake.changes)
    end_staging(filled.db, intake)
    before = dump(filled)
    with suppress(KeyboardInterrupt), writing(filled.db):
        apply_staged(filled, AT_ONCE)
        raise KeyboardInterrupt
    assert dump(filled) == before
    assert get_case(filled.db, 1).title == TEA.title


def test_a_file_that_changes_nothing_is_no_deed(filled: Library) -> None:
    begin_import(filled.db, EDITOR, "a.xlsx")
    end_staging(filled.db, Intake(2, 1, (), ("第 3 行：缺「标题」",), ("心情",)))
    assert finish(filled) == Import(EDITOR, "a.xlsx", None, False, 0, 0, 0, 2, 1, ("第 3 行：缺「标题」",), ("心情",))


def test_the_example_card_of_the_template_is_passed_over(filled: Library) -> None:
    [_, (name, card)] = template_files()
    windows = card.replace(b"\n", b"\r\n")
    for data, sent in ((card, name), (windows, name), (parcel({name: card}), "卡.zip")):
        assert compare_import(filled, data, sent) == Intake(0, 0, (), ())
    changed = card.decode().replace("2021", "2022").encode()
    assert len(compare_import(filled, changed, name).changes) == 1
