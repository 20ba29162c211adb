"""The blocks of a page, and what the form of each alone tells that it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import takewhile

from ..case import HEADINGS
from ..citation import is_labelled
from .bylines import Byline, read_byline, split_inline
from .credits import read_credit
from .form import is_open, width
from .lines import paragraphs, read_lines, text_of

FIRST = 5
"""How many of a text's first blocks may be its source lines, the headline and its deck among them."""
HEADLINE = 60
"""How wide, in characters, what stands before a source line may be."""
_FURNITURE = re.compile(
    r"责任?编辑?[\s:：]|美编|校对|版式|组版|(?:电话|热线|邮箱|投稿|网址|邮编|传真|微信)[\s:：\d]|[\w.]+@[\w.]+|https?://|www\."
    r"|\d{4}(?:年|[.\-/])\d{1,2}(?:月|[.\-/])\d{1,2}日?.{0,4}(?:星期|周[一二三四五六日])|^[\u4e00-\u9fff]{2,6}(?:[日晚早晨商时导周]报|周刊|[\u4e00-\u9fff]报)\s+[A-Z]?\d{1,2}(?!\d)|^第?\s*[A-D]?\d{1,2}\s*版|版[面次][:：]"
    r"|(?:下转|上接)\s*第?\s*[A-Z]?\d|^[—\-·\s]*\d{1,3}[—\-·\s]*$|扫一扫|扫码|二维码|版权所有|(?:系列报道|系列之[一二三四五六七八九十]+)$|^(?:专栏|专题|栏目)[:：]"
)
_DATED = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_DATELINE = re.compile(r"版|期|周[一二三四五六日]|农历|年[正腊一二三四五六七八九十冬]+月|[报刊]")
_TURN = re.compile(
    r"[（(]\s?[▶►→]?\s?(?:下转|上接)第?\s?[A-Z]?\w{1,3}版[^（）()]{0,10}[）)]|[▶►→]?(?:下转|上接)第?\s?[A-Z]?\d{1,2}版\s?[▶►→]?$"
)
_PICTURE_SIGN = "▲▼◀▶△▽◁▷►◄↑↓←→⬆⬇"
_PICTURED = re.compile(
    rf"^[{_PICTURE_SIGN}]|^图\s*[①-⑩\d一二三四五六][\s:：、.]?|^[（(]?[上下左右]图|图为|图片说明|资料图"
    r"|[（(][^（()）]{0,30}(?:供图|摄影?|图)[）)]。?$|[\u4e00-\u9fff·]{2,6}\s+摄$|(?:供图|摄影)$|图[/／][\u4e00-\u9fff]{2,10}$"
)
_PICTURE_NEWS = re.compile(
    r"^(?:\d{1,2}月\d{1,2}日|日前|近日)[^\n]*[。！]\s*(?:本报)?(?:记者|通讯员)?[\s\u4e00-\u9fff]{2,12}(?:摄影报道|摄)$"
)
_MARK = re.compile(
    r"^[■●◆★▶□◎]?\s*(?:本期|本站|走访|探访|案例|点位|样本|地点)[\u4e00-\u9fff]{0,6}\s*[:：]|^[■◆▲●◎★▶]\s*[\u4e00-\u9fff]{2,10}\s*[:：]$"
)
_ORDINAL = re.compile(
    r"^\s*(?:(?P<letter>[A-Z])[\s.、．:：]|(?P<roman>[一二三四五六七八九十]{1,3})、|[（(](?P<nested>[一二三四五六七八九十]{1,3})[）)]"
    r"|0(?P<padded>\d)[\s.、．]?(?=\D)|(?P<digit>\d{1,2})[.、．]\s*(?=\D)|(?P<circled>[①-⑩])|(?P<asked>[一二三四五六七八九十])[问看招变策计着步则][：:]|第(?P<counted>[一二三四五六七八九十]{1,2})[章节步招法、：:])"
)
_CHINESE = {char: at for at, char in enumerate("一二三四五六七八九十", 1)}


_CREDIT = re.compile(r"[（(](?:(?!记者|通讯员|文).)*(?:摄影?|供图)[）)]")
_BOX = re.compile(
    r"^[■●◆★▶□◎【\[]?\s*(?:名词解释|相关链接|新闻链接|知识链接|背景链接|政策链接|链接|延伸阅读|数据看板|数说|小贴士|小知识|记者手记|采访手记|编者按|编后|短评|点评|专家点评|新闻背景|新闻助读|人物名片|案例点评)[】\]]?(?:$|[\s:：|｜])"
)


class Kind(Enum):
    """What a block is.

    FURNITURE: what the page has around its articles. MARK: a line that opens an article, with the place it is about. BOX: text beside the article, that
    says so itself: 链接, 名词解释.
    """

    BODY = "body"
    HEADING = "heading"
    CAPTION = "caption"
    BYLINE = "byline"
    MARK = "mark"
    FURNITURE = "furniture"
    BOX = "box"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or what stands like one.

    lines: the numbers of the lines it was made of; gap: blank lines before it; starts: whether it is set in as the beginning of a paragraph,
    None where the page sets none in; whole: by its form it neither goes on nor is gone on with, as an item of a list.
    """

    text: str
    lines: tuple[int, ...]
    gap: int
    kind: Kind = Kind.BODY
    level: int = 0
    byline: Byline | None = None
    starts: bool | None = None
    whole: bool = False

    @property
    def open(self) -> bool:
        """Whether it is body text that stops in the middle of a sentence."""
        return self.kind is Kind.BODY and not self.whole and is_open(self.text)


def read_blocks(text: str, above: int = 0) -> list[Block]:
    """The blocks of a page in their order, each of the kind that its form alone tells; what may be body, heading or caption is BODY.

    above: the lines of the source that come before the page.
    """
    found: list[Block] = []
    for group in paragraphs(read_lines(text), _is_alone):
        lines = group.lines
        found += _blocks(
            Block(
                text_of(lines),
                tuple(line.number + above for line in lines),
                lines[0].gap,
                level=lines[0].level,
                starts=group.starts,
                whole=len(lines) == 1 and lines[0].whole,
            )
        )
    return credited([_marked(block, found[at - 1] if at else None) for at, block in enumerate(found)])


def credited(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those that are source lines as bylines: of the first ones all, of the others those that say 来源.

    With one among the first, the line next to it is the headline, and every line that is nothing but 背景 or 做法 is a heading.
    """
    found = [_labelled(block) for block in blocks]
    top = list(takewhile(lambda at: _is_short(blocks[at]), range(min(FIRST, len(blocks)))))
    credits_ = {at: credit for at in top if (credit := read_credit(blocks[at].text))}
    for at, credit in credits_.items():
        if at or (credit.publication and blocks[0].kind is not Kind.FURNITURE):
            found[at] = replace(blocks[at], kind=Kind.BYLINE, byline=credit, level=0)
    signed = [at for at in top if found[at].kind is Kind.BYLINE]
    title = next((at for at in top if found[at].kind is Kind.BODY and is_open(found[at].text)), None)
    if title is not None and credits_ and {title - 1, title + 1} & {*signed}:
        found[title] = replace(found[title], kind=Kind.HEADING)
    return _headed(found) if signed else found


def _headed(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, each that is nothing but 背景 or 做法 as a heading, and what stands right under it as text, whatever it ends in."""
    found = [
        replace(block, kind=Kind.HEADING) if block.kind is Kind.BODY and block.text in HEADINGS else block
        for block in blocks
    ]
    over = [None, *(block.text for block in found)]
    return [
        replace(block, whole=True) if block.kind is Kind.BODY and above in HEADINGS else block
        for block, above in zip(found, over, strict=False)
    ]


def _labelled(block: Block) -> Block:
    """A block that says of itself that it is a source line as a byline."""
    credit = read_credit(block.text) if block.kind in (Kind.BODY, Kind.FURNITURE) and is_labelled(block.text) else None
    return replace(block, kind=Kind.BYLINE, byline=credit) if credit else block


def _is_short(block: Block) -> bool:
    """Whether a block may stand over the text: a headline, or a line by it."""
    return "。" not in block.text and width(block.text) <= HEADLINE


def _is_alone(line: str) -> bool:
    return (
        _is_furniture(line)
        or read_byline(line) is not None
        or is_mark(line)
        or line in HEADINGS
        or read_credit(line) is not None
    )


def is_mark(text: str) -> bool:
    """Whether a line opens an article with what is visited: ■本期走访：某某社区."""
    return bool(_MARK.match(text))


def _is_furniture(text: str) -> bool:
    short = width(text) <= 60 and not re.search("[。！？；]", text)
    dated = _DATED.search(text) and _DATELINE.search(text) and len(re.findall("[，,]", text)) < 2
    return short and bool(_FURNITURE.search(text) or dated)


def _blocks(block: Block) -> Iterator[Block]:
    """A block of the kind that its form tells; with a byline at its beginning or end as one of its own."""
    text = block.text
    byline = read_byline(text)
    byline = (read_credit(text) or byline) if byline else None
    if block.level and not byline:
        yield replace(block, kind=Kind.HEADING)
    elif _BOX.match(text):
        yield replace(block, kind=Kind.BOX)
    elif byline and _CREDIT.fullmatch(text):
        yield replace(block, kind=Kind.CAPTION)
    elif byline and not (_PICTURED.search(text) and "。" in text):
        yield replace(block, kind=Kind.BYLINE if byline != Byline() else Kind.CAPTION, byline=byline)
    elif _is_furniture(text):
        yield replace(block, kind=Kind.FURNITURE)
    elif is_mark(text) and width(text) <= 40:
        yield replace(block, kind=Kind.MARK)
    elif is_pictured(text):
        yield replace(block, kind=Kind.CAPTION)
    else:
        inline, rest, ends = split_inline(_TURN.sub("", text) if len(text) > 30 else text)
        body = replace(block, text=rest)
        said = text[len(rest) :] if ends else text[: len(text) - len(rest)]
        named = replace(block, text=said, kind=Kind.BYLINE, byline=inline)
        yield from (body,) if inline is None else (body, named) if ends else (named, body)


def _marked(block: Block, before: Block | None) -> Block:
    """A short line under a mark that ended with a colon is what it marks."""
    opened = before is not None and before.kind is Kind.MARK and before.text.rstrip().endswith(("：", ":"))
    return replace(block, kind=Kind.MARK) if opened and block.kind is Kind.BODY and width(block.text) <= 40 else block


def is_pictured(text: str) -> bool:
    """Whether a text says of itself that it belongs to a picture."""
    return len(text) <= 260 and bool(_PICTURED.search(text) or _PICTURE_NEWS.search(text))


def ordinal(text: str) -> tuple[str, int] | None:
    """The ordinal a heading begins with, as (its style, its number): 「B 把账算清」 is ("letter", 2); None where it has none."""
    found = _ORDINAL.match(text)
    if found is None:
        return None
    style, value = next((style, value) for style, value in found.groupdict().items() if value)
    if style == "letter":
        return style, ord(value) - ord("A") + 1
    if style == "circled":
        return style, ord(value) - ord("①") + 1
    if value.isdigit():
        return style, int(value)
    tens, _, ones = value.rpartition("十") if "十" in value else ("", "", value)
    return style, (_CHINESE.get(tens, 1) * 10 if "十" in value else 0) + _CHINESE.get(ones, 0)
