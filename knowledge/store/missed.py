"""The questions that were asked, by how they were answered: those without an answer, or with one that was of no use, and those answered."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlite_utils import Database

from .transaction import reading, writing

AT_ONCE = 50
"""Questions of which all is read in one step."""
_MISSED = "tier IS NOT NULL AND (case_ids = '[]' OR id IN (SELECT answer_id FROM votes WHERE NOT good))"


@dataclass(frozen=True, slots=True)
class Missed:
    """A question, as it was typed, that was not answered, or not well, as somebody said.

    answer_id: of its newest answer. count: how often it was so. people: who asked, None for all whom the chat did not name. last: when, in ISO 8601.
    cases: the first cases of the answers that were of no use. reasons: why they were, with how many said so. waiting: who wants to hear of an answer.
    """

    question: str
    answer_id: str
    count: int
    people: frozenset[int | None]
    last: str
    cases: frozenset[int]
    reasons: tuple[tuple[str, int], ...]
    waiting: frozenset[int]


def missed(db: Database, most: int) -> Generator[None, None, list[Missed]]:
    """The questions missed last, each once, at most so many, the newest first; in steps of some 10 ms."""
    newest = (
        f"SELECT question FROM answers WHERE {_MISSED} GROUP BY question ORDER BY max(asked_at) DESC, question LIMIT ?"
    )
    questions = [question for (question,) in db.execute(newest, [most])]
    found: list[Missed] = []
    for at in range(0, len(questions), AT_ONCE):
        yield
        found += missed_among(db, questions[at : at + AT_ONCE])
    return found


def missed_among(db: Database, questions: Sequence[str]) -> list[Missed]:
    """What is known of missed questions, in their order; those that are not kept any more, or were not missed, are left out."""
    with reading(db):
        return _missed(db, questions)


def _missed(db: Database, questions: Sequence[str]) -> list[Missed]:
    names = [json.dumps(questions, ensure_ascii=False)]
    among = "question IN (SELECT value FROM json_each(?))"
    rows = db.execute(
        f"""SELECT question, id, asker_id, json_extract(case_ids, '$[0]'), count(*), max(asked_at) FROM answers
        WHERE {among} AND {_MISSED} GROUP BY question, asker_id, 4 ORDER BY 6 DESC, id""",
        names,
    ).fetchall()
    told = db.execute(
        f"""SELECT question, reason, count(*) FROM votes JOIN answers ON answers.id = answer_id
        WHERE NOT good AND reason != '' AND {among} GROUP BY 1, 2 ORDER BY 3 DESC, 2""",
        names,
    ).fetchall()
    wished = db.execute(f"SELECT question, reader_id FROM wishes WHERE told_at IS NULL AND {among}", names).fetchall()
    by_question: dict[str, list[tuple[str, int | None, int | None, int, str]]] = {}
    for question, *row in rows:
        by_question.setdefault(question, []).append(tuple(row))
    return [
        Missed(
            question,
            found[0][0],
            sum(count for *_, count, _ in found),
            frozenset(asker for _, asker, *_ in found),
            found[0][-1],
            frozenset(case for _, _, case, *_ in found if case is not None),
            tuple((reason, count) for of, reason, count in told if of == question),
            frozenset(reader for of, reader in wished if of == question),
        )
        for question in questions
        if (found := by_question.get(question))
    ]


def missed_count(db: Database) -> int:
    """How many questions were missed, each counted once."""
    return int(db.execute(f"SELECT count(DISTINCT question) FROM answers WHERE {_MISSED}").fetchone()[0])


def asked_lately(db: Database, days: int, most: int) -> tuple[list[str], list[str]]:
    """(missed, answered): the questions of so many days, each once, the newest first, at most so many of each."""
    since = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    query = (
        "SELECT question FROM answers WHERE {} AND datetime(asked_at) >= datetime(?)"
        " GROUP BY question ORDER BY max(asked_at) DESC, question LIMIT ?"
    )
    with reading(db):
        not_answered = [question for (question,) in db.execute(query.format(_MISSED), [since, most])]
        answered = f"case_ids != '[]' AND question NOT IN (SELECT question FROM answers WHERE {_MISSED})"
        return not_answered, [question for (question,) in db.execute(query.format(answered), [since, most])]


def set_aside(db: Database) -> set[str]:
    """The missed questions that an editor has put aside."""
    return {question for (question,) in db.execute("SELECT question FROM set_aside")}


def put_aside(db: Database, questions: Iterable[str], editor_id: int) -> None:
    """Put missed questions aside."""
    with writing(db):
        db.conn.executemany(
            "INSERT OR IGNORE INTO set_aside (question, editor_id, set_at) VALUES (?, ?, ?)",
            [(question, editor_id, datetime.now(UTC).isoformat()) for question in questions],
        )


def take_back(db: Database, questions: Iterable[str]) -> None:
    """Have missed questions no longer put aside."""
    with writing(db):
        db.conn.executemany("DELETE FROM set_aside WHERE question = ?", [(question,) for question in questions])
