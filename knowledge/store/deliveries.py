"""The messages of the weekly case: one row for each edition and chat, so that whatever ends the program nobody gets two.

queued → sending → sent, failed or blocked. A row is `sending`, on disk, before its message goes out. Where it is not known whether the message arrived (the
program ended in between, or a request had no answer), it is `uncertain`, and goes out again only where an editor says so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlite_utils import Database

from ..schedule import Schedule
from .editions import STOPPED
from .subscribers import BLOCKED
from .transaction import lasting, writing

LATE = "late"
"""In `fault`: its day was over before it went out."""
NIGHT = timedelta(hours=2)
"""So long what was queued just before midnight may go on."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that is to go out. tries: how often it surely did not arrive."""

    week: str
    chat_id: int
    tries: int = 0


def queue_due(db: Database, week: str, schedule: Schedule, now: datetime) -> Counter[int | None]:
    """Queue the week's case for every subscriber whose slot of today has come, and who has no row of this week yet; how many there are by their hour.

    Slots of earlier days are over: what could not go out on its day is not made up for days late.
    """
    today = schedule.local(now).date()
    given = {"week": week, "usual": schedule.weekday, "weekday": today.isoweekday(), "today": f"{today}"}
    found: Counter[int | None] = Counter()
    for (hour,) in db.execute("SELECT DISTINCT hour FROM subscribers WHERE state = 'active'").fetchall():
        slot = schedule.slot(today, hour)
        if slot <= now and (count := _queue(db, given | {"hour": hour, "slot": _utc(slot)})):
            found[hour] = count
    return found


def _queue(db: Database, given: dict[str, object]) -> int:
    with writing(db):
        return int(
            db.execute(
                "INSERT OR IGNORE INTO deliveries (week, chat_id, state, queued_at)"
                " SELECT :week, chat_id, 'queued', :slot FROM subscribers WHERE state = 'active' AND hour IS :hour"
                " AND coalesce(weekday, :usual) = :weekday AND since <= :slot AND coalesce(paused_until, '') <= :today"
                " AND NOT EXISTS (SELECT 1 FROM deliveries AS there WHERE there.week = :week AND there.chat_id = subscribers.chat_id)",
                given,
            ).rowcount
        )


def queue_all(db: Database, week: str, now: datetime, today: date) -> int:
    """Queue the week's case for every subscriber that has no row of this week and no pause, whatever their time; how many there are."""
    with writing(db):
        return int(
            db.execute(
                "INSERT OR IGNORE INTO deliveries (week, chat_id, state, queued_at) SELECT ?, chat_id, 'queued', ? FROM subscribers"
                " WHERE state = 'active' AND coalesce(paused_until, '') <= ?",
                [week, _utc(now), f"{today}"],
            ).rowcount
        )


def drop_late(db: Database, now: datetime, schedule: Schedule) -> int:
    """Give up what was to go out on a day that is over and did not; how many there are. Of a stopped edition nothing was to go out.

    What was begun late in the evening has a while of the night.
    """
    before = _utc(min(schedule.midnight(now), now - NIGHT))
    with writing(db):
        stopped = "week IN (SELECT week FROM editions WHERE state = ?)"
        db.execute(f"DELETE FROM deliveries WHERE state = 'queued' AND queued_at < ? AND {stopped}", [before, STOPPED])
        late = "UPDATE deliveries SET state = 'failed', fault = ?, done_at = ? WHERE state = 'queued' AND queued_at < ?"
        return int(db.execute(late, [LATE, _utc(now), before]).rowcount)


def queued(db: Database, now: datetime, most: int) -> list[Delivery]:
    """What is to go out and may now, of editions that are not stopped, what is to be tried again first."""
    query = (
        "SELECT week, chat_id, tries FROM deliveries JOIN editions USING (week) JOIN subscribers USING (chat_id)"
        " WHERE deliveries.state = 'queued' AND subscribers.state = 'active'"
        " AND coalesce(wait_until, '') <= ? AND editions.state != ? ORDER BY wait_until IS NULL, wait_until, chat_id LIMIT ?"
    )
    return [Delivery(*row) for row in db.execute(query, [_utc(now), STOPPED, most])]


def next_try(db: Database) -> datetime | None:
    """When the first of what is queued may go out; None where nothing is."""
    query = (
        "SELECT min(coalesce(wait_until, queued_at)) FROM deliveries JOIN editions USING (week) JOIN subscribers USING (chat_id)"
        " WHERE deliveries.state = 'queued' AND subscribers.state = 'active' AND editions.state != ?"
    )
    row = db.execute(query, [STOPPED]).fetchone()
    return datetime.fromisoformat(row[0]) if row[0] else None


def begin_sending(db: Database, delivery: Delivery, case_id: int) -> bool:
    """Mark a message as going out, on disk, before it does; whether it still was to go out."""
    with lasting(db):
        update = (
            "UPDATE deliveries SET state = 'sending', case_id = ? WHERE week = ? AND chat_id = ? AND state = 'queued'"
            " AND chat_id IN (SELECT chat_id FROM subscribers WHERE state = 'active')"
            " AND week NOT IN (SELECT week FROM editions WHERE state = ?)"
        )
        return db.execute(update, [case_id, delivery.week, delivery.chat_id, STOPPED]).rowcount == 1


def end_sending(db: Database, delivery: Delivery, state: str, at: datetime, told: int | str = "") -> None:
    """Note what became of a message that went out, and when; nothing where its reader was forgotten meanwhile. told: its number, or why it did not arrive."""
    message_id, fault = (told, "") if isinstance(told, int) else (None, told)
    with writing(db):
        db.execute(
            "UPDATE deliveries SET state = ?, message_id = ?, fault = ?, done_at = ?"
            " WHERE week = ? AND chat_id = ? AND state IN ('sending', 'uncertain')",
            [state, message_id, fault, _utc(at), delivery.week, delivery.chat_id],
        )


def put_off(db: Database, delivery: Delivery, until: datetime) -> None:
    """Let a message that has not gone out wait for a moment."""
    with writing(db):
        later = "UPDATE deliveries SET wait_until = ? WHERE week = ? AND chat_id = ? AND state = 'queued'"
        db.execute(later, [_utc(until), delivery.week, delivery.chat_id])


def give_up(db: Database, delivery: Delivery, at: datetime, fault: str) -> None:
    """Note that a message cannot be made, and when that was seen."""
    with writing(db):
        failed = "UPDATE deliveries SET state = 'failed', fault = ?, done_at = ? WHERE week = ? AND chat_id = ? AND state = 'queued'"
        db.execute(failed, [fault, _utc(at), delivery.week, delivery.chat_id])


def send_again(db: Database, delivery: Delivery, until: datetime, fault: str, counts: bool = True) -> None:
    """Let a message that surely did not arrive go out again, no sooner than a moment; to a chat that left meanwhile it does not. counts: as a try."""
    with writing(db):
        db.execute(
            "UPDATE deliveries SET state = CASE WHEN chat_id IN (SELECT chat_id FROM subscribers WHERE state = 'active') THEN 'queued' ELSE 'failed' END,"
            " wait_until = ?, fault = ?, tries = tries + ? WHERE week = ? AND chat_id = ? AND state = 'sending'",
            [_utc(until), fault, counts, delivery.week, delivery.chat_id],
        )


def settle_deliveries(db: Database, now: datetime) -> int:
    """Take what was going out when the last process ended for uncertain; how many there were. Before this process sends the first."""
    with writing(db):
        settled = "UPDATE deliveries SET state = 'uncertain', done_at = ? WHERE state = 'sending'"
        return int(db.execute(settled, [_utc(now)]).rowcount)


def unsettled_weeks(db: Database) -> list[str]:
    """The weeks of which messages are going out."""
    return [
        week for (week,) in db.execute("SELECT DISTINCT week FROM deliveries WHERE state = 'sending' ORDER BY week")
    ]


def queue_uncertain(db: Database, week: str, now: datetime) -> int:
    """Let a week's uncertain messages go out again, unless the week is stopped or their readers left; how many there are."""
    with writing(db):
        again = (
            "UPDATE deliveries SET state = 'queued', wait_until = NULL, queued_at = ? WHERE week = ? AND state = 'uncertain'"
            " AND chat_id IN (SELECT chat_id FROM subscribers WHERE state = 'active') AND week NOT IN (SELECT week FROM editions WHERE state = ?)"
        )
        return int(db.execute(again, [_utc(now), week, STOPPED]).rowcount)


def uncertain_chats(db: Database, week: str) -> list[int]:
    """The chats of which it is not known whether they have a week's case."""
    query = "SELECT chat_id FROM deliveries WHERE week = ? AND state = 'uncertain' ORDER BY chat_id"
    return [chat_id for (chat_id,) in db.execute(query, [week])]


def delivery_states(db: Database, week: str | None = None) -> dict[int, str]:
    """By chat, what became of a week's message; of the last week that has any, where none is given."""
    week = week or db.execute("SELECT max(week) FROM deliveries").fetchone()[0]
    return dict(db.execute("SELECT chat_id, state FROM deliveries WHERE week = ?", [week]).fetchall())


def count_deliveries(db: Database, week: str) -> Counter[str]:
    """How many of a week's messages are in each state."""
    return Counter(dict(db.execute("SELECT state, count(*) FROM deliveries WHERE week = ? GROUP BY state", [week])))


def count_settled(db: Database, week: str, since: datetime) -> Counter[str]:
    """How many of a week's messages came to each state from a moment on."""
    query = "SELECT state, count(*) FROM deliveries WHERE week = ? AND done_at >= ? AND state NOT IN ('queued', 'sending') GROUP BY state"
    return Counter(dict(db.execute(query, [week, _utc(since)])))


def cases_sent(db: Database, chat_id: int) -> Counter[int]:
    """How often a chat was sent each case, those included of which it is not known whether they arrived."""
    query = (
        "SELECT case_id, count(*) FROM deliveries WHERE chat_id = ? AND case_id IS NOT NULL"
        " AND state IN ('sending', 'sent', 'uncertain') GROUP BY case_id"
    )
    return Counter(dict(db.execute(query, [chat_id])))


def has_delivery(db: Database, week: str, chat_id: int) -> bool:
    """Whether a chat has, or is to have, a week's message."""
    query = "SELECT 1 FROM deliveries WHERE week = ? AND chat_id = ?"
    return db.execute(query, [week, chat_id]).fetchone() is not None


def retire(db: Database, delivery: Delivery, at: datetime, fault: str) -> None:
    """Note that a chat cannot be reached any more: its message is blocked, and it gets no other."""
    with writing(db):
        end_sending(db, delivery, BLOCKED, at, fault)
        db.execute(
            "UPDATE subscribers SET state = 'blocked' WHERE chat_id = ? AND state = 'active'", [delivery.chat_id]
        )


def growing_pause(tries: int) -> timedelta:
    """How long to wait before the next try after so many: a second, two, four, … ten minutes at most."""
    return timedelta(seconds=min(2 ** min(tries, 10), 600))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
