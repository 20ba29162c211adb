"""A question understood: what it is about, what it wants to know, what was mistyped, and the terms to look for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from math import exp, log
from typing import TYPE_CHECKING

from ..case import QuestionError
from ..sounds import sound_pairs, sounds
from ..store import Index
from ..terms import fold, is_han, spans
from .spelling import absent_places, correct
from .wants import Wants, after_number, blank_asking, is_asking, is_soft, read_wants

if TYPE_CHECKING:
    from ..store import Library

LONGEST = 300
"""Characters of a question that are read: of a longer one the first third of them and the last two, for the point comes last."""
SHOWN = 30
"""Characters of a question that an error repeats."""
PRIOR = 1000
"""How many passages of everyday Chinese the library's own are counted with, to tell rare words from common ones."""
EVERYDAY = 5e-6
"""The share of running text from which a place's short name is rather an everyday word: 胜利, 棋盘, but not 香樟."""
FIELD = 1.4
"""What a word of the field counts against any other word as rare, when it is asked how much of a question a case holds."""
ALONE = 2.0
"""What a word counts of which no pair of sounds can be made, a number or a single character: the others count by word and by pair."""
NEAR = 0.7
"""What a synonym counts against the word itself."""
WORD_LENGTH = 1.7
"""Characters of a word of Chinese text, on average, punctuation counted in."""
_REPORTED = re.compile("记者|写|报道|稿|文章|采访")
_KEY = re.compile(r"\x1b\[[\d;]*[A-Za-z~]")
"""What a terminal sends for an arrow or another key."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question.

    weight: its idf. soft: it says which side of a case is meant, and need not stand in an answer. strange: in no dictionary, so maybe mistyped.
    parts: the shorter words it is made of, each with its share of their weight. synonyms: other words for it. topics: names of topics it points to.
    Of synonyms and topics there are only those that the library holds.
    """

    text: str
    weight: float
    soft: bool
    strange: bool
    parts: tuple[tuple[str, float], ...]
    synonyms: tuple[str, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was understood.

    text: as it was asked. folded: as it is searched, its typos mended. corrected: the same where a typo was mended, else None.
    wants: what it wants to know. shell: its words that only ask or fill.
    runs: its content, as the stretches that stand between filler words. phrases: those less places and words that only say what is wanted.
    words, pairs: the words and the pairs of sounds to look for. written: the pairs of characters that these were typed as.
    weights, frequencies: of these and of synonyms and topics, idf and passages.
    slots: what each term counts for, as (number of a word or pair, factor): a word itself 1, its synonyms less.
    places: the library's places it names, and the reporters where it asks of them, with the ids of the cases there.
    own: the ids of the cases whose own place is named.
    foreign: places it names that a case only mentions. absent: places it names that the library has nothing on.
    """

    text: str
    folded: str
    corrected: str | None
    wants: Wants
    shell: tuple[str, ...]
    runs: tuple[str, ...]
    phrases: tuple[str, ...]
    words: tuple[Word, ...]
    pairs: tuple[str, ...]
    written: frozenset[str]
    weights: dict[str, float]
    frequencies: dict[str, int]
    slots: dict[str, tuple[tuple[int, float], ...]]
    places: dict[str, frozenset[int]]
    own: frozenset[int]
    foreign: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def weight(self) -> float:
        """The weight of all its words and pairs: what a text that holds each of them once is worth, about."""
        return sum(word.weight for word in self.words) + sum(self.weights.get(pair, 0.0) for pair in self.pairs) or 1.0


def read_question(library: Library, text: str) -> Question:
    """Understand a question. Raises QuestionError where it holds nothing to look for."""
    clean = " ".join(_KEY.sub(" ", text).encode("utf-8", "replace").decode("utf-8").split())
    clean = clean if len(clean) <= LONGEST else clean[: LONGEST // 3] + " " + clean[-LONGEST * 2 // 3 :]
    if not any(is_han(char) for char in clean) and sum(char.isalnum() for char in clean) < 2:
        raise QuestionError("没有看到问题，请写上想了解的事，例如「共享茶铺怎么运营」。")
    folded, mended = correct(library, fold(clean))
    runs, shell = _runs(library, folded)
    if not runs:
        raise QuestionError(f"「{clean[:SHOWN]}」没有说到具体的事，请加上想了解的事，例如「共享茶铺怎么运营」。")
    texts = list(dict.fromkeys(chain.from_iterable(runs)))
    pairs = tuple(dict.fromkeys(pair for run in runs for pair in sound_pairs(sounds("".join(run)))))
    index = Index(library.db)
    near = _near(library, index, texts)
    frequencies = _frequencies(library, index, pairs, near)
    rarity = _rarity(library, index, frequencies, texts)
    weights = {term: rarity[term] * (ALONE if term in texts and _has_no_pair(term) else 1.0) for term in frequencies}
    commonness = library.segmenter.commonness
    named = {phrase for phrase in _neighbours(library, folded) if commonness(phrase) < EVERYDAY}
    places = _longest(index.places(named, reporters=bool(_REPORTED.search(folded))))
    words = tuple(_word(library, rarity[text], weights, text, near[text]) for text in texts)
    return Question(
        text=text,
        folded=folded,
        corrected=folded if mended else None,
        wants=replace(read_wants(folded), counted=_counted(words, folded)),
        shell=shell,
        runs=tuple("".join(run) for run in runs),
        phrases=_phrases(runs, places),
        words=words,
        pairs=pairs,
        written=frozenset(a + b for run in runs for a, b in pairwise("".join(run))),
        weights=weights,
        frequencies=frequencies,
        slots=_slots(words, pairs),
        places={name: frozenset(ids) for name, ids in places.items()},
        own=frozenset(case_id for ids in places.values() for case_id, own in ids.items() if own),
        foreign=_foreign(library, index, [text for text in texts if text in weights], places),
        absent=absent_places(library, folded),
    )


def idf(passages: int, frequency: int, expected: float = 0.0) -> float:
    """How rare a term is: ln(1 + (N − n + ½) / (n + ½)), the form of BM25's idf that is never negative (Lucene's).

    expected: the share of passages that would hold the term were the library everyday Chinese. It is counted as PRIOR passages more, so
    that a small library does not take an everyday word for a rare one; in a large one it fades.
    """
    passages, held = passages + PRIOR, frequency + PRIOR * expected
    return log(1 + (passages - held + 0.5) / (held + 0.5))


def _counted(words: Iterable[Word], folded: str) -> tuple[str, ...]:
    """The word that a question asks the number of, where it is no measure."""
    after = after_number(folded)
    return tuple(word.text for word in words if len(word.text) > 1 and after.startswith(word.text))


def _has_no_pair(text: str) -> bool:
    return sum(map(is_han, text)) < 2


def _rarity(library: Library, index: Index, frequencies: dict[str, int], texts: list[str]) -> dict[str, float]:
    """The idf of every term and every word of the question, those the library lacks among them."""
    passages, mean = index.totals()

    def expected(term: str) -> float:
        return 1 - exp(-mean / WORD_LENGTH * library.segmenter.commonness(term))

    return {term: idf(passages, frequencies.get(term, 0), expected(term)) for term in {*frequencies, *texts}}


def _near(library: Library, index: Index, texts: list[str]) -> dict[str, tuple[str, ...]]:
    """The synonyms of each word; of a single character that is all that was asked, the library's words that hold it."""
    near = {text: library.words.near.get(text, ()) for text in texts}
    if len(texts) == 1 and len(texts[0]) == 1:
        near[texts[0]] += tuple(word for word in index.words_with(texts[0]) if library.segmenter.knows(word))
    return near


def _frequencies(
    library: Library, index: Index, pairs: tuple[str, ...], near: dict[str, tuple[str, ...]]
) -> dict[str, int]:
    related = {other for text, others in near.items() for other in (*others, *library.words.pointers.get(text, ()))}
    related |= {part for text in near for part in _parts(library, text)}
    frequencies = index.frequencies({*near, *pairs} | related)
    for text in near:  # a name may stand only inside a longer one that was kept whole
        if text not in frequencies and len(text) > 2 and index.holds(text):
            frequencies[text] = min(frequencies.get(pair, 1) for pair in sound_pairs(sounds(text)))
    return frequencies


def _word(library: Library, weight: float, weights: dict[str, float], text: str, near: tuple[str, ...]) -> Word:
    return Word(
        text=text,
        weight=weight * (FIELD if text in library.words.field else 1.0),
        soft=is_soft(text) or (len(text) == 1 and is_han(text)),
        strange=not library.segmenter.knows(text),
        parts=_part_shares(_parts(library, text), weights),
        synonyms=tuple(other for other in near if other in weights),
        topics=tuple(topic for topic in library.words.pointers.get(text, ()) if topic in weights),
    )


def _part_shares(parts: tuple[str, ...], weights: dict[str, float]) -> tuple[tuple[str, float], ...]:
    """Parts with their shares of their weight together; one that the library lacks weighs as much as the rarest word."""
    most = max(weights.values(), default=1.0)
    weighed = {part: 0.0 if is_soft(part) else weights.get(part, most) for part in parts}
    total = sum(weighed.values())
    return tuple((part, weight / total) for part, weight in weighed.items()) if total else ()


def _slots(words: tuple[Word, ...], pairs: tuple[str, ...]) -> dict[str, tuple[tuple[int, float], ...]]:
    found: dict[str, list[tuple[int, float]]] = {}
    for slot, terms in enumerate(
        [*(((pair,), ()) for pair in pairs), *(((word.text,), word.synonyms) for word in words)]
    ):
        for factor, group in zip((1.0, NEAR), terms, strict=True):
            for term in group:
                found.setdefault(term, []).append((slot, factor))
    return {term: tuple(slots) for term, slots in found.items()}


def _parts(library: Library, text: str) -> tuple[str, ...]:
    return library.segmenter.parts(text) if len(text) > 3 else ()


def _runs(library: Library, folded: str) -> tuple[list[list[str]], tuple[str, ...]]:
    """The question's words as the stretches that stood side by side, and its filler, where a stretch was cut."""
    blanked = blank_asking(folded)
    runs: list[list[str]] = [[]]
    shell = ""
    for start, end in spans(library.segmenter.cuts(blanked)):
        word = blanked[start:end]
        filler = word in library.words.stopwords or is_asking(word, folded[start - 1 : start])
        if word[0].isalnum() and not filler:
            runs[-1].append(word.replace(",", ""))
            shell += " "
        else:
            runs.append([])
            shell += folded[start:end] if folded[start].isalnum() else " "
    return [run for run in runs if run], tuple(shell.split())


def _phrases(runs: list[list[str]], places: Iterable[str]) -> tuple[str, ...]:
    """The stretches of a question's runs that are neither places nor soft words; all runs where nothing else is left."""
    phrases = [""]
    for word in chain.from_iterable([*run, ""] for run in runs):
        if word and not is_soft(word) and not any(word in place for place in places):
            phrases[-1] += word
        else:
            phrases.append("")
    return tuple(filter(None, phrases)) or tuple("".join(run) for run in runs)


def _foreign(library: Library, index: Index, texts: list[str], places: Iterable[str]) -> tuple[str, ...]:
    """Of the words that the library holds, the places that are none of its own, nor part or short for one that is named."""
    named = [text for text in texts if text in library.words.places and not any(text in place for place in places)]
    own = index.places(named) if named else {}
    return tuple(text for text in named if text not in own)


def without_places(question: Question) -> Question:
    """The same question less the places it names, for telling apart the passages of a case that is there."""
    words = tuple(word for word in question.words if not any(word.text in place for place in question.places))
    rest = question.folded
    for place in sorted(question.places, key=len, reverse=True):
        rest = rest.replace(place, " ")
    kept = set(sound_pairs(sounds(rest)))
    pairs = tuple(pair for pair in question.pairs if pair in kept)
    return replace(question, words=words, pairs=pairs, slots=_slots(words, pairs))


def inside(question: Question) -> frozenset[int]:
    """The cases at the places the question names: at all of them where there are such, else at any."""
    ids = list(question.places.values())
    return (frozenset.intersection(*ids) or frozenset.union(*ids)) if ids else frozenset()


def _neighbours(library: Library, folded: str) -> set[str]:
    """Every run of neighbouring words, of at most 15 characters."""
    cuts = spans(library.segmenter.cuts(folded))
    return {folded[start:end] for at, (start, _) in enumerate(cuts) for _, end in cuts[at:] if end - start < 16}


def _longest(places: dict[str, dict[int, bool]]) -> dict[str, dict[int, bool]]:
    """The places that are not part of a longer one that was named."""
    return {name: ids for name, ids in places.items() if not any(name != other and name in other for other in places)}
