"""Cases in and out of the library."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from ..case import Case, NotFoundError, Paragraph, Passage, Place
from ..sounds import sounds
from ..terms import fold
from .index import BATCH, Index, add_passages, mark_stale, remove_from_index
from .rows import case_of, row_of
from .transaction import reading, writing

if TYPE_CHECKING:
    from .library import Library

_PART = re.compile(r".+?(?:街道|社区|小区|[镇乡村])")
_PREFIX = re.compile(r"^(?:四川|成都)(?=..)")
_SUFFIX = re.compile(r"(?<=..)(?:街道|社区|小区|[区市县镇乡村])$")
_QUOTED = re.compile(r"[“‘《]([\w·]{2,12})[”’》]")


class Filed(Enum):
    """What became of a case that was put into the library."""

    NEW = "入库"
    CHANGED = "更新"
    SAME = "未变"
    FURTHER = "补充来源"


def file_cases(
    library: Library, cases: Iterable[Case], match: bool = True, deed_id: int | None = None
) -> list[tuple[int, Filed]]:
    """Put cases into the library, all of them or none; the id there and what became of it, for each.

    A case of the same title and place is the same case: it is replaced, and what it replaces is kept as a version; with match=False
    each is taken as new. A new case keeps the id it brings if that is free. deed_id: the deed that this is part of, if an editor's.
    Raises LibraryError where the file cannot be written.
    """
    db = library.db
    filed: list[tuple[int, Filed]] = []
    waiting: list[Passage] = []
    with writing(db):
        mark_stale(db, library.words.digest)
        for case in cases:
            known = same_case(db, case) if match else None
            if known is None:
                case_id = _insert(db, case)
                if deed_id:
                    _keep_version(db, case_id, None, False, deed_id)
                waiting += _text(library, replace(case, id=case_id))
                filed.append((case_id, Filed.NEW))
            if known is not None or len(waiting) > BATCH:
                add_passages(db, waiting)
                waiting.clear()
            if known is not None:
                changed = replace_case(library, known, case, deed_id)
                filed.append((known, Filed.CHANGED if changed else Filed.SAME))
        add_passages(db, waiting)
    return filed


def get_case(db: Database, case_id: int, hidden: bool = False) -> Case:
    """The case with this id; hidden: even where it is hidden. Raises NotFoundError."""
    with reading(db):
        row = next(db.query("SELECT * FROM cases WHERE id = ?", [case_id]), None)
        if row is None or (row["hidden"] and not hidden):
            raise NotFoundError(f"没有编号「{case_id}」的案例，请在案例目录里看看有哪些编号。")
        return _case(db, row)


def list_cases(db: Database, **fields: object) -> list[Case]:
    """The cases whose fields (title, city, district, street, community, year, topic) are these, by id; all where none is given."""
    where, values = _where(fields)
    with reading(db):
        return [_case(db, row) for row in db.query(f"SELECT * FROM cases WHERE {where} ORDER BY id", values)]


def case_ids(db: Database, **fields: object) -> set[int]:
    """The ids of the cases that `list_cases` would list."""
    where, values = _where(fields)
    return {case_id for (case_id,) in db.execute(f"SELECT id FROM cases WHERE {where}", values)}


def _where(fields: Mapping[str, object]) -> tuple[str, list[object]]:
    tests = ["? IN (SELECT value FROM json_each(topics))" if field == "topic" else f"{field} = ?" for field in fields]
    return " AND ".join(["NOT hidden", *tests]), list(fields.values())


def case_count(db: Database) -> int:
    """How many cases the library holds."""
    return int(db.execute("SELECT count(*) FROM cases WHERE NOT hidden").fetchone()[0])


def case_topics(db: Database) -> dict[str, int]:
    """The topics that the library has a case of, with how many, the most frequent first."""
    return _counts(
        db, "SELECT value, count(*) FROM cases, json_each(topics) WHERE NOT hidden GROUP BY 1 ORDER BY 2 DESC, 1"
    )


def case_districts(db: Database) -> dict[str, int]:
    """The districts that the library has a case of, with how many, in the order they came."""
    where = "district != '' AND NOT hidden"
    return _counts(db, f"SELECT district, count(*) FROM cases WHERE {where} GROUP BY district ORDER BY min(id)")


def case_years(db: Database) -> dict[int, int]:
    """The years that the library has a case of, with how many, the newest first."""
    where = "year IS NOT NULL AND NOT hidden"
    return _counts(db, f"SELECT year, count(*) FROM cases WHERE {where} GROUP BY year ORDER BY year DESC")


def _counts(db: Database, query: str) -> dict[Any, int]:
    return dict(db.execute(query).fetchall())


def same_case(db: Database, case: Case) -> int | None:
    """The id of the case of the same title and place; None where there is none, or the case has no title."""
    place = case.place
    row = db.execute(
        "SELECT id FROM cases WHERE title = ? AND city = ? AND district = ? AND street = ? AND community = ?",
        [case.title, place.city, place.district, place.street, place.community],
    ).fetchone()
    return row[0] if row and case.title else None


def _insert(db: Database, case: Case) -> int:
    taken = not case.id or is_taken(db, case.id)
    row = row_of(case) | {"id": next_id(db) if taken else case.id}
    statement = f"INSERT INTO cases ({', '.join(row)}) VALUES ({', '.join(':' + key for key in row)}) RETURNING id"
    return int(db.execute(statement, row).fetchone()[0])


def is_taken(db: Database, case_id: int) -> bool:
    """Whether a number is a case's, or a draft's that is not published."""
    query = "SELECT 1 FROM cases WHERE id = ? UNION SELECT 1 FROM drafts WHERE id = ? AND state != 'published'"
    return db.execute(query, [case_id, case_id]).fetchone() is not None


def next_id(db: Database) -> int:
    """The first id that neither a case nor a draft has, nor any after it."""
    query = "SELECT 1 + max((SELECT coalesce(max(id), 0) FROM cases), (SELECT coalesce(max(id), 0) FROM drafts))"
    return int(db.execute(query).fetchone()[0])


def replace_case(library: Library, case_id: int, case: Case, deed_id: int | None = None) -> bool:
    """Put a case in the place of another, hidden or not; whether there was any difference. deed_id: as for `file_cases`."""
    db = library.db
    row = row_of(case)
    if row["digest"] == digest_of(db, case_id):
        return False
    hidden = is_hidden(db, case_id)
    _keep_version(db, case_id, get_case(db, case_id, hidden=True), hidden, deed_id)
    _drop_text(db, case_id, hidden)
    db.execute(f"UPDATE cases SET {', '.join(f'{key} = :{key}' for key in row)} WHERE id = :id", row | {"id": case_id})
    _write_text(library, replace(case, id=case_id), hidden)
    return True


def hide_case(library: Library, case_id: int, hidden: bool, deed_id: int | None = None) -> bool:
    """Take a case out of what readers see and find, or put it back; whether there was any difference. Raises NotFoundError."""
    db, case = library.db, get_case(library.db, case_id, hidden=True)
    if is_hidden(db, case_id) == hidden:
        return False
    _keep_version(db, case_id, case, not hidden, deed_id)
    _drop_text(db, case_id, not hidden)
    db.execute("UPDATE cases SET hidden = ? WHERE id = ?", [hidden, case_id])
    _write_text(library, case, hidden)
    return True


def is_hidden(db: Database, case_id: int) -> bool:
    """Whether a case is hidden from readers."""
    return bool(db.execute("SELECT hidden FROM cases WHERE id = ?", [case_id]).fetchone()[0])


def _keep_version(db: Database, case_id: int, case: Case | None, hidden: bool, deed_id: int | None) -> None:
    """Keep what a case was before a change; None where it was not there."""
    content = json.dumps(case.as_dict(), ensure_ascii=False) if case else None
    db.execute(
        "INSERT INTO versions (case_id, deed_id, content, hidden, replaced_at) VALUES (?, ?, ?, ?, ?)",
        [case_id, deed_id, content, hidden, datetime.now(UTC).isoformat()],
    )


def _drop_text(db: Database, case_id: int, hidden: bool) -> None:
    """Take out a case's passages and names; hidden: whether it has no index rows."""
    if not hidden:
        remove_from_index(db, Index(db).of_case(case_id))
    db.execute("DELETE FROM passages WHERE case_id = ?", [case_id])
    db.execute("DELETE FROM names WHERE case_id = ?", [case_id])


def _write_text(library: Library, case: Case, hidden: bool) -> None:
    """Write a case's passages, and where it is not hidden its index rows and names."""
    add_passages(library.db, _text(library, case), indexed=not hidden)
    if hidden:
        library.db.execute("DELETE FROM names WHERE case_id = ?", [case.id])


def _text(library: Library, case: Case) -> list[Passage]:
    """Write a case's names; the passages to be written, without ids."""
    cuts = library.segmenter.cuts
    library.db.conn.executemany(
        "INSERT OR IGNORE INTO names (name, case_id, kind, sound) VALUES (?, ?, ?, ?)",
        [(name, case.id, kind, sounds(name)) for name, kind in set(_names(case))],
    )
    parts = [Paragraph("", "", head_text(case), case.source), *case.paragraphs()]
    return [
        Passage(0, case.id, at, part.heading, part.kind, part.text, cuts(fold(part.text)))
        for at, part in enumerate(parts)
        if part.text
    ]


def head_text(case: Case) -> str:
    """What a case is found by besides its text: title, place, topics, year, sources and captions, a line each."""
    told = [(source.publication, source.title, " ".join(source.reporters)) for source in case.sources]
    lines = (
        case.title,
        "".join((case.place.city, case.place.district, case.place.street, case.place.community)),
        " ".join(case.topics),
        f"{case.year}年" if case.year else "",
        *chain.from_iterable(told),
        *case.captions,
    )
    return "\n".join(line for line in lines if line)


def _names(case: Case) -> Iterator[tuple[str, str]]:
    """(folded name, kind): what a question may call by name: its own place, the places around that, persons, and what stands in quotation or title marks."""
    *around, own = _places(case.place) or ("",)
    for part, kind in [(own, "own"), *((part, "place") for part in around)]:
        for name in _ways_to_say(part):
            yield fold(name), kind
    for reporter in chain.from_iterable(source.reporters for source in case.sources):
        yield fold(reporter), "person"
    titles = (case.title, *(source.title for source in case.sources))
    for text in (*titles, *(each.text for each in case.paragraphs())):
        for title in _QUOTED.findall(text):
            yield fold(title), "title"


def _places(place: Place) -> tuple[str, ...]:
    """A place's parts smaller than a city, from large to small."""
    return tuple(part for part in (place.district, place.street, place.community) if part)


def bare(part: str) -> str:
    """A part of a place as it is compared with others: folded, without white space, and without 四川 or 成都 before it."""
    return _PREFIX.sub("", "".join(fold(part).split()))


def same_part(one: str, other: str) -> bool:
    """Whether two parts of places are called the same: 天府新区 and 四川天府新区 are."""
    return bool(one) and bare(one) == bare(other)


def _ways_to_say(part: str) -> set[str]:
    """The ways to say a part of a place: whole, the parts of it (社区 and 小区 in one), without 四川 or 成都 before it, without its suffix."""
    names = set()
    for name in {part, *_PART.findall(part)}:
        short = _PREFIX.sub("", name)
        names |= {name, short, _SUFFIX.sub("", short)}
    return names - {""}


def _case(db: Database, row: Mapping[str, Any]) -> Case:
    query = "SELECT kind, text FROM passages WHERE case_id = ? AND position > 0 ORDER BY position"
    return case_of(row, db.execute(query, [row["id"]]).fetchall())


def digest_of(db: Database, case_id: int) -> str:
    """The digest of a case's content as it is in the library."""
    return str(db.execute("SELECT digest FROM cases WHERE id = ?", [case_id]).fetchone()[0])
