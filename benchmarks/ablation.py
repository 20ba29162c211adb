"""What each part of the search is worth: each left out in turn, on the retrieval tasks and on the project's own questions: `python -m benchmarks.ablation`."""

from __future__ import annotations

import importlib
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import click

from knowledge import Case, Library, QuestionError, Section, answer, file_cases, open_library, sounds, take_up_cards
from knowledge.search import Question, find, read_question
from knowledge.store import Index

from .corpora import Folder, by_passages, ndcg, read_folder
from .peers import BEST, ROOT
from .search import CORPORA, table, write_between

RANKING = ("words", "pairs of sounds")
"""Parts that the choice of cases rests on, so that they can be left out of the ranking of passages alone."""
EVERY = {"drcd-dev": 4, "drcd-dev-tc-sq": 4}
"""Of a large task only every so many questions are asked."""
Parts = dict[str, Callable[[ExitStack], None]]


def _set(module: str, **values: Any) -> Callable[[ExitStack], None]:
    """Leave a part out by giving names of a module of knowledge.search other values."""

    def leave_out(stack: ExitStack) -> None:
        stack.enter_context(patch.multiple(importlib.import_module(f"knowledge.search.{module}"), **values))

    return leave_out


def _asking(change: Callable[[Question], Question]) -> Callable[[ExitStack], None]:
    """Leave a part of every question out."""
    read = read_question

    def leave_out(stack: ExitStack) -> None:
        stack.enter_context(patch(f"{__name__}.read_question", lambda *given: change(read(*given))))

    return leave_out


def _only(question: Question, sounded: bool) -> Question:
    """A question with its pairs of sounds alone, or with its words alone."""
    kept = {term: weight for term, weight in question.weights.items() if sounds.is_sound(term[0]) is sounded}
    return replace(
        question, weights=kept, words=() if sounded else question.words, pairs=question.pairs if sounded else ()
    )


def _with_sounds_of_the_capital(stack: ExitStack) -> None:
    """Keep n and l, zh and z, -ng and -n and their like apart."""
    readings = {one for line in sounds._readings().values() for one in line.split(",")}
    codes = {
        syllable: chr(0xE001 + at) for at, syllable in enumerate(sorted({sounds._toneless(one) for one in readings}))
    }
    stack.enter_context(patch.object(sounds, "_CODE", codes))
    stack.enter_context(patch.object(sounds, "fold_syllable", lambda syllable: syllable))


def _with_traditional(stack: ExitStack) -> None:
    """Take a Traditional character for another than its Simplified one."""
    stack.enter_context(patch("opencc.OpenCC.convert", lambda _, text: text))


PARTS: Parts = {
    "everything": lambda _: None,
    "words": _asking(partial(_only, sounded=True)),
    "pairs of sounds": _asking(partial(_only, sounded=False)),
    "south-western sounds": _with_sounds_of_the_capital,
    "Traditional as Simplified": _with_traditional,
    "dropping what only asks": _set("question", is_asking=lambda *_: False, blank_asking=lambda folded: folded),
    "best window": _set("rank", window_scores=lambda *_: iter([(0.0, 0, 0)])),
    "a word without pairs counts twice": _set("question", ALONE=1.0),
    "mending": _set("question", correct=lambda _, folded: (folded, False)),
    "synonyms and topics": _set(
        "question",
        _near=lambda _library, _index, texts: dict.fromkeys(texts, ()),
    ),
    "all that a case holds": _set("evidence", _held_score=lambda _: 0.0),
    "share of the question covered": _set("evidence", SHARED=0.0),
    "phrases word for word": _set("evidence", PHRASE=0.0),
    "what is wanted (headings, forms)": _set("evidence", fit=lambda *_: 0.0),
    "more weight for words of the field": _set("question", FIELD=1.0),
    "everyday Chinese counted in": _set("question", PRIOR=0),
    "places the library has not": _set("question", absent_places=lambda *_: ()),
    "form of the answer": _set("choose", asks_form=lambda _: False),
    "the point of a short question": _set("choose", _misses_the_point=lambda *_: False),
}
"""By name, how it is left out."""


def ranked(folder: Folder, library: Library, names: Mapping[int, str]) -> float:
    """The nDCG@10 of a task."""
    asked = list(folder.answers)[:: EVERY.get(folder.name, 1)]
    scores = []
    for name in asked:
        try:
            found = find(Index(library.db), read_question(library, folder.questions[name]))
        except QuestionError:
            found = []
        scores.append(ndcg([names[hit.passage.case_id] for hit in found[:BEST]], folder.answers[name], BEST))
    return sum(scores) / len(scores)


def answered() -> Iterator[float]:
    """On the default library and the project's own questions: the share whose first case is right, of colloquial ones and of the others; refused rightly."""
    rows = [json.loads(line) for line in (ROOT / "tests" / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    kinds: dict[str, list[bool]] = {"colloquial": [], "other": [], "none": []}
    with tempfile.TemporaryDirectory() as scratch:
        library = open_library(Path(scratch) / "library.db", ROOT / "data")
        take_up_cards(library, ROOT / "data" / "cases")
        for row in rows:
            hits = [hit.case.title.partition("：")[0] for hit in answer(library, row["q"]).hits]
            if row["type"] == "none":
                kinds["none"].append(not hits)
            elif row["type"] != "list":
                right = hits[:1] != [] and hits[0] in row["cases"] + row["also"]
                kinds["colloquial" if row["type"] == "colloquial" else "other"].append(right)
        library.close()
    yield from (sum(right) / len(right) for right in kinds.values())


def measure(folders: list[Folder]) -> list[float]:
    """The figures of a row: each task's, then those of the questions."""
    figures: dict[str, float] = {}
    for group in by_passages(folders):
        library = open_library(":memory:", ROOT / "data")
        cases = (Case(0, "", sections=(Section("", (text,)),)) for text in group[0].passages.values())
        filed = file_cases(library, cases, match=False)
        names = {case_id: name for (case_id, _), name in zip(filed, group[0].passages, strict=True)}
        figures |= {folder.name: ranked(folder, library, names) for folder in group}
        library.close()
    return [*(figures[folder.name] for folder in folders), *answered()]


def _row(name: str, figures: list[float], whole: list[float]) -> list[str]:
    if not whole:
        return [name, *(f"{figure:.4f}" for figure in figures)]
    told = [f"{figure - full:+.4f}" for figure, full in zip(figures, whole, strict=True)]
    return [f"− {name}", *(told[:-3] if name in RANKING else told)]


def _forget() -> None:
    """Have nothing left of what was read before."""
    for module in ("knowledge.terms", "knowledge.sounds", "knowledge.search.rank"):
        for value in vars(importlib.import_module(module)).values():
            getattr(value, "cache_clear", lambda: None)()


@click.command()
@click.option("--corpora", type=click.Path(path_type=Path), default=CORPORA, show_default="../shared/eval/beir")
@click.option("--only", default="", help="Parts whose name this pattern finds.")
@click.option("--write/--no-write", default=True, help="Whether docs/search.md gets the table.")
def main(corpora: Path, only: str, write: bool) -> None:
    """Measure, print the table, and write it into docs/search.md."""
    folders = [read_folder(corpus.parent) for corpus in sorted(corpora.glob("*/corpus.jsonl"))]
    rows: list[list[str]] = []
    whole: list[float] = []
    for name, leave_out in PARTS.items():
        if whole and not re.search(only, name):
            continue
        with ExitStack() as stack:
            _forget()
            leave_out(stack)
            figures = measure(folders)
        _forget()
        rows.append(_row(name, figures, whole))
        whole = whole or figures
        print(rows[-1], file=sys.stderr, flush=True)
    text = table(["", *(folder.name for folder in folders), "colloquial", "other questions", "refused"], rows)
    print(text)
    if write:
        write_between("benchmarks.ablation", text)


if __name__ == "__main__":
    main()
