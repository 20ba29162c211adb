"""What was typed → what was meant: pinyin, homophones and look-alikes of the library's words and names; places it has nothing on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import Hamming

from ..sounds import other_readings, read_pinyin, sounds, toneless
from ..store import Index
from ..terms import is_han, spans

if TYPE_CHECKING:
    from ..store import Library

_LATIN = re.compile(r"[a-z]{2,}(?:[ '’]*[a-z]{2,})*")
_SUFFIXES = ("街道", "社区", "小区", "院落", "区", "县", "市", "镇", "乡", "村", "巷")
_ASKS = re.compile("[哪几这那每各某我你他]")
RARE = 4e-6
"""The share of running text up to which a word that names a place, by jieba's dictionary, is rather a name than a word: 玉林, but not 普通."""
_TELLING = frozenset("零一二三四五六七八九十百千万东西南北中前后上下左右新老大小")
LONGEST_WINDOW = 8
LOOK_ALIKE = 0.75
"""The least share of equal characters at which a name is taken for a look-alike: one wrong in four."""


def correct(library: Library, folded: str) -> tuple[str, bool]:
    """A folded question with its typos mended, and whether there were any.

    Only what the library does not hold is changed, and only into words and names that it holds: pinyin and homophones first,
    then names of four characters or more with one of them wrong.
    """
    index = Index(library.db)
    sounded = _mend_pinyin(index, folded)
    windows = _suspects(library, index, sounded)
    mended = _mend_homophones(library, index, sounded, windows)
    mended = _mend_look_alikes(index, mended, windows if mended == sounded else _suspects(library, index, mended))
    return mended, mended != folded


def absent_places(library: Library, folded: str) -> tuple[str, ...]:
    """The places a folded question names that the library neither has a case of nor mentions."""
    index = Index(library.db)
    tokens = _tokens(library, folded)
    known = index.frequencies([token for token, _ in tokens])
    named = [token for token, _ in tokens if token in library.words.places]
    for at, (token, start) in enumerate(tokens):
        suffix = next((suffix for suffix in _SUFFIXES if token.endswith(suffix) or _opens(token, suffix)), None)
        if suffix is None:
            continue
        name = (
            token
            if token != suffix and not _opens(token, suffix)
            else _stem_before(library, tokens[:at], known, start) + suffix
        )
        if len(name) > len(suffix) + 1 and (name in library.words.places or _is_strange(library, name)):
            named.append(name)
    ends = {name: {_stem(name), *(name[start:] for start in range(len(name) - 1))} for name in named}
    here = index.places({end for found in ends.values() for end in found})
    return tuple(name for name in ends if not ends[name] & here.keys() and not index.holds(name))


def _opens(token: str, suffix: str) -> bool:
    """Whether a word that was kept whole begins with a place's suffix, which may end the name before it: 东风|社区食堂."""
    return len(suffix) > 1 and token != suffix and token.startswith(suffix)


def _is_strange(library: Library, name: str) -> bool:
    """Whether a name with a place's suffix is likely a place: no word itself, and its stem a given name or no everyday word."""
    stem, segmenter = _stem(name), library.segmenter
    if _ASKS.search(name) or any(segmenter.knows(word) for word in (name, stem + "社区", stem + "小区")):
        return False
    if stem in library.words.names or not segmenter.knows(stem):
        return True
    rare = stem not in library.words.terms and segmenter.commonness(stem) <= RARE
    return rare and segmenter.kind(stem) in ("ns", "nr", "nz")


def _stem_before(library: Library, tokens: list[tuple[str, int]], known: dict[str, int], end: int) -> str:
    """The name a suffix that starts at `end` may belong to: the words of at most four characters right before it, one of them strange to the library."""
    stem, strange = "", False
    for token, start in reversed(tokens):
        odd = not known.get(token) or token in library.words.names
        if (
            start + len(token) != end - len(stem)
            or not is_han(token)
            or len(token) + len(stem) > 4
            or (len(token) > 1 and not odd)
        ):
            break
        stem, strange = token + stem, strange or odd
    return stem if strange else ""


def _stem(name: str) -> str:
    suffix = next((suffix for suffix in _SUFFIXES if name.endswith(suffix) and len(name) - len(suffix) > 1), "")
    return name.removesuffix(suffix)


def _mend_pinyin(index: Index, folded: str) -> str:
    """Runs of Latin letters that read as pinyin, as the library's text or words that sound so; what does not is left as typed."""
    for latin in dict.fromkeys(_LATIN.findall(folded)):
        sounded = None if index.frequencies([latin]) else read_pinyin(re.sub("[ '’]", "", latin))
        meant = (_read_out(index, sound) for sound in other_readings(sounded or ""))
        if words := next(filter(None, meant), None):
            folded = folded.replace(latin, words)
    return folded


def _read_out(index: Index, sound: str) -> str | None:
    """What sounds so: a stretch of the library's text, or else words of the library one after another; None where there is none."""
    text = index.spoken(sound) if len(sound) > 2 else None
    windows = set() if text else _windows(sound)
    return text or (_cover(sound, index.homophones(windows)) if windows else None)


def _cover(sound: str, homophones: dict[str, list[str]]) -> str | None:
    """The fewest library words whose sounds add up to a sound; None where there are none."""
    best: dict[int, tuple[int, str]] = {0: (0, "")}
    for end in range(2, len(sound) + 1):
        for start in range(max(0, end - LONGEST_WINDOW), end - 1):
            words = homophones.get(sound[start:end])
            if words and start in best:
                best[end] = min(
                    best.get(end, (99, "")), (best[start][0] + 1, best[start][1] + words[0]), key=lambda found: found[0]
                )
    found = best.get(len(sound))
    return found[1] if found else None


def _mend_homophones(library: Library, index: Index, folded: str, windows: set[str]) -> str:
    """Stretches with a word the library lacks, as the library's word or name that sounds the same."""
    homophones = index.homophones({sounds(window) for window in windows}) if windows else {}
    chosen: dict[str, str] = {}
    for window in sorted(windows, key=len, reverse=True):
        if any(window in longer for longer in chosen):
            continue
        meant = _meant(window, homophones.get(sounds(window), []))
        if meant and (len(window) > 2 or _is_sure(library, index, window, meant)) and not index.holds(window):
            chosen[window] = meant
    for window, meant in chosen.items():
        folded = folded.replace(window, meant)
    return folded


def _is_sure(library: Library, index: Index, window: str, meant: str) -> bool:
    """Whether two characters are likely a typo: no word themselves, and what they sound like is a term of the field or a place."""
    return not library.segmenter.knows(window) and (meant in library.words.terms or bool(index.places([meant])))


def _meant(window: str, words: list[str]) -> str | None:
    """Of the words that sound like a window to a south-western ear the first true homophone, else the first."""
    words = [word for word in words if word != window]
    true = [word for word in words if toneless(word) == toneless(window)]
    return next(iter(true or words), None)


def _mend_look_alikes(index: Index, folded: str, windows: set[str]) -> str:
    """A name of four characters or more, its suffix aside, with one of them wrong."""
    long = [window for window in windows if len(window) > 3 and len(_stem(window)) > 3]
    names = [name for name in index.alike(long) if len(_stem(name)) > 3] if long else []
    for window in sorted(long, key=len, reverse=True):
        same_length = [name for name in names if len(name) == len(window) and not _tells_apart(name, window)]
        found = process.extractOne(window, same_length, scorer=Hamming.normalized_similarity, score_cutoff=LOOK_ALIKE)
        if found and not index.holds(window):
            return folded.replace(window, found[0])
    return folded


def _tells_apart(name: str, window: str) -> bool:
    """Whether two names differ by a character that tells one place from another, 二期 from 一期, rather than by a slip."""
    return any(a != b and {a, b} & _TELLING for a, b in zip(name, window, strict=True))


def _suspects(library: Library, index: Index, folded: str) -> set[str]:
    """The windows of neighbouring words that hold a word the library lacks or a single character; filler only of single characters, in three or more."""
    pieces = [(folded[start:end], start) for start, end in spans(library.segmenter.cuts(folded))]
    known = index.frequencies([piece for piece, _ in pieces])
    filler = library.words.stopwords
    found = set()
    for first in range(len(pieces)):
        window, suspect, filled = "", False, False
        for piece, _ in pieces[first:]:
            if not is_han(piece) or (len(piece) > 1 and piece in filler) or len(window) + len(piece) > LONGEST_WINDOW:
                break
            window += piece
            suspect = suspect or len(piece) == 1 or not known.get(piece)
            filled = filled or piece in filler
            if suspect and len(window) >= (3 if filled else 2):
                found.add(window)
    return found


def _tokens(library: Library, folded: str) -> list[tuple[str, int]]:
    """(word, start) of the words that are not filler."""
    pieces = [(folded[start:end], start) for start, end in spans(library.segmenter.cuts(folded))]
    return [(piece, start) for piece, start in pieces if piece[0].isalnum() and piece not in library.words.stopwords]


def _windows(sound: str) -> set[str]:
    return {sound[i : i + size] for size in range(2, LONGEST_WINDOW + 1) for i in range(len(sound) - size + 1)}
