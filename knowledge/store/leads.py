"""What readers suggest for the library, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from sqlite_utils import Database

from ..case import ChapuError, NotFoundError
from .transaction import writing

A_DAY, AT_ONCE = 5, 3
"""Suggestions of one person in 24 hours, and those that wait to be looked at."""
DAY = timedelta(days=1)
QUIET = timedelta(minutes=10)
"""Between two notices of new suggestions to the editors."""


class LeadState(Enum):
    """What became of a suggestion: it goes from one to a later one, and never back."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Suggested:
    """Something suggested. kind: "text", "link" or "file"; content: the text, the address, or the chat's id of the file.

    note: what was written beside a file. mark: what tells the same file however often it is sent.
    """

    kind: str
    content: str
    file_name: str = ""
    note: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Lead:
    """A reader's suggestion. credit: the name to thank, None where none is wanted. reason: why it was refused.

    editor_id: who decided. case_id: what it was published as. sent_at: ISO 8601.
    """

    id: int
    reader_id: int
    name: str
    suggested: Suggested
    credit: str | None
    state: LeadState
    reason: str
    editor_id: int | None
    case_id: int | None
    sent_at: str


def keep_lead(db: Database, reader_id: int, name: str, suggested: Suggested) -> Lead:
    """Keep what a reader suggests; what they suggested before is the same lead, whatever has become of it.

    Raises ChapuError where they have suggested too much lately, or too much of theirs still waits.
    """
    with writing(db):
        what = [reader_id, suggested.kind, suggested.mark or suggested.content]
        known = db.execute(
            "SELECT id FROM leads WHERE reader_id = ? AND kind = ? AND iif(mark = '', content, mark) = ?", what
        ).fetchone()
        if known:
            return lead_by_id(db, known[0])
        _refuse_too_many(db, reader_id)
        row = [reader_id, name, suggested.kind, suggested.content, suggested.file_name, suggested.note, suggested.mark]
        [lead_id] = db.execute(
            "INSERT INTO leads (reader_id, name, kind, content, file_name, note, mark, state, reason, sent_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?) RETURNING id",
            [*row, LeadState.WAITING.value, _now().isoformat()],
        ).fetchone()
        return lead_by_id(db, lead_id)


def lead_by_id(db: Database, lead_id: int) -> Lead:
    """The lead with this id. Raises NotFoundError: whoever suggested it may have had all of theirs deleted."""
    row = next(db.query("SELECT * FROM leads WHERE id = ?", [lead_id]), None)
    if row is None:
        raise NotFoundError(f"线索「{lead_id}」不在了：推荐的人可能删掉了自己的数据。请发 /leads 看看别的。")
    return _lead(row)


def leads_in(db: Database, state: LeadState, limit: int = -1, offset: int = 0) -> list[Lead]:
    """The leads in a state, the oldest first."""
    query = "SELECT * FROM leads WHERE state = ? ORDER BY id LIMIT ? OFFSET ?"
    return [_lead(row) for row in db.query(query, [state.value, limit, offset])]


def lead_count(db: Database, state: LeadState) -> int:
    """How many leads are in a state."""
    return int(db.execute("SELECT count(*) FROM leads WHERE state = ?", [state.value]).fetchone()[0])


def put_credit(db: Database, lead_id: int, reader_id: int, credit: str | None) -> Lead:
    """Whether a reader wants to be thanked for their lead, and by what name. Raises NotFoundError; ChapuError where it is published."""
    with writing(db):
        lead = lead_by_id(db, lead_id)
        if lead.reader_id != reader_id:
            raise NotFoundError("这不是你推荐的，请发 /suggest 推荐你自己的。")
        if lead.state is LeadState.PUBLISHED:
            raise ChapuError("这条已经发布了，署名改不了了；要改请告诉编辑。")
        db.execute("UPDATE leads SET credit = ? WHERE id = ?", [credit, lead_id])
    return lead_by_id(db, lead_id)


def decide_lead(db: Database, lead_id: int, editor_id: int, state: LeadState, reason: str = "") -> tuple[Lead, bool]:
    """Accept or refuse a lead that waits, or refuse one that was accepted: the lead, and whether this decided it. Raises NotFoundError.

    Of those who accept the first counts, and of those who refuse.
    """
    before = LeadState.ACCEPTED if state is LeadState.REFUSED else LeadState.WAITING
    with writing(db):
        decided = db.execute(
            "UPDATE leads SET state = ?, reason = ?, editor_id = ? WHERE id = ? AND state IN (?, ?)",
            [state.value, reason, editor_id, lead_id, LeadState.WAITING.value, before.value],
        ).rowcount
        return lead_by_id(db, lead_id), bool(decided)


def credit_of(db: Database, lead_id: int) -> str | None:
    """The name to thank for a lead; None where none is wanted, or the lead is gone."""
    row = db.execute("SELECT credit FROM leads WHERE id = ?", [lead_id]).fetchone()
    return row[0] if row else None


def published_leads(db: Database) -> list[tuple[int, int]]:
    """(lead, case) of the leads whose draft was published, and whose readers do not know it yet."""
    query = """SELECT leads.id, min(drafts.case_id) FROM leads JOIN drafts ON drafts.lead_id = leads.id
        WHERE drafts.state = 'published' AND leads.state = ? GROUP BY leads.id"""
    return list(db.execute(query, [LeadState.ACCEPTED.value]).fetchall())


def lead_published(db: Database, lead_id: int, case_id: int) -> int | None:
    """A case that came of a lead was published: whom to tell, the first time alone; None where that is nobody."""
    with writing(db):
        row = db.execute(
            "UPDATE leads SET state = ?, case_id = ? WHERE id = ? AND state != ? RETURNING reader_id",
            [LeadState.PUBLISHED.value, case_id, lead_id, LeadState.PUBLISHED.value],
        ).fetchone()
    return row[0] if row else None


def leads_to_tell(db: Database) -> tuple[int, float]:
    """How many new leads the editors are to be told of, which they are with this; where they were told of others just now none, and the seconds to wait."""
    with writing(db):
        new = "state = ? AND told_at IS NULL"
        [count] = db.execute(f"SELECT count(*) FROM leads WHERE {new}", [LeadState.WAITING.value]).fetchone()
        [last] = db.execute("SELECT max(told_at) FROM leads").fetchone()
        wait = (datetime.fromisoformat(last) + QUIET - _now()).total_seconds() if last and count else 0
        if wait > 0:
            return 0, wait
        db.execute(f"UPDATE leads SET told_at = ? WHERE {new}", [_now().isoformat(), LeadState.WAITING.value])
    return count, 0


def _refuse_too_many(db: Database, reader_id: int) -> None:
    """Raises ChapuError, which says when again, where a reader's suggestions are too many."""
    times = [
        datetime.fromisoformat(sent_at)
        for (sent_at,) in db.execute("SELECT sent_at FROM leads WHERE reader_id = ? ORDER BY id DESC", [reader_id])
    ]
    if len(times) >= A_DAY and (wait := times[A_DAY - 1] + DAY - _now()) > timedelta():
        raise ChapuError(f"一天最多推荐 {A_DAY} 条，{_told(wait)}后再发这条，先存好别删。谢谢你这么上心。")
    waiting = "SELECT count(*) FROM leads WHERE reader_id = ? AND state = ?"
    if db.execute(waiting, [reader_id, LeadState.WAITING.value]).fetchone()[0] >= AT_ONCE:
        raise ChapuError(f"你有 {AT_ONCE} 条还在等编辑看。这条先存好，等有一条有了回音再发。")


def _told(wait: timedelta) -> str:
    minutes = int(wait.total_seconds()) // 60 + 1
    return f"约 {-(-minutes // 60)} 小时" if minutes > 60 else f"{minutes} 分钟"


def _lead(row: dict[str, Any]) -> Lead:
    suggested = Suggested(*(row[key] for key in ("kind", "content", "file_name", "note", "mark")))
    given = ("id", "reader_id", "name", "credit", "reason", "editor_id", "case_id", "sent_at")
    return Lead(suggested=suggested, state=LeadState(row["state"]), **{key: row[key] for key in given})


def _now() -> datetime:
    return datetime.now(UTC)
