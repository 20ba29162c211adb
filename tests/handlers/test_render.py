"""Every message is within Telegram's limits, whatever the library holds."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import keyboards, render
from handlers.markup import Html, units
from handlers.sources import is_address
from knowledge import Answer, Case, Excerpt, Hit, Report, Section, Source, Tier
from sandbox_server.entities import formatted
from sandbox_server.markup import parse_html as parse
from tests.knowledge.samples import LIFT, PAGE, STREET, TEA

PIECES = st.sampled_from([*'茶铺<&">🍵\n。', " @neighbour ", " #茶铺 ", " a.cn ", " /case "])
LONG = st.lists(PIECES, max_size=30).map(lambda pieces: "".join(pieces) * 400)
WORDS = st.one_of(LONG, st.text(max_size=20))
SOURCES = st.builds(Source, WORDS, WORDS, url=WORDS.map("https://".__add__))
SECTIONS = st.lists(st.builds(Section, WORDS, st.lists(WORDS, max_size=3).map(tuple)), max_size=4).map(tuple)
CASES = st.builds(
    Case,
    id=st.integers(1, 10**9),
    title=WORDS,
    topics=st.lists(WORDS, max_size=3).map(tuple),
    source=SOURCES,
    sections=SECTIONS,
    notes=st.lists(WORDS, max_size=2).map(tuple),
    further=st.lists(st.builds(Report, SOURCES, SECTIONS), max_size=5).map(tuple),
)


def excerpt(text: str, source: Source = TEA.source) -> Excerpt:
    """An excerpt with every second character marked."""
    return Excerpt("做法", text, tuple((at, at + 1) for at in range(0, len(text), 2)), "做法", source)


def can_be_sent(html: Html) -> bool:
    """Whether a Telegram server takes it whole."""
    read = formatted(html.markup, "HTML", ())
    return 0 < units(read.text) <= 4096 and not read.dropped


@settings(deadline=None, max_examples=60)
@given(st.lists(CASES, min_size=1, max_size=3), WORDS, st.lists(WORDS, min_size=1, max_size=3))
def test_whatever_a_case_holds(cases: list[Case], question: str, words: list[str]) -> None:
    hits = tuple(
        Hit(case, 1.0, Tier.EXACT, tuple(excerpt(word, case.sources[-1]) for word in words[:2])) for case in cases
    )
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
    assert [is_address(url) for url in (*good, *bad)] == [True] * len(good) + [False] * len(bad)


def test_a_street_and_its_places_are_told_apart() -> None:
    html = render.case_list("两个", [replace(STREET, id=3), replace(TEA, id=1)])
    assert parse(html.markup)[0].splitlines()[2::3] == [f"#3 {STREET.title}", f"#1 {TEA.title}"]


TOLD_TWICE = replace(TEA, id=1, further=(PAGE,))
CITED = (
    "出处①：《示例日报》2021-03-12 第05版 《一碗茶的社区》 记者 林一、周二　原文\n"
    "出处②：《示例晚报》2023-06-01 《梧桐社区夜里有茶喝》 记者 钱三"
)


def test_a_case_of_two_sources_says_which_excerpt_is_from_which() -> None:
    shown = render.card(TOLD_TWICE, [excerpt("夜场的电费由社区基金出。", PAGE.source), excerpt("一碗茶2元。")])
    assert parse(shown.markup)[0] == (
        f"#1 {TEA.title}\n双流区 · 东升街道 · 梧桐社区 · 2021年\n"
        f"做法　夜场的电费由社区基金出。②\n做法　一碗茶2元。①\n{CITED}"
    )


def test_a_case_of_two_sources_is_shown_whole_each_under_its_own() -> None:
    (page,) = render.case_pages(TOLD_TWICE)
    first, second = CITED.splitlines()
    assert parse(page.markup)[0] == "\n\n".join(
        (
            f"#1 {TEA.title}\n双流区 · 东升街道 · 梧桐社区 · 2021年\n公共空间 养老助老",
            first,
            *(f"{part.heading}\n{part.paragraphs[0]}" for part in TEA.sections),
            second,
            "夜色里，梧桐社区的车棚亮着灯。",
            "灯亮到十点\n老茶馆从去年起开夜场，自治小组每晚留两个人。\n夜场的电费由社区基金出。",
            "“就图个热闹”\n居民钱婆婆说，就图个热闹。",
            "做法\n天热时茶馆把桌子搬到院子里。",
            "图片说明\n居民在老茶馆喝茶。",
            "备注\n开业月份原文未写。",
        )
    )


def test_every_page_of_a_case_of_two_sources_says_whose_text_it_has() -> None:
    long = replace(PAGE, sections=(Section("夜场", ("夜里也有茶喝。" * 500, "完。")),))
    pages = [parse(page.markup)[0].split("\n\n") for page in render.case_pages(replace(TOLD_TWICE, further=(long,)))]
    assert [page[1].partition("：")[0] for page in pages] == ["出处①", "出处②", "出处②"]
    assert [page[-1] for page in pages] == ["第 1/3 页", "第 2/3 页", "第 3/3 页"]


def test_of_many_sources_those_quoted_are_cited_first() -> None:
    many = tuple(Report(Source("示例晚报", f"第{number}回"), LIFT.sections) for number in range(2, 30))
    shown = render.card(
        replace(LIFT, id=2, further=many), [excerpt("一。", many[-1].source), excerpt("二。", many[3].source)]
    )
    assert parse(shown.markup)[0].splitlines()[2:] == [
        "做法　一。(29)",
        "做法　二。⑤",
        "出处①：《示例日报》",
        "出处⑤：《示例晚报》 《第5回》",
        "出处(29)：《示例晚报》 《第29回》",
        "另有 26 个出处，见全文。",
    ]


def test_what_is_not_said_of_a_source_is_not_said_of_another() -> None:
    told = replace(LIFT, id=2, source=Source(), further=(PAGE,))
    shown = render.card(told, [excerpt("一。", Source()), excerpt("二。", PAGE.source)])
    assert parse(shown.markup)[0].splitlines()[2:] == [
        "做法　一。",
        "做法　二。①",
        CITED.splitlines()[1].replace("②", "①"),
    ]
    assert "出处未注明\n\n做法" in parse(render.case_pages(told)[0].markup)[0]


def test_both_citations_are_copied_where_they_fit_and_the_first_address_is_opened() -> None:
    long = replace(PAGE, source=replace(PAGE.source, title="长" * 250, url="https://example.org/night"))
    both, first = TOLD_TWICE, replace(TOLD_TWICE, source=replace(TEA.source, url=""), further=(long,))
    boards = [keyboards.case(case, 1, 1, False, "").inline_keyboard[0] for case in (both, first)]
    copied = [row[1].copy_text.text for row in boards if row[1].copy_text]
    assert copied == [f"{TEA.source}；{PAGE.source}", str(TEA.source)]
    assert [row[2].url for row in boards] == ["https://example.org/tea", "https://example.org/night"]


def test_a_comparison_goes_by_what_is_told_and_not_by_headings() -> None:
    told = replace(LIFT, id=2, sections=PAGE.sections[:2])
    shown = parse(render.comparison([TOLD_TWICE, told]).markup)[0]
    assert "资金\n#1　茶馆一碗茶2元，收入每月公示，结余给独居老人买菜。\n#2　夜场的电费由社区基金出。" in shown
    assert "成效\n#1　没有单列，见全文\n#2　没有单列，见全文" in shown
