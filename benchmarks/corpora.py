"""The corpora of `benchmarks.search`: retrieval tasks in BEIR's format, and as many passages as are wanted made of their sentences."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .peers import SENTENCE

SEED = 2026
LENGTH = 330
"""Characters that a made passage has at least."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A retrieval task: its passages and questions by name, and the passages that answer a question."""

    name: str
    passages: dict[str, str]
    questions: dict[str, str]
    answers: dict[str, set[str]]


def read_folder(path: Path) -> Folder:
    """Read corpus.jsonl, queries.jsonl and qrels/test.tsv; a passage's title, where it has one, is its first line."""
    answers: dict[str, set[str]] = {}
    for line in (path / "qrels" / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        question, passage, relevance = line.split("\t")
        answers.setdefault(question, set()).update({passage} if int(relevance) > 0 else ())
    return Folder(
        name=path.name,
        passages={row["_id"]: f"{row.get('title', '')}\n{row['text']}".strip() for row in _rows(path / "corpus.jsonl")},
        questions={row["_id"]: row["text"] for row in _rows(path / "queries.jsonl")},
        answers=answers,
    )


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def by_passages(folders: Iterable[Folder]) -> list[list[Folder]]:
    """The folders in groups of those that have the same passages."""
    groups: list[list[Folder]] = []
    for folder in folders:
        group = next((group for group in groups if group[0].passages == folder.passages), None)
        if group is None:
            groups.append(group := [])
        group.append(folder)
    return groups


def ndcg(found: Sequence[str], relevant: Collection[str], depth: int) -> float:
    """The nDCG of the first `depth` passages found, each being relevant or not (Järvelin & Kekäläinen 2002)."""
    gains = [1 / math.log2(rank + 2) for rank in range(depth)]
    ideal = sum(gains[: len(relevant)])
    return sum(gain for gain, name in zip(gains, found, strict=False) if name in relevant) / ideal if ideal else 0.0


def made_passages(folders: Iterable[Folder]) -> Iterator[str]:
    """Passages without end, the same every time: all sentences of the folders in chance order, joined until a passage is long enough; then again."""
    sentences = [
        sentence for folder in folders for text in folder.passages.values() for sentence in SENTENCE.findall(text)
    ]
    chance = _chance()
    passage = ""
    while True:
        chance.shuffle(sentences)
        for sentence in sentences:
            passage += sentence
            if len(passage) >= LENGTH:
                yield passage
                passage = ""


def some_questions(folders: Iterable[Folder]) -> list[str]:
    """The questions of the folders in chance order, the same every time."""
    questions = [text for folder in folders for text in folder.questions.values()]
    _chance().shuffle(questions)
    return questions


def _chance() -> random.Random:
    return random.Random(SEED)  # noqa: S311 - nothing is kept secret by it
