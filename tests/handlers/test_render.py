"""Every message is within Telegram's limits, whatever the library holds."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import keyboards, render
from handlers.markup import Html, units
from knowledge import Answer, Case, Excerpt, Hit, Section, Source, Tier
from sandbox_server.entities import formatted
from sandbox_server.markup import parse_html as parse
from tests.knowledge.samples import LIFT, STREET, TEA

PIECES = st.sampled_from([*'茶铺<&">🍵\n。', " @neighbour ", " #茶铺 ", " a.cn ", " /case "])
LONG = st.lists(PIECES, max_size=30).map(lambda pieces: "".join(pieces) * 400)
WORDS = st.one_of(LONG, st.text(max_size=20))
CASES = st.builds(
    Case,
    id=st.integers(1, 10**9),
    title=WORDS,
    topics=st.lists(WORDS, max_size=3).map(tuple),
    source=st.builds(Source, WORDS, WORDS, url=WORDS.map("https://".__add__)),
    sections=st.lists(st.builds(Section, WORDS, st.lists(WORDS, max_size=3).map(tuple)), max_size=4).map(tuple),
    notes=st.lists(WORDS, max_size=2).map(tuple),
)


def excerpt(text: str) -> Excerpt:
    """An excerpt with every second character marked."""
    return Excerpt("做法", text, tuple((at, at + 1) for at in range(0, len(text), 2)))


def can_be_sent(html: Html) -> bool:
    """Whether a Telegram server takes it whole."""
    read = formatted(html.markup, "HTML", ())
    return 0 < units(read.text) <= 4096 and not read.dropped


@settings(deadline=None, max_examples=60)
@given(st.lists(CASES, min_size=1, max_size=3), WORDS, st.lists(WORDS, min_size=1, max_size=3))
def test_whatever_a_case_holds(cases: list[Case], question: str, words: list[str]) -> None:
    hits = tuple(Hit(case, 1.0, Tier.EXACT, tuple(map(excerpt, words[:2]))) for case in cases)
    reply = Answer(question, Tier.EXACT, True, question, hits, tuple(words), tuple(words), ())
    miss = replace(reply, hits=(), near=tuple(cases), topics=tuple(words), absent=tuple(words))
    messages = [
        render.answer(reply, "A2345B", range(len(hits)), []),
        render.answer(miss, "A2345B", range(0), words * 20),
        render.comparison(cases),
        render.case_list("最新", cases * 3),
        *(page for case in cases for page in render.case_pages(case)),
        *(render.card(case, hits[0].excerpts) for case in cases),
    ]
    assert [can_be_sent(html) for html in messages] == [True] * len(messages)
    boards = [
        keyboards.answer(reply, "A2345B", 1, 9, cases),
        keyboards.miss(miss, "A2345B"),
        *(keyboards.case(case, 2, 3, True, "l:t:12345678:1") for case in cases),
    ]
    data = [button.callback_data for board in boards for row in board.inline_keyboard for button in row]
    assert all(1 <= len(str(each).encode()) <= 64 for each in data if each is not None)


def test_all_of_a_case_is_on_its_pages() -> None:
    body = "".join(f"第{number}句话说的是老茶馆。" for number in range(2000))
    pages = render.case_pages(replace(TEA, sections=(Section("做法", (body,)), *LIFT.sections)))
    texts = [parse(page.markup)[0] for page in pages]
    middle = "".join(text.split("\n\n", 1)[1].rpartition("\n\n")[0] for text in texts)
    told = middle.replace("做法（续）\n", "").replace("做法\n", "", 1)
    assert told.startswith(body)
    assert [text.rsplit("\n", 1)[1] for text in texts] == [f"第 {n}/{len(pages)} 页" for n in range(1, len(pages) + 1)]


def test_a_citation_too_long_to_copy_has_no_button() -> None:
    short, long = TEA, replace(TEA, source=replace(TEA.source, title="长" * 300))
    shown = [keyboards.case(case, 1, 1, False, "") for case in (short, long)]
    assert [[button.text for button in board.inline_keyboard[0]] for board in shown] == [
        ["收藏", "复制出处", "看原文"],
        ["收藏", "看原文"],
    ]


def test_an_address_that_is_none_is_no_link() -> None:
    good = ["https://a.cn/c", "http://a.cn:80", "HTTPS://A.CN", "https://社区.中国/案例"]
    bad = [
        "",
        "javascript:alert(1)",
        "https://a b.cn",
        "第5版",
        "http://intranet/x",
        "http://[::1]/",
        "https://a..cn",
        "https://a.cn:x",
    ]
    assert [render.is_address(url) for url in (*good, *bad)] == [True] * len(good) + [False] * len(bad)


def test_a_street_and_its_places_are_told_apart() -> None:
    html = render.case_list("两个", [replace(STREET, id=3), replace(TEA, id=1)])
    assert parse(html.markup)[0].splitlines()[2::3] == [f"#3 {STREET.title}", f"#1 {TEA.title}"]
