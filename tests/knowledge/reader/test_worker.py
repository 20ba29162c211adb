from __future__ import annotations

import io
import subprocess
import sys
import threading
import zipfile
import zlib
from itertools import pairwise

import pytest

from knowledge.case import ReadError
from knowledge.reader.files import read_manuscript
from knowledge.reader.manuscript import Manuscript
from knowledge.reader.worker import read_in_child
from tests.conftest import ROOT

from .made import Line, pdf, pdf_file, stream, with_part, word_file

DAMAGED = "「茶」读不出来，文件可能已经损坏；请另存一份再发，或把文字粘贴过来。"
SWOLLEN = "「茶」解压以后大得不正常，没有打开；请把文字复制到新的 Word 文件里再发。"
SMUGGLED = "「茶」里夹带了 Word 不会写的内容，没有打开；请把文字复制到新的 Word 文件里再发。"
SLOW = "「茶」读得太久，没有读完；请拆成几份，或把文字粘贴过来。"


def refusal(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read_manuscript(data, "茶")
    return str(caught.value)


def lying(data: bytes) -> bytes:
    """A Word file that declares less of its main part than there is."""
    out, name = bytearray(data), b"word/document.xml"
    for magic, size, length in ((b"PK\x01\x02", 24, 46), (b"PK\x03\x04", 22, 30)):
        place = out.find(magic)
        while place >= 0:
            if out[place + length : place + length + len(name)] == name:
                out[place + size : place + size + 4] = (1000).to_bytes(4, "little")
            place = out.find(magic, place + 4)
    return bytes(out)


def one_page(ink: bytes, *others: bytes) -> bytes:
    return pdf_file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>",
            ink,
            *others,
        ]
    )


def test_word_files_that_swell() -> None:
    odd = io.BytesIO()
    with zipfile.ZipFile(odd, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("word/document.xml", bytes(9 << 20))
    bombs = [
        word_file(b"<a>" + b" " * (33 << 20)),
        word_file(b"<a/>", **{"word/media/a.png": bytes(257 << 20)}),
        odd.getvalue(),
    ]
    assert [refusal(data) for data in bombs] == [SWOLLEN] * 3
    assert refusal(lying(word_file(b"<a>" + b" " * (30 << 20)))) == DAMAGED


def test_entities_that_swell_or_reach_outside(caplog: pytest.LogCaptureFixture) -> None:
    names = "abcdefghijkl"
    tens = "".join(f'<!ENTITY {a} "{f"&{b};" * 10}">' for a, b in pairwise(names))
    words = "<w:p><w:r><w:t>前&a;后</w:t></w:r></w:p>"
    assert refusal(with_part(words, f'<!DOCTYPE x [{tens}<!ENTITY l "lol">]>')) == DAMAGED
    assert refusal(with_part(words, '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>')) == SMUGGLED
    assert caplog.messages == []  # a warning would put the library's own complaint on the terminal


def test_pdf_files_that_go_in_circles() -> None:
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
    circle = pdf_file([catalogue, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 50 >>"])
    table = (
        b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF\n"
    )
    assert [refusal(data) for data in (circle, table)] == [
        "「茶」的每一页都打不开，PDF 文件可能不完整，请重新下载或导出一份再发。",
        "「茶」打不开，PDF 文件可能不完整，请重新下载或导出一份再发。",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is the system's")
def test_a_pdf_that_swells_ends_the_child_alone() -> None:
    packed = zlib.compress(zlib.compress(bytes(1 << 29), 9), 9)
    twice = b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
    assert refusal(one_page(twice)) == DAMAGED


def test_forms_within_forms() -> None:
    """Ten forms in each of ten forms in each of ten…: a billion, and no end to it."""
    box = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
    forms = [
        stream(b"/F Do " * 10, box + b" /Resources << /XObject << /F %d 0 R >> >>" % (place + 1))
        for place in range(5, 14)
    ]
    message = refusal(one_page(stream(b"/F Do "), *forms, stream(b"0 0 m 9 9 l S", box)))
    assert message in (DAMAGED, SLOW)


def test_pages_nested_and_stretched() -> None:
    nowhere = "「茶」里没有找到文字；如果网页要在浏览器里才显示，请把文字粘贴过来。"
    nested = b"<html><body>" + b"<div>" * 100_000 + "茶".encode()
    stretched = b"<html><body><p title='" + b"a" * 20_000_000 + b"'></p>"
    assert [refusal(data) for data in (nested, stretched)] == [nowhere, nowhere]


def test_a_page_too_long_for_its_child() -> None:
    """Twelve million elements: more than the memory or the time that a child has."""
    assert refusal(b"<html><body>" + b"<p>a" * 12_000_000) in (
        "「茶」太大，读的时候内存不够；请拆成几份，或把文字粘贴过来。",
        DAMAGED,
        SLOW,
    )


def test_a_child_whose_time_is_up() -> None:
    with pytest.raises(ReadError) as caught:
        read_in_child("pdf", pdf([[Line(9, 9, "茶铺")]]), "茶", seconds=0.0)
    assert str(caught.value) == SLOW


def test_every_page_earns_time() -> None:
    pages = [[Line(40, 60 + 15 * place, "共享茶铺") for place in range(40)]] * 300
    text = "\n\n".join(["\n".join(["共享茶铺"] * 40)] * 300)
    assert read_in_child("pdf", pdf(pages), "茶") == Manuscript(text)


def test_children_of_several_threads() -> None:
    found: dict[str, Manuscript] = {}

    def read(name: str) -> None:
        found[name] = read_in_child("pdf", pdf([[Line(40, 60, name)]]), name)

    threads = [threading.Thread(target=read, args=(name,)) for name in ("甲甲", "乙乙", "丙丙")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {name: Manuscript(name) for name in ("甲甲", "乙乙", "丙丙")}


def test_the_child_loads_what_its_kind_needs_and_no_more() -> None:
    """Neither jieba nor the database: the packages above the readers are taken for empty."""
    check = (
        "import runpy, sys, os; sys.argv = ['child', 'pdf', '茶', '', str(1 << 30), *sys.path]; "
        "os._exit = lambda code: print(sorted({'jieba', 'sqlite3', 'trafilatura', 'docx'} & set(sys.modules)), file=sys.stderr); "
        f"runpy.run_path({str(ROOT / 'knowledge' / 'reader' / 'child.py')!r}, run_name='__main__')"
    )
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", check], input=pdf([[Line(9, 9, "茶铺")]]), capture_output=True, check=False
    )
    assert (ran.stdout.decode(), ran.stderr.decode()) == (
        '.\n{"text": "\\u8336\\u94fa", "source": {"publication": "", "title": "", "date": "", "page": "", "reporters": [], "url": ""}, "gaps": []}\n',
        "[]\n",
    )
