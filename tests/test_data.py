"""The cards and word files hold to their rules."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from knowledge import Case, read_card
from knowledge.card import PLACE_KEYS
from knowledge.case import HEADINGS
from knowledge.terms import fold
from knowledge.words import read_words
from tests.conftest import ROOT, shared

CARDS = sorted((ROOT / "data" / "cases").glob("*.md"))
WORDS = read_words(ROOT / "data")
TOPICS = [topic.name for topic in WORDS.topics]


def read(path: Path) -> Case:
    return read_card(path.read_text(encoding="utf-8"), path.name)


def plain(text: str) -> str:
    """A text as pages and cards are compared: compatibility forms folded, white space left out, quotes alike."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).translate(
        dict(zip(map(ord, "“”‘’"), '""' + "''", strict=True))
    )


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_a_card_is_whole(path: Path) -> None:
    case = read(path)
    assert case.title.partition("：")[0] in path.stem
    assert len(case.title) <= 34
    assert set(case.topics) <= set(TOPICS)
    assert case.topics
    assert case.place.city == "成都市"
    assert case.place.district
    assert case.year
    assert [heading for heading in HEADINGS if heading in {section.heading for section in case.sections}] == [
        section.heading for section in case.sections
    ]
    assert all(len(each.text) <= 200 for each in case.paragraphs())


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_a_card_leaves_out_what_its_source_does_not_say(path: Path) -> None:
    head = path.read_text(encoding="utf-8").split("---")[1]
    assert re.findall(r"^ *\w+: *(?:''|\"\"|null|~|无|不详)? *$", head, re.M) == (
        ["source:"] * ("source:" in head) + ["captions:"] * ("captions:" in head) + ["notes:"] * ("notes:" in head)
    )
    assert all(f"{key}:" in head for key in PLACE_KEYS if getattr(read(path).place, key))


def test_no_two_cards_tell_the_same_case() -> None:
    assert [
        name for name, count in Counter((read(path).title, read(path).place) for path in CARDS).items() if count > 1
    ] == []


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_a_card_says_only_figures_of_its_page_in_words_of_its_own(path: Path) -> None:
    pages = [plain(page.read_text(encoding="utf-8")) for page in sorted(shared("seeds").glob("*.txt"))]
    case = read(path)
    text = plain("\n".join(each.text for each in case.paragraphs()))
    figures = {figure.rstrip(".,") for figure in re.findall(r"\d[\d.,]*", text)}
    assert any(all(figure in page for figure in figures) for page in pages)
    own = re.sub(r'"[^"]*"|《[^》]*》', "│", text)
    runs = {own[at : at + 30] for at in range(len(own) - 29)}
    lists = {run for run in runs if run.count("、") + run.count(",") > 1}  # of proper names
    assert {run for run in runs - lists if "│" not in run and any(run in page for page in pages)} == set()


def test_the_topics_are_the_sixteen_of_the_field() -> None:
    assert TOPICS == [
        "党建引领",
        "养老助老",
        "公共空间",
        "产业社区",
        "智慧治理",
        "居民自治",
        "社会组织与志愿",
        "慈善与社区基金",
        "就业创业",
        "文化营造",
        "便民服务",
        "新就业群体",
        "儿童友好",
        "小区治理/物业",
        "国际化社区",
        "乡村振兴",
    ]
    assert all(topic.about and len(topic.words) >= 20 for topic in WORDS.topics)


def test_word_files_are_tidy() -> None:
    lines = {
        name: [
            line.partition("#")[0].strip() for line in (ROOT / "data" / name).read_text(encoding="utf-8").splitlines()
        ]
        for name in ("words.txt", "stopwords.txt", "places.txt", "names.txt", "synonyms.txt")
    }
    groups = [line.split() for line in lines.pop("synonyms.txt") if line]
    for words in lines.values():
        assert [word for word, count in Counter(filter(None, words)).items() if count > 1] == []
    assert [group for group in groups if len(set(group)) < len(group) or len(group) < 2] == []
    assert [word for group in groups for word in group if word in WORDS.stopwords] == []
    assert [word for word in lines["places.txt"] + lines["words.txt"] if word in WORDS.stopwords] == []
    assert [word for group in groups for word in group if fold(word) != word] == []
