"""An import under way: what its file changes is staged first, then done in small pieces, each a transaction, so that a stop anywhere loses nothing.

The deed is written in the transaction that ends the staging: with one, an import is finished at the next start; without one, it is dropped.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from ..case import Case, ChapuError, case_from_dict
from ..sheet import Held
from .cases import file_cases, get_case, hide_case, replace_case, same_case
from .deeds import Act, Deed, put_deed
from .index import mark_stale
from .transaction import reading, writing
from .undo import begin_undo, put_back

if TYPE_CHECKING:
    from .library import Library

SLICE = 0.008
"""Seconds of work in one transaction; the last case of it comes on top."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an import does to one case. case_id: the case it changes, or the number of a new one, None for the next that is free.

    before: the state of that case when it was compared, as `state_of` tells it.
    """

    case: Case
    hidden: bool
    case_id: int | None
    before: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What a file to be imported says. count: of its rows. same: those that change nothing. problems: a sentence for each that cannot be taken in.

    unknown: the columns that were passed over.
    """

    count: int
    same: int
    changes: tuple[Arrival, ...] = field(repr=False)
    problems: tuple[str, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """The import under way, or the undoing of one. editor_id: None where it is not known any more. name: of the file.

    deed_id: None while its file is read. left: how much it has yet to do. new, changed: how many cases it put in or changed so far. The rest as in `Intake`.
    """

    editor_id: int | None
    name: str
    deed_id: int | None
    undoes: bool
    left: int
    new: int
    changed: int
    count: int
    same: int
    problems: tuple[str, ...]
    unknown: tuple[str, ...]


def held_cases(db: Database) -> list[Held]:
    """All cases, hidden ones too, by id."""
    with reading(db):
        rows = db.execute("SELECT id, hidden FROM cases ORDER BY id").fetchall()
        return [Held(get_case(db, case_id, hidden=True), bool(hidden)) for case_id, hidden in rows]


def state_of(db: Database, case_id: int | None) -> str:
    """What tells whether a case was changed, hidden or shown meanwhile; "" where there is none."""
    row = db.execute("SELECT digest, hidden FROM cases WHERE id = ?", [case_id]).fetchone()
    return f"{row[0]}{'-' if row[1] else ''}" if row else ""


def begin_import(db: Database, editor_id: int, name: str) -> None:
    """Note that an editor's file is being read. Raises ChapuError where another import is under way."""
    with writing(db):
        _refuse_second(db)
        db.execute("DELETE FROM staged")
        _put_import(db, editor_id, name, None)


def stage(db: Database, changes: Iterable[Arrival]) -> None:
    """Stage some of an import's changes, in one transaction."""
    rows = [
        [each.case_id, json.dumps(each.case.as_dict(), ensure_ascii=False), each.hidden, each.before]
        for each in changes
    ]
    with writing(db):
        db.conn.executemany("INSERT INTO staged (case_id, content, hidden, before) VALUES (?, ?, ?, ?)", rows)


def end_staging(db: Database, intake: Intake) -> None:
    """All is staged: from now on the import, if it changes anything, is a deed, and will be done, whatever happens."""
    with writing(db):
        editor_id, name = db.execute("SELECT editor_id, name FROM imports").fetchone()
        report = {"count": intake.count, "same": intake.same, "problems": intake.problems, "unknown": intake.unknown}
        deed_id = put_deed(db, Act.IMPORT, editor_id, None, name) if intake.changes else None
        db.execute("UPDATE imports SET deed_id = ?, report = ?", [deed_id, json.dumps(report, ensure_ascii=False)])


def begin_undoing(library: Library, deed: Deed, editor_id: int, message_id: int | None = None) -> None:
    """Stage the undoing of a deed that changed many cases: `apply_staged` does it. The rest as for `undo_of_cases`."""
    db = library.db
    with writing(db):
        _refuse_second(db)
        undo_id = begin_undo(library, deed, editor_id, message_id)
        _put_import(db, editor_id, deed.subject, undo_id)
        db.execute(
            "INSERT INTO staged (case_id, hidden, before, version_id)"
            " SELECT case_id, 0, '', id FROM versions WHERE deed_id = ? ORDER BY id DESC",
            [deed.id],
        )


def apply_staged(library: Library, seconds: float = SLICE) -> int:
    """Do some of what is staged, in one transaction; how much is left. A case that was changed meanwhile is left alone, which the report says."""
    db, end = library.db, time.perf_counter() + seconds
    with writing(db):
        mark_stale(db, library.words.digest)
        deed_id = db.execute("SELECT deed_id FROM imports").fetchone()[0]
        for row in _staged(db):
            problem = _apply(library, row, deed_id)
            if problem:
                report = json.loads(db.execute("SELECT report FROM imports").fetchone()[0])
                report["problems"].append(problem)
                db.execute("UPDATE imports SET report = ?", [json.dumps(report, ensure_ascii=False)])
            db.execute("DELETE FROM staged WHERE id = ?", [row["id"]])
            if time.perf_counter() > end:
                break
        return _left(db)


def import_under_way(db: Database) -> Import | None:
    """The import that is under way, if there is one."""
    row = next(db.query("SELECT imports.*, act FROM imports LEFT JOIN deeds ON deeds.id = deed_id"), None)
    if row is None:
        return None
    report = json.loads(row["report"])
    [new] = db.execute(
        "SELECT count(DISTINCT case_id) FROM versions WHERE deed_id = ? AND content IS NULL", [row["deed_id"]]
    ).fetchone()
    return Import(
        **{key: row[key] for key in ("editor_id", "name", "deed_id")},
        undoes=row["act"] in (Act.UNDO.value, Act.REDO.value),
        left=_left(db),
        new=new,
        changed=change_count(db, row["deed_id"]) - new,
        **report | {key: tuple(report[key]) for key in ("problems", "unknown")},
    )


def change_count(db: Database, deed_id: int | None) -> int:
    """How many cases a deed put in or changed."""
    query = "SELECT count(DISTINCT case_id) FROM versions WHERE deed_id = ?"
    return int(db.execute(query, [deed_id]).fetchone()[0])


def end_import(db: Database) -> None:
    """Forget the import: it is done and told of, or was not begun in earnest. What is staged of one without a deed is dropped."""
    with writing(db):
        db.execute("DELETE FROM imports")
        db.execute("DELETE FROM staged")


def _refuse_second(db: Database) -> None:
    other = db.execute("SELECT name FROM imports").fetchone()
    if other:
        raise ChapuError(f"「{other[0]}」还没有写完，一次只能一份；等它做完，再发一次。")


def _put_import(db: Database, editor_id: int, name: str, deed_id: int | None) -> None:
    report = json.dumps({"count": 0, "same": 0, "problems": [], "unknown": []})
    db.execute("INSERT INTO imports VALUES (1, ?, ?, ?, ?)", [editor_id, name, deed_id, report])


def _left(db: Database) -> int:
    """How much is staged: it was numbered in one go, and is done in that order."""
    first, last = (db.execute(f"SELECT {end}(id) FROM staged").fetchone()[0] for end in ("min", "max"))
    return last - first + 1 if first else 0


def _staged(db: Database) -> Iterator[dict[str, Any]]:
    """What is staged, in order; each is read only when the one before is done."""
    while row := next(db.query("SELECT * FROM staged ORDER BY id LIMIT 1"), None):
        yield row


def _apply(library: Library, row: dict[str, Any], deed_id: int) -> str | None:
    """Do one thing that is staged; why it was not done, if not."""
    db = library.db
    if row["version_id"]:
        version = next(db.query("SELECT * FROM versions WHERE id = ?", [row["version_id"]]))
        put_back(library, version, deed_id)
        return None
    case, case_id = case_from_dict(json.loads(row["content"])), row["case_id"]
    if state_of(db, case_id) != row["before"] or (case_id is None and same_case(db, case)):
        return f"「{case.title}」：导入的时候别人也改了它，没有动，请再导入一次这一行"
    if row["before"]:
        replace_case(library, case_id, case, deed_id)
    else:
        [(case_id, _)] = file_cases(library, [replace(case, id=case_id or 0)], False, deed_id)
    hide_case(library, case_id, bool(row["hidden"]), deed_id)
    return None
