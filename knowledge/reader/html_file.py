"""Web pages: the only home of trafilatura and lxml.

trafilatura says which part of a page is its article, and where and when it was published. What the article says is then read
from the page itself, because trafilatura leaves out headings, lists and tables of short pages, and joins lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..case import ReadError, Source
from .manuscript import Manuscript, cells_line, check_length, join_lines, tidy
from .text_file import decode

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_.:-]{2,30})""", re.IGNORECASE
)
_LONG = 1_000_000  # characters: trafilatura looks a longer page through once only
_SHINGLE = 4  # characters by which a piece of text is known again
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_DECLARED = re.compile(r"\s*<\?xml[^>]*>")
_MOST = 0.8  # of what trafilatura found: the smallest element that holds so much is the article
_LINKS = 0.6  # of a block's characters: more in links is a list of other pages
_UNREAD = (
    *(
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "svg",
        "nav",
        "footer",
        "aside",
        "button",
        "select",
        "textarea",
    ),
    *("head", "title", "object", "audio", "video", "map", "rp", "rt"),
)
_HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_BLOCKS = {
    *("address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset"),
    *(
        "figcaption",
        "figure",
        "form",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
    ),
    *("table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", *_HEADINGS),
}
_CELLS = ("td", "th")
_WHITE = re.compile(r"[ \t\n\u00a0\u3000]+")
_JOINT = re.compile(
    r"(?<=[^\x00-\u02ff])[ \t]*\n\s*(?=[^\x00-\u02ff])"
)  # a line of the file ends between two Chinese characters
_ROLE = re.compile(r"(?:本报|本网|本刊|见习|实习|特约|首席|全媒体)*(?:记者|通讯员|作者|撰文|文|图)[:：/|]?")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白"
    "孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文牛樊葛邢安齐庞颜庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁符阮尚舒纪柯梅童"
    "凌毕单季裴霍成苗谷盛曲翁冉路游辛靳欧管柴鲍华祁房滕屈饶解牟艾尤时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫柏宗桂全佟应闵苟邬边卞姬池仇"
)
_NAME = re.compile(rf"(?:[{_SURNAMES}]|欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|令狐)[\u4e00-\u9fff]{{1,2}}")


def read_html(data: bytes, name: str, charset: str = "") -> Manuscript:
    """What a web page says in its main part, and where it says that was published.

    charset: what the server called the encoding, "" for nothing. Raises ReadError where nothing is said.
    """
    from lxml import etree, html  # noqa: PLC0415 - only the child process should spend the time

    page = _page(data, charset, name)
    try:
        tree = html.document_fromstring(page)
    except etree.ParserError:
        raise ReadError(f"「{name}」里没有文字，请检查是不是发错了。") from None
    article, source = _article(page)
    etree.strip_elements(tree, etree.Comment, etree.PI, *_UNREAD, with_tail=False)
    weights = _weigh(tree, article)
    part = _holder(tree, weights)
    lines = list(_lines(part, weights))
    if not any(text.startswith("# ") for _, text in lines):
        lines = [("", "# " + source.title) for head in tree.iter("h1") if _plain(head) == source.title][:1] + lines
    text = check_length(join_lines(lines), name)
    if not text:
        raise ReadError(f"「{name}」里没有找到文字；如果网页要在浏览器里才显示，请把文字粘贴过来。")
    return Manuscript(text, source)


def _page(data: bytes, charset: str, name: str) -> str:
    """The page as text: UTF-8 where it is that, otherwise as the server or the page says, otherwise as it makes sense."""
    declared = _CHARSET.search(data, 0, 4096)
    called = charset or (declared[1].decode("ascii") if declared else "")
    called = "gb18030" if called.lower() in ("gb2312", "gbk", "gb_2312-80") else called
    for encoding in ("utf-8-sig", called):
        text = _decoded(data, encoding, "strict")
        if text is not None and "\0" not in text:
            return _shown(text)
    text = decode(data) or _decoded(data, called or "utf-8", "replace")
    if text is None or text.count("\ufffd") * 50 > len(text):
        raise ReadError(f"「{name}」的文字编码认不出来，请把文字粘贴过来。")
    return _shown(text)


def _decoded(data: bytes, encoding: str, errors: str) -> str | None:
    try:
        return data.decode(encoding, errors) if encoding else None
    except (UnicodeError, LookupError):
        return None


def _shown(page: str) -> str:
    return _DECLARED.sub("", tidy(page), count=1)  # a text that declares its encoding is refused by lxml


def _article(page: str) -> tuple[str, Source]:
    """The words of a page's article, white space left out, and its source."""
    import trafilatura  # noqa: PLC0415 - as above

    found: Any = trafilatura.bare_extraction(
        page,
        fast=len(page) > _LONG,
        with_metadata=True,
        include_comments=False,
        favor_recall=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None:
        return "", Source()
    publication = found.sitename or ""
    source = Source(
        publication="" if re.search(r"[.@]", publication) else _line(publication),
        title=_line(found.title),
        date=found.date if _DATE.fullmatch(found.date or "") else "",
        reporters=reporters(found.author or ""),
        url=found.url or "",
    )
    return "".join("".join(found.body.itertext()).split()) if found.body is not None else "", source


def reporters(author: str) -> tuple[str, ...]:
    """The names in what a page gives as its author; () where any part of it is not a Chinese person's name."""
    parts = [_ROLE.sub("", part) for part in re.split(r"[\s、,，;；/]+", author)]
    names = tuple(dict.fromkeys(part for part in parts if part))
    return names if all(_NAME.fullmatch(name) for name in names) else ()


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _plain(element: Any) -> str:
    return _line(_JOINT.sub("", "".join(element.itertext())))


def _weigh(tree: Any, article: str) -> dict[Any, list[int]]:
    """For every element the characters it holds: of the article, in links, in all."""
    known = {article[place : place + _SHINGLE] for place in range(len(article))}
    elements = list(tree.iter())
    weights = {element: [0, 0, 0] for element in elements}
    for element in reversed(elements):
        mine, above = weights[element], weights.get(element.getparent(), [0, 0, 0])
        for text, weight in ((element.text, mine), (element.tail, above)):
            words = "".join((text or "").split())
            weight[0] += len(words) if words[:_SHINGLE] in known else 0
            weight[2] += len(words)
        mine[1] = mine[2] if element.tag == "a" else mine[1]
        for place in range(3):
            above[place] += mine[place]
    return weights


def _holder(tree: Any, weights: dict[Any, list[int]]) -> Any:
    """The smallest element that holds nearly all of the article; the whole page where no article was found."""
    part, enough = tree, weights[tree][0] * _MOST
    while enough:
        inner = next((child for child in part if weights[child][0] >= enough and child.tag in _BLOCKS), None)
        if inner is None:
            break
        part = inner
    return part


def _lines(part: Any, weights: dict[Any, list[int]]) -> Iterator[tuple[str, str]]:
    """(kind, text) of an element's blocks; kinds are "", "item" and "row"."""
    from lxml import etree  # noqa: PLC0415 - as above

    words, items, walk = list[str](), 0, etree.iterwalk(part, events=("start", "end"))
    for event, element in walk:
        tag, kind = element.tag, "item" if items else ""
        inner = element is not part
        if event == "end":
            if tag in _BLOCKS:
                yield from _flush(words, _HEADINGS.get(tag, ""), kind)
            items -= tag == "li"
            words.append(element.tail or "" if inner else "")
            continue
        if tag in _BLOCKS:
            yield from _flush(words, "", kind)
        if inner and _elsewhere(element, weights[element]):
            walk.skip_subtree()
        elif tag == "table" and _grid(element):
            yield from (
                ("row", line) for row in element.iter("tr") if (line := cells_line(map(_plain, row.iter(*_CELLS))))
            )
            walk.skip_subtree()
        else:
            words.append("\v" if tag == "br" else _lines_of(element) if tag == "pre" else element.text or "")
        items += tag == "li"
    yield from _flush(words, "", "")


def _lines_of(element: Any) -> str:
    return (element.text or "").replace("\n", "\v")


def _flush(words: list[str], prefix: str, kind: str) -> Iterator[tuple[str, str]]:
    text = _JOINT.sub("", "".join(words))
    words.clear()
    lines = [line for part in text.split("\v") if (line := _WHITE.sub(" ", part).strip())]
    if lines and prefix:
        yield "heading", prefix + " ".join(lines)
    elif lines:
        yield kind, "\n".join(lines)


def _elsewhere(element: Any, weight: list[int]) -> bool:
    """Whether an element is hidden, or a block that is little but links to other pages."""
    hidden = "display:none" in "".join(element.get("style", "").split()).lower() or element.get("hidden") is not None
    links = element.tag in _BLOCKS and weight[1] > _LINKS * weight[2]
    return hidden or (links and sum(1 for _ in element.iter("a")) > 2)


def _grid(table: Any) -> bool:
    """Whether a table holds short things side by side, and is not there to lay a page out."""
    rows = [list(row.iter(*_CELLS)) for row in table.iter("tr")]
    nested = sum(1 for _ in table.iter("table")) > 1
    return (
        not nested
        and any(len(row) > 1 for row in rows)
        and all(len(_plain(cell)) < 300 for row in rows for cell in row)
    )
