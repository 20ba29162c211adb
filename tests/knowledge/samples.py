"""Cases to test with, small enough to rank by eye, and strategies that make others."""

from __future__ import annotations

from hypothesis import strategies as st

from knowledge import Case, Place, Section, Source
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

_lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), max_size=60).map(
    one_line
)
_filled = _lines.filter(bool)
_sections = st.lists(st.sampled_from(HEADINGS), unique=True, min_size=1).flatmap(
    lambda headings: st.tuples(
        *(
            st.builds(Section, st.just(heading), st.lists(_filled, min_size=1, max_size=3).map(tuple))
            for heading in sorted(headings, key=HEADINGS.index)
        )
    )
)
cases = st.builds(
    Case,
    id=st.integers(0, 10**6),
    title=_filled,
    place=st.builds(Place, _lines, _lines, _lines, _lines),
    year=st.none() | st.integers(1900, 2100),
    topics=st.lists(_filled, max_size=3).map(tuple),
    source=st.builds(Source, _lines, _lines, _lines, _lines, st.lists(_filled, max_size=2).map(tuple), _lines),
    sections=_sections,
    captions=st.lists(_filled, max_size=2).map(tuple),
    notes=st.lists(_filled, max_size=2).map(tuple),
)
