"""Who gets the weekly case, and how they want it. A subscriber is a chat: a person's, a group or a channel."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from .transaction import writing

ACTIVE, LEFT, BLOCKED = "active", "left", "blocked"
"""The states of a subscriber: gets the case; asked not to; cannot be reached any more."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who gets the weekly case.

    kind: private, group or channel. thread_id: of a forum's topic. topics, fewer: what they want more of, and less of. weekday (Monday is 1), hour: None for
    the usual ones. paused_until: the first local day on which they get it again, YYYY-MM-DD. neighbourhood: what their community is. since: the moment,
    in UTC, before which no slot is theirs, ISO 8601.
    """

    chat_id: int
    kind: str = "private"
    thread_id: int | None = None
    state: str = ACTIVE
    topics: tuple[str, ...] = ()
    fewer: tuple[str, ...] = ()
    weekday: int | None = None
    hour: int | None = None
    silent: bool = False
    paused_until: str | None = None
    district: str = ""
    neighbourhood: str = ""
    since: str = ""

    @property
    def active(self) -> bool:
        """Whether they get the weekly case, now or after a pause."""
        return self.state == ACTIVE


_LISTS = ("topics", "fewer")
_COLUMNS = ", ".join(field.name for field in fields(Subscriber))


def subscribe(db: Database, chat_id: int, kind: str, since: datetime, thread_id: int | None = None) -> bool:
    """Let a chat have the weekly case from a moment on, with the settings that it had before, if it had any; whether it did not get it so far.

    A group gets it without a sound unless its settings say otherwise.
    """
    with writing(db):
        new = db.execute(
            "INSERT INTO subscribers (chat_id, kind, thread_id, state, since, silent) VALUES (?, ?, ?, 'active', ?, ?) ON CONFLICT DO UPDATE SET"
            " state = 'active', kind = excluded.kind, thread_id = excluded.thread_id, since = excluded.since, paused_until = NULL"
            " WHERE state != 'active'",
            [chat_id, kind, thread_id, _utc(since), kind == "group"],
        )
        return new.rowcount == 1


def unsubscribe(db: Database, chat_id: int, state: str = LEFT) -> bool:
    """Let a chat have no weekly case any more, and what waits for it not go out; whether it did get it. state: LEFT, or BLOCKED where it cannot be reached."""
    with writing(db):
        left = db.execute("UPDATE subscribers SET state = ? WHERE chat_id = ? AND state = 'active'", [state, chat_id])
        if state == LEFT:
            db.execute("DELETE FROM deliveries WHERE chat_id = ? AND state = 'queued'", [chat_id])
        else:
            db.execute("UPDATE deliveries SET state = 'blocked' WHERE chat_id = ? AND state = 'queued'", [chat_id])
        return left.rowcount == 1


def subscriber_by_id(db: Database, chat_id: int) -> Subscriber | None:
    """The subscriber with this chat, whether or not it gets the case; None where it never did."""
    row = db.execute(f"SELECT {_COLUMNS} FROM subscribers WHERE chat_id = ?", [chat_id]).fetchone()
    return _subscriber(row) if row else None


def subscribers(db: Database) -> list[Subscriber]:
    """All that get the weekly case or once did, by chat."""
    return [_subscriber(row) for row in db.execute(f"SELECT {_COLUMNS} FROM subscribers ORDER BY chat_id")]


def subscriber_count(db: Database) -> int:
    """How many get the weekly case."""
    return int(db.execute("SELECT count(*) FROM subscribers WHERE state = 'active'").fetchone()[0])


def put_subscriber(db: Database, changed: Subscriber) -> None:
    """Keep a subscriber's settings as they are now; nothing where it is gone meanwhile."""
    row = asdict(changed)
    row |= {name: json.dumps(row[name], ensure_ascii=False) for name in _LISTS}
    settings = [name for name in row if name not in ("chat_id", "kind", "state")]
    with writing(db):
        db.execute(
            f"UPDATE subscribers SET {', '.join(f'{name} = :{name}' for name in settings)} WHERE chat_id = :chat_id",
            row,
        )


def move_subscriber(db: Database, chat_id: int, new_id: int) -> list[str]:
    """A group became a supergroup: what it gets, and what it got, goes on under the new id; the weeks of which the new one has the old one's message now.

    Where both were there, the new one's word counts.
    """
    with writing(db):
        moved = db.execute("UPDATE OR IGNORE subscribers SET chat_id = ? WHERE chat_id = ?", [new_id, chat_id]).rowcount
        if not moved:
            db.execute("DELETE FROM subscribers WHERE chat_id = ?", [chat_id])
        moving = "UPDATE OR IGNORE deliveries SET chat_id = ? WHERE chat_id = ? RETURNING week"
        weeks = [week for (week,) in db.execute(moving, [new_id, chat_id]).fetchall()]
        db.execute("DELETE FROM deliveries WHERE chat_id = ?", [chat_id])
    return weeks


def drop_thread(db: Database, chat_id: int) -> None:
    """A forum's topic is gone: the chat gets the weekly case outside of any."""
    with writing(db):
        db.execute("UPDATE subscribers SET thread_id = NULL WHERE chat_id = ?", [chat_id])


def put_useful(db: Database, case_id: int, reader_id: int) -> None:
    """Note that a reader found a weekly case of use."""
    with writing(db):
        db.execute("INSERT OR IGNORE INTO useful VALUES (?, ?, ?)", [case_id, reader_id, _utc(datetime.now(UTC))])


def useful_count(db: Database, case_id: int) -> int:
    """How many readers found a weekly case of use."""
    return int(db.execute("SELECT count(*) FROM useful WHERE case_id = ?", [case_id]).fetchone()[0])


def _subscriber(row: tuple[Any, ...]) -> Subscriber:
    found = dict(zip((field.name for field in fields(Subscriber)), row, strict=True))
    lists = {name: tuple(json.loads(found[name])) for name in _LISTS}
    return Subscriber(**found | lists | {"silent": bool(found["silent"])})


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
