"""What editors do to the library: each deed with the versions of the cases that it changed, so that it can be told, and undone (undo.py)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from ..case import Case, ChapuError, NotFoundError, case_from_dict
from .cases import Filed, digest_of, file_cases, get_case, hide_case, is_hidden, replace_case
from .index import mark_stale
from .rows import row_of
from .transaction import reading, writing

if TYPE_CHECKING:
    from .library import Library


class Act(Enum):
    """What an editor may do."""

    PUBLISH = "publish"
    FURTHER = "further"
    EDIT = "edit"
    HIDE = "hide"
    SHOW = "show"
    RESTORE = "restore"
    IMPORT = "import"
    SYNONYM = "synonym"
    UNSYNONYM = "unsynonym"
    EDITOR = "editor"
    UNEDITOR = "uneditor"
    DROP = "drop"
    PICK_UP = "pick up"
    UNDO = "undo"
    REDO = "redo"


OF_CASES = (Act.PUBLISH, Act.FURTHER, Act.EDIT, Act.HIDE, Act.SHOW, Act.RESTORE, Act.IMPORT)
"""The acts that change cases, and that can be undone by putting back what they replaced."""
_OPEN_DRAFT = "SELECT 1 FROM drafts WHERE state = 'open' AND drafts.id ="


@dataclass(frozen=True, slots=True)
class Deed:
    """Something an editor did.

    editor_id: None where it is not known any more. subject_id: the id of the case, synonyms or person it was done to, None for several. subject: what to call
    that. done_at: ISO 8601. undone: whether it was taken back since.
    """

    id: int
    act: Act
    editor_id: int | None
    subject_id: int | None
    subject: str
    done_at: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Version:
    """A case before and after a change; None where it was not there. hidden: whether it was, before and after.

    deed: what changed it; None for the command line or a card file.
    """

    id: int
    case_id: int
    before: Case | None
    after: Case
    hidden: tuple[bool, bool]
    replaced_at: str
    deed: Deed | None


def put_deed(db: Database, act: Act, editor_id: int, subject_id: int | None, subject: str) -> int:
    """Note that an editor does something; its id. Runs inside the write transaction that does it."""
    row = [act.value, editor_id, subject_id, subject, datetime.now(UTC).isoformat()]
    statement = "INSERT INTO deeds (act, editor_id, subject_id, subject, done_at) VALUES (?, ?, ?, ?, ?) RETURNING id"
    return int(db.execute(statement, row).fetchone()[0])


def deeds(db: Database, limit: int, offset: int = 0) -> list[Deed]:
    """What was done, the last first."""
    return [_deed(row) for row in db.query("SELECT * FROM deeds ORDER BY id DESC LIMIT ? OFFSET ?", [limit, offset])]


def deed_count(db: Database) -> int:
    """How many deeds were done."""
    return int(db.execute("SELECT count(*) FROM deeds").fetchone()[0])


def deed_by_id(db: Database, deed_id: int) -> Deed:
    """The deed with this id. Raises NotFoundError."""
    row = next(db.query("SELECT * FROM deeds WHERE id = ?", [deed_id]), None)
    if row is None:
        raise NotFoundError(f"没有编号「{deed_id}」的操作，请发 /log 看看有哪些。")
    return _deed(row)


def versions_of(db: Database, case_id: int) -> list[Version]:
    """A case's changes, the last first; all that one deed did to it is one. Raises NotFoundError where there never was such a case."""
    with reading(db):
        rows = list(db.query("SELECT * FROM versions WHERE case_id = ? ORDER BY id", [case_id]))
        firsts = [row for at, row in enumerate(rows) if not at or not _is_of_one_deed(rows[at - 1], row)]
        return _versions(db, case_id, firsts)[::-1]


def version_by_id(db: Database, version_id: int) -> Version:
    """The change with this id. Raises NotFoundError."""
    row = db.execute("SELECT case_id FROM versions WHERE id = ?", [version_id]).fetchone()
    found = [each for each in (versions_of(db, row[0]) if row else []) if each.id == version_id]
    if not found:
        raise NotFoundError("这一版已经不在了，请发 /history 和案例编号再看一次。")
    return found[0]


def versions_by(db: Database, deed_id: int, limit: int = -1) -> list[Version]:
    """The changes that a deed made, by case; of so many cases at most."""
    with reading(db):
        query = "SELECT DISTINCT case_id FROM versions WHERE deed_id = ? ORDER BY 1 LIMIT ?"
        ids = [case_id for (case_id,) in db.execute(query, [deed_id, limit]).fetchall()]
        every = (version for case_id in ids for version in versions_of(db, case_id))
        return [version for version in every if version.deed and version.deed.id == deed_id]


def hidden_cases(db: Database) -> list[Case]:
    """The cases that were taken out of what readers see, by id; those whose publishing was undone are drafts, and none of them."""
    with reading(db):
        query = f"SELECT id FROM cases WHERE hidden AND NOT EXISTS ({_OPEN_DRAFT} cases.id) ORDER BY id"
        return [get_case(db, case_id, hidden=True) for (case_id,) in db.execute(query).fetchall()]


def change_case(library: Library, case_id: int, case: Case, editor_id: int, digest: str = "") -> int:
    """Put a case as an editor wants it in the place of what it was; the deed's id, 0 where there was no difference. Hidden, it stays so.

    digest: that of the case which the editor saw, as `digest_of` tells it: raises ChapuError where it was changed since. Raises NotFoundError.
    """
    db = library.db
    with writing(db):
        mark_stale(db, library.words.digest)
        get_case(db, case_id, hidden=True)
        if digest and digest != digest_of(db, case_id):
            raise ChapuError(f"案例「#{case_id}」刚刚被别人改过，请发 /edit {case_id} 看看现在的样子再改。")
        if row_of(case)["digest"] == digest_of(db, case_id):
            return 0
        deed_id = put_deed(db, Act.EDIT, editor_id, case_id, case.title)
        replace_case(library, case_id, case, deed_id)
        return deed_id


def set_hidden(library: Library, case_id: int, hidden: bool, editor_id: int) -> int:
    """Take a case out of what readers see and find, or put it back; the deed's id, 0 where there was no difference.

    Raises NotFoundError; ChapuError for one to be put back that is a draft again.
    """
    return set_all_hidden(library, [case_id], hidden, editor_id)


def set_all_hidden(library: Library, case_ids: Sequence[int], hidden: bool, editor_id: int) -> int:
    """The same of several cases, by one deed: all of them, or none where it raises. Those that are as they shall be have no part in it."""
    db = library.db
    with writing(db):
        mark_stale(db, library.words.digest)
        titles = {case_id: get_case(db, case_id, hidden=True).title for case_id in case_ids}
        moved = [case_id for case_id in titles if is_hidden(db, case_id) != hidden]
        if not moved:
            return 0
        for case_id in moved:
            refuse_draft(db, case_id)
        subject = titles[moved[0]] if len(moved) == 1 else "、".join(f"#{case_id}" for case_id in moved)
        one = moved[0] if len(moved) == 1 else None
        deed_id = put_deed(db, Act.HIDE if hidden else Act.SHOW, editor_id, one, subject)
        for case_id in moved:
            hide_case(library, case_id, hidden, deed_id)
        return deed_id


def refuse_draft(db: Database, case_id: int) -> None:
    """Raise ChapuError where a case's publishing was undone, and its draft is open."""
    if is_hidden(db, case_id) and db.execute(f"{_OPEN_DRAFT} ?", [case_id]).fetchone():
        raise ChapuError(f"「#{case_id}」的发布撤销过，现在是草稿，请发 /drafts 打开它，从那里发布。")


def file_for_editor(
    library: Library, cases: Iterable[Case], deed_id: int, match: bool = True
) -> list[tuple[int, Filed]]:
    """`file_cases` as part of a deed; what it puts in is not hidden, whatever was there. Runs inside the write transaction of the deed."""
    filed = file_cases(library, cases, match, deed_id)
    return [(case_id, Filed.CHANGED if hide_case(library, case_id, False, deed_id) else how) for case_id, how in filed]


def _versions(db: Database, case_id: int, rows: list[dict[str, Any]]) -> list[Version]:
    """Rows of `versions` of one case, in order, each with what came after it."""
    now = get_case(db, case_id, hidden=True)
    found = [_before(row) for row in rows]
    afters = [*found[1:], (now, is_hidden(db, case_id))][: len(rows)]
    return [
        Version(row["id"], case_id, before, after or now, (was, will), row["replaced_at"], _deed_of(db, row))
        for row, (before, was), (after, will) in zip(rows, found, afters, strict=True)
    ]


def _is_of_one_deed(before: dict[str, Any], row: dict[str, Any]) -> bool:
    return row["deed_id"] is not None and row["deed_id"] == before["deed_id"]


def _before(row: dict[str, Any]) -> tuple[Case | None, bool]:
    content = row["content"]
    return case_from_dict(json.loads(content)) if content is not None else None, bool(row["hidden"])


def _deed_of(db: Database, row: dict[str, Any]) -> Deed | None:
    return deed_by_id(db, row["deed_id"]) if row["deed_id"] else None


def _deed(row: dict[str, Any]) -> Deed:
    given = {key: row[key] for key in ("id", "editor_id", "subject_id", "subject", "done_at")}
    return Deed(act=Act(row["act"]), undone=row["undone_by"] is not None, **given)
