"""Who edits the library, and what they are called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database

from .deeds import Act, put_deed
from .transaction import writing


@dataclass(frozen=True, slots=True)
class Editor:
    """Somebody who edits. name: "" where it is not known. since: ISO 8601."""

    id: int
    name: str
    since: str


def list_editors(db: Database) -> list[Editor]:
    """Those who edit, the first first."""
    rows = db.execute("SELECT editor_id, name, since FROM editors ORDER BY since, editor_id").fetchall()
    return [Editor(*row) for row in rows]


def put_editor(db: Database, editor_id: int, name: str, by_id: int) -> bool:
    """Make somebody an editor; whether they were none before. by_id: the owner who does."""
    with writing(db):
        since = datetime.now(UTC).isoformat()
        row = [editor_id, since, name]
        added = db.execute("INSERT OR IGNORE INTO editors (editor_id, since, name) VALUES (?, ?, ?) RETURNING 1", row)
        if not added.fetchone():
            return False
        put_deed(db, Act.EDITOR, by_id, editor_id, name)
        return True


def name_editor(db: Database, editor_id: int, name: str) -> None:
    """Note what an editor is called, where that is not known."""
    with writing(db):
        db.execute("UPDATE editors SET name = ? WHERE editor_id = ? AND name = ''", [name, editor_id])


def drop_editor(db: Database, editor_id: int, by_id: int) -> bool:
    """Make somebody an editor no more; whether they were one. by_id: the owner who does."""
    with writing(db):
        gone = db.execute("DELETE FROM editors WHERE editor_id = ? RETURNING name", [editor_id]).fetchone()
        if gone is None:
            return False
        put_deed(db, Act.UNEDITOR, by_id, editor_id, gone[0])
        return True


def editor_names(db: Database) -> dict[int, str]:
    """What those who edit, or did, are called, as far as that is known."""
    deeds = "SELECT subject_id, subject FROM deeds WHERE act IN (?, ?) AND subject_id IS NOT NULL ORDER BY id"
    told = db.execute(deeds, [Act.EDITOR.value, Act.UNEDITOR.value]).fetchall()
    return {editor_id: name for editor_id, name in told if name} | {
        editor.id: editor.name for editor in list_editors(db) if editor.name
    }
