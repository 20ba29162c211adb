"""The workbook: what is written is read back, whatever a case holds; and what people write into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from knowledge import Case, Place, ReadError, Report, Section, Source, write_workbook
from knowledge.desk import Held, template_files
from knowledge.intake import read_rows_of
from knowledge.sheet import Told, filled
from knowledge.sheet.cells import COLUMNS
from knowledge.sheet.texts import EXAMPLE
from tests.knowledge import samples
from tests.knowledge.samples import LIFT, PAGE, STREET, TEA

ODD = (
    *(
        "=1+1",
        "+86",
        "-",
        "@",
        "'",
        "010",
        "1e5",
        "#N/A",
        "TRUE",
        "<&\">'",
        "😀",
        "_x000B_",
        "_x005F_",
        "_x",
        "见「段落」",
    ),
    *(
        " ",
        "　",
        "\t",
        "\n",
        "\r",
        "\x0b",
        "\x00",
        "\x7f",
        "\x85",
        "\u2028",
        "\ud83d",
        "\ufffe",
        "、",
        "，",
        "；",
        "下架",
        "（无）",
        "接上",
    ),
)
odd = st.lists(st.sampled_from(ODD) | st.characters(codec="utf-8"), max_size=6).map("".join)
odd_lists = st.lists(odd, max_size=3).map(tuple)
odd_sources = st.builds(Source, odd, odd, odd, odd, odd_lists, odd)
odd_sections = st.lists(
    st.builds(Section, st.sampled_from(("做法", "资金")) | odd, st.lists(odd.filter(bool), max_size=3).map(tuple)),
    max_size=3,
).map(tuple)
odd_cases = st.builds(
    Case,
    id=st.just(0),
    title=odd,
    place=st.builds(Place, odd, odd, odd, odd),
    year=st.none() | st.integers(0, 9999),
    topics=odd_lists,
    source=odd_sources,
    sections=odd_sections,
    captions=odd_lists,
    notes=odd_lists,
    further=st.lists(st.builds(Report, odd_sources, odd_sections), max_size=2).map(tuple),
)


def numbered(found: Iterable[tuple[Case, bool]]) -> list[Held]:
    """Cases as a library holds them, each with its number."""
    return [Held(replace(case, id=number), hidden) for number, (case, hidden) in enumerate(found, 7)]


def back(data: bytes) -> list[Held | str]:
    told, _ = read_rows_of(data, "a.xlsx")
    return [Held(each.case, each.hidden) if isinstance(each, Told) else each for each in told]


def book(rows: Sequence[Sequence[object]], title: str = "案例", **sheets: Sequence[Sequence[object]]) -> bytes:
    """A workbook that somebody made."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, lines in {title: rows, **sheets}.items():
        sheet = made.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    return saved(made)


def saved(made: Any) -> bytes:
    out = BytesIO()
    made.save(out)
    return out.getvalue()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(samples.cases, st.booleans()), max_size=3).map(numbered))
def test_what_is_written_is_read_back(cases: list[Held]) -> None:
    assert back(write_workbook(cases)) == cases


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(odd_cases, st.booleans()), max_size=2).map(numbered))
def test_whatever_the_texts_hold(cases: list[Held]) -> None:
    assert back(write_workbook(cases)) == cases


def test_what_is_too_long_for_a_cell() -> None:
    long, emoji = "长" * 40_000, "😀_x000B_\x0b" * 9_000
    source = Source(long, emoji, reporters=(emoji, "甲"))
    whole = Section("做法", (long[:20_000], long[:20_000]))
    case = Case(
        1,
        emoji,
        Place(long),
        2020,
        (long,),
        source,
        (whole,),
        (long, emoji),
        further=(Report(source, (Section(long, (emoji,)),)),),
    )
    cases = [Held(case), Held(replace(TEA, id=2))]
    data = write_workbook(cases)
    cells = [cell.value for sheet in load_workbook(BytesIO(data)) for row in sheet.iter_rows() for cell in row]
    assert max(len(cell.encode("utf-16-le")) // 2 for cell in cells if isinstance(cell, str)) <= 32_767
    assert back(data) == cases


def test_text_is_text_and_numbers_are_numbers() -> None:
    case = replace(
        TEA, id=17, title="=HYPERLINK(1)", place=Place("+86", "-1", "@x", "'a"), source=Source("#N/A", page="010")
    )
    sheet = load_workbook(BytesIO(write_workbook([Held(case, True)])))["案例"]
    cells = {sheet.cell(1, cell.column).value: cell for cell in sheet[2] if cell.value is not None}
    assert {name: cell.value for name, cell in cells.items() if cell.data_type == "n"} == {"编号": 17, "年份": 2021}
    assert {name: cells[name].value for name in ("标题", "市", "区县", "街道", "社区", "报刊", "版次", "状态")} == {
        "标题": "=HYPERLINK(1)",
        "市": "+86",
        "区县": "-1",
        "街道": "@x",
        "社区": "'a",
        "报刊": "#N/A",
        "版次": "010",
        "状态": "下架",
    }
    assert {cell.data_type for name, cell in cells.items() if name not in ("编号", "年份")} == {"s"}


def test_it_looks_like_a_table() -> None:
    made = load_workbook(BytesIO(write_workbook([Held(replace(TEA, id=1, further=(PAGE,)))])))
    sheet = made["案例"]
    assert made.sheetnames == ["说明", "案例", "段落", "来源"]
    assert (sheet.freeze_panes, sheet["A1"].font.bold, sheet["B2"].alignment.wrap_text) == ("C2", True, True)
    assert (sheet.column_dimensions["B"].width, sheet.column_dimensions["P"].width) == (28, 40)
    assert sheet["B1"].comment.text == "必须有。"
    assert [row[0].value is not None for row in made["说明"].iter_rows()] == [True] * 3


def test_an_old_file_is_told_by_its_name_what_to_do() -> None:
    with pytest.raises(ReadError) as told:
        read_rows_of(b"\xd0\xcf\x11\xe0", "手稿.doc")
    assert str(told.value) == "「手稿.doc」不是表格，导入不了。是文章，请另存为不加密码的 .docx，再用 /add 发来。"


def test_the_template_has_an_example_that_is_passed_over_until_its_mark_is_taken_away() -> None:
    [(_, template), _] = template_files()
    made = load_workbook(BytesIO(template))
    made["案例"].append([None, "桂花社区：巷口的灯", *[None] * 13, "巷口装了一盏灯。"])
    own = Case(0, "桂花社区：巷口的灯", sections=(Section("做法", ("巷口装了一盏灯。",)),))
    assert back(saved(made)) == [Held(own)]
    made["案例"]["F2"] = "桂花社区"
    changed = replace(EXAMPLE, place=replace(EXAMPLE.place, community="桂花社区"))
    still = "第 2 行：状态还写着「示例」，没有导入；是真案例，请把状态清空"
    assert back(saved(made)) == [still, Held(own)]
    made["案例"].cell(2, COLUMNS["案例"].index("状态") + 1).value = None
    assert back(saved(made)) == [Held(changed), Held(own)]


def test_columns_in_any_order_under_a_title_and_cells_as_people_fill_them() -> None:
    data = book(
        [
            ["桂花街道台账"],
            ["资金", " 做法 ", "标题", "年份", "日期", "版次", "心情", "主题", "记者", "状态"],
            [
                "12.5",
                "先商量。\n\n  再动手。 ",
                " 桂花社区 ",
                "2021年",
                datetime(2021, 3, 12),
                5,
                "好",
                "公共空间,养老助老",
                "林一、 周二",
                "下架",
            ],
            [],
            [3.0, True, 2020, 2020.0, date(2020, 1, 2), 0.5, None, None, None, ""],
        ],
        title="Sheet1",
    )
    told, unknown = read_rows_of(data, "a.xlsx")
    first = Case(
        0,
        "桂花社区",
        year=2021,
        topics=("公共空间", "养老助老"),
        source=Source(date="2021-03-12", page="5", reporters=("林一", "周二")),
        sections=(Section("做法", ("先商量。", "再动手。")), Section("资金", ("12.5",))),
    )
    second = Case(
        0,
        "2020",
        year=2020,
        source=Source(date="2020-01-02", page="0.5"),
        sections=(Section("做法", ("TRUE",)), Section("资金", ("3",))),
    )
    missing = {
        "编号",
        "市",
        "区县",
        "街道",
        "社区",
        "报刊",
        "报道标题",
        "网址",
        "背景",
        "机制",
        "成效",
        "难点",
        "政策依据",
        "图片说明",
        "备注",
        "其他来源",
    }
    assert told == [
        Told("第 3 行", first, True, frozenset(missing)),
        Told("第 5 行", second, False, frozenset(missing)),
    ]
    assert unknown == ("心情",)


def test_texts_and_further_sources_as_people_write_them() -> None:
    data = book(
        [["编号", "标题", "做法", "其他来源"], [5, "题", "见「段落」", 1]],
        段落=[
            ["编号", "来源", "小标题", "类别", "段落", "接续"],
            [5, None, None, None, "开头一段。"],
            [5, 1, "灯亮到十点", "资金", "电费由社区出，", None],
            [5, 1, None, None, "一个月三百元。", "接上"],
            [5, 1, None, "其他", "第二段。"],
            [5, 1, "做法", None, "第三段。"],
            [5, 1, "做法", "", "又一节。", "另起"],
            [5, 2, "做法", None, "另一家说的。"],
            [6, 1, "做法", None, "没有这个案例。"],
        ],
        来源=[["编号", "来源", "报刊"], [5, 2, "示例晚报"]],
    )
    own = (
        Section("", ("开头一段。",)),
        Section("灯亮到十点", ("电费由社区出，一个月三百元。", "第二段。"), ("资金", "")),
        Section("做法", ("第三段。",)),
        Section("做法", ("又一节。",)),
    )
    case = Case(5, "题", sections=own, further=(Report(Source("示例晚报"), (Section("做法", ("另一家说的。",)),)),))
    assert back(data) == [Held(case)]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"年份": "二零"}, "第 2 行：年份「二零」要写数字"),
        ({"编号": "甲"}, "第 2 行：编号「甲」要写数字"),
        ({"状态": "隐藏"}, "第 2 行：状态「隐藏」不认识，只能写「下架」，或者空着"),
        ({"做法": "见「段落」"}, "第 2 行：「做法」写着见「段落」，「段落」表里没有这个编号的段落"),
        ({"标题": "见「段落」"}, "第 2 行：「标题」写着见「段落」，「段落」表里没有这个编号的段落"),
        (
            {"做法": "见「段落」", "资金": "一元"},
            "第 2 行：「做法」写着见「段落」，「资金」也写了字，请都写在「段落」表里",
        ),
        ({"编号": 5, "其他来源": 2}, "第 2 行：「其他来源」写着 2 个，「来源」表里编号 5 的有 1 个，请对一对"),
        ({"编号": 6}, "第 2 行：「来源」表里编号 6 的「来源」要从 2 数起，一行一个，请对一对"),
        ({"编号": 7, "做法": "见「段落」"}, "第 2 行：「段落」表里编号 7 的「来源」要写数字，第一个来源写 1"),
        (
            {"编号": 8, "做法": "见「段落」"},
            "第 2 行：「段落」表里的类别「好」不认识，可用的是：背景、做法、机制、资金、成效、难点、政策依据、其他",
        ),
    ],
)
def test_a_bad_row_is_named_with_the_reason(cells: dict[str, object], told: str) -> None:
    row = {"标题": "题", "资金": None} | cells
    texts: list[list[object]] = [["编号", "来源", "类别", "段落"], [7, "甲", "", "一段"], [8, 1, "好", "一段"]]
    data = book([[*row], [*row.values()]], 段落=texts, 来源=[["编号", "来源"], [5, 2], [6, 3]])
    assert back(data) == [told]


def test_what_a_sheet_has_no_column_for_stays_as_it_is() -> None:
    known = replace(TEA, id=3, further=(PAGE,))
    [told], _ = read_rows_of(book([["编号", "标题", "社区", "资金"], [3, "新题", "桂花社区", "一碗茶3元。"]]), "a.xlsx")
    assert isinstance(told, Told)
    [background, action, _] = TEA.sections
    sections = (background, action, Section("资金", ("一碗茶3元。",)))
    place = replace(TEA.place, community="桂花社区")
    assert filled(told, known) == replace(known, title="新题", place=place, sections=sections)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            b"\xd0\xcf\x11\xe0 old",
            "「a.xlsx」是旧格式（.xls），或者加了密码；请在表格软件里另存为不加密码的 .xlsx 再发。",
        ),
        (book([["名字"], ["题"]]), "「a.xlsx」里没有找到写着「标题」的表头，请下载模板，照着填。"),
        (b"%PDF", "「a.xlsx」不是能导入的文件，请发 .xlsx 表格、装着案例卡的 .zip，或者一张 .md 案例卡。"),
    ],
)
def test_what_is_no_such_workbook_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(ReadError) as raised:
        read_rows_of(data, "a.xlsx")
    assert str(raised.value) == told


def with_part(name: str, content: bytes) -> bytes:
    """A workbook with one part replaced."""
    whole = write_workbook([Held(replace(LIFT, id=1)), Held(replace(STREET, id=2))])
    out = BytesIO()
    with ZipFile(BytesIO(whole)) as old, ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb">]><a>&b;</a>',
            "「a.xlsx」里有不安全的内容，不能打开；请在表格软件里另存为 .xlsx 再发。",
        ),
        (
            '<!DOCTYPE a [<!ENTITY b "b">]><a/>'.encode("utf-16"),
            "「a.xlsx」里有不安全的内容，不能打开；请在表格软件里另存为 .xlsx 再发。",
        ),
        (bytes(501 << 20), "「a.xlsx」展开来太大，请拆成几份再发。"),
        (b"<worksheet><sheetData><row", "「a.xlsx」打不开，文件可能已经损坏；请在表格软件里另存为 .xlsx 再发。"),
    ],
    ids=["entities", "in UTF-16", "bomb", "broken"],
)
def test_what_is_not_safe_to_open_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(ReadError) as raised:
        read_rows_of(with_part("xl/worksheets/sheet2.xml", content), "a.xlsx")
    assert str(raised.value) == told
