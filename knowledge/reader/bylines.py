"""Bylines: who reported, for which publication; and the lines of a page that are neither text nor heading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .form import left_open

ROLE = (
    r"(?:全媒体|融媒体|见习|实习|特约|首席|驻川|本报|本刊|本台)*"
    r"(?:记者|通讯员|实习生|特约撰稿人?|撰稿|摄影报道|摄影|摄|文[/／]图|图[/／]文|文图|撰文|供图|供稿|作者|整理|报道|[文图](?=[/／:：\s]))"
)
_TIME = re.compile(
    r"(?:发布时间|时间|日期)?[:：]?\s*\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
)
_NO_PUBLICATION = re.compile("本报|本刊|本台|首席|^(?:实习|见习|特约|全媒体|融媒体|驻川)$")
_OPENING = re.compile(r"^本[报刊]讯\s*")
_SIGNS = "□■◎○●◆◇▢☐◻"
_NAME = r"[\u4e00-\u9fff·]{2,4}"
_SPACED = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[\s\u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_NOT_NAMED = re.compile(
    r"居民|代表|市民|大院|院子|房间|整理|政府|机关|学校|公司|医院|物业|街道|社区|供图|供稿|宣传|委员会|[部局办镇乡村委会区县市报社网]$|传媒|新闻|资料|受访|本报|本刊|综合|摄影|报道|编辑"
)
_BESIDE = re.compile(
    r"(?:街道|社区|[镇乡村部局委办会室院校站馆网社报台府]|供图|供稿|传媒|新闻|中心|公司|资料|图片|受访者?|单位|区|市|县|综合|实习|编辑|整理)$|^[A-Za-z]{1,12}$|^.{1,2}$"
)
_INLINE_END = re.compile(
    r"[（(]\s*((?:[^（）()。]{0,16}?)(?:记者|通讯员|实习生)[\s:：]*[\u4e00-\u9fff\s、，,/／·]{2,40}?(?:文[/／]图|摄影报道|摄影|供图)?)\s*[）)]\s*$"
)
_DATELINE = re.compile(
    r"^本[报刊](?:讯|[\u4e00-\u9fff]{2,4}电|消息)\s*(?:[（(]([^（）()]{2,50})[）)])?[\s:：]*(?=\S{8})"
)
_BETWEEN = re.compile(r"[\s、，,/／:：;；|｜&（）()]+")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝银但补帅衡玉支亓逄逯祖闻莘谌桓匡阙隆晁"
)


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote an article, and where it was printed. publication: "" where the page says only 本报, or nothing; date: YYYY-MM-DD, "" where none is told."""

    reporters: tuple[str, ...] = ()
    publication: str = ""
    date: str = ""
    page: str = ""

    def __add__(self, other: Byline) -> Byline:
        """Both bylines as one."""
        reporters = tuple(dict.fromkeys((*self.reporters, *other.reporters)))
        return Byline(
            reporters, self.publication or other.publication, self.date or other.date, self.page or other.page
        )


def read_byline(text: str) -> Byline | None:
    """The byline that a line is; None where it is none: it says something more than names, what they did, for whom and when."""
    bare = _OPENING.sub("", _TIME.sub(" ", text).strip().strip("（()）【】[]—- |｜"))
    signed = bare[:1] in _SIGNS
    bare = _SPACED.sub(r"\1\2", bare.lstrip(_SIGNS + " \u3000"))
    if any(left_open(text)) or len(bare) > 70 or re.search("[。！？；“”]", bare):
        return None
    publication = _publication(bare)
    rest = re.sub(rf"(?:来源[:：]\s*)?《?{publication}》?报?", " ", bare) if publication else bare
    words = [word for word in _BETWEEN.split(re.sub(ROLE, " ", rest + " ")) if word]
    names = [word for word in words if re.fullmatch(_NAME, word) and not _NOT_NAMED.search(word)]
    others = [word for word in words if word not in names]
    surnamed = sum(name[0] in _SURNAMES for name in names)
    has_role = re.search(ROLE, bare + " ") is not None
    trusted = surnamed * 2 >= len(names) or ("记者" in bare and not others)
    sure = trusted if has_role else signed and bool(names) and surnamed == len(names)
    return Byline(tuple(dict.fromkeys(names)), publication) if sure and all(map(_BESIDE.search, others)) else None


def is_person(text: str) -> bool:
    """Whether a word can be a person's name: two or three characters, the first of them a surname."""
    return bool(re.fullmatch(r"[\u4e00-\u9fff]{2,3}", text)) and text[0] in _SURNAMES and not _NOT_NAMED.search(text)


def _publication(byline: str) -> str:
    """The publication whose 记者 a byline names, or that it gives as 来源; "" where it says 本报, or nothing."""
    found = re.search(
        r"来源[:：]\s*《?([\u4e00-\u9fff]{2,15})|《([^》]{2,12})》报?记者"
        r"|([\u4e00-\u9fff]{2,16}?)(?:全媒体|融媒体|见习|实习|特约|首席)*记者",
        byline,
    )
    name = next(filter(None, found.groups()), "") if found else ""
    return "" if _NO_PUBLICATION.search(name) else name


def split_inline(text: str) -> tuple[Byline | None, str, bool]:
    """The byline that a paragraph opens or ends with, the paragraph without it, and whether it stood at the end.

    「本报讯（记者 甲）…」 opens one, 「…（记者 甲 通讯员 乙）」 ends one.
    """
    if found := _INLINE_END.search(text):
        byline = read_byline(found.group(1))
        if byline and byline.reporters and found.start():
            return byline, text[: found.start()].rstrip(), True
    if found := _DATELINE.match(text):
        byline = read_byline(found.group(1)) if found.group(1) else Byline()
        if byline is not None:
            return byline, text[found.end() :], False
    return None, text, False


def publication_of(text: str) -> str:
    """The publication that a running head names; "" for none."""
    found = [
        word
        for word in re.split(r"[\s|｜·:：]+", text)
        if re.fullmatch(
            r"[\u4e00-\u9fff]{2,6}(?:日报|晚报|早报|晨报|商报|时报|导报|周报|都市报|社区报|文明报|报)", word
        )
    ]
    return found[0] if found else ""
