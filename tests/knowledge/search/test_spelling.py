from __future__ import annotations

import pytest

from knowledge import Library, file_cases
from knowledge.search.spelling import absent_places, correct

from ..samples import LIFT, STREET, TEA


@pytest.fixture
def filled(library: Library) -> Library:
    file_cases(library, [TEA, LIFT, STREET])
    return library


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("梧同社区的老茶馆", "梧桐社区的老茶馆"),  # a homophone in a place
        ("吴桐社区", "梧桐社区"),
        ("印杏社区加装电梯", "银杏社区加装电梯"),  # -in for -ing
        ("东深街道", "东升街道"),  # sh- and -eng
        ("wutong shequ", "梧桐社区"),
        ("wutongshequ chaguan", "梧桐社区茶馆"),
        ("yinxing社区", "银杏社区"),
        ("laochaguan", "老茶馆"),
    ],
)
def test_what_was_mistyped_is_mended_into_what_the_library_holds(filled: Library, typed: str, meant: str) -> None:
    assert correct(filled, typed) == (meant, True)


@pytest.mark.parametrize(
    "typed",
    [
        "梧桐社区的老茶馆怎么办起来的",  # nothing wrong
        "加装电梯谈了几次",
        "石榴社区",  # another place is not a typo
        "和社区治理结合起来",
        "住一晚就走",  # what happens to sound like a word is left alone
        "syb创业",
        "app怎么用",
        "",
    ],
)
def test_what_is_no_typo_is_left_alone(filled: Library, typed: str) -> None:
    assert correct(filled, typed) == (typed, False)


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("梧桐社区的茶馆", ()),
        ("双流区和双流有什么", ()),
        ("武侯区有哪些案例", ("武侯区",)),
        ("深圳的社区食堂", ("深圳",)),
        ("跳磴河社区怎么改造", ("跳磴河社区",)),
        ("玉林街道怎么治理", ("玉林街道",)),
        ("新建的小区、老旧小区、智慧社区怎么管", ()),
        ("工业园区和外地街道", ()),
        ("几个社区一起办", ()),
        ("东风社区的茶馆", ("东风社区",)),  # a common noun
        ("幸福社区的茶馆", ("幸福社区",)),
        ("曹家巷的茶馆", ("曹家巷",)),
        ("怎么融进社区", ()),
        ("写梧桐社区、去东升街道", ()),  # a place that is there, and a word before it
        ("高档小区、商业小区和哪几个社区", ()),
    ],
)
def test_a_place_the_library_has_nothing_on_is_known(filled: Library, question: str, absent: tuple[str, ...]) -> None:
    assert absent_places(filled, question) == absent


SORTS = (
    "普通 全部 机关 集体 部门 学生 双方 戏剧 权力 银行 情感 规定 委托 车辆 汽车 患者 个别 韧性 对面 商业 高档 老旧 新建 安置 农村 城市 企业 "
    "开放 智慧 大型 隔壁 附近 单位 家属 职工 文明 平安 绿色 未来 公园 学校 医院 国际 完整 青年 养老 儿童 示范 试点 混合 无人"
)


@pytest.mark.parametrize("suffix", ["社区", "小区"])
def test_a_word_that_tells_a_sort_is_no_name_of_a_place(filled: Library, suffix: str) -> None:
    assert {sort: absent_places(filled, f"{sort}{suffix}怎么管") for sort in SORTS.split()} == dict.fromkeys(
        SORTS.split(), ()
    )


@pytest.mark.parametrize("name", ["幸福社区", "东风社区", "朝阳小区", "玉林社区", "桃溪湾社区", "曹家巷"])
def test_a_name_is_known_for_one_whatever_follows_it(filled: Library, name: str) -> None:
    assert [absent_places(filled, name + rest) for rest in ("怎么管", "的食堂", "食堂怎么办", "书记是谁")] == [
        (name,)
    ] * 4
