"""Real questions on the default library: the project's own (questions.jsonl, one a line), and those in ../shared where it is there.

A line is {"q", "type", "cases", "also"}: the right cases by the beginning of their titles, best first; other welcome ones; both empty where
the library has no answer.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable

import pytest

from knowledge import Case, Library, answer, list_cases
from tests.conftest import ROOT, shared

QUESTIONS = [json.loads(line) for line in (ROOT / "tests" / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
LEAST = {
    "keyword": 1.0,
    "short": 1.0,
    "how": 0.87,
    "colloquial": 0.4,
    "number": 1.0,
    "person": 0.9,
    "rambling": 0.8,
    "typo": 1.0,
    "pinyin": 1.0,
    "traditional": 1.0,
}
"""The least share of each type whose first case is right. Colloquial ones have hardly a word in common with the cases, by intent."""


@pytest.fixture(scope="module")
def replies(shelf: Library) -> list[list[str]]:
    """The cases that answer each question, by the beginnings of their titles."""
    return [[hit.case.title.partition("：")[0] for hit in answer(shelf, question["q"]).hits] for question in QUESTIONS]


def test_the_first_case_is_right(replies: list[list[str]]) -> None:
    right = defaultdict(list)
    for question, reply in zip(QUESTIONS, replies, strict=True):
        if question["type"] in LEAST:
            ranked = [case for case in reply if case in question["cases"] or case not in question["also"]]
            right[question["type"]].append(ranked[:1] != [] and ranked[0] in question["cases"])
    shares = {kind: sum(found) / len(found) for kind, found in right.items()}
    assert shares.keys() == LEAST.keys()
    assert {kind: share for kind, share in shares.items() if share < LEAST[kind]} == {}


def test_what_is_not_there_is_refused_and_little_else(replies: list[list[str]]) -> None:
    refused = {
        kind: [
            not reply
            for question, reply in zip(QUESTIONS, replies, strict=True)
            if (question["type"] == "none") is kind
        ]
        for kind in (True, False)
    }
    assert sum(refused[True]) / len(refused[True]) >= 0.95
    assert sum(refused[False]) / len(refused[False]) <= 0.05


def test_lists_are_nearly_complete_and_clean(replies: list[list[str]]) -> None:
    lists = [
        (question, reply) for question, reply in zip(QUESTIONS, replies, strict=True) if question["type"] == "list"
    ]
    recall = [len({*reply} & {*question["cases"]}) / len(question["cases"]) for question, reply in lists]
    precision = [
        len({*reply} & {*question["cases"], *question["also"]}) / max(1, len(reply)) for question, reply in lists
    ]
    assert sum(recall) / len(recall) >= 0.88
    assert sum(precision) / len(precision) >= 0.93


def _address(case: Case) -> str:
    return "".join((case.place.city, case.place.district, case.place.street, case.place.community))


@pytest.mark.parametrize("ask", [lambda case: case.title, _address], ids=["title", "address"])
def test_every_case_is_found_by_its_title_and_by_its_address(shelf: Library, ask: Callable[[Case], str]) -> None:
    lost = [
        case.title
        for case in list_cases(shelf.db)
        if case.id not in {hit.case.id for hit in answer(shelf, ask(case)).hits}
    ]
    assert lost == []


def test_the_questions_name_cases_that_there_are(shelf: Library) -> None:
    titles = {title.partition("：")[0] for (title,) in shelf.db.execute("SELECT title FROM cases")}
    assert {name for question in QUESTIONS for name in question["cases"] + question["also"]} - titles == set()


def test_the_shared_questions_are_answered() -> None:
    judge = shared("eval/judge_answers.py")
    least = [
        "--min-hit1",
        "0.90",
        "--min-hit3",
        "0.96",
        "--min-refused",
        "0.8",
        "--min-answered",
        "0.97",
        "--min-exact",
        "1",
    ]
    command = [
        sys.executable,
        judge,
        "--project",
        ROOT,
        "--python",
        sys.executable,
        "--library",
        "cards",
        "--max-bad-marks",
        "0",
        "--max-contract",
        "0",
    ]
    ran = subprocess.run([str(word) for word in (*command, *least)], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
