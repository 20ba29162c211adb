"""What an editor types for a field, and a case with one part of it changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Case, Library, Place, Section, Source
from knowledge.desk import (
    FieldError,
    missing_headings,
    read_paragraphs,
    read_place,
    read_source,
    read_title,
    read_topics,
    read_year,
    with_paragraphs,
    with_section,
    with_source,
    write_place,
    write_source,
    write_topics,
    write_year,
)
from tests.knowledge.samples import LIFT, PAGE, TEA

PLACES = frozenset({"锦江区", "高新区", "天府新区", "都江堰市", "双流区", "双流", "金堂县"})
TOPICS = ("居民自治", "小区治理/物业", "养老助老", "公共空间")
BEFORE = Place("成都市", "双流区", "东升街道", "梧桐社区")

_names = st.text(st.sampled_from("梧桐银杏香樟柳河桥井"), min_size=2, max_size=5)
_places = st.builds(
    lambda district, street, community: Place(
        "成都市", district, street and street + "街道", community and community + "社区"
    ),
    st.sampled_from(["锦江区", "成都高新区", "四川天府新区", "都江堰市", "金堂县"]),
    _names | st.just(""),
    _names | st.just(""),
)
_sources = st.builds(
    Source,
    publication=_names.map(lambda name: name + "日报"),
    title=st.text(st.sampled_from("一碗茶的社区：“热闹” 😀&<》《"), max_size=12).map(str.strip),
    date=st.sampled_from(["", "2020", "2020-05", "2020-02-29"]),
    page=st.sampled_from(["", "05", "A3"]),
    reporters=st.lists(_names, max_size=3).map(tuple),
    url=st.sampled_from(["", "https://example.org/a?b=1"]),
)


@given(_places)
def test_a_place_is_read_as_it_is_shown_and_as_it_is_written(place: Place) -> None:
    whole = "".join((place.city, place.district, place.street, place.community))
    for text in (str(place), whole, write_place(place)):
        assert read_place(text, Place(), PLACES) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("成都市锦江区成龙路街道香樟社区", Place("成都市", "锦江区", "成龙路街道", "香樟社区")),
        ("成都 锦江区/成龙路街道，香樟社区", Place("成都市", "锦江区", "成龙路街道", "香樟社区")),
        ("成都锦江区书院街街道", Place("成都市", "锦江区", "书院街街道")),
        ("高新区芯瑞社区", Place("成都市", "成都高新区", "", "芯瑞社区")),
        ("天府新区华阳街道办事处", Place("成都市", "四川天府新区", "华阳街道")),
        ("都江堰市柳街镇水月村", Place("成都市", "都江堰市", "柳街镇", "水月村")),
        ("绵阳市涪城区城厢街道", Place("绵阳市", "涪城区", "城厢街道")),
        ("古镇社区", Place(community="古镇社区")),
        ("成都市", Place("成都市")),
        ("无", Place()),
        ("区县：锦江区", replace(BEFORE, district="锦江区")),
        ("区县：锦江区 社区：香樟社区", replace(BEFORE, district="锦江区", community="香樟社区")),
        ("社区:无\n街道：九江街道", replace(BEFORE, street="九江街道", community="")),
    ],
)
def test_places(text: str, place: Place) -> None:
    assert read_place(text, BEFORE, PLACES) == place


@pytest.mark.parametrize(
    ("text", "named"), [("香樟", "香樟"), ("香樟社区 锦江区", "锦江区"), ("区县：锦江区\n香樟", "香樟")]
)
def test_what_cannot_be_told_apart_is_named(text: str, named: str) -> None:
    with pytest.raises(FieldError, match=f"「{named}」"):
        read_place(text, BEFORE, PLACES)


@given(_sources)
def test_a_source_is_read_as_it_is_shown_and_as_it_is_written(source: Source) -> None:
    assert read_source(write_source(source), Source()) == source
    assert read_source(str(source), source) == source


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("日期：2021年3月13日", {"date": "2021-03-13"}),
        ("日期：无\n版次：第A3版", {"date": "", "page": "A3"}),
        ("记者：林一，周三 钱四", {"reporters": ("林一", "周三", "钱四")}),
        ("https://example.org/new", {"url": "https://example.org/new"}),
        ("报刊: 别报", {"publication": "别报"}),
        ("报刊：别报 日期：2024年3月5日，版次：05", {"publication": "别报", "date": "2024-03-05", "page": "05"}),
        ("标题：公告 日期：见内文\n日期：2024", {"title": "公告 日期：见内文", "date": "2024"}),
    ],
)
def test_only_the_lines_that_are_given_change(text: str, changed: dict[str, object]) -> None:
    assert read_source(text, TEA.source) == replace(TEA.source, **changed)  # type: ignore[arg-type]


def test_a_citation_is_read_as_one() -> None:
    read = read_source("《别报》2020-05-06 第05版 《题》 记者 甲、乙", TEA.source)
    assert read == Source("别报", "题", "2020-05-06", "05", ("甲", "乙"), TEA.source.url)
    assert read_source("《一碗茶的社区》 记者 林一", TEA.source) == Source(
        title="一碗茶的社区", reporters=("林一",), url=TEA.source.url
    )
    assert read_source("无", TEA.source) == Source()


@pytest.mark.parametrize(
    "text",
    [
        "日期：2021-02-30",
        "日期：05-06",
        "网址：example.org",
        "胡说一通",
        "日期：2020\n胡说",
        "好：坏",
        "报刊：别报 日期：2024年13月5日",
    ],
)
def test_a_faulty_source_is_refused(text: str) -> None:
    with pytest.raises(FieldError, match="「"):
        read_source(text, TEA.source)


def test_a_year() -> None:
    assert [read_year(text) for text in ("2021", " 2021 年", "２０２１", "无")] == [2021, 2021, 2021, None]
    assert (write_year(2021), write_year(None)) == ("2021", "无")
    for text in ("二〇二一", "21", "2021年5月", "9999", ""):
        with pytest.raises(FieldError, match="不像年份"):
            read_year(text)


def test_topics() -> None:
    assert read_topics("居民自治、物业 养老，居民自治", TOPICS) == ("居民自治", "小区治理/物业", "养老助老")
    assert read_topics("无", TOPICS) == ()
    assert read_topics(write_topics(TOPICS), TOPICS) == TOPICS
    with pytest.raises(
        FieldError, match=r"^没有「足球」这个主题，可用的是：居民自治、小区治理/物业、养老助老、公共空间。请改好再发。$"
    ):
        read_topics("足球", TOPICS)
    with pytest.raises(FieldError, match="可能是居民自治、小区治理/物业"):
        read_topics("治", TOPICS)


def test_every_case_of_the_library_is_read_as_it_is_written(shelf: Library) -> None:
    words = shelf.words
    for row in shelf.db["cases"].rows:
        place = Place(row["city"], row["district"], row["street"], row["community"])
        assert read_place(write_place(place), Place(), words.places) == place
        assert read_place(str(place), Place(), words.places) == place


def test_a_title_is_one_line() -> None:
    assert read_title(" 老茶馆\n") == "老茶馆"
    for text in ("", "一\n二", "长" * 301):
        with pytest.raises(FieldError, match="标题"):
            read_title(text)


def test_paragraphs_are_lines() -> None:
    assert read_paragraphs("一\n\n 二\u2028三\r\n\x00四") == ("一", "二", "三", "四")
    with pytest.raises(FieldError, match="删掉这一节"):
        read_paragraphs(" \n")


def test_paragraphs_that_stay_or_are_mended_tell_what_they_told() -> None:
    case = replace(TEA, further=(PAGE,))
    before = PAGE.sections[1]
    mended = (before.paragraphs[0].replace("两个人", "三个人"), "全新的一段话。", before.paragraphs[1])
    after = with_paragraphs(case, 1, 1, mended)
    assert after == replace(
        case,
        further=(
            replace(
                PAGE,
                sections=(PAGE.sections[0], Section(before.heading, mended, ("做法", "", "资金")), *PAGE.sections[2:]),
            ),
        ),
    )
    assert with_paragraphs(TEA, 0, 1, ("新的。",)).sections[1] == Section("做法", ("新的。",), ("做法",))


def test_sections_come_in_their_order_and_go() -> None:
    assert missing_headings(TEA, 0) == ("机制", "成效", "难点", "政策依据")
    more = with_section(TEA, 0, "机制", ("每月议一次。",))
    assert [section.heading for section in more.sections] == ["背景", "做法", "机制", "资金"]
    assert with_paragraphs(more, 0, 2, ()) == TEA
    last: Case = replace(TEA, sections=TEA.sections[:1])
    with pytest.raises(FieldError, match="至少要留一段正文"):
        with_paragraphs(last, 0, 0, ())
    assert with_paragraphs(replace(last, further=(PAGE,)), 0, 0, ()).sections == ()


def test_another_source() -> None:
    case = replace(LIFT, further=(PAGE,))
    assert with_source(case, 0, Source("别报")) == replace(case, source=Source("别报"))
    assert with_source(case, 1, Source("别报")) == replace(case, further=(replace(PAGE, source=Source("别报")),))
