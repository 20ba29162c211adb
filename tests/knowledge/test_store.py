from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from knowledge import (
    Case,
    Filed,
    Library,
    LibraryError,
    NotFoundError,
    Report,
    Section,
    Source,
    answer,
    case_count,
    case_districts,
    file_cases,
    get_case,
    list_cases,
    open_library,
    take_up_cards,
    write_card,
)
from knowledge.store import Index, schema, writing
from knowledge.store.rows import row_of
from tests.conftest import ROOT

from .samples import LIFT, PAGE, STREET, TEA, cases

WORDS = ROOT / "data"


def index_of(library: Library) -> object:
    """All that the index holds: each passage's terms as FTS5 sees them, their frequencies, the totals, the names."""
    db = library.db
    db.execute("CREATE VIRTUAL TABLE temp.seen USING fts5vocab('main', 'passage_index', 'row')")
    try:
        return (
            db.execute("SELECT term, doc FROM temp.seen ORDER BY term").fetchall(),
            db.execute("SELECT term, frequency, sound FROM terms WHERE frequency > 0 ORDER BY term").fetchall(),
            Index(db).totals(),
            db.execute("SELECT name, kind, sound FROM names ORDER BY name, kind").fetchall(),
        )
    finally:
        db.execute("DROP TABLE temp.seen")


def test_a_filed_case_is_given_back_whole(library: Library) -> None:
    assert file_cases(library, [TEA, LIFT]) == [(1, Filed.NEW), (2, Filed.NEW)]
    assert list_cases(library.db) == [replace(TEA, id=1), replace(LIFT, id=2)]


def test_a_case_of_several_sources_is_given_back_whole_and_found_by_all_of_them(library: Library) -> None:
    told = replace(TEA, further=(PAGE, Report(Source(), (Section("夜场", ("茶馆夜场添了川剧票友会。",), ("成效",)),))))
    file_cases(library, [LIFT, told])
    assert list_cases(library.db) == [replace(LIFT, id=1), replace(told, id=2)]
    passages = [(each.position, each.heading, each.kind) for each in Index(library.db).of_case(2)]
    assert passages == [
        (0, "", ""),
        (1, "背景", "背景"),
        (2, "做法", "做法"),
        (3, "资金", "资金"),
        (4, "", ""),
        (5, "灯亮到十点", "做法"),
        (6, "灯亮到十点", "资金"),
        (7, "“就图个热闹”", ""),
        (8, "做法", "做法"),
        (9, "夜场", "成效"),
    ]
    for asked in ("川剧票友会", "夜场的电费", "梧桐社区夜里有茶喝", "记者钱三"):
        assert [hit.case.id for hit in answer(library, asked).hits] == [2]
    file_cases(library, [TEA])
    assert list_cases(library.db) == [replace(LIFT, id=1), replace(TEA, id=2)]
    assert answer(library, "川剧票友会").hits == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cases)
def test_any_case_is_given_back_whole(another: Callable[[], Library], case: Case) -> None:
    library = another()
    file_cases(library, [replace(case, id=0)])
    assert list_cases(library.db) == [replace(case, id=1)]


def test_a_digest_is_what_it_was_before_there_were_kinds_and_further_reports() -> None:
    assert [row_of(case)["digest"][:16] for case in (TEA, LIFT, STREET)] == [
        "ac9d373379bcde10",
        "0696879b3573fd57",
        "3b5156b30285bed7",
    ]
    others = [
        replace(TEA, further=(PAGE,)),
        replace(TEA, sections=(Section("背景", ("一",), ("",)), *TEA.sections[1:])),
    ]
    assert len({row_of(case)["digest"] for case in (TEA, *others)}) == 3


def test_a_library_from_before_there_were_kinds_and_further_reports_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    older = Database(path)
    schema.migrations.apply(older, stop_before="m006_several_sources")
    for case in (replace(TEA, id=1), replace(LIFT, id=2)):
        row = {key: value for key, value in row_of(case).items() if key != "further"} | {"id": case.id}
        older.execute(f"INSERT INTO cases ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", [*row.values()])
        texts = [("", case.title), *((each.heading, each.text) for each in case.paragraphs())]
        for at, (heading, text) in enumerate(texts):
            older.execute(
                "INSERT INTO passages (case_id, position, heading, text, cuts) VALUES (?, ?, ?, ?, ?)",
                [case.id, at, heading, text, b""],
            )
    older.conn.commit()
    older.close()
    library = open_library(path, WORDS)
    assert list_cases(library.db) == [replace(TEA, id=1), replace(LIFT, id=2)]
    assert answer(library, "茶馆的钱从哪来").hits[0].excerpts[0].heading == "资金"
    assert file_cases(library, [TEA, LIFT]) == [(1, Filed.SAME), (2, Filed.SAME)]
    library.close()


def test_a_case_keeps_the_id_it_brings_where_that_is_free(library: Library) -> None:
    assert file_cases(library, [replace(TEA, id=7), replace(LIFT, id=7), STREET]) == [
        (7, Filed.NEW),
        (8, Filed.NEW),
        (9, Filed.NEW),
    ]


def test_the_same_case_is_taken_as_a_change_and_what_it_replaces_is_kept(library: Library) -> None:
    changed = replace(TEA, sections=(Section("做法", ("茶馆改在晚上开门。",)),))
    assert file_cases(library, [TEA, TEA, changed]) == [(1, Filed.NEW), (1, Filed.SAME), (1, Filed.CHANGED)]
    assert list_cases(library.db) == [replace(changed, id=1)]
    versions = library.db.execute("SELECT case_id, content FROM versions").fetchall()
    assert [(case_id, json.loads(content)["sections"]) for case_id, content in versions] == [
        (1, json.loads(json.dumps(TEA.as_dict()))["sections"])
    ]


def test_the_next_question_sees_a_change(library: Library) -> None:
    file_cases(library, [TEA, LIFT, STREET])
    file_cases(library, [replace(TEA, sections=(Section("做法", ("茶馆隔壁添了缝补摊。",)),))])
    assert [hit.case.id for hit in answer(library, "缝补摊").hits] == [1]
    assert answer(library, "车棚").hits == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.sampled_from([TEA, LIFT, STREET]), st.sampled_from(["", "车棚", "茶铺，茶铺"])), max_size=8)
)
def test_the_index_after_any_changes_is_that_of_a_library_made_anew(
    another: Callable[[], Library], changes: list[tuple[Case, str]]
) -> None:
    changed, anew = another(), another()
    for case, more in changes:
        file_cases(changed, [replace(case, sections=(*case.sections, Section("成效", (more,) if more else ())))])
    file_cases(anew, list_cases(changed.db))
    assert index_of(changed) == index_of(anew)
    changed.db.execute("INSERT INTO passage_index (passage_index) VALUES ('integrity-check')")


def test_all_or_none_of_the_cases_are_filed(library: Library) -> None:
    with pytest.raises(OverflowError):
        file_cases(library, [TEA, replace(LIFT, year=2**70)])
    assert (list_cases(library.db), index_of(library)) == ([], ([], [], (0, 1.0), []))


def test_cases_are_listed_by_their_fields(library: Library) -> None:
    file_cases(library, [TEA, LIFT, STREET])
    found = {
        "topic": list_cases(library.db, topic="居民自治"),
        "year": list_cases(library.db, year=2021),
        "both": list_cases(library.db, district="双流区", topic="党建引领"),
        "none": list_cases(library.db, district="锦江区"),
    }
    assert {key: [case.id for case in cases] for key, cases in found.items()} == {
        "topic": [2],
        "year": [1],
        "both": [3],
        "none": [],
    }
    assert (case_count(library.db), case_districts(library.db)) == (3, {"双流区": 3})


def test_an_unknown_case_is_told(library: Library) -> None:
    with pytest.raises(NotFoundError, match=r"^没有编号「5」的案例，请在案例目录里看看有哪些编号。$"):
        get_case(library.db, 5)


def test_cards_are_taken_up_when_new_or_changed(library: Library, tmp_path: Path) -> None:
    card = tmp_path / "梧桐社区.md"
    card.write_text(write_card(TEA), encoding="utf-8")
    assert take_up_cards(library, tmp_path) == []
    retold = replace(TEA, title="梧桐社区：换了标题")
    card.write_text(write_card(retold), encoding="utf-8")
    assert take_up_cards(library, tmp_path) == []
    assert list_cases(library.db) == [replace(retold, id=1)]


def test_a_case_changed_in_the_library_is_not_overwritten_by_its_card(library: Library, tmp_path: Path) -> None:
    card = tmp_path / "梧桐社区.md"
    card.write_text(write_card(TEA), encoding="utf-8")
    take_up_cards(library, tmp_path)
    edited = replace(TEA, year=2020)
    file_cases(library, [edited])
    card.write_text(write_card(replace(TEA, year=2019)), encoding="utf-8")
    kept = f"「梧桐社区.md」与案例 #1 不同，但它在库里改过，保留库里的；要换成卡片，请运行 add --publish {card}。"
    assert (take_up_cards(library, tmp_path), take_up_cards(library, tmp_path)) == ([kept], [])
    assert list_cases(library.db) == [replace(edited, id=1)]


def test_a_card_under_another_name_does_not_overwrite_either(library: Library, tmp_path: Path) -> None:
    card = tmp_path / "1.md"
    card.write_text(write_card(TEA), encoding="utf-8")
    take_up_cards(library, tmp_path)
    card.rename(tmp_path / "2.md").write_text(write_card(replace(TEA, year=2019)), encoding="utf-8")
    assert take_up_cards(library, tmp_path) == []
    assert list_cases(library.db) == [replace(TEA, id=1, year=2019)]
    file_cases(library, [replace(TEA, year=2020)])
    (tmp_path / "2.md").rename(tmp_path / "3.md")
    assert len(take_up_cards(library, tmp_path)) == 1
    assert list_cases(library.db) == [replace(TEA, id=1, year=2020)]


def test_a_faulty_card_is_named_and_the_others_are_taken_up(library: Library, tmp_path: Path) -> None:
    (tmp_path / "1.md").write_text("坏的", encoding="utf-8")
    (tmp_path / "2.md").write_bytes("标题".encode("gb18030"))
    (tmp_path / "3.md").write_text(write_card(LIFT), encoding="utf-8")
    assert take_up_cards(library, tmp_path) == [
        "「1.md」没有案例卡的抬头，请在文件最前面用两行 --- 夹住 title 等各项。",
        "「2.md」不是 UTF-8 文本，请另存为 UTF-8 后再启动。",
    ]
    assert list_cases(library.db) == [replace(LIFT, id=1)]


def test_twin_cards_and_what_is_no_file_are_named(library: Library, tmp_path: Path) -> None:
    for name in ("1.md", "2.md"):
        (tmp_path / name).write_text(write_card(TEA), encoding="utf-8")
    (tmp_path / "3.md").mkdir()
    assert take_up_cards(library, tmp_path) == [
        "「3.md」读不出来，请看看它是不是一个能读的文件。",
        "「2.md」和「1.md」的标题、地方都一样，是同一个案例，请合成一张卡片，或改一个标题。",
    ]
    assert list_cases(library.db) == [replace(TEA, id=1)]


def test_what_is_filed_with_older_words_is_indexed_anew_at_the_next_start(tmp_path: Path) -> None:
    words, path = tmp_path / "words", tmp_path / "library.db"
    words.mkdir()
    older = open_library(path, words)
    (words / "words.txt").write_text("议事能手\n", encoding="utf-8")
    open_library(path, words).close()
    file_cases(older, [STREET])
    older.close()
    newer = open_library(path, words)
    assert Index(newer.db).frequencies(["议事能手"]) == {"议事能手": 1}
    newer.close()


def test_a_word_told_in_the_word_files_counts_at_the_next_start(tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.mkdir()
    path = tmp_path / "library.db"
    with_terms = []
    for told in ("", "议事能手\n"):
        (words / "words.txt").write_text(told, encoding="utf-8")
        library = open_library(path, words)
        file_cases(library, [STREET])
        with_terms.append(Index(library.db).frequencies(["议事能手"]))
        library.close()
    assert with_terms == [{}, {"议事能手": 1}]


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("none/library.db", None, "打不开（unable to open database file），请确认文件夹存在、可以读写，再试一次。"),
        (
            "library.db",
            b"not a database, not at all" * 99,
            "不是完好的案例库文件，请换一个路径（CHAPU_DB），或用备份恢复它。",
        ),
    ],
)
def test_an_unusable_library_file_is_told(tmp_path: Path, name: str, content: bytes | None, fault: str) -> None:
    path = tmp_path / name
    if content:
        path.write_bytes(content)
    with pytest.raises(LibraryError) as caught:
        open_library(path, WORDS)
    assert str(caught.value).removeprefix("案例库") == f"「{path}」{fault}"
    assert (path.read_bytes() if content else None) == content


def test_one_reads_while_another_writes_and_may_not_write(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    one, other = open_library(path, WORDS), open_library(path, WORDS)
    other.db.execute("PRAGMA busy_timeout = 10")
    with writing(one.db):
        file_cases(one, [TEA])
        assert list_cases(other.db) == []
        with pytest.raises(LibraryError, match=r"^案例库「.*library.db」正被别的程序写入，请稍等片刻再试。$"):
            file_cases(other, [LIFT])
    assert list_cases(other.db) == [replace(TEA, id=1)]
    assert other.db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert other.db.execute("PRAGMA foreign_keys").fetchone() == (1,)
    one.close()
    other.close()
