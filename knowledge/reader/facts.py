"""What a text tells of itself: its year, its topics, what each paragraph is about, and the place a whole article is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import log

from ..case import HEADINGS, Place
from ..terms import Segmenter, fold, spans
from ..words import Topic
from .names import Atlas
from .places import LEVELS, Named, is_chengdu, is_estate, named

FIRST = 2005
"""The first year that a case is taken to be of; what is told of earlier ones is its history."""
MOST_TOPICS = 5
MOST_PLACES = 30
"""Of an article's places, how many of each level are weighed: the most frequent."""
FAIR = 0.2
"""The share of the best topic's score from which another is named too."""
BEFORE, AFTER, LONGEST_WORD, NEAR = 4, 12, 20, 16
"""How many characters around a year are told with it, before it and after it; of the longest word; and to the stop that these words may begin from."""
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?=\s?年|\s*[-./]\s*\d{1,2}\s*[-./]\s*\d)")
_BARE_YEAR = re.compile(
    r"(?:^|[“《—\s”])(20[0-4]\d)(?=[\u3400-\u9fff])(?!\s*[余多]?[户人名个家套栋平亩元张位次件处米户册盏条只棵])"
)
_CHINESE_YEAR = re.compile("二[〇○零Ｏ][〇○零Ｏ一二三四][〇○零Ｏ一二三四五六七八九](?=年)")
_DIGITS = str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")
_PLANNED = re.compile(r"(?:到|至|力争|预计|计划|规划|未来|目标|列入|纳入|争取|确保|截止到?)\s*$|[-—~～至]\s*$")
_PLAN = re.compile(r"[“\"]?(十[一二三四五六七八九])五[”\"]?(?:规划)?.{0,2}(开局|收官|起步|首)之?年")
_CHINESE = {char: at for at, char in enumerate("一二三四五六七八九", 1)}
_KINDS = {
    "背景": r"位于|地处|幅员|面积[\d.]|常住人口|户籍|曾经|过去|以前|以往|多年来|长期以来|始建|建成于|辖区(?:有|内)|近日|日前|走进|地理|历史",
    "做法": r"打造|建设|引入|组织|开展|举办|设立|搭建|推出|实施|改造|整合|联合|邀请|推行|探索|创新|构建|培育|引导|营造|升级|盘活",
    "机制": r"机制|制度|联席会|体系|议事|架构|章程|公约|流程|清单|积分|责任|每个?月|每季度|每周|定期|网格|委员会|联盟|工作法|一核|协商|轮值",
    "资金": r"[\d.]+万?元|资金|补贴|众筹|自筹|经费|捐赠?|基金|收费|收益|盈利|费用|租金|反哺|投入",
    "成效": r"解决了|已[经有成建完]|累计|截[至止]目前|获评|荣获|下降|增长|增收|\d余?[人户家场]次?|满意|评为|成为|示范",
    "难点": r"难题|难点|难以|问题|不足|缺乏|矛盾|困境|短板|痛点|瓶颈|顽疾|怎么办|如何破解|抱怨|纠纷|投诉|压力|没人",
    "政策依据": r"《[^》]{4,40}(?:意见|方案|规划|通知|办法|条例|计划)》|文件|部署|精神|十[八九]大|二十大|总书记|市委|省委|中央|出台|印发|大会",
}


def kind_of(text: str, leads: bool = False) -> str:
    """Which of a case's sections a paragraph would stand in: the one whose words it has most of; 做法 where it has none.

    leads: whether it stands before the article's first heading, where the background is told.
    """
    scores = {kind: len(set(re.findall(_KINDS[kind], text))) * (0.8 if kind == "做法" else 1.0) for kind in HEADINGS}
    scores["背景"] += 0.8 * leads
    best = max(scores, key=lambda kind: (scores[kind], kind == "做法"))
    return best if scores[best] else "做法"


def year_in(segmenter: Segmenter, text: str) -> tuple[int, str] | None:
    """The last year that a text tells of as its own time, with the words; years that are only planned for do not count."""
    digits = _CHINESE_YEAR.sub(lambda year: year.group().translate(_DIGITS), text)
    found = [
        match
        for pattern in (_YEAR, _BARE_YEAR)
        for match in pattern.finditer(digits)
        if int(match.group(1)) >= FIRST
        and not _PLANNED.search(text[: match.start()])
        and not re.match(r"年?(?:底前|末前|以前|[-—~～至到])", text[match.end() :])
    ]
    last = max(found, key=lambda match: int(match.group(1)), default=None)
    return (int(last.group(1)), _said(segmenter, text, last.start(), last.end())) if last else None


def _said(segmenter: Segmenter, text: str, start: int, end: int) -> str:
    """The words around text[start:end], some on either side, the first and the last of them whole; from a stop where one is near, as a name may be several."""
    above = max(0, start - BEFORE - LONGEST_WORD)
    folded = fold(text[above : end + AFTER + LONGEST_WORD])
    words = [
        (above + first, above + last) for first, last in spans(segmenter.cuts(folded)) if last - first <= LONGEST_WORD
    ]
    first = next((first for first, last in words if last > start - BEFORE), start)
    last = next((last for _, last in words if last >= end + AFTER), len(text))
    first, last = min(first, start), max(last, end)
    clause = re.search(rf"(?:^|[，。！？；：])([^，。！？；：]{{0,{NEAR}}})$", text[max(0, first - NEAR - 1) : first])
    return text[first - len(clause[1] if clause else "") : last].strip().lstrip("”’」")


def plan_year(text: str) -> tuple[int, str] | None:
    """The year that the first or last one of a five-year plan is: the tenth began in 2001, and each takes five years."""
    found = _PLAN.search(text)
    if not found:
        return None
    first = 2001 + 5 * _CHINESE[found.group(1)[1]]
    return (first + 4 if found.group(2) == "收官" else first), found.group()


def topics_of(topics: Iterable[Topic], title: str, text: str) -> tuple[str, ...]:
    """The topics whose words a case has, the best first."""
    every = list(topics)
    shared = Counter(word for topic in every for word in set(topic.words))
    folded, head = fold(text), fold(title)
    scores = {
        topic.name: sum(
            (log(1 + folded.count(word)) + 2.0 * (word in head)) * len(word) ** 0.5 / shared[word]
            for word in set(topic.words)
            if word in folded or word in head
        )
        for topic in every
    }
    best = max(scores.values(), default=0.0)
    ranked = sorted(
        (name for name, score in scores.items() if score and score >= FAIR * best), key=lambda name: -scores[name]
    )
    return tuple(ranked[:MOST_TOPICS])


def place_of(atlas: Atlas, heads: Sequence[str], paragraphs: Sequence[str]) -> Place:
    """The place an article is about: what its headlines name, else the smallest one that most of its text is about.

    heads: its headline and what stands with it.
    """
    above = [each for text in heads for each in named(atlas, text)]
    within = [named(atlas, text) for text in paragraphs]
    every = [*above, *(each for places in within for each in places)]
    level = _level(above) or _level_of_text(within, paragraphs)
    if not level:
        return Place()
    counts = Counter[str]()
    for weight, places in (
        (6, above),
        (2, [e for p in within[:2] for e in p]),
        (1, [e for p in within[2:] for e in p]),
    ):
        for each in places:
            if getattr(each.place, level):
                counts[getattr(each.place, level)] += weight
    return _filled(atlas, level, counts.most_common(1)[0][0], every) if counts else Place()


def bare_name(name: str) -> str:
    """What a place is called for short: its name without what it is, where two characters are left."""
    return re.sub(r"(?<=..)(?:社区|小区|街道|[村镇乡区县市])$", "", name)


def _level(places: Sequence[Named]) -> str:
    """The smallest level that headlines name one place of; "" for none."""
    for level in ("community", "street", "district"):
        names = {getattr(each.place, level) for each in places if getattr(each.place, level)}
        if len(names) == 1:
            return level
        if names:
            break
    return ""


def _level_of_text(within: Sequence[Sequence[Named]], paragraphs: Sequence[str]) -> str:
    """The smallest level at which one place is named by far more of the paragraphs than any other, and by the first of them, or at least by several.

    A street that the article begins with, and names as often as its one community, is what the article is about.
    """
    counts = {level: _paragraphs_with(level, within, paragraphs) for level in ("community", "street", "district")}
    for level, names in counts.items():
        if not names:
            continue
        name, most = names.most_common(1)[0]
        others = names.total() - most
        lead = any(bare_name(name) in text for text in paragraphs[: 2 if others else 3])
        clear = most >= max(1.5 * others, 0.25 * len(within)) or (level == "community" and not others and lead)
        above = [
            street for street, count in counts["street"].items() if count >= most and bare_name(street) in paragraphs[0]
        ]
        if level == "community" and above and bare_name(name) not in paragraphs[0]:
            continue
        if (lead or most > 2) and clear:
            return level
        if most > others and (level == "district" or (level == "street" and lead and others < 3)):
            return level
    return next((level for level in ("street", "district", "community") if counts[level]), "")


def _paragraphs_with(level: str, within: Sequence[Sequence[Named]], paragraphs: Sequence[str]) -> Counter[str]:
    """The places of one level that are named, with the number of paragraphs that speak of each, by its short name too."""
    named_ = Counter(getattr(each.place, level) for places in within for each in places if getattr(each.place, level))
    names = [name for name, _ in named_.most_common(MOST_PLACES)]
    short = {name: bare_name(name) for name in [name for name in names if not is_estate(name)] or names}
    return Counter({name: sum(called in text for text in paragraphs) for name, called in short.items()})


def _filled(atlas: Atlas, level: str, name: str, places: Sequence[Named]) -> Place:
    """The place of this name with what it is part of: as the text says it most often, else the text's most frequent one of each level above."""
    place = Place(**{level: name})
    for upper in reversed(LEVELS[: LEVELS.index(level)]):
        lower = LEVELS[LEVELS.index(upper) + 1 :]
        known = [{key: getattr(place, key) for key in lower if getattr(place, key)}][0]
        said = Counter(
            getattr(e.place, upper)
            for e in places
            if getattr(e.place, upper) and any(getattr(e.place, key) == value for key, value in known.items())
        )
        anywhere = Counter(getattr(e.place, upper) for e in places if getattr(e.place, upper))
        anywhere = Counter[str]() if upper == "street" and len(anywhere) > 1 else anywhere
        best = said or anywhere
        if best:
            place = replace(place, **{upper: best.most_common(1)[0][0]})
    return with_city(atlas, place)


def with_city(atlas: Atlas, place: Place) -> Place:
    """A place in a district of Chengdu, with the city."""
    return replace(place, city="成都市") if place.district and is_chengdu(atlas, place.district) else place
