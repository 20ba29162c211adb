"""The search index: what is written for a passage, and what a question may read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from sqlite_utils import Database

from ..case import Passage
from ..sounds import sound_pairs, sounds
from ..terms import Segmenter, fold, is_han, version, words

BATCH = 5000
"""Passages that are written at a time: their common terms are then counted once for all of them."""
MOST_PAIRS, MOST_SCANNED, MOST_LOOKED_THROUGH = 4, 1000, 50
"""By how many of its pairs of sounds a text is looked up as it stands; in how many passages that hold them SQLite looks for it, and how many are read for
its folded form: that takes twenty times as long."""


@dataclass(frozen=True, slots=True)
class Index:
    """What ranking reads: the library's passages by their terms. Lengths are in characters."""

    db: Database

    def totals(self) -> tuple[int, float]:
        """(number of passages, their mean length)."""
        passages, length = self.db.execute("SELECT passages, length FROM totals").fetchone()
        return passages, length / passages if passages else 1.0

    def frequencies(self, terms: Collection[str]) -> dict[str, int]:
        """How many passages each term stands in; a term of none is left out."""
        rows = self.db.execute(f"SELECT term, frequency FROM terms WHERE term IN {_marks(terms)}", [*terms])
        return {term: frequency for term, frequency in rows if frequency}

    def words_with(self, char: str, limit: int = 10) -> list[str]:
        """The library's most frequent words of two characters or more that hold a character."""
        rows = self.db.execute(
            "SELECT term FROM terms WHERE sound IS NOT NULL AND instr(term, ?) AND frequency > 0 ORDER BY frequency DESC, term LIMIT ?",
            [char, limit],
        )
        return [term for (term,) in rows]

    def homophones(self, sounded: Collection[str]) -> dict[str, list[str]]:
        """The library's words and names that sound so, by sound; names first, then the more frequent."""
        rows = self.db.execute(
            f"""SELECT sound, name, 1e9 FROM names WHERE sound IN {_marks(sounded)}
            UNION SELECT sound, term, frequency FROM terms WHERE sound IN {_marks(sounded)} AND frequency > 0 ORDER BY 3 DESC, 2""",
            [*sounded, *sounded],
        )
        found: dict[str, list[str]] = {}
        for sound, word, _ in rows:
            if word not in found.setdefault(sound, []):
                found[sound].append(word)
        return found

    def alike(self, texts: Collection[str]) -> list[str]:
        """The names that begin or end with the same two characters as one of these texts: all that have one character wrong, and more."""
        rows = self.db.execute(
            f"""SELECT name FROM names WHERE substr(name, 1, 2) IN {_marks(texts)}
            UNION SELECT name FROM names WHERE substr(name, -2) IN {_marks(texts)}""",
            [*(text[:2] for text in texts), *(text[-2:] for text in texts)],
        )
        return [name for (name,) in rows]

    def places(self, names: Collection[str], reporters: bool = False) -> dict[str, dict[int, bool]]:
        """Which of these names are places of the library, or its reporters too; for each the ids of the cases, and whether it is the case's own place."""
        kinds = ("own", "place", *(["person"] if reporters else []))
        rows = self.db.execute(
            f"SELECT name, case_id, kind = 'own' FROM names WHERE kind IN {_marks(kinds)} AND name IN {_marks(names)}",
            [*kinds, *names],
        )
        found: dict[str, dict[int, bool]] = {}
        for name, case_id, own in rows:
            found.setdefault(name, {})[case_id] = bool(own)
        return found

    def best(self, weights: Mapping[str, float], limit: int) -> list[int]:
        """The ids of the passages whose terms weigh most together, best first; weights: what holding each term is worth."""
        if not weights:
            return []
        each = "SELECT rowid AS id, ? AS weight FROM passage_index WHERE passage_index MATCH ?"
        rows = self.db.execute(
            f"SELECT id FROM ({' UNION ALL '.join([each] * len(weights))}) GROUP BY id ORDER BY sum(weight) DESC, id LIMIT ?",
            [*chain.from_iterable((weight, f'"{term}"') for term, weight in weights.items()), limit],
        )
        return [passage for (passage,) in rows]

    def holds(self, text: str) -> bool:
        """Whether a folded run of two or more Chinese characters stands, as it is, in any passage: those with all its sounds are looked through."""
        named = self.db.execute("SELECT 1 FROM names WHERE name = ?", [text]).fetchone()
        written = "SELECT 1 FROM passages WHERE id IN ({}) AND instr(text, ?)"
        if named or self._of_sounds(sounds(text), MOST_SCANNED, written, text):
            return True
        return any(text in passage for passage in self._with_sounds(sounds(text)))

    def spoken(self, sounded: str) -> str | None:
        """The folded text of two or more characters that sounds so in the first passage that has one; None where none has."""
        for passage in self._with_sounds(sounded):
            if (start := sounds(passage).find(sounded)) >= 0:
                return passage[start : start + len(sounded)]
        return None

    def _with_sounds(self, sounded: str) -> Iterator[str]:
        """The folded texts of passages that hold all pairs of a run of sounds."""
        rows = self._of_sounds(sounded, MOST_LOOKED_THROUGH, "SELECT text FROM passages WHERE id IN ({})")
        return (fold(text) for (text,) in rows)

    def _of_sounds(self, sounded: str, most: int, query: str, *values: str) -> list[tuple[str]]:
        """The rows of a query over at most so many passages that hold all pairs of a run of sounds; {} in it stands for these."""
        pairs = {*sound_pairs(sounded)}
        frequencies = self.frequencies(pairs)
        if not pairs or len(frequencies) < len(pairs):
            return []
        rarest = sorted(pairs, key=lambda pair: (frequencies[pair], pair))[:MOST_PAIRS]
        match = " AND ".join(f'"{pair}"' for pair in rarest)
        ids = f"SELECT rowid FROM passage_index WHERE passage_index MATCH ? LIMIT {most}"
        return list(self.db.execute(query.format(ids), [match, *values]).fetchall())

    def passages(self, ids: Collection[int]) -> list[Passage]:
        """The passages with these ids."""
        return self.select(f"id IN {_marks(ids)}", ids)

    def heads(self, case_ids: Collection[int]) -> list[Passage]:
        """The heads of these cases."""
        return self.select(f"position = 0 AND case_id IN {_marks(case_ids)}", case_ids)

    def of_case(self, case_id: int) -> list[Passage]:
        """A case's head and passages in reading order."""
        return self.select("case_id = ?", [case_id])

    def select(self, where: str, values: Collection[int]) -> list[Passage]:
        """The passages for which a condition of SQL holds, by case and position."""
        rows = self.db.execute(
            f"SELECT id, case_id, position, heading, kind, text, cuts FROM passages WHERE {where} ORDER BY case_id, position",
            [*values],
        )
        return [Passage(*row) for row in rows]


def add_passages(db: Database, passages: Iterable[Passage], indexed: bool = True) -> None:
    """Write passages, which get their ids here, and their index rows, unless they are not to be found. Runs inside a write transaction."""
    first = db.execute("SELECT coalesce(max(id), 0) + 1 FROM passages").fetchone()[0]
    passages = [replace(passage, id=first + i) for i, passage in enumerate(passages)]
    db.conn.executemany(
        "INSERT INTO passages (id, case_id, position, heading, kind, text, cuts) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(p.id, p.case_id, p.position, p.heading, p.kind, p.text, p.cuts) for p in passages],
    )
    if indexed:
        _count(db, passages, 1, "INSERT INTO passage_index (rowid, terms) VALUES (?, ?)")


def remove_from_index(db: Database, passages: Iterable[Passage]) -> None:
    """Take the index rows of passages out. Runs inside a write transaction."""
    _count(db, [*passages], -1, "INSERT INTO passage_index (passage_index, rowid, terms) VALUES ('delete', ?, ?)")


def is_fresh(db: Database, digest: str) -> bool:
    """Whether the index was made by this version of the terms and these words."""
    return bool(db.execute("SELECT made_by FROM totals").fetchone()[0] == _maker(digest))


def mark_stale(db: Database, digest: str) -> None:
    """Have the index made anew at the next start, where it was not made by these words: what is written now will not be like the rest."""
    if not is_fresh(db, digest):
        db.execute("UPDATE totals SET made_by = ''")


def set_maker(db: Database, before: Collection[str], digest: str) -> None:
    """Say that the index is made by these words, where it was by one of those before, and stays as it is where it was by none. "" is none."""
    makers = [*map(_maker, before)]
    db.execute(f"UPDATE totals SET made_by = ? WHERE made_by IN {_marks(makers)}", [_maker(digest), *makers])


def maybe_holding(db: Database, words: Iterable[str]) -> list[int]:
    """The ids of the passages in the index that may hold one of these folded words, all that do among them: those with all pairs of its sounds.

    Where a word has no such pair, that is every passage.
    """
    found: set[int] = set()
    for word in words:
        pairs = {*sound_pairs(sounds(word))}
        ids = "SELECT rowid FROM passage_index WHERE passage_index MATCH ?"
        match = [" AND ".join(f'"{pair}"' for pair in sorted(pairs))]
        every = "SELECT id FROM passages WHERE case_id NOT IN (SELECT id FROM cases WHERE hidden)"
        found |= {i for (i,) in (db.execute(ids, match) if pairs else db.execute(every))}
    return sorted(found)


def cut_anew(db: Database, segmenter: Segmenter, ids: Collection[int]) -> None:
    """Cut passages as the segmenter does now, with their index rows and what is counted of them. Runs inside a write transaction."""
    shown = f"id IN {_marks(ids)} AND case_id NOT IN (SELECT id FROM cases WHERE hidden)"
    passages = Index(db).select(shown, ids)
    changed = [(old, new) for old in passages if (new := replace(old, cuts=segmenter.cuts(fold(old.text)))) != old]
    remove_from_index(db, [old for old, _ in changed])
    db.conn.executemany("UPDATE passages SET cuts = ? WHERE id = ?", [(new.cuts, new.id) for _, new in changed])
    _count(db, [new for _, new in changed], 1, "INSERT INTO passage_index (rowid, terms) VALUES (?, ?)")


def reindex(db: Database, segmenter: Segmenter, digest: str) -> None:
    """Make the index anew from the passages' text. Runs inside a write transaction."""
    db.execute("INSERT INTO passage_index (passage_index) VALUES ('delete-all')")
    db.execute("DELETE FROM terms")
    db.execute("UPDATE totals SET passages = 0, length = 0, made_by = ?", [_maker(digest)])
    names = db.execute("SELECT DISTINCT name FROM names").fetchall()
    db.conn.executemany("UPDATE names SET sound = ? WHERE name = ?", [(sounds(name), name) for (name,) in names])
    last = 0
    while rows := db.execute(
        f"""SELECT id, case_id, position, heading, kind, text FROM passages
        WHERE id > ? AND case_id NOT IN (SELECT id FROM cases WHERE hidden) ORDER BY id LIMIT {BATCH}""",
        [last],
    ).fetchall():
        passages = [
            Passage(i, case_id, at, heading, kind, text, segmenter.cuts(fold(text)))
            for i, case_id, at, heading, kind, text in rows
        ]
        db.conn.executemany("UPDATE passages SET cuts = ? WHERE id = ?", [(p.cuts, p.id) for p in passages])
        _count(db, passages, 1, "INSERT INTO passage_index (rowid, terms) VALUES (?, ?)")
        last = passages[-1].id


def _count(db: Database, passages: list[Passage], sign: int, statement: str) -> None:
    """Put or take the index rows, and count their terms up or down."""
    frequencies: Counter[str] = Counter()

    def rows() -> Iterator[tuple[int, str]]:
        for passage in passages:
            folded = fold(passage.text)
            terms = words(folded, passage.cuts) + sound_pairs(sounds(folded))
            frequencies.update({*terms})
            yield passage.id, " ".join(terms)

    db.conn.executemany(statement, rows())
    db.conn.executemany(
        "INSERT INTO terms (term, frequency, sound) VALUES (?, ?, ?) ON CONFLICT (term) DO UPDATE SET frequency = frequency + excluded.frequency",
        [
            (term, sign * count, sounds(term) if len(term) > 1 and is_han(term[0]) else None)
            for term, count in frequencies.items()
        ],
    )
    length = sum(len(passage.text) for passage in passages)
    db.execute("UPDATE totals SET passages = passages + ?, length = length + ?", [sign * len(passages), sign * length])


def _maker(digest: str) -> str:
    return f"{version()}, words {digest}"


def _marks(values: Collection[object]) -> str:
    return f"({','.join('?' * len(values))})"
