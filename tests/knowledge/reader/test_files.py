from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from hypothesis import given
from hypothesis import strategies as st

from knowledge.case import NotFoundError, ReadError, Source
from knowledge.reader.files import kind_of, read_manuscript
from knowledge.reader.manuscript import Manuscript

from .made import Line, column, pdf, pdf_file, with_part

TEXT = "共享茶铺是居民自己管的。\n\n一碗茶2元，坐一下午。\n"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030")
COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
ARTICLE = """<html><head><title>社区共享茶铺开张 - 示例日报网</title><meta name="author" content="记者 张三 李四">
<meta property="og:site_name" content="示例日报"><meta name="PubDate" content="2021-03-12 10:00">
<link rel="canonical" href="http://news.example.cn/a/1.html"></head><body>
<nav><ul><li><a href="/">首页</a></li><li><a href="/b">新闻</a></li></ul></nav>
<div class="article"><h1>社区共享茶铺开张</h1>
<p>香樟社区的<b>共享茶铺</b>昨天开张了，居民们坐在一起喝茶
聊天，商量院子里的大事小情。<br>一碗茶两元钱。</p><h2>做法</h2>
<p>茶铺由居民自己管理，轮流值班，每天早上八点开门，晚上六点关门，收入全部进入社区基金。</p>
<ul><li>第一条：自带茶杯</li><li>第二条：自己洗杯</li></ul>
<figure><img src="a.jpg"><figcaption>图为居民在茶铺喝茶。王五 摄</figcaption></figure>
<table><tr><th>项目</th><th>价钱</th></tr><tr><td>花茶</td><td>2元</td></tr></table>
<div style="display: none">看不见的字</div>
<div><a href="1">上一篇</a> <a href="2">下一篇</a> <a href="3">返回</a></div>
<h3>难点</h3><p>冬天人少，夏天座位不够，居民商量后又加了十把竹椅，社区也出了一部分钱来买遮阳棚。</p></div>
<footer>版权所有 示例日报社 2019-2024</footer></body></html>"""
ARTICLE_TEXT = """# 社区共享茶铺开张

香樟社区的共享茶铺昨天开张了，居民们坐在一起喝茶聊天，商量院子里的大事小情。
一碗茶两元钱。

## 做法

茶铺由居民自己管理，轮流值班，每天早上八点开门，晚上六点关门，收入全部进入社区基金。

第一条：自带茶杯
第二条：自己洗杯

图为居民在茶铺喝茶。王五 摄

项目 | 价钱
花茶 | 2元

### 难点

冬天人少，夏天座位不够，居民商量后又加了十把竹椅，社区也出了一部分钱来买遮阳棚。"""
ARTICLE_SOURCE = Source(
    publication="示例日报",
    title="社区共享茶铺开张",
    date="2021-03-12",
    reporters=("张三", "李四"),
    url="http://news.example.cn/a/1.html",
)


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(ReadError) as caught:
        read_manuscript(data, name)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_text_in_every_encoding(encoding: str) -> None:
    assert read_manuscript(TEXT.encode(encoding), "茶.txt") == Manuscript(TEXT)


@given(st.sampled_from(ENCODINGS), st.lists(st.text(COMMON + "，。0aZ ", min_size=1), min_size=1))
def test_lines_come_back_the_same_from_every_encoding(encoding: str, lines: list[str]) -> None:
    text = "\n".join([COMMON[:8], *lines])
    assert read_manuscript(text.encode(encoding), "茶.txt") == Manuscript(text)


def test_every_kind_of_line_break_is_one_and_nothing_unseen_is_left() -> None:
    data = "\ufeff一\r\n二\r三\u2028四\f五\v六\n\n\u200b七\x07，ＡＢ\u3000①\t八".encode()
    assert read_manuscript(data, "茶.txt") == Manuscript("一\n二\n三\n四\n五\n六\n\n七，ＡＢ\u3000①\t八")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "「茶」是空的，请检查是不是发错了文件。"),
        (b" \r\n", "「茶」是空的，请检查是不是发错了文件。"),
        ("\u200b\u3000".encode(), "「茶」里没有文字，请检查是不是发错了文件。"),
        ("茶铺\0茶铺".encode(), "「茶」里有不是文字的内容，不像文本文件；请发 Word、PDF、网页或文本文件。"),
        (
            "社區共享茶舖是居民自己管理的公共空間，大家一起來喝茶。".encode("big5"),
            "「茶」的文字编码认不出来，请用记事本打开，另存为 UTF-8 编码的文本再发。",
        ),
        (
            TEXT.encode("gb18030").decode("latin-1").encode(),
            "「茶」的文字编码认不出来，请用记事本打开，另存为 UTF-8 编码的文本再发。",
        ),
        (b"MZ\x90\0\3\0\0\0", "「茶」是程序，不是文章，茶铺不打开；请发 Word、PDF、网页或文本文件。"),
        (b"\x89PNG\r\n\x1a\n\0", "「茶」是图片，没有文字层；请先做文字识别（OCR），或把文字粘贴过来。"),
        (b"{\\rtf1 x}", "「茶」是 RTF 文件，请用 Word 或 WPS 另存为 .docx 再试。"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "「茶」是旧版 Word 文件，请用 Word 或 WPS 另存为 .docx 再试。",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "「茶」是加了密码的 Office 文件，请先去掉密码，另存为 .docx 再试。",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0",
            "「茶」是旧版 Office 或 WPS 文件，请用 Word 或 WPS 另存为 .docx 再试。",
        ),
        (b"\x1f\x8b\x08\0", "「茶」是压缩包，请解压以后把里面的文件一个一个发来。"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, message: str) -> None:
    assert refusal(data, "茶") == message


def test_files_that_are_too_large() -> None:
    assert [
        refusal(data, "茶") for data in (b"a" * (50 << 20), "茶".encode() * 10_010_000, b"a" * ((64 << 20) + 1))
    ] == [
        "「茶」有 50 MB，作为文字太长了，请拆成几份再发。",
        "「茶」有 1001 万字，超过了 1000 万字，请拆成几份再发。",
        "「茶」有 65 MB，超过了 64 MB，请拆成几份再发。",
    ]


def test_places_without_a_file(tmp_path: Path) -> None:
    found = []
    for path in (tmp_path, tmp_path / "没有.txt", tmp_path / "\0"):
        with pytest.raises((NotFoundError, ReadError)) as caught:
            read_manuscript(path, "茶")
        found.append((caught.type, str(caught.value)))
    assert found == [
        (ReadError, "「茶」是文件夹，请写成「茶/*」，一次读里面所有的文件，或写出其中一个。"),
        (NotFoundError, "找不到「茶」，请检查文件名和所在的文件夹。"),
        (ReadError, "「茶」打不开，请检查有没有读它的权限。"),
    ]


def test_a_file_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "茶.pdf").write_text(TEXT, encoding="gbk")
    assert read_manuscript(tmp_path / "茶.pdf", "茶.pdf") == Manuscript(TEXT)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xef\xbb\xbf <!-- x --><!DOCTYPE HTML><p>", "html"),
        ("<?xml version='1.0'?><html>".encode("utf-16"), "html"),
        (b"<p>a</p>\n", "html"),
        (b"<p> is a tag", "text"),
        (b"---\ntitle: <html>\n", "text"),
        (b"\n%PDF-1.4", "pdf"),
        (b"BM and MZ are letters", "text"),
    ],
)
def test_the_first_bytes_say_what_a_file_is(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


def test_a_word_file_in_the_order_of_its_body() -> None:
    document = docx.Document()
    document.add_heading("共享茶铺", 0)
    document.add_heading("做法", 1)
    document.add_paragraph("一碗茶").add_run("两元。").add_break()
    document.add_paragraph("")
    document.add_paragraph("自带茶杯", style="List Bullet")
    document.add_paragraph("自己洗杯", style="List Number")
    table = document.add_table(3, 3)
    for row, words in enumerate((("项目", "", "价钱"), ("花茶", "大", "2元"), ("素茶", "小", ""))):
        for place, word in enumerate(words):
            table.cell(row, place).text = word
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 2).merge(table.cell(2, 2))
    inner = table.cell(1, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "里", "面"
    frame = document.add_table(1, 1)
    frame.cell(0, 0).text = "框里的话。"
    document.add_heading("难点", 2)
    document.add_paragraph("冬天人少。")
    assert read_manuscript(saved(document), "茶.docx") == Manuscript(
        "# 共享茶铺\n\n## 做法\n\n一碗茶两元。\n\n\n\n自带茶杯\n自己洗杯\n\n"
        "项目 | 价钱\n花茶 | 大 | 2元\n里 | 面\n素茶 | 小 | \n\n框里的话。\n\n### 难点\n\n冬天人少。"
    )


def test_what_word_writes_around_words() -> None:
    body = (
        '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>大纲二级</w:t></w:r></w:p>'
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件里</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        "<w:p><w:ins><w:r><w:t>加的</w:t></w:r></w:ins><w:del><w:r><w:delText>删的</w:delText></w:r></w:del>"
        "<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink><w:r><w:ruby><w:rt><w:r><w:t>cha</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>茶</w:t></w:r></w:rubyBase></w:ruby><w:instrText>PAGE</w:instrText></w:r></w:p>"
        "<w:p><w:r><w:t>框外</w:t></w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p>"
        "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
        "</mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert read_manuscript(with_part(body), "茶.docx") == Manuscript(
        "## 大纲二级\n\n控件里\n\n加的链接茶\n\n框外\n\n框内"
    )


def test_archives_that_are_no_word_file() -> None:
    word = with_part("<w:p/>")
    archives: dict[str, bytes] = {}
    for name in ("xl/workbook.xml", "ppt/a.xml", "META-INF/container.xml", "content.xml", "a.zip", "word/styles.xml"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(name, b"x")
        archives[name] = out.getvalue()
    assert [refusal(data, "茶") for data in (*archives.values(), word, word[:500])] == [
        "「茶」是 Excel 表格，茶铺读不了，请把要用的文字复制到 Word 或文本文件里再发。",
        "「茶」是演示文稿，茶铺读不了，请把要用的文字复制到 Word 或文本文件里再发。",
        "「茶」是电子书，茶铺读不了，请另存为 .docx 或文本再发。",
        "「茶」是 OpenDocument 文件，茶铺读不了，请用 WPS 或 Word 另存为 .docx 再发。",
        "「茶」是压缩包，请解压以后把里面的文件一个一个发来。",
        "「茶」里没有正文，Word 文件可能不完整，请用 Word 或 WPS 另存为 .docx 再发。",
        "「茶」里没有文字；如果内容是图片，请先做文字识别（OCR），或把文字粘贴过来。",
        "「茶」打不开，文件可能不完整，请另存一份再发。",
    ]


NEWSPAPER = [
    Line(120, 60, "社区里的共享茶铺开张了", 24),
    *column(40, 120, "甲", 6),
    *column(220, 120, "乙", 8),
    *column(400, 120, "丙", 6),
    Line(200, 400, "第二篇标题在中间", 20),
    *column(40, 440, "丁", 5, wide=22),
    *column(320, 440, "戊", 4, wide=22),
    Line(290, 820, "- 3 -", 9),
]


def told(*columns: tuple[str, int, int]) -> str:
    return "\n\n".join("\n".join(line.text for line in column(0, 0, *each)) for each in columns)


def test_a_newspaper_page_in_reading_order() -> None:
    upper, lower = told(("甲", 6, 15), ("乙", 8, 15), ("丙", 6, 15)), told(("丁", 5, 22), ("戊", 4, 22))
    text = f"# 社区里的共享茶铺开张了\n\n{upper}\n\n# 第二篇标题在中间\n\n{lower}"
    assert read_manuscript(pdf([NEWSPAPER], pictures=[1]), "报.pdf") == Manuscript(text)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_that_lies_on_its_side(quarters: int) -> None:
    page = [Line(40, 100, "共享茶铺01"), Line(40, 115, "一碗茶2元")]
    assert read_manuscript(pdf([page], quarters=quarters), "报.pdf") == Manuscript("共享茶铺01\n一碗茶2元")


def test_a_table_row_by_row_and_words_apart() -> None:
    rows = (("社区", "茶位", "每碗价钱"), ("香樟社区", "20", "2元"), ("广福村", "12", "1元 Tea House"))
    cells = [
        Line(x, 90 + place * 18, word)
        for place, row in enumerate(rows)
        for x, word in zip((60, 200, 300), row, strict=True)
    ]
    assert read_manuscript(pdf([cells]), "表.pdf") == Manuscript(
        "社区  茶位  每碗价钱\n香樟社区  20  2元\n广福村  12  1元 Tea House"
    )


def test_pages_that_are_pictures_are_gaps() -> None:
    page = [Line(40, 60, "共享茶铺")]
    assert read_manuscript(pdf([[], page, [], page], pictures=[1, 3]), "报.pdf") == Manuscript(
        "共享茶铺\n\n共享茶铺",
        gaps=("「报.pdf」第 1、3 页没有文字层（是扫描图片），没有读进来；请先做文字识别（OCR），或把文字粘贴过来。",),
    )


def test_pdf_files_that_say_nothing() -> None:
    page = [Line(40, 60, "共享茶铺开张")]
    whole = pdf([page])
    nothing = b"<< /Type /Pages /Kids [] /Count 0 >>"
    many = b"<< /Type /Pages /Kids [3 0 R] /Count 999999 >>"
    locked = b"<< /Filter /Standard /V 1 /R 2 /O <" + b"00" * 32 + b"> /U <" + b"00" * 32 + b"> /P -4 >>"
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
    files = [
        pdf([[]], pictures=[1]),
        pdf([[]]),
        pdf([page], veiled=True),
        whole[: len(whole) // 2],
        pdf_file([catalogue, nothing]),
        pdf_file([catalogue, nothing, locked], b"/Encrypt 3 0 R /ID [<00> <00>]"),
        pdf_file([catalogue, many, b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"]),
    ]
    assert [refusal(data, "报.pdf") for data in files] == [
        "「报.pdf」没有文字层（是扫描图片），请先做文字识别（OCR）再发，或把文字粘贴过来。",
        "「报.pdf」里没有文字，请检查是不是发错了文件。",
        "「报.pdf」的字体没有文字编码，读出来是乱码，请换原来的 Word 文件，或把文字粘贴过来。",
        "「报.pdf」打不开，PDF 文件可能不完整，请重新下载或导出一份再发。",
        "「报.pdf」打不开，PDF 文件可能不完整，请重新下载或导出一份再发。",
        "「报.pdf」加了密码，请先去掉密码（例如打开后另存或打印成新的 PDF）再发。",
        "「报.pdf」有 999999 页，超过了 2000 页，请拆成几份再发。",
    ]


def test_a_web_page() -> None:
    assert read_manuscript(ARTICLE.encode(), "页.html") == Manuscript(ARTICLE_TEXT, ARTICLE_SOURCE)


def test_a_web_page_that_names_its_encoding() -> None:
    page = ARTICLE.replace("<head>", '<head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">')
    assert read_manuscript(page.encode("gbk"), "页.html") == Manuscript(ARTICLE_TEXT, ARTICLE_SOURCE)


def test_web_pages_of_few_words_and_none() -> None:
    assert read_manuscript("<p>一段\n话。</p><p>两段话。</p>".encode(), "页") == Manuscript("一段话。\n\n两段话。")
    assert refusal(b"<html><script>1</script></html>", "页") == (
        "「页」里没有找到文字；如果网页要在浏览器里才显示，请把文字粘贴过来。"
    )
    assert refusal(b"<!doctype html>", "页") == "「页」里没有文字，请检查是不是发错了。"
