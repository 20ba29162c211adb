"""How much is asked and how it is answered, by the day; questions too old to be kept, reduced to the counts of their days."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TypeVar

from sqlite_utils import Database

from ..terms import fold
from .transaction import writing

SLICE, REDUCED = 300, 50
"""Questions that are counted, and reduced, at a stretch: some milliseconds."""
MOST = 5
"""Of the cases that are shown first, and of the questions without an answer."""
ONE_DAY = timedelta(days=1)
WEAK = "weak"
"""The tier, as it is kept, of an answer whose cases are only loosely related."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DayCount:
    """Of one day: its questions, how many of them were answered surely, how many people asked them, and how many questions were answered loosely alone."""

    day: date
    questions: int = 0
    answered: int = 0
    people: int = 0
    weak: int = 0


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was asked over some days.

    days: each of them, in order. kept_from: where the earlier ones are kept as counts alone, the first day that is not; of it and later are all else:
    people: who asked, each once. useful, useless: votes on the answers. first: (a case's id, its title, how often it stood first), missed: (a question
    without an answer, how often), both with the most frequent first.
    """

    days: tuple[DayCount, ...]
    kept_from: date | None
    people: int
    useful: int
    useless: int
    first: tuple[tuple[int, str, int], ...]
    missed: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class _Tally:
    """Numbers while they are counted."""

    questions: Counter[date] = field(default_factory=Counter)
    answered: Counter[date] = field(default_factory=Counter)
    weak: Counter[date] = field(default_factory=Counter)
    people: defaultdict[date, set[int]] = field(default_factory=lambda: defaultdict(set))
    votes: Counter[bool] = field(default_factory=Counter)
    first: Counter[int] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wordings: dict[str, str] = field(default_factory=dict)


def count_numbers(db: Database, first: date, last: date, zone: tzinfo) -> Generator[None, None, Numbers]:
    """Count what was asked from one day of a time zone to another; it pauses every few milliseconds.

    Where questions are reduced meanwhile it begins anew, so that none counts twice.
    """
    while True:
        tally, reduced = _Tally(), _reduced(db, first, last)
        for rows in _slices(db, first, last):
            for asked_at, asker_id, tier, question, case_ids, useful, votes in rows:
                day = _day(asked_at, zone)
                if first <= day <= last:
                    _ask(tally, day, asker_id)
                    _answer(tally, day, tier, question, json.loads(case_ids))
                    tally.votes += Counter({True: useful, False: votes - useful})
            yield
        if _reduced(db, first, last) == reduced:
            return _numbers(db, tally, reduced, first, last)


def count_cases(db: Database) -> tuple[int, int, int]:
    """How many cases readers can find, how many are hidden, and how many drafts are open."""
    counts = "SELECT count(*) FILTER (WHERE NOT hidden), count(*) FILTER (WHERE hidden) FROM cases"
    shown, hidden = db.execute(counts).fetchone()
    return shown, hidden, db.execute("SELECT count(*) FROM drafts WHERE state = 'open'").fetchone()[0]


def reduce_questions(db: Database, before: date, zone: tzinfo) -> bool:
    """Reduce some of the oldest of the questions asked before a day to counts, and delete them with their votes; whether there may be more.

    The counts are written in the transaction that deletes. As a day may go in several, somebody is one of its people when the last of what they asked
    that day goes: nobody is counted twice, and what is left of a day adds to what is counted of it.
    """
    with writing(db):
        rows = db.execute(
            "SELECT id, asked_at, asker_id, tier, case_ids FROM answers"
            " WHERE asked_at < ? AND julianday(asked_at) < julianday(?) ORDER BY asked_at LIMIT ?",
            [str(before + ONE_DAY), datetime.combine(before, time(), zone).isoformat(), REDUCED],
        ).fetchall()
        old = [(_day(row[1], zone), *row) for row in rows]
        db.conn.executemany("DELETE FROM answers WHERE id = ?", [(row[1],) for row in old])
        asked = [
            (day, asker_id, case_ids != "[]", tier == WEAK)
            for day, _, _, asker_id, tier, case_ids in old
            if tier is not None
        ]
        for day in {day for day, *_ in asked}:
            of_day = [row for each, *row in asked if each == day]
            gone = {asker for asker, *_ in of_day if asker is not None and not _asks(db, asker, day, zone)}
            weak = sum(loosely for *_, loosely in of_day)
            counts = (len(of_day), sum(answered for _, answered, _ in of_day) - weak, weak, len(gone))
            db.execute(
                "INSERT INTO days VALUES (?, ?, ?, ?, ?) ON CONFLICT (day) DO UPDATE SET"
                " questions = questions + excluded.questions, answered = answered + excluded.answered,"
                " weak = weak + excluded.weak, people = people + excluded.people",
                [str(day), *counts],
            )
    return bool(old)


def _slices(db: Database, first: date, last: date) -> Iterator[list[tuple[str, int | None, str, str, str, int, int]]]:
    """(asked_at, asker_id, tier, question, case_ids, useful votes, votes) of what was asked on these days, and somewhat before and after.

    Times are written in the time zone they were told in, so that as texts they are in order to within a day.
    """
    after = (str(first - ONE_DAY), "")
    while True:
        rows = db.execute(
            "SELECT id, asked_at, asker_id, tier, question, case_ids,"
            " (SELECT coalesce(sum(good), 0) FROM votes WHERE answer_id = answers.id),"
            " (SELECT count(*) FROM votes WHERE answer_id = answers.id)"
            " FROM answers WHERE (asked_at, id) > (?, ?) AND asked_at < ? AND tier IS NOT NULL"
            " ORDER BY asked_at, id LIMIT ?",
            [*after, str(last + 2 * ONE_DAY), SLICE],
        ).fetchall()
        if not rows:
            return
        yield [row[1:] for row in rows]
        after = (rows[-1][1], rows[-1][0])


def _ask(tally: _Tally, day: date, asker_id: int | None) -> None:
    tally.questions[day] += 1
    if asker_id is not None:
        tally.people[day].add(asker_id)


def _answer(tally: _Tally, day: date, tier: str, question: str, case_ids: list[int]) -> None:
    if case_ids:
        (tally.weak if tier == WEAK else tally.answered)[day] += 1
        tally.first[case_ids[0]] += 1
    else:
        key = re.sub(r"\W+", "", fold(question)) or question
        tally.missed[key] += 1
        tally.wordings.setdefault(key, question)


def _numbers(db: Database, tally: _Tally, reduced: dict[date, DayCount], first: date, last: date) -> Numbers:
    days = []
    for day in (first + number * ONE_DAY for number in range((last - first).days + 1)):
        earlier = reduced.get(day, DayCount(day))
        days.append(
            DayCount(
                day,
                earlier.questions + tally.questions[day],
                earlier.answered + tally.answered[day],
                earlier.people + len(tally.people[day]),
                earlier.weak + tally.weak[day],
            )
        )
    missed = [(tally.wordings[key], count) for key, count in _most(tally.missed)]
    return Numbers(
        days=tuple(days),
        kept_from=max(reduced) + ONE_DAY if reduced else None,
        people=len(set().union(*tally.people.values())),
        useful=tally.votes[True],
        useless=tally.votes[False],
        first=tuple((case_id, _title(db, case_id), count) for case_id, count in _most(tally.first)),
        missed=tuple(missed),
    )


def _most(counted: Counter[T]) -> list[tuple[T, int]]:
    """The most frequent; of as frequent ones the one that was met first."""
    return counted.most_common(MOST)


def _title(db: Database, case_id: int) -> str:
    """The title of a case, hidden or not; "" of one that is gone."""
    row = db.execute("SELECT title FROM cases WHERE id = ?", [case_id]).fetchone()
    return row[0] if row else ""


def _reduced(db: Database, first: date, last: date) -> dict[date, DayCount]:
    """The days of which counts alone are kept."""
    rows: Iterable[tuple[str, int, int, int, int]] = db.execute(
        "SELECT day, questions, answered, people, weak FROM days WHERE day BETWEEN ? AND ?", [str(first), str(last)]
    )
    return {date.fromisoformat(day): DayCount(date.fromisoformat(day), *counts) for day, *counts in rows}


def _asks(db: Database, asker_id: int, day: date, zone: tzinfo) -> bool:
    """Whether a question is kept that somebody asked on a day."""
    rows = db.execute(
        "SELECT asked_at FROM answers WHERE asker_id = ? AND tier IS NOT NULL AND asked_at BETWEEN ? AND ?",
        [asker_id, str(day - ONE_DAY), str(day + 2 * ONE_DAY)],
    )
    return any(_day(asked_at, zone) == day for (asked_at,) in rows)


def _day(asked_at: str, zone: tzinfo) -> date:
    """The day of a time zone that a time in ISO 8601 falls on."""
    return datetime.fromisoformat(asked_at).astimezone(zone).date()
