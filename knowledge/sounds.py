"""Text → sounds: toneless pinyin as south-western ears hear it, and back from pinyin typed. The only home of pypinyin.

Sounds keep a text's length: what is found in them stands at the same offsets in the text itself.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import cache, lru_cache

TWO_READINGS = "都长重行乐还调"
"""Characters of many words and places that are not always read as they are most often: 成都, 长寿, 重庆, 银行, 音乐, 归还, 调解."""
_PRIVATE = 0xE000
_SOUNDED = re.compile("[\ue001-\uefff]{2,}")
_INITIALS = ("", *"bpmfdtlgkhjqxrzcsyw")
_FINALS = (
    *("a", "o", "e", "i", "u", "v", "ai", "ei", "ui", "ao", "ou", "iu", "ie", "ve", "ue", "er"),
    *("an", "en", "in", "un", "vn", "ong", "ia", "iao", "ian", "iong", "ua", "uo", "uai", "uan", "van"),
)
_CODE = {
    initial + final: chr(_PRIVATE + 1 + i * 64 + j)
    for i, initial in enumerate(_INITIALS)
    for j, final in enumerate(_FINALS)
}


class _Sounds(dict[int, str]):
    """A `str.translate` table from a folded character to the code of its sound, or to itself where it has none."""

    def __missing__(self, code: int) -> str:
        readings = _readings().get(code, "")
        self[code] = sound = _CODE.get(fold_syllable(_toneless(readings.partition(",")[0])), chr(code))
        return sound


def sounds(folded: str) -> str:
    """Each Han character of a folded text as the code of its toneless sound, folded as south-western ears mix them; as long as the text."""
    return folded.translate(_sounds())


def sound_pairs(sounded: str) -> list[str]:
    """The overlapping pairs of neighbouring sounds, the sound index's terms."""
    return [run[i : i + 2] for run in _SOUNDED.findall(sounded) for i in range(len(run) - 1)]


def is_sound(char: str) -> bool:
    """Whether a character is a code that `sounds` gives."""
    return "\ue000" < char < "\uf000"


def read_pinyin(latin: str) -> str | None:
    """The sounds of a run of Latin letters read as pinyin (longest syllables first), or None where it is none."""
    ends: dict[int, str] = {len(latin): ""}
    for start in range(len(latin) - 1, -1, -1):
        for size in range(min(6, len(latin) - start), 0, -1):
            rest = ends.get(start + size)
            syllable = latin[start : start + size]
            if rest is not None and syllable in _syllables():
                ends[start] = _CODE[fold_syllable(syllable)] + rest
                break
    return ends.get(0) or None


def other_readings(sounded: str) -> list[str]:
    """A run of sounds, and what it is where some of them are the second reading of a common character (都 du, 长 chang): that character's first."""
    found = [sounded]
    for second, first in _second_readings().items():
        found += [run.replace(second, first) for run in found if second in run]
    return found


@lru_cache(maxsize=1024)
def fold_syllable(syllable: str) -> str:
    """A toneless syllable with n/l, zh/z, ch/c, sh/s and -ng/-n folded together, as in south-western Mandarin (西南官话).

    The folding and its worth (near-homophones .970 → .992) are in the project's search notes; -ong has no partner and stays.
    """
    syllable = syllable.replace("ü", "v")
    if syllable[:2] in ("zh", "ch", "sh"):
        syllable = syllable[0] + syllable[2:]
    if syllable[:1] == "n":
        syllable = "l" + syllable[1:]
    if syllable.endswith("ng") and not syllable.endswith("ong"):
        syllable = syllable[:-1]
    return syllable


def toneless(word: str) -> str:
    """A word's pinyin without tones and unfolded, to prefer a true homophone to a near one."""
    return " ".join(_toneless(_readings().get(ord(char), char).partition(",")[0]) for char in word)


def _toneless(syllable: str) -> str:
    letters = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@cache
def _sounds() -> _Sounds:
    return _Sounds()


@cache
def _readings() -> dict[int, str]:
    """Code point → its readings, commonest first. pypinyin's phrase table (45 MB) is left out by its own switch: single characters are enough here."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 - the switch must be set first, and a card needs no pinyin to be shown

    return dict(PINYIN_DICT)


@cache
def _second_readings() -> dict[str, str]:
    """The sound of the second reading of common characters that have two → that of the first."""
    readings = {char: [*map(_toneless, _readings()[ord(char)].split(","))] for char in TWO_READINGS}
    return {_CODE[fold_syllable(second)]: _CODE[fold_syllable(first)] for first, second, *_ in readings.values()}


@cache
def _syllables() -> frozenset[str]:
    """Every toneless syllable that a common character has."""
    readings = {
        reading for code, line in _readings().items() if 0x4E00 <= code <= 0x9FFF for reading in line.split(",")
    }
    common = map(_toneless, readings)
    return frozenset(syllable for syllable in common if fold_syllable(syllable) in _CODE)
