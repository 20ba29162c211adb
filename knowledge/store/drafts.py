"""Drafts: cases that were read and are not yet published, with the edits of them and of cases that are not yet saved."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from ..case import Case, ChapuError, NotFoundError, case_from_dict
from ..reader.draft import Doubt, Draft
from .cases import Filed, digest_of, get_case, hide_case, is_hidden, next_id, replace_case, same_case
from .deeds import Act, file_for_editor, put_deed
from .index import mark_stale
from .leads import credit_of
from .rows import row_of
from .transaction import writing
from .twins import Twin, add_further, is_told, twin_of

if TYPE_CHECKING:
    from .library import Library

CREDIT = "线索由{credit}提供。"
OPEN, PUBLISHED, DROPPED = "open", "published", "dropped"


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft that is kept. Its id is the number that its case will have.

    editor_id: who added it, None where that is not known any more. name: of the file, page or message it is from. state: OPEN, PUBLISHED or DROPPED.
    case_id: the case it was published as. lead_id: the reader's suggestion it came of. made_at: ISO 8601.
    """

    id: int
    draft: Draft
    name: str
    state: str
    editor_id: int | None
    case_id: int | None
    lead_id: int | None
    made_at: str


def keep_draft(
    library: Library, draft: Draft, editor_id: int, name: str, batch: tuple[int | None, int | None] = (None, None)
) -> KeptDraft | Twin:
    """Keep a draft; the Twin where the library has the case already, to the letter. One that is open already is the same draft.

    batch: the ids of the batch and of the lead it came of.
    """
    db, row = library.db, row_of(draft.case)
    with writing(db):
        known = db.execute("SELECT id FROM drafts WHERE digest = ? AND state = ?", [row["digest"], OPEN]).fetchone()
        if known:
            return draft_by_id(db, known[0])
        twin = draft_twin(library, draft)
        if twin and is_there(library, draft, twin):
            return twin
        draft_id, doubts = next_id(db), [(doubt.line, doubt.text) for doubt in draft.doubts]
        values = [draft_id, editor_id, *batch, name, _json(draft.case), row["digest"]]
        db.execute(
            "INSERT INTO drafts (id, editor_id, batch_id, lead_id, name, content, digest, doubts, card, state, made_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [*values, json.dumps(doubts, ensure_ascii=False), draft.card, OPEN, _now()],
        )
        return draft_by_id(db, draft_id)


def draft_twin(library: Library, draft: Draft) -> Twin | None:
    """The case that a draft is the same as, a further account of, or for a card the one it would replace."""
    if not draft.card:
        return twin_of(library, draft.case)
    known = same_case(library.db, draft.case)
    if known is None:
        return None
    same = row_of(draft.case)["digest"] == digest_of(library.db, known) and not is_hidden(library.db, known)
    return Twin(known, Filed.SAME if same else Filed.CHANGED)


def is_there(library: Library, draft: Draft, twin: Twin) -> bool:
    """Whether the library has all that a draft tells, to the letter: one that is only nearly the same may be a correction, or another place's."""
    if twin.became is not Filed.SAME:
        return False
    return draft.card or is_told(draft.case, get_case(library.db, twin.case_id, hidden=True))


def draft_by_id(db: Database, draft_id: int) -> KeptDraft:
    """The draft with this id, in whatever state. Raises NotFoundError."""
    row = next(db.query("SELECT * FROM drafts WHERE id = ?", [draft_id]), None)
    if row is None:
        raise NotFoundError(f"没有编号「{draft_id}」的草稿，请发 /drafts 看看有哪些。")
    return _kept(row)


def is_open(db: Database, draft_id: int) -> bool:
    """Whether there is a draft with this id that is neither published nor dropped."""
    query = "SELECT 1 FROM drafts WHERE id = ? AND state = ?"
    return db.execute(query, [draft_id, OPEN]).fetchone() is not None


def drafts_in(db: Database, state: str, limit: int = -1, offset: int = 0) -> list[KeptDraft]:
    """The drafts in a state, the last first; a limit of -1 is none."""
    rows = db.query("SELECT * FROM drafts WHERE state = ? ORDER BY id DESC LIMIT ? OFFSET ?", [state, limit, offset])
    return [_kept(row) for row in rows]


def draft_count(db: Database, state: str) -> int:
    """How many drafts are in a state."""
    return int(db.execute("SELECT count(*) FROM drafts WHERE state = ?", [state]).fetchone()[0])


def change_draft(db: Database, draft_id: int, case: Case, digest: str = "") -> None:
    """Put another case in an open draft; digest: as for `change_case`. Raises ChapuError where it is not open any more, or was changed since."""
    with writing(db):
        _open(db, draft_id)
        now = db.execute("SELECT digest FROM drafts WHERE id = ?", [draft_id]).fetchone()[0]
        if digest and digest != now:
            raise ChapuError(f"草稿「#{draft_id}」刚刚被别人改过，请发 /edit {draft_id} 看看现在的样子再改。")
        values = [_json(case), row_of(case)["digest"], draft_id]
        db.execute("UPDATE drafts SET content = ?, digest = ?, deed_id = NULL WHERE id = ?", values)


def publish_draft(library: Library, draft_id: int, editor_id: int, into: int | None = None) -> tuple[int, Filed]:
    """Put a draft into the library, the draft and the case in one transaction; the case's id and what became of it.

    into: the case that it is to be a further source of. Raises ChapuError where it is not open any more, or the library has it already.
    """
    db = library.db
    with writing(db):
        kept = _open(db, draft_id)
        mark_stale(db, library.words.digest)
        twin = draft_twin(library, kept.draft)
        if twin and is_there(library, kept.draft, twin):
            raise ChapuError(f"库里已有一样的：「#{twin.case_id}」，草稿「#{draft_id}」不用再发布，可以丢弃。")
        case = as_published(db, kept)
        act, subject_id = (Act.PUBLISH, draft_id) if into is None else (Act.FURTHER, into)
        deed_id = put_deed(db, act, editor_id, subject_id, case.title)
        db.execute(
            "UPDATE drafts SET state = ? WHERE id = ?", [PUBLISHED, draft_id]
        )  # its number is its case's from now on
        if into is None:
            case_id, became = _file(library, kept, case, deed_id)
        else:
            add_further(library, into, case, deed_id)
            case_id, became = into, Filed.FURTHER
        db.execute("UPDATE deeds SET subject_id = ? WHERE id = ?", [case_id, deed_id])
        db.execute("UPDATE drafts SET case_id = ?, deed_id = ? WHERE id = ?", [case_id, deed_id, draft_id])
    return case_id, became


def as_published(db: Database, kept: KeptDraft) -> Case:
    """The case that a draft will be: with thanks to the reader who suggested it, if they wish."""
    credit = credit_of(db, kept.lead_id) if kept.lead_id else None
    thanks = (CREDIT.format(credit=credit),) if credit else ()
    return replace(kept.draft.case, notes=tuple(dict.fromkeys((*kept.draft.case.notes, *thanks))))


def drop_draft(db: Database, draft_id: int, editor_id: int) -> None:
    """Drop a draft, which is kept all the same. Raises ChapuError where it was published."""
    _set_state(db, draft_id, DROPPED, Act.DROP, editor_id)


def pick_up_draft(db: Database, draft_id: int, editor_id: int) -> None:
    """Open a draft again that was dropped. Raises ChapuError where it was published."""
    _set_state(db, draft_id, OPEN, Act.PICK_UP, editor_id)


def _set_state(db: Database, draft_id: int, state: str, act: Act, editor_id: int) -> None:
    with writing(db):
        kept = draft_by_id(db, draft_id)
        _refuse_published(kept)
        if kept.state != state:
            put_deed(db, act, editor_id, draft_id, kept.draft.case.title)
            db.execute("UPDATE drafts SET state = ?, deed_id = NULL WHERE id = ?", [state, draft_id])


def _file(library: Library, kept: KeptDraft, case: Case, deed_id: int) -> tuple[int, Filed]:
    """Put a draft in as a case of its own, under its number; one whose publishing was undone comes back as what it was."""
    db = library.db
    undone = db.execute(
        "SELECT 1 FROM cases JOIN versions ON case_id = cases.id JOIN deeds ON deeds.id = deed_id"
        " WHERE cases.id = ? AND cases.hidden AND content IS NULL AND act = ?",
        [kept.id, Act.PUBLISH.value],
    ).fetchone()
    if undone and not kept.draft.card:
        replace_case(library, kept.id, case, deed_id)
        hide_case(library, kept.id, False, deed_id)
        return kept.id, Filed.NEW
    [(case_id, became)] = file_for_editor(library, [case], deed_id, match=kept.draft.card)
    return case_id, became


def _refuse_published(kept: KeptDraft) -> None:
    """Raise ChapuError where a draft was published."""
    if kept.state == PUBLISHED:
        became = "发布成" if kept.case_id == kept.id else "并进"
        raise ChapuError(f"草稿「#{kept.id}」已经{became}案例「#{kept.case_id}」，要改请发 /edit {kept.case_id}。")


def _open(db: Database, draft_id: int) -> KeptDraft:
    kept = draft_by_id(db, draft_id)
    _refuse_published(kept)
    if kept.state == DROPPED:
        raise ChapuError(f"草稿「#{draft_id}」已经丢弃了，请先捡回来。")
    return kept


def _json(case: Case) -> str:
    return json.dumps(case.as_dict(), ensure_ascii=False)


def _kept(row: dict[str, Any]) -> KeptDraft:
    doubts: Iterable[tuple[int, str]] = json.loads(row["doubts"])
    case = replace(case_from_dict(json.loads(row["content"])), id=row["id"])
    draft = Draft(case, tuple(Doubt(line, text) for line, text in doubts), bool(row["card"]))
    given = {key: row[key] for key in ("id", "name", "state", "editor_id", "case_id", "lead_id", "made_at")}
    return KeptDraft(draft=draft, **given)


def _now() -> str:
    return datetime.now(UTC).isoformat()
