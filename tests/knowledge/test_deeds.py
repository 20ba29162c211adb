"""What editors do to cases, and how it is taken back byte for byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge import (
    Case,
    ChapuError,
    Draft,
    Filed,
    Library,
    NotFoundError,
    answer,
    editors,
    file_cases,
    forget_reader,
    get_case,
    list_cases,
    write_card,
)
from knowledge.desk import (
    OF_CASES,
    Act,
    Editor,
    KeptDraft,
    deed_by_id,
    deeds,
    digest_of,
    draft_by_id,
    drop_draft,
    drop_editor,
    drop_edits,
    edit_by_id,
    editable,
    editor_names,
    hidden_cases,
    hidden_count,
    is_hidden,
    keep_draft,
    last_deed,
    list_editors,
    publish_draft,
    put_edit,
    put_editor,
    restore_version,
    save_edit,
    set_hidden,
    undo_of_cases,
    undone_by,
    undone_for,
    version_by_id,
    version_count,
    versions_by,
    versions_of,
)
from knowledge.store.deeds import change_case
from knowledge.store.drafts import change_draft

from .samples import LIFT, PAGE, STREET, TEA
from .test_store import index_of

EDITOR, OTHER = 1002, 1003
LATE = replace(TEA, id=1, title="梧桐社区：夜里的老茶馆", year=2023)
LATER = replace(LATE, sections=LATE.sections[:2])


@pytest.fixture
def filled(library: Library) -> Library:
    file_cases(library, [TEA, LIFT, STREET])
    return library


def state(library: Library) -> object:
    """All that readers and exports see of the cases: cards and JSON to the byte, whether they are hidden, the index."""
    ids = [row[0] for row in library.db.execute("SELECT id FROM cases ORDER BY id")]
    cases = [get_case(library.db, case_id, hidden=True) for case_id in ids]
    told = [(write_card(case), json.dumps(case.as_dict()), is_hidden(library.db, case.id)) for case in cases]
    return told, index_of(library)


def is_as_new(library: Library, another: Callable[[], Library]) -> bool:
    """Whether the index is that of a library made anew of the same cases."""
    anew = another()
    file_cases(anew, list_cases(library.db), match=False)
    return index_of(library) == index_of(anew)


def undo(library: Library, deed_id: int, editor_id: int = EDITOR) -> int:
    return undo_of_cases(library, deed_by_id(library.db, deed_id), editor_id)


def draft_of(library: Library, case: Case, card: bool = False) -> KeptDraft:
    kept = keep_draft(library, Draft(case, (), card), EDITOR, "报纸.pdf")
    assert isinstance(kept, KeptDraft)
    return kept


def test_a_change_is_undone_and_done_again_byte_for_byte(filled: Library, another: Callable[[], Library]) -> None:
    before = state(filled)
    deed_id = change_case(filled, 1, LATE, EDITOR)
    after = state(filled)
    assert answer(filled, "夜里的老茶馆").hits[0].case == LATE
    undone = undo(filled, deed_id)
    assert (state(filled), is_as_new(filled, another)) == (before, True)
    assert "夜里" not in answer(filled, "老茶馆").hits[0].case.title
    again = undo(filled, undone)
    assert (state(filled), is_as_new(filled, another)) == (after, True)
    assert [(deed.id, deed.act, deed.undone) for deed in deeds(filled.db, 9)] == [
        (again, Act.REDO, False),
        (undone, Act.UNDO, True),
        (deed_id, Act.EDIT, False),
    ]
    undo(filled, deed_id)
    assert state(filled) == before


_acts = st.lists(
    st.one_of(
        st.tuples(
            st.just("change"), st.integers(1, 3), st.sampled_from([LATE, LATER, LIFT, replace(TEA, further=(PAGE,))])
        ),
        st.tuples(st.just("hide"), st.integers(1, 3), st.booleans()),
        st.tuples(st.just("restore"), st.integers(1, 6), st.none()),
    ),
    max_size=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_acts)
def test_whatever_was_done_is_undone_step_by_step_and_done_again(
    another: Callable[[], Library], acts: list[tuple[str, int, object]]
) -> None:
    library = another()
    file_cases(library, [TEA, LIFT, STREET])
    states, undone = [state(library)], []
    for act, number, value in acts:
        done = 0
        if act == "change" and isinstance(value, Case):
            done = change_case(library, number, value, EDITOR)
        elif act == "hide":
            done = set_hidden(library, number, bool(value), EDITOR)
        elif library.db.execute("SELECT 1 FROM versions WHERE id = ?", [number]).fetchone():
            done = restore_version(library, number, EDITOR)
        if done:
            states.append(state(library))
    for before in states[-2::-1]:
        deed = last_deed(library.db, EDITOR, OF_CASES)
        assert deed is not None
        undone.append(undo(library, deed.id))
        assert (state(library), is_as_new(library, another)) == (before, True)
    assert last_deed(library.db, EDITOR, OF_CASES) is None
    for after in states[1:]:
        undo(library, undone.pop())
        assert state(library) == after


def test_a_deed_is_undone_once(filled: Library) -> None:
    deed_id = change_case(filled, 1, LATE, EDITOR)
    undone = undo(filled, deed_id)
    with pytest.raises(ChapuError, match=r"^「梧桐社区：夜里的老茶馆」的这一步已经撤销过了。$"):
        undo(filled, deed_id)
    undo(filled, undone)
    with pytest.raises(ChapuError, match=r"^「梧桐社区：夜里的老茶馆」的这一步已经重做过了。$"):
        undo(filled, undone)


def test_what_another_changed_since_is_not_undone(filled: Library) -> None:
    deed_id = change_case(filled, 1, LATE, EDITOR)
    others = change_case(filled, 1, LATER, OTHER)
    before = state(filled)
    with pytest.raises(
        ChapuError, match=r"^案例「#1」后来又被改过，不能只撤销前面这一次；请发 /history 1，挑一版恢复。$"
    ):
        undo(filled, deed_id)
    assert state(filled) == before
    undo(filled, others, OTHER)
    undo(filled, deed_id)
    assert get_case(filled.db, 1) == replace(TEA, id=1)


def test_an_older_undoing_is_not_done_again_out_of_turn(filled: Library) -> None:
    first, second = change_case(filled, 1, LATE, EDITOR), change_case(filled, 1, LATER, EDITOR)
    undone = [undo(filled, second), undo(filled, first)]
    with pytest.raises(ChapuError, match="后来又被改过"):
        undo(filled, undone[0])
    undo(filled, undone[1])
    undo(filled, undone[0])
    assert get_case(filled.db, 1) == LATER


def test_a_hidden_case_is_not_found_and_is_changed_where_it_is(filled: Library, another: Callable[[], Library]) -> None:
    before = state(filled)
    hidden = set_hidden(filled, 1, True, EDITOR)
    assert [hit.case.id for hit in answer(filled, "老茶馆").hits] == []
    with pytest.raises(NotFoundError, match="没有编号「1」的案例"):
        get_case(filled.db, 1)
    changed = change_case(filled, 1, LATE, EDITOR)
    assert (hidden_cases(filled.db), is_as_new(filled, another)) == ([LATE], True)
    with pytest.raises(ChapuError, match="后来又被改过"):
        undo(filled, hidden)
    undo(filled, changed)
    undo(filled, hidden)
    assert state(filled) == before
    assert (set_hidden(filled, 1, False, EDITOR), change_case(filled, 1, TEA, EDITOR)) == (0, 0)


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused(filled: Library) -> None:
    digest = digest_of(filled.db, 1)
    change_case(filled, 1, LATE, OTHER)
    with pytest.raises(ChapuError, match=r"^案例「#1」刚刚被别人改过，请发 /edit 1 看看现在的样子再改。$"):
        change_case(filled, 1, LATER, EDITOR, digest)


def test_a_version_of_a_hidden_case_is_restored(filled: Library) -> None:
    change_case(filled, 1, LATE, EDITOR)
    set_hidden(filled, 1, True, EDITOR)
    change_case(filled, 1, LATER, OTHER)
    found = versions_of(filled.db, 1)
    assert [(each.before, each.after, each.hidden) for each in found] == [
        (LATE, LATER, (True, True)),
        (LATE, LATE, (False, True)),
        (replace(TEA, id=1), LATE, (False, False)),
    ]
    assert [version_by_id(filled.db, each.id) for each in found] == found
    assert (versions_of(filled.db, 1, 1, 1), version_count(filled.db, 1)) == ([found[1]], 3)
    assert versions_by(filled.db, found[1].deed.id if found[1].deed else 0) == [found[1]]
    with pytest.raises(ChapuError, match="刚刚又被改过"):
        restore_version(filled, found[2].id, EDITOR, "0" * 12)
    deed_id = restore_version(filled, found[2].id, EDITOR, digest_of(filled.db, 1)[:12])
    assert get_case(filled.db, 1) == replace(TEA, id=1)
    [change] = versions_by(filled.db, deed_id)
    assert (change.before, change.after, change.hidden) == (LATER, replace(TEA, id=1), (True, False))
    assert restore_version(filled, found[2].id, EDITOR, "0" * 12) == 0
    undo(filled, deed_id)
    set_hidden(filled, 2, True, EDITOR)
    assert [case.id for case in hidden_cases(filled.db)] == [1, 2]
    assert (hidden_cases(filled.db, 1), hidden_count(filled.db)) == ([LATER], 2)


@pytest.mark.parametrize("card", [False, True])
def test_what_is_published_undone_and_published_again_keeps_its_number(library: Library, card: bool) -> None:
    file_cases(library, [TEA])
    before = state(library)
    kept = draft_of(library, LIFT, card)
    assert publish_draft(library, kept.id, EDITOR)[0] == kept.id == 2
    published = state(library)
    [deed] = deeds(library.db, 1)
    undone = undo(library, deed.id)
    assert list_cases(library.db) == [replace(TEA, id=1)]
    assert index_of(library) == before[1]  # type: ignore[index]
    assert (draft_by_id(library.db, 2).state, draft_by_id(library.db, 2).case_id) == ("open", None)
    assert (hidden_cases(library.db), editable(library.db, 2).is_draft) == ([], True)
    refusal = r"^「#2」的发布撤销过，现在是草稿，请发 /drafts 打开它，从那里发布。$"
    with pytest.raises(ChapuError, match=refusal):
        set_hidden(library, 2, False, EDITOR)
    with pytest.raises(ChapuError, match=refusal):
        restore_version(library, undone_version(library), EDITOR)
    undo(library, undone)
    assert state(library) == published
    assert (draft_by_id(library.db, 2).state, draft_by_id(library.db, 2).case_id) == ("published", 2)
    undo(library, deed.id)
    assert publish_draft(library, 2, EDITOR)[0] == 2
    assert state(library) == published


def undone_version(library: Library) -> int:
    return next(each.id for each in versions_of(library.db, 2) if each.before is not None)


def test_a_draft_that_was_changed_since_is_not_published_by_doing_again(filled: Library) -> None:
    kept = draft_of(filled, PAGE_CASE)
    publish_draft(filled, kept.id, EDITOR)
    undone = undo(filled, deeds(filled.db, 1)[0].id)
    change_draft(filled.db, kept.id, replace(PAGE_CASE, title="夜茶馆"))
    before = state(filled)
    with pytest.raises(ChapuError, match="的草稿后来又动过，请发 /drafts 看看，从那里发布。"):
        undo(filled, undone)
    assert state(filled) == before
    assert publish_draft(filled, kept.id, EDITOR) == (kept.id, Filed.NEW)
    assert get_case(filled.db, kept.id).title == "夜茶馆"


PAGE_CASE = Case(0, "梧桐社区夜里有茶喝", TEA.place, 2023, source=PAGE.source, sections=PAGE.sections)


def test_a_further_source_is_undone_and_done_again(filled: Library, another: Callable[[], Library]) -> None:
    before = state(filled)
    kept = draft_of(filled, PAGE_CASE)
    assert publish_draft(filled, kept.id, EDITOR, into=1) == (1, Filed.FURTHER)
    after, [deed] = state(filled), deeds(filled.db, 1)
    undone = undo(filled, deed.id)
    assert (state(filled), is_as_new(filled, another), draft_by_id(filled.db, kept.id).state) == (before, True, "open")
    undo(filled, undone)
    assert (state(filled), draft_by_id(filled.db, kept.id).case_id) == (after, 1)


def test_an_undoing_for_one_message_is_known(filled: Library) -> None:
    deed_id = change_case(filled, 1, LATE, EDITOR)
    undone = undo_of_cases(filled, deed_by_id(filled.db, deed_id), EDITOR, message_id=7)
    found = undone_for(filled.db, EDITOR, 7)
    assert found == deed_by_id(filled.db, undone)
    assert [undone_for(filled.db, EDITOR, 8), undone_for(filled.db, OTHER, 7)] == [None, None]
    assert undone_by(filled.db, deed_by_id(filled.db, undone)) == deed_by_id(filled.db, deed_id)


def test_an_edit_is_saved_once(filled: Library) -> None:
    edit_id = put_edit(filled.db, EDITOR, editable(filled.db, 1), LATE)
    with pytest.raises(NotFoundError, match="这次改动已经取消了"):
        edit_by_id(filled.db, edit_id, OTHER)
    assert edit_by_id(filled.db, edit_id, EDITOR).content == LATE
    assert save_edit(filled, edit_id, EDITOR) == deeds(filled.db, 1)[0].id
    with pytest.raises(ChapuError, match=r"^这次改动已经保存过了，要再改请发 /edit 1。$"):
        save_edit(filled, edit_id, EDITOR)
    assert (get_case(filled.db, 1), len(deeds(filled.db, 9))) == (LATE, 1)


def test_of_one_case_an_editor_has_one_edit(filled: Library) -> None:
    made_from = editable(filled.db, 1)
    first, second = (put_edit(filled.db, EDITOR, made_from, case) for case in (LATE, LATER))
    others = put_edit(filled.db, OTHER, made_from, LATE)
    with pytest.raises(NotFoundError):
        save_edit(filled, first, EDITOR)
    save_edit(filled, others, OTHER)
    with pytest.raises(ChapuError, match="刚刚被别人改过"):
        save_edit(filled, second, EDITOR)
    drop_edits(filled.db, EDITOR, made_from)
    with pytest.raises(NotFoundError):
        edit_by_id(filled.db, second, EDITOR)


def test_a_draft_is_edited_under_the_number_of_its_case(filled: Library) -> None:
    kept = draft_of(filled, PAGE_CASE)
    edit_id = put_edit(filled.db, EDITOR, editable(filled.db, kept.id), replace(PAGE_CASE, year=2024))
    assert save_edit(filled, edit_id, EDITOR) == 0
    assert draft_by_id(filled.db, kept.id).draft.case == replace(PAGE_CASE, id=kept.id, year=2024)
    stale = put_edit(filled.db, EDITOR, editable(filled.db, kept.id), PAGE_CASE)
    drop_draft(filled.db, kept.id, EDITOR)
    with pytest.raises(ChapuError, match="已经丢弃了"):
        save_edit(filled, stale, EDITOR)
    with pytest.raises(NotFoundError, match="没有编号「4」的案例"):
        editable(filled.db, kept.id)


def test_who_edits(library: Library) -> None:
    assert (put_editor(library.db, 7, "小张", EDITOR), put_editor(library.db, 7, "别名", EDITOR)) == (True, False)
    put_editor(library.db, 8, "", EDITOR)
    assert [replace(editor, since="") for editor in list_editors(library.db)] == [
        Editor(7, "小张", ""),
        Editor(8, "", ""),
    ]
    assert (drop_editor(library.db, 7, EDITOR), drop_editor(library.db, 7, EDITOR)) == (True, False)
    assert (editors(library.db), editor_names(library.db)) == ({8}, {7: "小张"})
    assert [(deed.act, deed.editor_id, deed.subject_id, deed.subject) for deed in deeds(library.db, 9)] == [
        (Act.UNEDITOR, EDITOR, 7, "小张"),
        (Act.EDITOR, EDITOR, 8, ""),
        (Act.EDITOR, EDITOR, 7, "小张"),
    ]
    forget_reader(library.db, 7)
    assert editor_names(library.db) == {}
