"""A line that an editor types → the words of a group of synonyms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from .case import ChapuError, QuestionError
from .search import read_question
from .search.wants import blank_asking
from .store import Library, synonyms
from .terms import fold

LEAST, MOST = 2, 8
"""Words of a group."""
SHORTEST, LONGEST = 2, 12
"""Characters of a word."""
SHOWN = 30
"""Characters of what was typed that an error repeats."""
_BETWEEN = re.compile(r"\s*[=、,]\s*")
_WORD = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]+|[a-z]+|\d+")
_EXAMPLE = "请照着「夜谈会 = 坝坝会」写。"


def read_synonyms(library: Library, line: str) -> tuple[str, ...]:
    """The folded words of a line like 「夜谈会 = 坝坝会」. Raises ChapuError where they cannot be a group, or are one already."""
    words = tuple(word for word in _BETWEEN.split(fold(line).strip()) if word)
    if not words:
        raise ChapuError(f"没有看到词。{_EXAMPLE}")
    if len(words) < LEAST:
        raise ChapuError(f"「{line.strip()[:SHOWN]}」只有一个词，至少要两个，中间用 = 隔开。{_EXAMPLE}")
    if len(words) > MOST:
        raise ChapuError(f"一次写了 {len(words)} 个词，一组最多 {MOST} 个，请分成几组，一组一组地发。")
    for word in words:
        _check(library, word)
    [(word, times), *_] = Counter(words).most_common(1)
    if times > 1:
        raise ChapuError(f"「{word}」写了两遍，一组里每个词写一遍就行，请改了再发。")
    if where := _known(library, words):
        raise ChapuError(f"「{_short(words)}」已经是同义词了（{where}），不用再加。")
    return words


def _check(library: Library, word: str) -> None:
    if not SHORTEST <= len(word) <= LONGEST:
        raise ChapuError(f"「{word[:SHOWN]}」有 {len(word)} 个字，一个词要 {SHORTEST} 到 {LONGEST} 个字，请改了再发。")
    if not _WORD.fullmatch(word):
        raise ChapuError(
            f"「{word}」里有空格、符号，或者汉字和字母、数字连着，找的时候会拆开。请只用汉字，或只用字母，或只用数字。{_EXAMPLE}"
        )
    if blank_asking(word) != word or not _says_something(library, word):
        raise ChapuError(f"「{word}」是问话用的词，找的时候会略过，当不了同义词。请换成说事情的词。")


def _says_something(library: Library, word: str) -> bool:
    """Whether any part of a word is looked for, where it is asked alone."""
    try:
        read_question(library, word)
    except QuestionError:
        return False
    return True


def _known(library: Library, words: Sequence[str]) -> str:
    """Where these words are each other's synonyms already; "" where they are not."""
    near, told = library.files.near, library.words.near
    if all(b in near.get(a, ()) for a, b in combinations(words, 2)):
        return "词表 synonyms.txt 里有"
    if all(b in told.get(a, ()) for a, b in combinations(words, 2)):
        group = next(group for group in synonyms(library.db) if {words[0]} & {*group.words})
        return f"在聊天里加过「{_short(group.words)}」"
    return ""


def _short(words: Sequence[str]) -> str:
    """A group as an error repeats it."""
    line = " = ".join(words)
    return line if len(line) <= 2 * SHOWN else line[: 2 * SHOWN] + "…"
