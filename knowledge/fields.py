"""The fields of a case as an editor types them, read, and written so that they can be typed again: `read_x(write_x(value))` is the value."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import fields, replace
from typing import Any
from unicodedata import normalize

from .card import one_line
from .case import FieldError, Place, Source
from .citation import FIRST_YEAR, LAST_YEAR, date_of, is_publication

NONE = "无"
"""What is typed for a value that is not known."""
LONGEST_TITLE, LONGEST_PART = 300, 500
"""Characters of a title, and of a part of a place or source."""
_UNSENDABLE = re.compile("[\ud800-\udfff\x00-\x08\x0e-\x1f\x7f]")
_LABELLED = re.compile(r"([\u3400-\u9fff]{1,4})\s*[:：]\s*(.*)")
_PLACE_LABELS = {
    "city": ("城市", "市"),
    "district": ("区县", "区", "县"),
    "street": ("街道", "镇街", "乡镇", "镇", "乡"),
    "community": ("社区", "村", "小区"),
}
_SOURCE_LABELS = {
    "publication": ("报刊", "报纸", "媒体"),
    "title": ("标题", "题目"),
    "date": ("日期", "时间"),
    "page": ("版次", "版面", "版"),
    "reporters": ("记者", "作者"),
    "url": ("网址", "链接"),
}
_ZONES = {"高新区": "成都高新区", "东部新区": "成都东部新区", "天府新区": "四川天府新区"}
"""Districts of Chengdu that are never told without what they belong to."""
_SEPARATORS = re.compile(r"[\s·•/、，,;；>|]+")
_REGION = r"[\u3400-\u9fff]{1,7}?(?:新区|开发区|(?<![社小])区|(?<!自治)县|自治县)"
_STREET = r".{1,9}?(?:街道办事处|街道办|街道|街办|[镇乡办])"
_COMMUNITY = r".{2,}?(?:社区居委会|居委会|社区|小区|村委会|村|院落|园区|院)"
_CITATION = re.compile(
    r"(?:《(?P<publication>[^》]*)》)?\s*(?P<date>\d[\d\s年月日./-]*(?<!\s))?\s*(?:第\s*(?P<page>\S{1,8}?)\s*版)?"
    r"\s*(?:《(?P<title>.+)》)?\s*(?:记者\s*[:：]?\s*(?P<reporters>.+))?"
)
_ADDRESS = re.compile(r"https?://[^\s/]+\S*")


def read_title(text: str) -> str:
    """A title, one line. Raises FieldError."""
    lines = _lines(text)
    if len(lines) != 1:
        raise FieldError("标题要正好一行，请合成一行再发。" if lines else "标题不能空着，请发一行字。")
    return _short(lines[0], LONGEST_TITLE, "标题")


def read_year(text: str) -> int | None:
    """A year, None for 无. Raises FieldError."""
    told = _told(text)
    if told == NONE:
        return None
    found = re.fullmatch(r"([0-9]{4})\s*年?", normalize("NFKC", told))
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise FieldError(f"「{told[:20]}」不像年份，请写成 2021 这样；不知道就发「{NONE}」。")
    return int(found[1])


def write_year(year: int | None) -> str:
    """A year as it is typed."""
    return str(year) if year else NONE


def read_topics(text: str, known: Collection[str]) -> tuple[str, ...]:
    """Topics out of those known, each by its name or a part of it that no other has; none for 无. Raises FieldError."""
    told = _told(text)
    pieces = [piece for piece in re.split(r"[\s、，,;；]+", told) if piece]
    return () if told == NONE else tuple(dict.fromkeys(_topic(piece, known) for piece in pieces))


def _topic(piece: str, known: Collection[str]) -> str:
    fitting = [piece] if piece in known else [topic for topic in known if piece in topic]
    if len(fitting) != 1:
        why = f"可能是{'、'.join(fitting)}" if fitting else "可用的是：" + "、".join(known)
        raise FieldError(f"没有「{piece[:20]}」这个主题，{why}。请改好再发。")
    return fitting[0]


def write_topics(topics: Iterable[str]) -> str:
    """Topics as they are typed."""
    return "、".join(topics) or NONE


def read_place(text: str, before: Place, places: Collection[str]) -> Place:
    """A place as free text (成都市锦江区柳江街道石榴社区, its parts apart or in one), or as lines 区县：锦江区, which change nothing else of `before`.

    places: names of places that are known, among them the districts of Chengdu, which bring the city. Raises FieldError, naming what cannot be told apart.
    """
    if _told(text) == NONE:
        return Place()
    lines = _lines(text)
    if any(_LABELLED.fullmatch(line) for line in lines):
        given = _labelled(lines, _PLACE_LABELS)
        return replace(before, **{key: _short(value, LONGEST_PART, "地名") for key, value in given.items()})
    found: dict[str, str] = {}
    for piece in filter(None, _SEPARATORS.split(" ".join(lines))):
        parts = _parts_of(piece, places)
        levels = list(_PLACE_LABELS)
        last = max((levels.index(level) for level in found), default=-1)
        if not parts or levels.index(next(iter(parts))) <= last:
            raise FieldError(
                f"分不出「{piece[:30]}」是区县、街道还是社区，请一样一行，写成「街道：…」「社区：{piece[:30]}」这样。"
            )
        found |= {level: _short(part, LONGEST_PART, "地名") for level, part in parts.items()}
    return _in_chengdu(Place(**found), places)


def write_place(place: Place) -> str:
    """A place as it is typed, a line for each part."""
    return "\n".join(f"{labels[0]}：{getattr(place, key) or NONE}" for key, labels in _PLACE_LABELS.items())


def _parts_of(piece: str, places: Collection[str]) -> dict[str, str]:
    """The parts of a place, from large to small, that one run of characters names; none where it cannot be told."""
    listed = sorted(filter(_is_district, places), key=len, reverse=True)
    district = (
        "|".join([rf"(?:成都市?|四川省?)?(?:{'|'.join(map(re.escape, listed))})", _REGION]) if listed else _REGION
    )
    city = rf"(?!(?:{'|'.join(map(re.escape, listed)) or '-'}))[\u3400-\u9fff]{{2,6}}?(?:市|自治州|(?<=自治)州)|成都$"
    pattern = (
        rf"(?:四川省)?(?P<city>{city})?(?P<district>{district})?(?P<street>{_STREET})?(?P<community>{_COMMUNITY})?"
    )
    matched = re.fullmatch(pattern, piece)
    found = {level: part for level, part in matched.groupdict().items() if part} if matched else {}
    if found.get("city") == "成都":
        found["city"] = "成都市"
    if "street" in found:
        found["street"] = re.sub("街道办(?:事处)?$|街办$", "街道", found["street"])
    if "district" in found:
        bare = re.sub("^(?:成都市?|四川省?)", "", found["district"])
        found["district"] = bare if bare in listed and bare not in _ZONES else found["district"]
    return found


def _is_district(name: str) -> bool:
    return len(name) > 2 and name.endswith(("区", "市", "县"))


def _in_chengdu(place: Place, places: Collection[str]) -> Place:
    """A place with the city of its district, and the district's whole name, where the district is one of Chengdu's."""
    if place.city not in ("", "成都市"):
        return place
    district = _ZONES.get(place.district, place.district)
    bare = re.sub("^(?:成都市?|四川)", "", district)
    known = bare in places and _is_district(bare)
    return replace(place, district=district, city="成都市") if known else place


def read_source(text: str, before: Source) -> Source:
    """A source as lines 报刊：… 标题：…, which change nothing else of `before`; as a citation, as it is printed; or an address alone. Raises FieldError."""
    told, lines = _told(text), _lines(text)
    if told in (NONE, str(Source())):
        return Source()
    if any(_LABELLED.fullmatch(line) for line in lines) and not _ADDRESS.fullmatch(told):
        given = _labelled(lines, _SOURCE_LABELS)
        read: dict[str, Any] = {
            key: value if value == getattr(before, key) else _part(key, value) for key, value in given.items()
        }
        people = {"reporters": _people(given["reporters"])} if "reporters" in given else {}
        return replace(before, **{**read, **people})
    if _ADDRESS.fullmatch(told):
        return replace(before, url=_part("url", told))
    cited = _CITATION.fullmatch(" ".join(lines))
    found = {key: value for key, value in cited.groupdict().items() if value} if cited else {}
    if not found:
        raise FieldError(
            f"没看懂出处「{told[:30]}」，请一样一行，写成「报刊：…」「日期：2020-05-06」这样，要改哪行就发哪行。"
        )
    if "title" not in found and "publication" in found and _is_title(found["publication"], before):
        found["title"] = found.pop("publication")
    reporters = _people(found.pop("reporters", ""))
    return Source(**{key: _part(key, value) for key, value in found.items()}, reporters=reporters, url=before.url)


def _is_title(name: str, before: Source) -> bool:
    """Whether the one name of a citation in 《》 is that of the report, and not of what printed it."""
    return name == before.title or not (name == before.publication or is_publication(name))


def write_source(source: Source) -> str:
    """A source as it is typed, a line for each part."""
    told = {each.name: getattr(source, each.name) for each in fields(Source)} | {
        "reporters": "、".join(source.reporters)
    }
    return "\n".join(f"{labels[0]}：{told[key] or NONE}" for key, labels in _SOURCE_LABELS.items())


def _part(key: str, value: str) -> str:
    """One part of a source; a date is written as YYYY-MM-DD, YYYY-MM or YYYY."""
    if key == "date" and value:
        return _date(value)
    if key == "page":
        return re.sub(r"^第\s*|\s*版$", "", value)
    if key == "url" and value and not _ADDRESS.fullmatch(value):
        raise FieldError(f"网址「{value[:40]}」要以 http:// 或 https:// 开头，请改好再发。")
    return _short(value, LONGEST_PART, "这一项")


def _date(text: str) -> str:
    if not (found := date_of(text)):
        raise FieldError(f"没有「{text[:20]}」这一天，日期请写成 2020-05-06、2020-05 或 2020。")
    return found


def _people(text: str) -> tuple[str, ...]:
    return tuple(
        filter(
            None, (name.strip() for name in re.split(r"[、，,;；]+|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", text))
        )
    )


def _labelled(lines: Iterable[str], labels: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """The values of lines with a label, by what the label names; 无 is an empty one. Raises FieldError for any other line."""
    keys = {name: key for key, names in labels.items() for name in names}
    given: dict[str, str] = {}
    for line in _apart(lines, keys):
        found = _LABELLED.fullmatch(line)
        if not found or found[1] not in keys:
            known = "、".join(f"{names[0]}：" for names in labels.values())
            raise FieldError(f"没看懂「{line[:30]}」，每行开头要写是哪一项：{known}")
        value = found[2].strip()
        given[keys[found[1]]] = "" if value == NONE else value
    return given


def _apart(lines: Iterable[str], keys: dict[str, str]) -> list[str]:
    """Lines, each with one label: parted before another that stands in a line, but not before what has a line of its own."""
    given = list(lines)
    own = {keys.get(found[1]) for found in map(_LABELLED.fullmatch, given) if found}
    names = "|".join(sorted((name for name, key in keys.items() if key not in own), key=len, reverse=True))
    if not names:
        return given
    inside = re.compile(rf"[\s,，;；、]+(?=(?:{names})\s*[:：])")
    return [part for line in given for part in (inside.split(line) if _LABELLED.fullmatch(line) else [line])]


def read_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a section, one a line. Raises FieldError where there is none."""
    lines = _lines(text)
    if not lines:
        raise FieldError("这一节不能是空的，请发正文；不要这一节了，就点「删掉这一节」。")
    return tuple(lines)


def _lines(text: str) -> list[str]:
    """The lines of a text that are not empty, less what no card can hold."""
    return [line for line in map(one_line, _UNSENDABLE.sub("", text).splitlines()) if line]


def _told(text: str) -> str:
    return " ".join(_lines(text))


def _short(text: str, most: int, what: str) -> str:
    if len(text) > most:
        raise FieldError(f"{what}有 {len(text)} 个字，最多 {most} 个，请缩短再发。")
    return text
