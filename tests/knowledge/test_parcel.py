"""Cards in a zip file: written, and read as people pack them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import Case, ReadError, write_card
from knowledge.desk import Held
from knowledge.intake import read_rows_of
from knowledge.parcel import card_name, write_parcel
from knowledge.sheet import Told
from tests.knowledge import samples
from tests.knowledge.samples import LIFT, STREET, TEA
from tests.knowledge.test_sheet import numbered

CARD = write_card(TEA).encode()


def parcel(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def told_by(data: bytes) -> list[Told | str]:
    return read_rows_of(data, "a.zip")[0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(samples.cases, st.booleans()), min_size=1, max_size=3).map(numbered))
def test_what_is_packed_is_unpacked(cases: list[Held]) -> None:
    data = write_parcel(cases)
    with ZipFile(BytesIO(data)) as made:
        assert len({*made.namelist()}) == len(cases)
    assert [Held(each.case, each.hidden) for each in told_by(data) if isinstance(each, Told)] == cases


def test_names_are_safe_and_hidden_cases_apart() -> None:
    case = replace(TEA, id=3, place=replace(TEA.place, community="../梧桐\\:社区\n\ud800"))
    with ZipFile(BytesIO(write_parcel([Held(case), Held(replace(LIFT, id=12), True)]))) as made:
        assert made.namelist() == ["0003--梧桐-社区-.md", "下架/0012-银杏社区.md"]
    assert card_name(replace(STREET, id=12345)) == "12345-东升街道.md"


def test_files_as_people_pack_them() -> None:
    files = {
        "茶铺/": b"",
        "茶铺/下架/梧桐.md": CARD,
        "../../etc/LIFT.MD": write_card(LIFT).encode("gb18030"),
        "__MACOSX/茶铺/._梧桐.md": b"x",
        "茶铺/说明.txt": b"x",
        "坏的.md": b"---\ntitle: [\n---\n",
        "大的.md": b"x" * ((1 << 20) + 1),
    }
    assert told_by(parcel(files)) == [
        Told("「梧桐.md」", TEA, True),
        Told("「LIFT.MD」", LIFT),
        "「坏的.md」的抬头（两行 --- 之间）在第 3 行附近写法不对，请检查冒号、引号和缩进后再试",
        "「大的.md」：超过 1 MB，不像案例卡",
    ]


def test_names_in_the_encoding_of_chinese_windows() -> None:
    """Python always says that a name is UTF-8; the program that packs on such a computer does not, and writes GBK."""
    name = "下架/梧桐.md"
    data = parcel({"x" * len(name.encode("gbk")): CARD}).replace(b"x" * len(name.encode("gbk")), name.encode("gbk"))
    assert told_by(data) == [Told("「梧桐.md」", TEA, True)]


def encrypted() -> bytes:
    """A zip whose only file says that it is encrypted."""
    data = bytearray(parcel({"a.md": CARD}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (encrypted(), "「a.zip」加了密码，打不开；请不加密码重新打包再发。"),
        (parcel({"a.md": bytes(201 << 20)}), "「a.zip」展开来太大，请拆成几份再发。"),
        (parcel({f"{at}.md": b"" for at in range(50_001)}), "「a.zip」展开来太大，请拆成几份再发。"),
        (parcel({"a.txt": b"x"}), "「a.zip」里没有案例卡（.md），请发 /export 给的那种压缩包。"),
        (
            parcel({"a.md": CARD})[:-30],
            "「a.zip」不是能导入的文件，请发 .xlsx 表格、装着案例卡的 .zip，或者一张 .md 案例卡。",
        ),
        (
            parcel({"[Content_Types].xml": b"", "word/document.xml": b""}),
            "「a.zip」不是能导入的文件，请发 .xlsx 表格、装着案例卡的 .zip，或者一张 .md 案例卡。",
        ),
    ],
    ids=["encrypted", "bomb", "many files", "no cards", "cut off", "Word"],
)
def test_what_cannot_be_opened_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(ReadError) as raised:
        read_rows_of(data, "a.zip")
    assert str(raised.value) == told


def test_a_damaged_card_stops_no_other() -> None:
    data = parcel({"a.md": CARD, "b.md": write_card(LIFT).encode()})
    broken = data.replace(CARD[:10], CARD[:10], 1)
    at = broken.index(b"a.md") + 10
    broken = broken[:at] + bytes([broken[at] ^ 0xFF]) + broken[at + 1 :]
    assert told_by(broken) == ["「a.md」：在压缩包里已经损坏，请重新打包", Told("「b.md」", LIFT)]


def test_a_lone_card_does_not_say_whether_it_is_hidden() -> None:
    assert read_rows_of(CARD, "梧桐.md")[0] == [Told("「梧桐.md」", TEA, missing=frozenset({"状态"}))]
    case = Case(0, "")
    with pytest.raises(ReadError):
        read_rows_of(write_card(case).encode(), "梧桐.txt")
