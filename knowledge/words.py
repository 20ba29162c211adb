"""The word files a community worker can edit: own words, synonyms, filler words, topics, kinds of communities, place names."""

from __future__ import annotations

import dataclasses
import hashlib
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .case import ChapuError
from .terms import fold


@dataclass(frozen=True, slots=True)
class Topic:
    """One of the library's topics, with the everyday words that point to it. question: what to talk about after reading a case of it, or ""."""

    name: str
    about: str
    words: tuple[str, ...]
    question: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What the files say; nothing where there are none.

    own: every word of the files, to be kept whole.
    field: those of them that are the field's, no filler and no places. terms: of these the field's own terms, without what else they are called.
    names: what many places are called, though it is a word. near: the other words of its groups, by word. groups: how many groups the files have.
    pointers: the topics a word points to, by word (a topic of two names, 甲/乙, by its first). neighbourhoods: the kinds of communities there are.
    digest: changes when a word that changes segmentation does; the index is then made anew.
    """

    own: tuple[str, ...] = ()
    field: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    near: dict[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    groups: int = 0
    pointers: dict[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    stopwords: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    topics: tuple[Topic, ...] = ()
    neighbourhoods: tuple[Topic, ...] = ()
    digest: str = ""


def read_words(folder: Path) -> Words:
    """The word files of a folder; a missing one counts as empty.

    Raises ChapuError, naming the file and line, where one cannot be read.
    """
    groups = [fold(line).split() for line in _lines(folder / "synonyms.txt")]
    topics = _topics(folder / "topics.toml")
    stopwords = frozenset(map(fold, _lines(folder / "stopwords.txt")))
    places = frozenset(map(fold, _lines(folder / "places.txt")))
    terms = {*map(fold, _lines(folder / "words.txt"))}
    terms |= {part for topic in topics for part in (*topic.name.split("/"), *topic.words)}
    field = terms.union(*groups)
    spoken = sorted(word for word in field | stopwords | places if len(word) > 1)
    return Words(
        own=tuple(spoken),
        field=frozenset(field),
        terms=frozenset(terms),
        names=frozenset(map(fold, _lines(folder / "names.txt"))),
        near=_others(groups),
        groups=len(groups),
        pointers=_others([[topic.name.split("/")[0], word] for topic in topics for word in topic.words], both=False),
        stopwords=stopwords,
        places=places,
        topics=topics,
        neighbourhoods=_topics(folder / "neighbourhoods.toml"),
        digest=hashlib.sha256("\n".join(spoken).encode()).hexdigest()[:16],
    )


def with_groups(files: Words, groups: Sequence[Sequence[str]], learned: Sequence[str]) -> Words:
    """The words of the files and groups of synonyms told since, as if these stood at the end of synonyms.txt; learned: all words ever told, in order.

    Those that were told and taken back are still kept whole, so that a text is cut the same whenever the program was started.
    """
    if not learned:
        return files
    near = dict(files.near)
    for word, others in _others(groups).items():
        near[word] = tuple(dict.fromkeys((*near.get(word, ()), *others)))
    told = "\n".join((files.digest, *learned))
    return dataclasses.replace(
        files,
        own=(*files.own, *learned),
        field=files.field.union(*groups),
        near=near,
        digest=hashlib.sha256(told.encode()).hexdigest()[:16],
    )


def _others(groups: Iterable[Sequence[str]], both: bool = True) -> dict[str, tuple[str, ...]]:
    """By word, the other words of the groups it is in; with both=False the first of a group has none."""
    others: dict[str, dict[str, None]] = {}
    for group in groups:
        for word in group if both else group[1:]:
            others.setdefault(word, {}).update(dict.fromkeys(other for other in group if other != word))
    return {word: tuple(found) for word, found in others.items()}


def _lines(path: Path) -> list[str]:
    return [line for line in (raw.partition("#")[0].strip() for raw in _text(path).splitlines()) if line]


def _topics(path: Path) -> tuple[Topic, ...]:
    try:
        tables = tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise ChapuError(f"「{path.name}」写法不对（{error}），请照着其他主题改好再启动。") from None
    topics = []
    for name, table in tables.items():
        words = table.get("words", []) if isinstance(table, dict) else None
        if not isinstance(words, list) or any(not isinstance(word, str) for word in words):
            raise ChapuError(f'「{path.name}」里的主题「{name}」要写成 words = ["词", "词"]，请改好再启动。')
        about, question = (str(table.get(key, "")) for key in ("about", "question"))
        topics.append(Topic(name, about, tuple(map(fold, words)), question))
    return tuple(topics)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError):
        raise ChapuError(f"「{path.name}」读不出来，请确认它是 UTF-8 编码的文本文件。") from None
