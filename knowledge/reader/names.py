"""What may be the name of a place: the characters before 区, 街道 or 社区 that are one, and not a word that is said of places in general."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..case import Place
from ..terms import Segmenter, fold, spans

if TYPE_CHECKING:
    from .places import Named

_STOP = frozenset(
    "之说归叫据在和与及的是了对把从到由向为以于让使被给跟同或而等也都就又该本各每某此这那全个位名将并请着过地得住来去往至有无非家内外后前"
)
_GENERAL = re.compile(
    r"一流|主体|主题|二手|产业|人文|优秀|传统|低碳|住宅|住房|健康|先进|党群|全国|其他|典型|农村|"
    r"分钟|力量|功能|单位|友好|发展|周边|和谐|品牌|品质|商业|商住|城乡|城市|城镇|基层|多元|大型|"
    r"安置|宜居|封闭|小区|小型|居住|居民|建设|开放|成熟|我们|所在|整个|文明|新型|明星|星级|普通|"
    r"智慧|服务|未来|标杆|样板|楼盘|治理|涉农|物业|特色|现代|现有|生活|示范|社区|网格|网红|美丽|"
    r"美好|老旧|自己|融合|行政|街区|街道|试点|辖区|邻里|部分|重点|附近|院落|难点|集中|高档|保障性|"
    r"商品房|国际化|学习型|示范性|高品质"
)
"""Words that stand before 社区 and name none."""
_NOT_NAMING = ("v", "d", "c", "p", "r", "u", "z", "y", "f", "q", "x", "a", "m", "i", "l")
_OFFICE = re.compile(r"毗邻|紧邻|位于|地处|隶属|坐落|党委|党总支|党支部|居委会|“?两委|书记|工作人员|居民")
_ACTED_ON = re.compile("治理|发展|建设|服务|管理|营造|资源|力量|工作|事务|干部|基金|教育|组织|层面")
"""What is said of communities in general: 街道打造和谐社区 names none."""
_ZONES = ("经济技术", "天府", "东部", "两江", "雄安", "浦东", "滨海", "经济", "高新技术产业", "高新", "高")
_HEADLINE = re.compile(r"(?:走进|来到|探访|走访|聚焦)?([\u3400-\u9fff]{2,12}?)社区\s*[：:]")
NAME = 6
"""Characters that the name of a community has at most, its suffix aside, where nothing else tells where it begins."""


@dataclass(frozen=True, slots=True)
class Atlas:
    """What is known of places while a page is read: the words, the list of place names, and the page itself, which tells 梧桐社区 from 美丽社区 by use.

    headed: the names of communities that headlines begin with, as in 梧桐社区：…, and that the text calls by these names.
    found, names: what was made out before, as the same text and the same words are looked at many times.
    """

    segmenter: Segmenter
    known: frozenset[str]
    page: str
    headed: frozenset[str] = frozenset()
    found: dict[str, list[Named]] = field(default_factory=dict, repr=False, compare=False)
    names: dict[tuple[str, str, str, bool], str] = field(default_factory=dict, repr=False, compare=False)


def atlas_of(segmenter: Segmenter, known: frozenset[str], texts: Iterable[str], heads: Iterable[str] = ()) -> Atlas:
    """The atlas of a page. heads: those of its texts that are headings."""
    page = "\n".join(texts)
    names = {
        re.sub("^.+(?:街道|[区县市镇乡办])(?=..)", "", found[1]) for text in heads if (found := _HEADLINE.match(text))
    }
    return Atlas(segmenter, known, page, frozenset(name for name in names if _is_headed(segmenter, name, page)))


def _is_headed(segmenter: Segmenter, name: str, page: str) -> bool:
    """Whether a page tells of the community that a headline names: by itself, and not of what is done to communities."""
    last = fold(name)[([0, *segmenter.cuts(fold(name))])[-2] :]
    told = rf"(?:^|[，。；：“、\s区县镇乡道办在是到进]){name}社区(?!\s*[：:]|{_ACTED_ON.pattern})"
    general = _GENERAL.fullmatch(last) or re.search("^[各每本该]|[的了]", name)
    return len(name) <= NAME and not general and bool(re.search(told, page, re.MULTILINE))


def name_before(atlas: Atlas, own: str, suffix: str, level: str, chained: bool) -> str:
    """Of the characters before a suffix, those that are a name; "" where there is none.

    chained: the characters stand right behind another place, so that where they begin is sure.
    """
    key = (own, suffix, level, chained)
    if key not in atlas.names:
        atlas.names[key] = _name_before(atlas, _uncounted(atlas, own, suffix), suffix, level, chained)
    return atlas.names[key]


def _uncounted(atlas: Atlas, own: str, suffix: str) -> str:
    """Characters without the number, or the end of a date, that they begin with: 辖6个社区, 2022年梧桐社区."""
    bare = re.sub(r"^.*(?:辖|\d[年月日]?)", "", own)
    dated = bare[:1] in "年月日" and all(char.isdigit() for char in _before(atlas, bare + suffix))
    return bare[1:] if dated else bare


def _name_before(atlas: Atlas, own: str, suffix: str, level: str, chained: bool) -> str:
    if level in ("district", "city"):
        return _region(atlas, own, suffix, chained)
    if suffix == "社区" and (headed := [name for name in atlas.headed if own.endswith(name)]):
        return max(headed, key=len)
    if chained and (_in_chains(atlas, own + suffix) or (len(own) <= NAME and _may_name(atlas, own))):
        return own
    best = (
        "" if chained and re.match("[的各]", own) else _without_region(atlas, _grown(atlas, own, suffix, level), suffix)
    )
    if not best or _GENERAL.fullmatch(best):
        return ""
    named = _is_street(atlas, best, suffix) if level == "street" else _is_community(atlas, best, suffix)
    return best if named or best + suffix in atlas.known else ""


def _grown(atlas: Atlas, own: str, suffix: str, level: str) -> str:
    """The name that grows from the end of some characters, word by word, until the page or a word that names nothing shows where it begins."""
    best, size = "", 0
    for start, end in reversed(spans(atlas.segmenter.cuts(fold(own)))):
        size += end - start
        name = own[len(own) - size :]
        if len(name) < 2:
            continue
        if _in_chains(atlas, name + suffix):
            return name
        if level == "street" and len(name) < 4 and not _GENERAL.fullmatch(name) and _settled(atlas, name + suffix):
            return name
        if size > NAME or not _may_name(atlas, name):
            break
        best = name
        if _settled(atlas, name + suffix) or name + suffix in atlas.known:
            break
    return best


def name_by_neighbours(atlas: Atlas, own: str, above: Place, level: str, after: str) -> str:
    """The name that only its neighbours show to be one: a district before a street, a street behind its district, a community behind its street."""
    tokens = [fold(own)[start:end] for start, end in spans(atlas.segmenter.cuts(fold(own)))]
    general = any(_GENERAL.fullmatch(token) for token in tokens) or re.search("^[各与及]|^和[各全]|[的了着]", own)
    if level == "district":
        bare = re.sub(r"^.*?(?:位于|地处|来到|走进|来自|家住|[在到从和与是为])", "", own)
        return bare if 1 < len(bare) < 4 and re.match(r"[\u3400-\u9fff]{2,5}?(?:街道|[镇乡])", after) else ""
    if level == "street":
        return own if above.district and not above.street and 1 < len(own) < 5 and not general else ""
    return (
        own
        if above.street and not above.community and 1 < len(own) <= NAME and not general and not _ACTED_ON.match(after)
        else ""
    )


def _region(atlas: Atlas, own: str, suffix: str, chained: bool) -> str:
    """The name of a district or city: one that the list of places or the dictionary knows."""
    if suffix in ("新区", "开发区"):
        return next((own[-len(name) :] for name in _ZONES if own.endswith(name)), "")
    names = [own[-size:] for size in (4, 3, 2) if len(own) >= size]
    kind = atlas.segmenter.kind
    listed = [name for name in names if name + suffix in atlas.known]
    names = [name for name in names if not name.endswith("城") or kind(fold(name + suffix)) == "ns"]
    named_ = [name for name in reversed(names) if "ns" in (kind(fold(name + suffix)), kind(fold(name)))]
    return next(
        iter([*listed, *named_]),
        own if chained and 1 < len(own) < 4 and own[:2] not in ("中心", "主城", "老城", "核心") else "",
    )


def _without_region(atlas: Atlas, own: str, suffix: str) -> str:
    """A name without the region that stands right before it (双流梧桐社区), where the page writes it without, or that is its province or city."""
    bare = re.sub(r"^(?:四川省?|成都市?)(?=..)", "", own)
    rest = bare[2:]
    return (
        rest
        if len(rest) > 1 and bare[:2] in atlas.known and len(re.findall(rf"(?<!{bare[:2]}){rest}{suffix}", atlas.page))
        else bare
    )


def _in_chains(atlas: Atlas, name: str) -> bool:
    """Whether the page writes a name right behind what it is part of, more than once."""
    own = name[:-2]
    may_be = len(own) < 9 and own[:1] not in "的各党两等" and not _GENERAL.fullmatch(own)
    return may_be and sum(before in "区县市镇乡办道" for before in _before(atlas, name)) > 1


def _before(atlas: Atlas, name: str) -> list[str]:
    """The characters that stand before a name on the page, one for each of the first times it is written there."""
    found, at = list[str](), atlas.page.find(name)
    while at >= 0 and len(found) < 50:
        found.append(atlas.page[at - 1] if at else "\n")
        at = atlas.page.find(name, at + 1)
    return found


def _may_name(atlas: Atlas, own: str) -> bool:
    """Whether characters can be a name at all: no word in them does something, joins something, or is said of places in general."""
    tokens = [fold(own)[start:end] for start, end in spans(atlas.segmenter.cuts(fold(own)))]
    if (
        not own
        or _GENERAL.fullmatch(fold(own))
        or re.search("[了的着把将被]", own)
        or any(_GENERAL.fullmatch(token) or token in _STOP for token in tokens)
        or tokens[0].isdigit()
    ):
        return False
    kinds = [atlas.segmenter.kind(token) for token in tokens]
    return not any(
        kind.startswith(_NOT_NAMING)
        for token, kind in zip(tokens, kinds, strict=True)
        if len(token) > 1 or kind in ("p", "c", "r", "d")
    )


def _settled(atlas: Atlas, name: str) -> bool:
    """Whether the page writes a name often, and with enough else before it, to see where it begins."""
    before = _before(atlas, name)
    return len(before) >= 3 and len(set(before)) >= 3


def _is_street(atlas: Atlas, own: str, suffix: str) -> bool:
    bare = fold(own)
    return len(bare) < 5 and (
        not atlas.segmenter.knows(bare)
        or atlas.page.count(own + suffix) > 1
        or "ns" in (atlas.segmenter.kind(bare), atlas.segmenter.kind(fold(own + suffix)))
    )


def _is_community(atlas: Atlas, own: str, suffix: str) -> bool:
    """Whether a page uses a word before 社区 as a name: it has a place above it, an office, or is no word otherwise."""
    whole = re.escape(own + suffix)
    count = atlas.page.count(own + suffix)
    listed = re.search(rf"、{whole}|{whole}[、等]", atlas.page)
    score = 0.0 if atlas.segmenter.knows(fold(own)) else 1.0 if count > 1 or listed else 0.5
    score += 1.0 if re.search(rf"(?:街道|[镇乡区县办]){whole}", atlas.page) else 0.0
    score += 1.0 if re.search(rf"{whole}(?:{_OFFICE.pattern})", atlas.page) else 0.0
    score += 0.5 if count > 1 else 0.0
    score += (
        0.5
        if re.search(rf"(?:^|[，。；：“、]|在|来到|走进|是){whole}(?:的|有|“|里|内|把|将)", atlas.page, re.MULTILINE)
        else 0.0
    )
    return score >= 1.0 and len(own) > 1 and not re.search("[家院村城镇这那]里$", own)


def is_slogan(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] stands by itself between quotation marks: “无讼村” is no village."""
    return text[max(0, start - 1) : start] in ("“", "‘", "「") and text[end : end + 1] in ("”", "’", "」")
