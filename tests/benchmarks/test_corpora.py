from __future__ import annotations

import json
from itertools import islice
from math import isclose, log2
from pathlib import Path

import pytest

from benchmarks.corpora import LENGTH, Folder, by_passages, made_passages, ndcg, read_folder, some_questions

TASK = Folder(
    "task", {"d1": "茶铺开门了。来喝茶！", "d2": "修车棚。"}, {"q1": "茶铺", "q2": "车棚"}, {"q1": {"d1"}, "q2": {"d2"}}
)


@pytest.mark.parametrize(
    ("found", "relevant", "worth"),
    [
        (["a", "b"], {"a"}, 1.0),
        (["b", "a"], {"a"}, 1 / log2(3)),
        (["b", "c"], {"a"}, 0.0),
        ([], {"a"}, 0.0),
        (["a", "b"], {"a", "b"}, 1.0),
        (["a"], {"a", "b"}, 1 / (1 + 1 / log2(3))),
    ],
)
def test_ndcg_is_that_of_the_book(found: list[str], relevant: set[str], worth: float) -> None:
    assert isclose(ndcg(found, relevant, 10), worth)


def test_a_folder_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "task"
    (folder / "qrels").mkdir(parents=True)
    for name, rows in (("corpus", TASK.passages), ("queries", TASK.questions)):
        lines = [json.dumps({"_id": key, "text": text}, ensure_ascii=False) for key, text in rows.items()]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    judged = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq1\td2\t0\nq2\td2\t1\n"
    (folder / "qrels" / "test.tsv").write_text(judged, encoding="utf-8")
    assert read_folder(folder) == TASK
    assert by_passages([TASK, TASK]) == [[TASK, TASK]]


def test_passages_are_made_of_the_sentences_and_long_enough() -> None:
    made = list(islice(made_passages([TASK]), 3))
    assert made == list(islice(made_passages([TASK]), 3))
    assert all(LENGTH <= len(passage) < LENGTH + 10 for passage in made)
    assert {mark for passage in made for mark in passage.replace("！", "。").split("。") if mark} == {
        "茶铺开门了",
        "来喝茶",
        "修车棚",
    }
    assert sorted(some_questions([TASK])) == ["茶铺", "车棚"]
