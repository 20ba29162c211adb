"""Text → terms: folding and segmenting. The only home of jieba and OpenCC.

Folding keeps a text's length: what is found in the folded text stands at the same offsets in the text itself.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib import metadata
from itertools import accumulate, pairwise
from math import exp, log
from typing import cast

import jieba
import opencc

VERSION = "2"
"""Raise it when the same text would give other terms."""

LEAST = 3
"""The frequency that a word told is given at first, of jieba's 60 million."""
_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]+|\d{1,3}(?:,\d{3})+(?!\d)|\d+|[a-z]+|.", re.DOTALL)
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")


class _Folding(dict[int, int]):
    """A `str.translate` table made as characters are met: compatibility forms, case and Traditional characters are folded, one to one."""

    def __init__(self) -> None:
        self._simplify = opencc.OpenCC("t2s").convert

    def __missing__(self, code: int) -> int:
        char = unicodedata.normalize("NFKC", chr(code))
        char = self._simplify((char if len(char) == 1 else chr(code)).lower())
        folded = ord(char) if len(char) == 1 else code
        if 0xE000 <= folded <= 0xF8FF:  # private use is where the sounds live
            folded = 0xFFFD
        self[code] = folded
        return folded


class Segmenter:
    """Cuts folded text into words; knows jieba's dictionary and the words it is told."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        jieba.setLogLevel(logging.WARNING)
        dictionary = jieba.Tokenizer()
        dictionary.initialize()
        self._total: int = dictionary.total
        self._likely = _likelihoods(dictionary.FREQ, self._total)
        for word in map(fold, words):
            self._learn(word)
        self.cuts = lru_cache(maxsize=64)(self._cuts)  # a question is cut by each who reads it

    def _learn(self, word: str) -> None:
        """Keep a word whole from now on: as rare as may be, or else, as `jieba.suggest_freq` reckons, a little likelier than what it would be cut into."""
        likely, whole = self._likely, log(self._total)
        if not likely.get(word):
            likely[word] = log(LEAST) - whole
            for end in range(1, len(word)):
                likely.setdefault(word[:end], 0.0)
        if (pieces := [*self._words(word)]) != [word]:
            chance = exp(sum(likely.get(piece) or -whole for piece in pieces))
            likely[word] = log(chance * self._total + 1) - whole

    def learn(self, words: Iterable[str]) -> dict[str, float | None]:
        """Keep more folded words whole from now on, one after the other; what `forget` takes to be as before.

        That holds each of the words whose likelihood this changed: only texts that hold one of these may be cut otherwise now.
        """
        before: dict[str, float | None] = {}
        for word in words:
            for end in range(1, len(word) + 1):
                before.setdefault(word[:end], self._likely.get(word[:end]))
            self._learn(word)
        self.cuts.cache_clear()
        return {start: likely for start, likely in before.items() if likely != self._likely.get(start)}

    def forget(self, before: Mapping[str, float | None]) -> None:
        """Be again as before a `learn`, where nothing was learned since."""
        for start, likely in before.items():
            if likely is None:
                self._likely.pop(start, None)
            else:
                self._likely[start] = likely
        self.cuts.cache_clear()

    def knows(self, word: str) -> bool:
        """Whether a folded word is in the dictionary."""
        return bool(self._likely.get(word))

    def commonness(self, word: str) -> float:
        """The share of running Chinese text that a folded word is, by jieba's dictionary; 0 where it is not in there."""
        return exp(self._likely[word]) if self.knows(word) else 0.0

    def kind(self, word: str) -> str:
        """The part of speech of a word of jieba's dictionary, as it is coded there: ns a place, nr a person; "" where it has none."""
        dictionary, sought = _dictionary(), f"{word} ".encode()
        low, high = 0, len(dictionary)
        while low < high:  # its lines are in the order of their words, but for a few in Latin letters
            start = dictionary.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = dictionary.find(b"\n", start)
            line = dictionary[start:end]
            if line.startswith(sought):
                return line.decode().split()[-1]
            low, high = (end + 1, high) if line < sought else (low, start)
        return ""

    def parts(self, word: str) -> tuple[str, ...]:
        """The known words, of two characters or more, that a longer word is made of; () where it is not."""
        for size in range(2, len(word) - 1):
            head, rest = word[:size], word[size:]
            if self.knows(head) and (tail := (rest,) if self.knows(rest) else self.parts(rest)):
                return (head, *tail)
        return ()

    def _cuts(self, folded: str) -> bytes:
        """The lengths of a folded text's consecutive pieces: words, and the single characters between them. They add up to the text's length."""
        lengths = [*map(len, self._pieces(folded))]
        if max(lengths, default=0) > 255:
            lengths = [min(255, length - at) for length in lengths for at in range(0, length, 255)]
        return bytes(lengths)

    def _pieces(self, folded: str) -> Iterator[str]:
        for match in _RUN.finditer(folded):
            run = match.group()
            if len(run) > 1 and _HAN.match(run):
                yield from self._words(run)
            else:
                yield run

    def _words(self, run: str) -> Iterator[str]:
        """The likeliest words of a run of Chinese characters: what `jieba.cut(run, HMM=False)` gives, in less than half its time.

        Filing a library is mostly this. The likeliest cut of each rest of the run is found from its end; `ends` keeps where its first word ends.
        """
        likely, unknown = self._likely.get, -log(self._total)
        size, after = len(run), 0.0
        best, ends = [0.0] * (size + 1), [0] * size
        for start in range(size - 1, -1, -1):
            after += likely(run[start]) or unknown
            end, longer = start + 1, start + 2
            while longer <= size and (chance := likely(run[start:longer])) is not None:
                if chance and (chance := chance + best[longer]) >= after:
                    after, end = chance, longer
                longer += 1
            best[start], ends[start] = after, end
        start = 0
        while start < size:
            yield run[start : ends[start]]
            start = ends[start]


def _likelihoods(frequencies: dict[str, int], total: int) -> dict[str, float]:
    """The dictionary of frequencies, made in place into the logarithms of the words' likelihood; 0 for what only begins a word, as there."""
    whole = log(total)
    logs = {frequency: log(frequency) - whole if frequency else 0.0 for frequency in set(frequencies.values())}
    likely = cast(dict[str, float], frequencies)
    for word, frequency in frequencies.items():
        likely[word] = logs[frequency]
    return likely


@cache
def version() -> str:
    """What terms are made by; where it changes, the same text may give other terms, and libraries make their index anew."""
    return " ".join([VERSION, *(f"{name} {metadata.version(name)}" for name in ("jieba", "opencc", "pypinyin"))])


def fold(text: str) -> str:
    """A text with full-width, Traditional and capital characters folded; as long as the text."""
    return text.translate(_folding())


def spans(cuts: bytes) -> list[tuple[int, int]]:
    """The (start, end) of each piece that `Segmenter.cuts` measured."""
    return list(pairwise(borders(cuts)))


def borders(cuts: bytes) -> list[int]:
    """Where the pieces that `Segmenter.cuts` measured begin and end, from 0 to the text's length."""
    return list(accumulate(cuts, initial=0))


def crosses(borders: list[int], start: int, end: int) -> bool:
    """Whether text[start:end] begins inside one piece and ends inside another, so that it is no word there: 理发 in 治理|发展."""
    first, last = bisect_left(borders, start), bisect_left(borders, end)
    return borders[first] != start and borders[last] != end and first != last


def words(folded: str, cuts: bytes) -> list[str]:
    """The terms of a folded text: its words, and the pairs of characters inside a word of three or more, so that a part of a word is found too.

    Punctuation and spaces are left out, and thousands' commas dropped from numbers.
    """
    found = []
    for start, end in spans(cuts):
        piece = folded[start:end]
        if piece[0].isalnum():
            found.append(piece.replace(",", ""))
            if end - start > 2 and is_han(piece[0]):
                found += [piece[i : i + 2] for i in range(end - start - 1)]
    return found


def is_han(char: str) -> bool:
    """Whether a character is a Chinese one."""
    return bool(_HAN.match(char))


@cache
def _dictionary() -> bytes:
    """The lines of jieba's dictionary, a word, its frequency and its part of speech each: only the last is not in the tokenizer."""
    with jieba.get_dict_file() as file:
        return bytes(file.read())


@cache
def _folding() -> _Folding:
    return _Folding()
