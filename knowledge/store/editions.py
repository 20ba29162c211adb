"""The editions of the weekly case: which case a week has, and what editors said of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from .transaction import writing

WAITING, APPROVED, STOPPED = "waiting", "approved", "stopped"
"""The states of an edition: goes out unless somebody stops it; somebody said so; does not go out."""
_COLUMNS = "week, case_id, line, picked, state, passed, previewed_at"


@dataclass(frozen=True, slots=True)
class Edition:
    """A week's case. line: why an editor finds it worth reading, or "". picked: whether an editor chose it. passed: cases put aside for this week.

    previewed_at: when editors were shown it, ISO 8601; None while they were not.
    """

    week: str
    case_id: int
    line: str
    picked: bool
    state: str
    passed: tuple[int, ...]
    previewed_at: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that may be chosen, with what a choice looks at."""

    case_id: int
    topics: frozenset[str]
    district: str


def edition_of(db: Database, week: str) -> Edition | None:
    """A week's edition; None where it has none yet."""
    row = db.execute(f"SELECT {_COLUMNS} FROM editions WHERE week = ?", [week]).fetchone()
    return _edition(row) if row else None


def editions(db: Database, until: str, count: int, start: int = 0) -> list[Edition]:
    """Editions that went out to somebody, no later than a week, the last first."""
    query = (
        f"SELECT {_COLUMNS} FROM editions WHERE week <= ? AND EXISTS"
        " (SELECT 1 FROM deliveries WHERE deliveries.week = editions.week AND deliveries.state = 'sent')"
        " ORDER BY week DESC LIMIT ? OFFSET ?"
    )
    return [_edition(row) for row in db.execute(query, [until, count, start])]


def edition_count(db: Database, until: str) -> int:
    """How many `editions` would list."""
    query = "SELECT count(DISTINCT week) FROM deliveries WHERE state = 'sent' AND week <= ?"
    return int(db.execute(query, [until]).fetchone()[0])


def put_edition(db: Database, week: str, case_id: int, line: str = "", editor_id: int | None = None) -> None:
    """Give a week its case, in place of the one it had; editor_id: who chose it, None where nobody did. Editors have not seen it then."""
    row = [week, case_id, line, editor_id is not None, editor_id, datetime.now(UTC).isoformat()]
    with writing(db):
        db.execute(
            "INSERT INTO editions (week, case_id, line, picked, state, passed, editor_id, made_at) VALUES (?, ?, ?, ?, 'waiting', '[]', ?, ?)"
            " ON CONFLICT DO UPDATE SET case_id = excluded.case_id, line = excluded.line, picked = excluded.picked,"
            " state = 'waiting', editor_id = excluded.editor_id, previewed_at = NULL",
            row,
        )


def put_passed(db: Database, week: str, passed: tuple[int, ...]) -> None:
    """Note which cases are not to be a week's."""
    with writing(db):
        db.execute("UPDATE editions SET passed = ? WHERE week = ?", [json.dumps(passed), week])


def put_edition_state(db: Database, week: str, state: str, editor_id: int) -> None:
    """Approve or stop a week's edition, or let it wait again."""
    with writing(db):
        db.execute("UPDATE editions SET state = ?, editor_id = ? WHERE week = ?", [state, editor_id, week])


def put_previewed(db: Database, week: str, case_id: int) -> None:
    """Note that editors were shown a week's edition with this case; nothing where it has another by now."""
    with writing(db):
        shown = "UPDATE editions SET previewed_at = ? WHERE week = ? AND case_id = ?"
        db.execute(shown, [datetime.now(UTC).isoformat(), week, case_id])


def begin_telling_of(db: Database, week: str, since: datetime) -> None:
    """Note that editors want to hear how a week's edition goes out from a moment on."""
    with writing(db):
        begin = "UPDATE editions SET tell_since = ? WHERE week = ? AND tell_since IS NULL"
        db.execute(begin, [since.astimezone(UTC).isoformat(), week])


def untold_weeks(db: Database) -> dict[str, datetime]:
    """The weeks that editors are yet to be told of, each with the moment since when."""
    rows = db.execute("SELECT week, tell_since FROM editions WHERE tell_since IS NOT NULL ORDER BY week")
    return {week: datetime.fromisoformat(since) for week, since in rows}


def end_telling_of(db: Database, week: str) -> None:
    """Note that editors were told."""
    with writing(db):
        db.execute("UPDATE editions SET tell_since = NULL WHERE week = ?", [week])


def candidates(db: Database, week: str) -> list[Candidate]:
    """The cases that may be a week's, the first choice first: those that are no other week's, the newest first, then the one whose week is longest ago.

    A stopped edition counts only where somebody got its case.
    """
    got = "SELECT 1 FROM deliveries WHERE deliveries.week = editions.week AND deliveries.state IN ('sending', 'sent', 'uncertain')"
    query = (
        "SELECT cases.id, topics, district FROM cases LEFT JOIN (SELECT case_id, max(week) AS last FROM editions"
        f" WHERE week != ? AND (state != ? OR EXISTS ({got})) GROUP BY case_id) ON case_id = cases.id"
        " WHERE NOT hidden ORDER BY coalesce(last, ''), cases.id DESC"
    )
    rows = db.execute(query, [week, STOPPED])
    return [Candidate(case_id, frozenset(json.loads(topics)), district) for case_id, topics, district in rows]


def picture_id(db: Database, key: str) -> str | None:
    """What Telegram calls a picture that it was sent before; None where it was not. key: what tells the picture from any other."""
    row = db.execute("SELECT file_id FROM pictures WHERE key = ?", [key]).fetchone()
    return row[0] if row else None


def put_picture(db: Database, key: str, file_id: str | None) -> None:
    """Note what Telegram calls a picture; None where it knows it no more."""
    with writing(db):
        db.execute("DELETE FROM pictures WHERE key = ?", [key])
        if file_id:
            db.execute("INSERT INTO pictures VALUES (?, ?, ?)", [key, file_id, datetime.now(UTC).isoformat()])


def _edition(row: tuple[Any, ...]) -> Edition:
    week, case_id, line, picked, state, passed, previewed_at = row
    return Edition(week, case_id, line, bool(picked), state, tuple(json.loads(passed)), previewed_at)
