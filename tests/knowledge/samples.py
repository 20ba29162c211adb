"""Cases to test with, small enough to rank by eye, and strategies that make others."""

from __future__ import annotations

from hypothesis import strategies as st

from knowledge import Case, Place, Report, Section, Source
from knowledge.card import one_line
from knowledge.case import HEADINGS

TEA = Case(
    id=0,
    title="梧桐社区：院子里的老茶馆",
    place=Place("成都市", "双流区", "东升街道", "梧桐社区"),
    year=2021,
    topics=("公共空间", "养老助老"),
    source=Source("示例日报", "一碗茶的社区", "2021-03-12", "05", ("林一", "周二"), "https://example.org/tea"),
    sections=(
        Section("背景", ("梧桐社区有老院落12个，老年人多，没有坐的地方。",)),
        Section("做法", ("居民把车棚改成老茶馆，由自治小组轮流值守。茶馆早上七点开门。",)),
        Section("资金", ("茶馆一碗茶2元，收入每月公示，结余给独居老人买菜。",)),
    ),
    captions=("居民在老茶馆喝茶。",),
    notes=("开业月份原文未写。",),
)
LIFT = Case(
    id=0,
    title="银杏社区：加装电梯先坐下来谈",
    place=Place("成都市", "双流区", "东升街道", "银杏社区"),
    year=2022,
    topics=("居民自治",),
    source=Source(publication="示例日报"),
    sections=(
        Section("做法", ("银杏社区开了九次坝坝会，三个单元谈成了加装电梯。",)),
        Section("难点", ("一楼住户担心采光，起初反对。",)),
    ),
)
STREET = Case(
    id=0,
    title="东升街道：把难事摆到桌面上",
    place=Place("成都市", "双流区", "东升街道"),
    topics=("党建引领",),
    sections=(Section("机制", ("东升街道每季度评一次议事能手，梧桐社区、银杏社区都在前头。",)),),
)

PAGE = Report(
    Source("示例晚报", "梧桐社区夜里有茶喝", "2023-06-01", reporters=("钱三",)),
    (
        Section("", ("夜色里，梧桐社区的车棚亮着灯。",)),
        Section(
            "灯亮到十点", ("老茶馆从去年起开夜场，自治小组每晚留两个人。", "夜场的电费由社区基金出。"), ("做法", "资金")
        ),
        Section("“就图个热闹”", ("居民钱婆婆说，就图个热闹。",)),
        Section("做法", ("天热时茶馆把桌子搬到院子里。",)),
    ),
)
"""What a newspaper page tells of TEA's place, as printed."""

SHEET = """\
2021年社区治理巡礼

院子里的老茶馆 开到晚上十点

■本期走访：
成都市双流区东升街道梧桐社区

梧桐社区有老院落12个，老年人多，一直没有坐下来说话的地方。去年起，社区把闲置的车棚腾出来，交给居民自己打理，老茶馆就这样开了张。

车棚改成茶馆 自己的事自己管

居民把车棚改成老茶馆，由自治小组轮流值守。茶馆早上七点开门，晚上十点打烊，谁来了都有一碗热茶。一碗茶收2元，收入每月公示，结余给独居老人买菜。

“以前没有地方坐，现在天天都来。”居民钱婆婆说，茶馆开张以后，院子里吵架的少了，商量事情的多了。

居民在老茶馆喝茶。

夜里点灯 年轻人也来了

去年夏天，老茶馆开起夜场，自治小组每晚留两个人看灯。夜场的电费由社区基金出，一个月三百多元。社区书记周二说，下一步还要在茶馆里添几张桌子，让下班回来的年轻人也有一个去处，

示例日报记者 林一 文/图
"""
"""A newspaper page as text, its last sentence cut off."""
SHEET_CASE = Case(
    id=0,
    title="院子里的老茶馆 开到晚上十点",
    place=TEA.place,
    year=2021,
    topics=("居民自治", "养老助老", "慈善与社区基金", "党建引领", "公共空间"),
    source=Source("示例日报", "院子里的老茶馆 开到晚上十点", reporters=("林一",)),
    sections=(
        Section("", (SHEET.splitlines()[7],), ("背景",)),
        Section("车棚改成茶馆 自己的事自己管", tuple(SHEET.splitlines()[11:14:2]), ("机制", "背景")),
        Section("夜里点灯 年轻人也来了", (SHEET.splitlines()[19],), ("资金",)),
    ),
    captions=("居民在老茶馆喝茶。",),
    notes=("年份2021，据原文“2021年社区治理巡礼”。", "「…来的年轻人也有一个去处，」（原文此处缺）"),
)
"""The case that SHEET tells."""

_lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), max_size=60).map(
    one_line
)
_filled = _lines.filter(bool)
_kinds = st.sampled_from(("", *HEADINGS))


def _section(headings: st.SearchStrategy[str], fewest: int) -> st.SearchStrategy[Section]:
    told = st.lists(st.tuples(_filled, _kinds), min_size=fewest, max_size=3).map(tuple)
    parts = st.tuples(headings, told, st.booleans())
    return parts.map(lambda part: Section(part[0], *_apart(part[1], part[2])))


def _apart(told: tuple[tuple[str, str], ...], with_kinds: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(text for text, _ in told), tuple(kind for _, kind in told if with_kinds)


_sections = st.lists(st.sampled_from(HEADINGS), unique=True, min_size=1).flatmap(
    lambda headings: st.tuples(*(_section(st.just(heading), 1) for heading in sorted(headings, key=HEADINGS.index)))
)
_as_printed = st.lists(
    _section(st.sampled_from((*HEADINGS, "", "来源 2", "#", "<!-- 做法 -->")) | _lines, 0), min_size=1, max_size=4
).map(tuple)
_sources = st.builds(Source, _lines, _lines, _lines, _lines, st.lists(_filled, max_size=2).map(tuple), _lines)
cases = st.builds(
    Case,
    id=st.integers(0, 10**6),
    title=_filled,
    place=st.builds(Place, _lines, _lines, _lines, _lines),
    year=st.none() | st.integers(1900, 2100),
    topics=st.lists(_filled, max_size=3).map(tuple),
    source=_sources,
    sections=_sections | _as_printed,
    captions=st.lists(_filled, max_size=2).map(tuple),
    notes=st.lists(_filled, max_size=2).map(tuple),
    further=st.lists(st.builds(Report, _sources, _sections | _as_printed), max_size=2).map(tuple),
)
