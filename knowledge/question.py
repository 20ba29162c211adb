"""A question understood: what it is about, what it wants to know, what was mistyped, and the terms to look for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

from .case import QuestionError
from .spelling import absent_places, correct
from .store import Index
from .terms import fold, is_han, sound_pairs, sounds, spans

if TYPE_CHECKING:
    from .store import Library

LONGEST = 300
"""Characters of a question that are read; the rest is left out."""
PRIOR = 1000
"""How many passages of everyday Chinese the library's own are counted with, to tell rare words from common ones."""
FIELD = 1.4
"""What a word of the field counts against any other word as rare, when it is asked how much of a question a case holds."""
SIDE, FORM = 0.35, 0.25
"""What standing under a heading that the question asks for, and having the form of its answer, are worth: shares of the question's weight."""
WORD_LENGTH = 1.7
"""Characters of a word of Chinese text, on average, punctuation counted in."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """One side of a case that a question may ask for: the words it is asked with, the headings that tell it, the form of an answer."""

    name: str
    cue: re.Pattern[str]
    headings: tuple[str, ...]
    form: re.Pattern[str] | None = None


NUMBER = r"(?:\d[\d,.]*|[一二三四五六七八九十百千两]+)[余多几]?[万亿]?[余多]?"
ASPECTS = (
    Aspect(
        "资金",
        re.compile(r"钱|经费|资金|费用|收费|花费|预算|成本|出资|投入|价格|筹款|拨款|几元|几块|多少元|多少块"),
        ("资金",),
        re.compile(r"[元钱资费款捐筹]|盈利|补贴|基金"),
    ),
    Aspect("成效", re.compile(r"效果|成效|结果|作用|好处|变化|改变|荣誉|获奖|奖项|称号|满意"), ("成效",)),
    Aspect("难点", re.compile(r"难点|困难|难处|问题|阻力|教训|反对"), ("难点", "背景")),
    Aspect("政策依据", re.compile(r"政策|依据|文件|规划|上级"), ("政策依据",)),
    Aspect(
        "数量",
        re.compile(
            r"多少|百分之几|几成|多大|好大|好多(?=[个家名户人支项件次块元类间处岁年])|几(?=[个家名户人支项件次块元类间处岁年万千百套])"
        ),
        (),
        re.compile(NUMBER),
    ),
    Aspect(
        "人物", re.compile(r"谁|哪位|叫什么|书记|主任|负责人|记者|牵头|干什么的|做什么的|啥子人|何人"), ("机制", "做法")
    ),
    Aspect(
        "时间",
        re.compile(r"什么时候|啥时候|何时|哪年|哪一年|几时|几月|多久"),
        (),
        re.compile(r"\d+(?:年|月|日|天)|去年|今年|近日"),
    ),
    Aspect("机制", re.compile(r"机制|制度|组织架构|谁来管|怎么管|咋个管|规矩"), ("机制", "做法")),
    Aspect("背景", re.compile(r"背景|起因|为什么|为啥|原来|以前"), ("背景",)),
    Aspect("做法", re.compile(r"怎么|怎样|如何|咋|做法|办法|措施|流程|步骤|经验"), ("做法", "机制")),
)
_ASKED = re.compile(
    r"(?:哪?几|多少|好多|哪|第几).{0,2}|百分之几|[干做叫]什么|多大|一共|分别|[被获]?评[为上]|获评|入选|用到|采用|涉及|打造|架构|之类"
)
_COUNTED = re.compile(r"多少|多大|好大|百分之几|(?:几|好多)(?=[个名位户家支项件次块元类间处岁年天人点本套场])")
_LISTING = re.compile(
    r"哪些|哪几[个家处条]?|有没有.*案例|哪里|哪儿|哪个(?:社区|街道|地方|小区|村|院)|(?:案例|社区|街道|小区)(?:有几个|都有)|列(?:一下|出|个)|都有谁|清单有"
)
_SOFT = re.compile(
    r"(?:钱|经费|资金|费用|效果|成效|结果|作用|好处|变化|难点|困难|问题|政策|依据|文件|记者|机制|制度|案例|经验|流程|步骤|数量|名字|姓名|时间|社区|街道|小区|居民|治理|项目|工作|情况|哪些|推进|开展|打造|建设|构建|搞|弄|做法)+"
)
_MEASURE = re.compile(
    r"(?:多少|好多|几)(个|名|位|户|家|支|项|件|次|块|元|类|间|处|岁|年|天|人|平方米|平米|平方公里|公里|点|本|册|份|套|场|吨|亩|万|条|所|栋|期|台|辆|米)?"
)
_SAME_MEASURE = {
    "平米": "平方米|平米",
    "平方米": "平方米|平米",
    "点": "[点时:：]",
    "块": "[块元]",
    "个": "[个名家处支项]",
    "人": "[人名]",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question.

    weight: its idf. soft: it says which side of a case is meant, and need not stand in an answer. strange: in no dictionary, so maybe mistyped.
    parts: the shorter words it is made of. synonyms: other words for it, topics: names of topics it points to, both only as far as they are in the library.
    """

    text: str
    weight: float
    soft: bool
    strange: bool
    parts: tuple[str, ...]
    synonyms: tuple[str, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood.

    text: as it was asked; folded: as it is searched, corrected; corrected: the whole question with its typos mended, None where there were none.
    runs: its content, as the stretches that stand between filler words. weights: idf of every word, sound pair and synonym to look for.
    places: the library's places it names, with the ids of the cases there; own: the ids of the cases whose own place is named; absent: places it names that the
    library has nothing on; foreign: those that a case mentions, though none is there.
    """

    text: str
    folded: str
    corrected: str | None
    aspects: tuple[Aspect, ...]
    measure: str
    listing: bool
    runs: tuple[str, ...]
    words: tuple[Word, ...]
    pairs: tuple[str, ...]
    weights: dict[str, float]
    frequencies: dict[str, int]
    places: dict[str, frozenset[int]]
    own: frozenset[int]
    foreign: tuple[str, ...]
    absent: tuple[str, ...]


def read_question(library: Library, text: str) -> Question:
    """Understand a question. Raises QuestionError where it holds nothing to look for."""
    clean = " ".join(text.encode("utf-8", "replace").decode("utf-8").split())[:LONGEST]
    folded = fold(clean)
    if not any(char.isalnum() for char in folded):
        raise QuestionError("没有看到问题，请写上想了解的事，例如「共享茶铺怎么运营」。")
    index = Index(library.db)
    folded, mended = correct(library, folded)
    runs = _runs(library, folded)
    if not runs:
        raise QuestionError(f"「{clean}」没有说到具体的事，请加上想了解的事，例如「共享茶铺怎么运营」。")
    texts = list(dict.fromkeys(word for run in runs for word in run))
    pairs = tuple(dict.fromkeys(pair for run in runs for pair in sound_pairs(sounds("".join(run)))))
    frequencies = _frequencies(library, index, texts, pairs)
    passages, mean = index.totals()
    commonness = library.segmenter.commonness
    expected = {term: 1 - exp(-mean / WORD_LENGTH * commonness(term)) for term in {*frequencies, *texts}}
    rarity = {term: idf(passages, frequencies.get(term, 0), share) for term, share in expected.items()}
    weights = {term: rarity[term] for term in frequencies}
    words = tuple(_word(library, text, rarity[text], weights) for text in texts)
    measure = _MEASURE.search(folded)
    places = _longest(index.places(_phrases(library, folded)))
    return Question(
        text=text,
        folded=folded,
        corrected=folded if mended else None,
        aspects=tuple(aspect for aspect in ASPECTS if aspect.cue.search(folded)),
        measure=(measure and measure.group(1)) or "",
        listing=bool(_LISTING.search(folded)),
        runs=tuple("".join(run) for run in runs),
        words=words,
        pairs=pairs,
        weights=weights,
        frequencies=frequencies,
        places={name: frozenset(ids) for name, ids in places.items()},
        own=frozenset(case_id for ids in places.values() for case_id, own in ids.items() if own),
        foreign=tuple(
            word.text
            for word in words
            if word.text in library.words.places and word.text not in places and word.text in weights
        ),
        absent=absent_places(library, folded),
    )


def idf(passages: int, frequency: int, expected: float = 0.0) -> float:
    """How rare a term is: ln(1 + (N − n + ½) / (n + ½)), the form of BM25's idf that is never negative (Lucene's).

    expected: the share of passages that would hold the term were the library everyday Chinese. It is counted as PRIOR passages more, so
    that a small library does not take an everyday word for a rare one; in a large one it fades.
    """
    passages, held = passages + PRIOR, frequency + PRIOR * expected
    return log(1 + (passages - held + 0.5) / (held + 0.5))


def _frequencies(library: Library, index: Index, texts: list[str], pairs: tuple[str, ...]) -> dict[str, int]:
    related = (
        other
        for text in texts
        for table in (library.words.near, library.words.pointers)
        for other in table.get(text, ())
    )
    frequencies = index.frequencies({*texts, *pairs, *related})
    for text in texts:  # a name may stand only inside a longer one that was kept whole
        if text not in frequencies and len(text) > 2 and index.holds(text):
            frequencies[text] = min(frequencies.get(pair, 1) for pair in sound_pairs(sounds(text)))
    return frequencies


def _word(library: Library, text: str, weight: float, weights: dict[str, float]) -> Word:
    return Word(
        text=text,
        weight=weight * (FIELD if text in library.words.field else 1.0),
        soft=bool(_SOFT.fullmatch(text)) or (len(text) == 1 and is_han(text)),
        strange=not library.segmenter.knows(text),
        parts=library.segmenter.parts(text) if len(text) > 3 else (),
        synonyms=tuple(other for other in library.words.near.get(text, ()) if other in weights),
        topics=tuple(topic for topic in library.words.pointers.get(text, ()) if topic in weights),
    )


def _runs(library: Library, folded: str) -> list[list[str]]:
    """The question's words less its filler, as the stretches of words that stood side by side."""
    folded = _COUNTED.sub(lambda match: " " * len(match.group()), folded)
    runs: list[list[str]] = [[]]
    for start, end in spans(library.segmenter.cuts(folded)):
        word = folded[start:end]
        if word in library.words.stopwords or _ASKED.fullmatch(word) or not word[0].isalnum():
            runs.append([])
        else:
            runs[-1].append(word.replace(",", ""))
    return [run for run in runs if run]


def _phrases(library: Library, folded: str) -> set[str]:
    """Every run of neighbouring words, of at most 15 characters."""
    cuts = spans(library.segmenter.cuts(folded))
    return {folded[start:end] for at, (start, _) in enumerate(cuts) for _, end in cuts[at:] if end - start < 16}


def _longest(places: dict[str, dict[int, bool]]) -> dict[str, dict[int, bool]]:
    """The places that are not part of a longer one that was named."""
    return {name: ids for name, ids in places.items() if not any(name != other and name in other for other in places)}


def answers_form(question: Question, text: str) -> bool:
    """Whether a text has what the question asks for in form: a number with its measure, an amount, a date; True where it asks for none."""
    forms = [aspect.form for aspect in question.aspects if aspect.form]
    if question.measure:
        measure = _SAME_MEASURE.get(question.measure, question.measure)
        forms = [re.compile(rf"{NUMBER}[^，。；、]{{0,2}}?(?:{measure})")]
    return all(form.search(fold(text)) for form in forms)


def fit(question: Question, heading: str, text: str) -> float:
    """How well a text fits what the question wants to know, from 0 to SIDE + FORM: by the heading it stands under, by the form it has."""
    side = SIDE if any(heading in aspect.headings for aspect in question.aspects) else 0.0
    has_form = any(aspect.form for aspect in question.aspects) and answers_form(question, text)
    return side + (FORM if has_form else 0.0)
