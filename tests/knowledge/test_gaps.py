"""Missed questions are put together where they mean the same, whatever their order and the words around them."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from knowledge import Asked, Library, file_cases, keep_asked, put_vote, put_wish
from knowledge.desk import Gap, gaps, missed, missed_count, put_aside, set_aside, still_open, take_back
from knowledge.store import asked_lately, writing
from knowledge.store.missed import Missed

from .samples import LIFT, TEA

T = TypeVar("T")

SAME = (
    ("加装电梯怎么补贴", "请问一下加装电梯咋个补贴嘛", "老小区加装电梯的补贴", "加装电剃怎么补贴"),
    ("社区怎么管停车", "社区停车难怎么办", "小区车位不够咋整", "停车位太少怎么解决"),
    ("楼道里堆杂物怎么办", "楼道堆东西咋个管"),
    ("养狗不牵绳子咋办", "遛狗不牵绳怎么办"),
    ("武侯区的共享茶铺", "武侯区有没有共享茶铺"),
    ("青羊区的共享茶铺",),
    ("社区怎么办食堂",),
    ("外星人怎么治理",),
)
QUESTIONS = [question for group in SAME for question in group]
SHELLS = ("请问{}", "{}怎么办", "想问一下{}咋个整嘛", "请问一下{}怎么弄", "有没有{}的案例")
CONTENT = ("加装电梯", "广场舞扰民", "楼道堆物", "电瓶车充电", "独居老人送餐", "垃圾分类积分", "社区基金")


def run(steps: Generator[None, None, T]) -> T:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def asked(question: str, count: int = 1, people: tuple[int | None, ...] = (1,), last: str = "2026-01-01") -> Missed:
    return Missed(
        question,
        f"ID{QUESTIONS.index(question) if question in QUESTIONS else 0}",
        count,
        frozenset(people),
        last,
        frozenset(),
        (),
        frozenset(),
    )


def together(library: Library, questions: list[str]) -> set[frozenset[str]]:
    found = run(gaps(library, [asked(question) for question in questions]))
    return {frozenset(missed.question for missed in gap.questions) for gap in found}


def test_questions_that_mean_the_same_are_one_gap(shelf: Library) -> None:
    assert together(shelf, QUESTIONS) == set(map(frozenset, SAME))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions=st.lists(st.sampled_from(QUESTIONS), min_size=1, max_size=9, unique=True), data=st.data())
def test_the_order_of_the_questions_does_not_matter(shelf: Library, questions: list[str], data: st.DataObject) -> None:
    other = data.draw(st.permutations(questions))
    rows = {question: asked(question, len(question) % 3 + 1) for question in questions}
    one, two = (run(gaps(shelf, [rows[question] for question in order])) for order in (questions, other))
    assert one == two


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.sampled_from(CONTENT), shells=st.sets(st.sampled_from(SHELLS), min_size=1))
def test_filler_around_a_question_does_not_matter(shelf: Library, content: str, shells: set[str]) -> None:
    questions = [content, *(shell.format(content) for shell in sorted(shells))]
    assert together(shelf, questions) == {frozenset(questions)}


def test_what_holds_nothing_to_look_for_stays_alone(shelf: Library) -> None:
    assert together(shelf, ["怎么办", "怎么办 ", "咋个整"]) == {frozenset(["怎么办", "怎么办 "]), frozenset(["咋个整"])}


def test_those_of_most_people_come_first(shelf: Library) -> None:
    rows = [
        asked("外星人怎么治理", 9, (1,), "2026-01-05"),
        asked("武侯区的共享茶铺", 2, (1, None), "2026-01-01"),
        asked("武侯区有没有共享茶铺", 1, (None, 2), "2026-01-03"),
        asked("社区怎么办食堂", 9, (2,), "2026-01-06"),
    ]
    found = run(gaps(shelf, rows))
    assert [(gap.name, gap.people, gap.count, gap.last) for gap in found] == [
        ("武侯区的共享茶铺", 3, 3, "2026-01-03"),
        ("社区怎么办食堂", 1, 9, "2026-01-06"),
        ("外星人怎么治理", 1, 9, "2026-01-05"),
    ]
    assert {*found[0].words} == {"武侯区", "共享茶铺"}


def log(
    db: Database, question: str, asker: int | None, cases: tuple[int, ...] = (), when: str = "2026-11-01T08:00:00+08:00"
) -> str:
    """Keep a question and how it was answered; the answer's id."""
    number = db.execute("SELECT count(*) FROM answers").fetchone()[0]
    return keep_asked(db, Asked("", question, "terms" if cases else "none", cases, asker, 5, number, when)).id


def test_what_is_kept_of_missed_questions(library: Library) -> None:
    db = library.db
    file_cases(library, [TEA, LIFT])
    log(db, "老茶馆", 1, (1,))
    keep_asked(db, Asked("", "你好", None, (), 1, 6, 1, "2026-11-01T08:00:00+08:00"))
    log(db, "加装电梯补贴", 1)
    newest = log(db, "加装电梯补贴", 2, when="2026-11-03T08:00:00+08:00")
    log(db, "加装电梯补贴", None)
    useless = log(db, "坝坝会", 3, (2, 1), when="2026-11-02T08:00:00+08:00")
    put_vote(db, useless, 3, False, "太旧了")
    put_vote(db, useless, 4, False, "太旧了")
    put_vote(db, useless, 5, False)
    put_vote(db, useless, 6, True)
    put_wish(db, 2, "加装电梯补贴")
    put_wish(db, 9, "加装电梯补贴")
    with writing(db):
        db.execute("UPDATE wishes SET told_at = 'x' WHERE reader_id = 9")
    lift = Missed(
        "加装电梯补贴", newest, 3, frozenset([1, 2, None]), "2026-11-03T08:00:00+08:00", frozenset(), (), frozenset([2])
    )
    yard = Missed(
        "坝坝会", useless, 1, frozenset([3]), "2026-11-02T08:00:00+08:00", frozenset([2]), (("太旧了", 2),), frozenset()
    )
    assert (run(missed(db, 9)), run(missed(db, 1)), missed_count(db)) == ([lift, yard], [lift], 2)
    found = run(gaps(library, [lift, yard]))
    assert [(gap.id, gap.waiting, gap.reasons) for gap in found] == [(newest, 1, ()), (useless, 0, (("太旧了", 2),))]


def test_the_questions_of_late(library: Library) -> None:
    db = library.db
    log(db, "很久以前", 1, when="2020-11-01T08:00:00+08:00")
    for at, (question, cases) in enumerate([("甲", ()), ("乙", (1,)), ("丙", (1,)), ("丁", (1,)), ("丁", ())]):
        log(db, question, 1, cases, when=f"2999-11-0{at + 1}T08:00:00+08:00")
    assert asked_lately(db, 90, 9) == (["丁", "甲"], ["丙", "乙"])
    assert asked_lately(db, 90, 1) == (["丁"], ["丙"])


def test_a_gap_that_was_mended_is_not_open(library: Library) -> None:
    db = library.db
    useless = log(db, "银杏社区加装电梯", 1, (2,))
    put_vote(db, useless, 1, False)
    for question in ("老茶馆怎么值守", "外星人", "银杏社区加装电梯"):
        log(db, question, 1)
    file_cases(library, [TEA, LIFT])
    found: list[Gap] = run(gaps(library, run(missed(db, 9))))
    left = run(still_open(library, found))
    assert (len(found), {gap.name for gap in left}) == (3, {"外星人", "银杏社区加装电梯"})


def test_put_aside_and_taken_back(library: Library) -> None:
    put_aside(library.db, ["甲", "乙"], 7)
    put_aside(library.db, ["乙", "丙"], 8)
    assert set_aside(library.db) == {"甲", "乙", "丙"}
    take_back(library.db, ["甲", "乙", "丁"])
    assert set_aside(library.db) == {"丙"}
