"""Chapu and the four engines a builder would otherwise pick, all of one shape, each in a process of its own: `python -m benchmarks.peers` does one task."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BEST = 10
"""How many passages a question is answered with."""
TIMED = 10_000
"""Of more passages jieba cuts so many under the clock; the rest repeat the same sentences, which it then need not cut again."""
SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
Ask = Callable[[str, int], list[int]]
"""(question, how many) → the numbers of the passages found, best first."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A search engine.

    cut: whether it is given jieba's words, joined by spaces, in place of the text. largest: the most passages it is tried on.
    version: what runs; raises ImportError where that is not installed. build: makes the index of passages in an empty folder; their number
    is their place, from 0. open: opens that index. Each imports the engine itself, so that none is needed unless it is run.
    """

    label: str
    cut: bool
    largest: int
    version: Callable[[], str]
    build: Callable[[Path, Iterable[str]], None]
    open: Callable[[Path], Ask]


def words(text: str) -> list[str]:
    """The words that jieba finds in a text by default, less punctuation."""
    import jieba

    return [word.lower() for word in jieba.cut(text) if any(map(str.isalnum, word))]


def _load_jieba() -> None:
    import jieba

    jieba.setLogLevel("WARNING")
    jieba.initialize()


def _fts5_version() -> str:
    import sqlite3

    return sqlite3.sqlite_version


def _build_fts5(path: Path, passages: Iterable[str]) -> None:
    import sqlite3

    db = sqlite3.connect(path / "passages.db")
    db.execute("CREATE VIRTUAL TABLE passages USING fts5(words)")
    db.executemany("INSERT INTO passages (rowid, words) VALUES (?, ?)", enumerate(passages))
    db.commit()
    db.close()


def _open_fts5(path: Path) -> Ask:
    import sqlite3

    db = sqlite3.connect(path / "passages.db")
    _load_jieba()

    def ask(question: str, limit: int) -> list[int]:
        match = " OR ".join(f'"{word}"' for word in words(question))
        rows = db.execute("SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT ?", [match, limit])
        return [number for (number,) in rows] if match else []

    return ask


def _build_bm25s(path: Path, passages: Iterable[str]) -> None:
    import bm25s

    retriever = bm25s.BM25()
    retriever.index([[*map(sys.intern, passage.split())] for passage in passages], show_progress=False)
    retriever.save(path)


def _open_bm25s(path: Path) -> Ask:
    import bm25s

    retriever = bm25s.BM25.load(path)
    passages: int = retriever.scores["num_docs"]
    _load_jieba()

    def ask(question: str, limit: int) -> list[int]:
        known = [word for word in words(question) if word in retriever.vocab_dict]
        if not known:
            return []
        numbers, scores = retriever.retrieve([known], k=min(limit, passages), show_progress=False)
        return [int(number) for number, score in zip(numbers[0], scores[0], strict=True) if score > 0]

    return ask


def _build_tantivy(path: Path, passages: Iterable[str]) -> None:
    import tantivy

    fields = tantivy.SchemaBuilder().add_unsigned_field("number", stored=True)
    writer = tantivy.Index(fields.add_text_field("words", tokenizer_name="whitespace").build(), str(path)).writer()
    for number, passage in enumerate(passages):
        writer.add_document(tantivy.Document(number=number, words=passage))
    writer.commit()
    writer.wait_merging_threads()


def _open_tantivy(path: Path) -> Ask:
    from tantivy import Index, Occur, Query

    index = Index.open(str(path))
    searcher = index.searcher()
    _load_jieba()

    def ask(question: str, limit: int) -> list[int]:
        terms = [(Occur.Should, Query.term_query(index.schema, "words", word)) for word in words(question)]
        hits = searcher.search(Query.boolean_query(terms), limit, count=False).hits
        found: list[int] = [searcher.doc(address)["number"][0] for _, address in hits]
        return found

    return ask


def _xapian_version() -> str:
    import xapian

    version: str = xapian.version_string()
    return version


def _ngrams(reader: Any) -> int:
    """The flag of a TermGenerator or QueryParser to read Chinese by characters and pairs of them: newer versions name it anew."""
    flag: int = getattr(reader, "FLAG_NGRAMS", None) or reader.FLAG_CJK_NGRAM
    return flag


def _build_xapian(path: Path, passages: Iterable[str]) -> None:
    import xapian

    db = xapian.WritableDatabase(str(path), xapian.DB_CREATE_OR_OPEN)
    generator = xapian.TermGenerator()
    generator.set_flags(_ngrams(xapian.TermGenerator))
    for passage in passages:
        document = xapian.Document()
        generator.set_document(document)
        generator.index_text(passage)
        db.add_document(document)
    db.close()


def _open_xapian(path: Path) -> Ask:
    import xapian

    db = xapian.Database(str(path))
    parser, flags = xapian.QueryParser(), _ngrams(xapian.QueryParser)

    def ask(question: str, limit: int) -> list[int]:
        # The parser asks for every n-gram of a clause together, whatever its operator; a whole question stands in no passage.
        terms = list(parser.parse_query(question, flags))
        enquire = xapian.Enquire(db)
        enquire.set_query(xapian.Query(xapian.Query.OP_OR, terms))
        return [match.docid - 1 for match in enquire.get_mset(0, limit)]

    return ask


def _build_chapu(path: Path, passages: Iterable[str]) -> None:
    from knowledge import open_library
    from knowledge.case import Case, Section
    from knowledge.store import file_cases

    library = open_library(path / "library.db", ROOT / "data")
    cases = (Case(number, "", sections=(Section("", (text,)),)) for number, text in enumerate(passages, 1))
    file_cases(library, cases, match=False)
    library.close()


def _open_chapu(path: Path) -> Ask:
    from knowledge import QuestionError, open_library
    from knowledge.search import find, read_question
    from knowledge.store import Index, reading

    library = open_library(path / "library.db", ROOT / "data")

    def ask(question: str, limit: int) -> list[int]:
        with reading(library.db):
            try:
                found = find(Index(library.db), read_question(library, question))
            except QuestionError:
                return []
        return [hit.passage.case_id - 1 for hit in found[:limit]]

    return ask


ENGINES = {
    "fts5": Engine("FTS5 jieba, plain OR", True, 10**9, _fts5_version, _build_fts5, _open_fts5),
    "bm25s": Engine("bm25s, jieba", True, 100_000, partial(metadata.version, "bm25s"), _build_bm25s, _open_bm25s),
    "tantivy": Engine(
        "tantivy, jieba", True, 10**9, partial(metadata.version, "tantivy"), _build_tantivy, _open_tantivy
    ),
    "xapian": Engine("Xapian, CJK n-grams", False, 100_000, _xapian_version, _build_xapian, _open_xapian),
    "chapu": Engine("Chapu", False, 10**9, partial(metadata.version, "chapu"), _build_chapu, _open_chapu),
}
"""By name; the first is what the others are held against."""


def main(task: str, *given: str) -> None:
    """Do one task, and print what came of it, a JSON object a line.

    version ENGINE, cut TEXTS WORDS, build ENGINE PASSAGES FOLDER, ask ENGINE FOLDER QUESTIONS; files hold a JSON value a line.
    """
    tasks: dict[str, Callable[..., Iterator[dict[str, Any]]]] = {
        "version": _tell_version,
        "cut": _cut,
        "build": _build,
        "ask": _ask,
    }
    for row in tasks[task](*given):
        print(json.dumps(row), flush=True)


def _tell_version(name: str) -> Iterator[dict[str, Any]]:
    try:
        yield {"version": ENGINES[name].version()}
    except ImportError:
        yield {"version": None}


def _cut(texts: str, cut: str) -> Iterator[dict[str, Any]]:
    _load_jieba()
    known: dict[str, str] = {}
    started, taken, count = time.perf_counter(), 0.0, 0
    with Path(cut).open("w", encoding="utf-8") as file:
        for count, text in enumerate(_values(texts), 1):
            if count <= TIMED:
                found = " ".join(words(text))
                taken = time.perf_counter() - started
            else:
                found = " ".join(_known(known, sentence) for sentence in SENTENCE.findall(text))
            file.write(json.dumps(found, ensure_ascii=False) + "\n")
    yield {"seconds": taken * max(1.0, count / TIMED)}


def _known(known: dict[str, str], sentence: str) -> str:
    if sentence not in known:
        known[sentence] = " ".join(words(sentence))
    return known[sentence]


def _build(name: str, passages: str, folder: str) -> Iterator[dict[str, Any]]:
    started = time.perf_counter()
    Path(folder).mkdir(parents=True)
    ENGINES[name].build(Path(folder), _values(passages))
    yield {"seconds": time.perf_counter() - started, "megabytes": _most_megabytes()}


def _ask(name: str, folder: str, questions: str) -> Iterator[dict[str, Any]]:
    ask = ENGINES[name].open(Path(folder))
    for question, timed in _values(questions):
        started = time.perf_counter()
        found = ask(question, BEST)
        taken = time.perf_counter() - started
        if timed:
            yield {"found": found, "milliseconds": 1000 * taken}
    yield {"megabytes": _most_megabytes()}


def _values(path: str) -> Iterator[Any]:
    with Path(path).open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _most_megabytes() -> float:
    """The most memory this process has held, by Linux's /proc: getrusage counts in what the parent held when it forked."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
