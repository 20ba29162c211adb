from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import search
from benchmarks.search import Speed, speed_table, table, write_between


def test_a_table_is_put_between_its_marks_and_nothing_else_is_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = tmp_path / "search.md"
    monkeypatch.setattr(search, "DOCUMENT", document)
    document.write_text("前面\n\n<!-- one begin -->\n旧\n<!-- one end -->\n\n后面\n", encoding="utf-8")
    write_between("one", "新")
    write_between("two", "别的")
    assert document.read_text(encoding="utf-8") == (
        "前面\n\n<!-- one begin -->\n新\n<!-- one end -->\n\n后面\n\n<!-- two begin -->\n别的\n<!-- two end -->\n"
    )


def test_speeds_are_told_against_plain_fts5_of_the_same_size() -> None:
    plain, own = Speed("fts5", 10, 2.0, 20, 5, 90, 10.0, 20.0), Speed("chapu", 10, 4.0, 30, 6, 95, 2.5, 5.0)
    assert speed_table(["fts5", "bm25s", "chapu"], [plain, own]).splitlines()[2:] == [
        "| 10 | FTS5 jieba, plain OR | 2 | 5 | 20 | 5 | 90 | 10 | 20 | 1 | 1 |",
        "| 10 | bm25s, jieba | not installed |  |  |  |  |  |  |  |  |",
        "| 10 | Chapu | 4 | 2 | 30 | 6 | 95 | 2.5 | 5 | 0.25 | 0.25 |",
    ]


def test_a_short_row_is_filled_up() -> None:
    assert table(["a", "b"], [["1"]]) == "| a | b |\n| --- | --- |\n| 1 |  |"
