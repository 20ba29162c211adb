"""A retrieval task in BEIR's format in, a run in TREC's format out: how well and how fast the library finds passages."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from .case import Case, NotFoundError, QuestionError, Section
from .search import find, read_question
from .store import Index, Library, file_cases, open_library

TAG = "chapu"


def evaluate(folder: Path, words: Path, run: TextIO) -> dict[str, Any]:
    """Answer a folder's queries.jsonl from its corpus.jsonl alone; the run is written, the timings returned (seconds, and milliseconds a question).

    Raises NotFoundError where one of the files is missing or a line of it is no object with an `_id`.
    """
    with tempfile.TemporaryDirectory() as scratch:
        library = open_library(Path(scratch) / "eval.db", words)
        try:
            started = time.perf_counter()
            names = _fill(library, folder / "corpus.jsonl")
            filled = time.perf_counter() - started
            times = [_run_query(library, query, names, run) for query in _rows(folder / "queries.jsonl")]
        finally:
            library.close()
    ranked = sorted(times) or [0.0]
    return {
        "passages": len(names),
        "index_s": round(filled, 3),
        "questions": len(times),
        "total_s": round(sum(times), 3),
        "p50_ms": round(1000 * ranked[len(ranked) // 2], 3),
        "p99_ms": round(1000 * ranked[len(ranked) * 99 // 100], 3),
    }


def _fill(library: Library, path: Path) -> dict[int, str]:
    """Put the documents in, one case of one passage each; their names by case id."""
    names = []

    def cases() -> Iterator[Case]:
        for row in _rows(path):
            names.append(str(row["_id"]))
            yield Case(0, row.get("title") or "", sections=(Section("", (row["text"],)),))

    return {case_id: name for (case_id, _), name in zip(file_cases(library, cases(), match=False), names, strict=True)}


def _run_query(library: Library, query: dict[str, Any], names: dict[int, str], run: TextIO) -> float:
    started = time.perf_counter()
    try:
        found = find(Index(library.db), read_question(library, query["text"]))
    except QuestionError:
        found = []
    taken = time.perf_counter() - started
    best: dict[str, float] = {}
    for hit in found:
        best.setdefault(names[hit.passage.case_id], hit.score)
    for rank, (name, score) in enumerate(best.items(), 1):
        run.write(f"{query['_id']} Q0 {name} {rank} {score:.6f} {TAG}\n")
    return taken


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        raise NotFoundError(f"没有找到「{path}」，请给一个 BEIR 格式的文件夹（里面有 corpus.jsonl 和 queries.jsonl）。")
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError:
                row = None
            if not isinstance(row, dict) or "_id" not in row or not isinstance(row.get("text"), str):
                raise NotFoundError(f"「{path}」第 {number} 行不是带 _id 和 text 的 JSON，请改好再试。")
            yield row
