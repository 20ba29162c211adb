"""Changes of cases and drafts that an editor has made and not yet saved."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlite_utils import Database

from ..case import Case, ChapuError, NotFoundError, case_from_dict
from .cases import digest_of, get_case
from .deeds import change_case
from .drafts import OPEN, change_draft, draft_by_id, is_open
from .rows import row_of
from .transaction import writing

if TYPE_CHECKING:
    from .library import Library

ID_BITS = 48
"""Of an edit's id: drawn, so that the button of one that was given up never leads to another."""


@dataclass(frozen=True, slots=True)
class Editable:
    """What can be changed: a case, hidden or not, or an open draft. digest: that of its content."""

    id: int
    is_draft: bool
    case: Case
    digest: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A change not yet saved. content: what is to be, None once it was saved. digest: that of what it was made from."""

    id: int
    case_id: int
    is_draft: bool
    digest: str
    content: Case | None


def editable(db: Database, number: int) -> Editable:
    """What an editor means by a number: the case, or the draft whose case has that number; the draft where the case is hidden. Raises NotFoundError."""
    seen = db.execute("SELECT hidden FROM cases WHERE id = ?", [number]).fetchone()
    return editable_as(db, number, is_open(db, number) and (seen is None or bool(seen[0])))


def editable_as(db: Database, number: int, is_draft: bool) -> Editable:
    """The case or the open draft of this number. Raises NotFoundError; ChapuError where the draft is not open any more."""
    if not is_draft:
        case = get_case(db, number, hidden=True)
        return Editable(number, False, case, digest_of(db, number))
    kept = draft_by_id(db, number)
    if kept.state != OPEN:
        raise ChapuError(f"草稿「#{number}」已经不在了：发布了，或者丢弃了。请发 /drafts 看看。")
    return Editable(number, True, kept.draft.case, str(row_of(kept.draft.case)["digest"]))


def put_edit(db: Database, editor_id: int, made_from: Editable, case: Case) -> int:
    """Keep a change not yet saved, in place of any other that this editor has made of the same case; its id, which no other had before it."""
    content = json.dumps(case.as_dict(), ensure_ascii=False)
    edit_id, made_at = secrets.randbits(ID_BITS), datetime.now(UTC).isoformat()
    row = [edit_id, editor_id, made_from.id, made_from.is_draft, made_from.digest, content, made_at]
    with writing(db):
        drop_edits(db, editor_id, made_from)
        columns = "id, editor_id, case_id, is_draft, digest, content, made_at"
        db.execute(f"INSERT INTO edits ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return edit_id


def drop_edits(db: Database, editor_id: int, made_from: Editable) -> None:
    """Give up what an editor has changed in a case and not saved."""
    with writing(db):
        where = "editor_id = ? AND case_id = ? AND is_draft = ?"
        db.execute(f"DELETE FROM edits WHERE {where}", [editor_id, made_from.id, made_from.is_draft])


def drop_unsaved(db: Database, editor_id: int) -> bool:
    """Give up all that an editor has changed and not saved; whether there was any."""
    with writing(db):
        return bool(db.execute("DELETE FROM edits WHERE editor_id = ? AND content != ''", [editor_id]).rowcount)


def edit_by_id(db: Database, edit_id: int, editor_id: int) -> Edit:
    """A change of this editor's. Raises NotFoundError where it was given up."""
    query = "SELECT id, case_id, is_draft, digest, content FROM edits WHERE id = ? AND editor_id = ?"
    row = db.execute(query, [edit_id, editor_id]).fetchone()
    if row is None:
        raise NotFoundError("这次改动已经取消了，或者后来重写过。要改请发 /edit 和编号。")
    number, case_id, is_draft, digest, content = row
    return Edit(number, case_id, bool(is_draft), digest, case_from_dict(json.loads(content)) if content else None)


def save_edit(library: Library, edit_id: int, editor_id: int) -> int:
    """Save a change; the id of the deed, 0 for that of a draft, which leaves none, or where there was no difference.

    Raises ChapuError where it was saved already, or what it was made from was changed since; NotFoundError where it was given up.
    """
    with writing(library.db):
        edit = edit_by_id(library.db, edit_id, editor_id)
        if edit.content is None:
            raise ChapuError(f"这次改动已经保存过了，要再改请发 /edit {edit.case_id}。")
        db = library.db
        deed_id = 0
        if edit.is_draft:
            change_draft(db, edit.case_id, edit.content, edit.digest)
        else:
            deed_id = change_case(library, edit.case_id, edit.content, editor_id, edit.digest)
        db.execute("UPDATE edits SET content = '' WHERE id = ?", [edit_id])
        return deed_id
