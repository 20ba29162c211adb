"""The case card: one case as a Markdown file with front matter, read and written so that nothing is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from .case import HEADINGS, CardError, Case, Place, Report, Section, Source, implied_kinds

PLACE_KEYS = ("community", "street", "district", "city")
SOURCE_KEYS = ("publication", "title", "date", "page", "reporters", "url")
KEYS = ("id", "title", *PLACE_KEYS, "year", "topics", "source", "captions", "notes", "further")
HEADED, AS_PRINTED = "headings", "原文"
"""`headings: 原文` in a source: its sections have the headings and the order that they were printed with, not those of HEADINGS."""
OTHER = "其他"
"""What a kind line calls a paragraph of which it is not known what it tells."""
_KIND = re.compile(r"<!--\s*(.*?)\s*-->")
_FURTHER = re.compile(r"#\s*来源\s*([0-9]+)")
_LINE_BREAK = re.compile(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")
_WORD_GAP = re.compile(r"(?<=[!-~])\n(?=[!-~])")


def read_card(text: str, name: str) -> Case:
    """The case written on a card.

    text: the whole card; name: what to call it in an error.
    Sections are put in the order of HEADINGS, unless their source says that they are as printed; a paragraph's lines are joined into one.
    Raises CardError, naming the card, the thing that is wrong and how to mend it.
    """
    meta, body = _split(text.removeprefix("\ufeff"), name)
    _known(meta, KEYS, name)
    title = _line(meta, "title", name)
    if not title:
        raise CardError(f"「{name}」缺「title」（标题），请在抬头里补上。")
    own, *further = _read_reports([meta.get("source") or {}, *_items(meta, name)], body, name)
    return Case(
        id=_number(meta, "id", name) or 0,
        title=title,
        place=Place(**{key: _line(meta, key, name) for key in PLACE_KEYS}),
        year=_number(meta, "year", name),
        topics=_lines(meta, "topics", name),
        source=own.source,
        sections=own.sections,
        captions=_lines(meta, "captions", name),
        notes=_lines(meta, "notes", name),
        further=tuple(further),
    )


def write_card(case: Case) -> str:
    """The card of a case: `read_card` gives back the same case."""
    place = {key: getattr(case.place, key) for key in PLACE_KEYS}
    own, *further = map(_item_of, case.reports)
    meta = {"id": case.id, "title": case.title, **place, "year": case.year, "topics": list(case.topics)}
    meta |= {"source": own, "captions": list(case.captions), "notes": list(case.notes), "further": further}
    head = yaml.safe_dump(
        {key: value for key, value in meta.items() if value}, allow_unicode=True, sort_keys=False, width=10**6
    )
    body = list(_blocks_of(case.sections))
    for number, report in enumerate(case.further, 2):
        body += [f"# 来源 {number}", *_blocks_of(report.sections)]
    return f"---\n{head}---\n\n" + "\n\n".join(body) + "\n"


def _item_of(report: Report) -> dict[str, Any]:
    """A source as it stands in the front matter; what it does not say is left out."""
    headings = [section.heading for section in report.sections]
    usual = headings == [heading for heading in HEADINGS if heading in headings]
    usual = usual and all(section.paragraphs for section in report.sections)
    item: dict[str, Any] = {key: getattr(report.source, key) for key in SOURCE_KEYS}
    item |= {"reporters": list(report.source.reporters), HEADED: "" if usual else AS_PRINTED}
    return {key: value for key, value in item.items() if value}


def _blocks_of(sections: Iterable[Section]) -> Iterator[str]:
    """Sections as blocks of a card's body: headings, paragraphs, and a line before each paragraph of another kind than is to be expected there."""
    for at, section in enumerate(sections):
        if at or section.heading or not section.paragraphs:
            yield f"## {_escape(section.heading)}".rstrip()
        [expected] = implied_kinds(section.heading, 1)
        for paragraph, kind in zip(section.paragraphs, section.kinds, strict=True):
            if kind != expected:
                yield f"<!-- {kind or OTHER} -->"
            expected = kind
            yield _escape(paragraph)


def _split(text: str, name: str) -> tuple[dict[str, Any], str]:
    """A card's front matter, every value a text, so that 010 stays 010; and its body."""
    if "\0" in text:
        raise CardError(f"「{name}」里有不是文字的字符，请用文本编辑器另存一份再试。")
    handler = YAMLHandler()
    try:
        head, body = handler.split(text) if handler.detect(text) else ("", text)
        meta = yaml.load(head, Loader=yaml.BaseLoader)  # noqa: S506 - the base loader makes nothing but texts
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"第 {mark.line + 1} 行附近" if mark else "开头"
        raise CardError(f"「{name}」的抬头（两行 --- 之间）在{where}写法不对，请检查冒号、引号和缩进后再试。") from None
    if not isinstance(meta, dict):
        raise CardError(f"「{name}」没有案例卡的抬头，请在文件最前面用两行 --- 夹住 title 等各项。")
    return meta, body


def one_line(text: str) -> str:
    """A text's lines as one: Latin words keep a space between them, Chinese is joined without."""
    text = _LINE_BREAK.sub("\n", text.strip())
    return _WORD_GAP.sub(" ", text).replace("\n", "")


def _read_reports(items: list[Any], body: str, name: str) -> list[Report]:
    """The reports on a card; items: their sources as they stand in the front matter, the case's own first."""
    sources = [_read_source(item, name) for item in items]
    texts: list[list[str]] = [[]]
    numbers = []
    for line in body.splitlines():
        if number := _FURTHER.fullmatch(line.rstrip()):
            numbers.append(int(number[1]))
            texts.append([])
        else:
            texts[-1].append(line)
    if numbers != list(range(2, len(items) + 1)):
        raise CardError(
            f"「{name}」抬头的「further」里有 {len(items) - 1} 个来源，正文里的「# 来源 2」「# 来源 3」……要从 2 数起、一样多，请对一对。"
        )
    reports = [
        Report(source, _read_sections(lines, name, as_printed))
        for (source, as_printed), lines in zip(sources, texts, strict=True)
    ]
    if not any(report.sections for report in reports):
        raise CardError(f"「{name}」没有正文，请至少写一节，例如「## 做法」。")
    return reports


def _read_source(item: Any, name: str) -> tuple[Source, bool]:
    """(a source, whether its sections are as printed) as they stand in the front matter."""
    if not isinstance(item, dict):
        raise CardError(f"「{name}」的「source」要分项写（publication、title、date……），请照着已有的案例卡改。")
    _known(item, (*SOURCE_KEYS, HEADED), name)
    headed = _line(item, HEADED, name)
    if headed not in ("", AS_PRINTED):
        raise CardError(f"「{name}」的「{HEADED}」只能写「{AS_PRINTED}」，或者不写这一行，现在是「{headed}」。")
    lines = {key: _line(item, key, name) for key in SOURCE_KEYS if key != "reporters"}
    return Source(**lines, reporters=_lines(item, "reporters", name)), bool(headed)


def _read_sections(lines: Iterable[str], name: str, as_printed: bool) -> tuple[Section, ...]:
    """The sections on these lines; as_printed: with any headings, in the order they stand in."""
    found: list[tuple[str, list[str], list[str]]] = []
    kind = ""
    for mark, text in _blocks(lines):
        if mark == "#":
            heading = text if as_printed else _one_of(HEADINGS, text, "小标题", "写成「## 做法」这样", name)
            [kind] = implied_kinds(heading, 1)
            found.append((heading, [], []))
        elif mark:
            known = _one_of((*HEADINGS, OTHER), text, "段落类别", "写成「<!-- 做法 -->」这样", name)
            kind = known if known != OTHER else ""
        else:
            if not found and not as_printed:
                raise CardError(f"「{name}」的正文「{text[:12]}」不在任何小标题下，请放到「## 背景」这样的小标题后面。")
            found = found or [("", [], [])]
            found[-1][1].append(text)
            found[-1][2].append(kind)
    if not as_printed:
        found = [_together(heading, found) for heading in HEADINGS]
        found = [section for section in found if section[1]]
    return tuple(Section(heading, tuple(texts), tuple(kinds)) for heading, texts, kinds in found)


def _together(wanted: str, found: list[tuple[str, list[str], list[str]]]) -> tuple[str, list[str], list[str]]:
    """All that stands under one heading."""
    parts = [(texts, kinds) for heading, texts, kinds in found if heading == wanted]
    return wanted, [text for texts, _ in parts for text in texts], [kind for _, kinds in parts for kind in kinds]


def _blocks(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(mark, text) of each heading ("#"), kind line ("<") and paragraph (""), a paragraph's lines joined."""
    held: list[str] = []
    for line in [*lines, ""]:
        kind = _KIND.fullmatch(line.strip())
        if line.strip() and not line.startswith("#") and not kind:
            held.append(line)
            continue
        if held:
            yield "", one_line("\n".join(held)).removeprefix("\\")
            held = []
        if kind:
            yield "<", kind[1]
        elif line.strip():
            yield "#", line.lstrip("#").strip().removeprefix("\\")


def _one_of(known: tuple[str, ...], text: str, what: str, how: str, name: str) -> str:
    if text not in known:
        raise CardError(f"「{name}」里有不认识的{what}「{text}」，可用的是：{'、'.join(known)}，{how}。")
    return text


def _escape(text: str) -> str:
    return "\\" + text if text.startswith(("#", "\\", "<!--")) else text


def _items(meta: Mapping[str, Any], name: str) -> list[Any]:
    """The sources of a card's further reports, as they stand in the front matter."""
    items = meta.get("further") or []
    if not isinstance(items, list):
        raise CardError(f"「{name}」的「further」要写成列表，每个来源以短横线开头，请照 docs/cards.md 里的样子改。")
    return items


def _known(meta: Mapping[str, Any], keys: tuple[str, ...], name: str) -> None:
    for key in meta:
        if key not in keys:
            raise CardError(f"「{name}」的抬头里有不认识的项「{key}」，可用的项是：{'、'.join(keys)}。")


def _line(meta: Mapping[str, Any], key: str, name: str) -> str:
    value = meta.get(key, "")
    if not isinstance(value, str):
        raise CardError(f"「{name}」的「{key}」只能写一项文字，请改成一行。")
    return one_line(value)


def _lines(meta: Mapping[str, Any], key: str, name: str) -> tuple[str, ...]:
    value = meta.get(key) or []
    if not isinstance(value, list) or any(not isinstance(item, str) for item in value):
        raise CardError(f"「{name}」的「{key}」要写成列表，例如 [甲, 乙]；带冒号的文字请加引号。")
    return tuple(filter(None, map(one_line, value)))


def _number(meta: Mapping[str, Any], key: str, name: str) -> int | None:
    value = _line(meta, key, name)
    if re.fullmatch(r"[0-9]{0,9}", value):
        return int(value) if value else None
    raise CardError(f"「{name}」的「{key}」要写数字，例如 2020，现在是「{value}」。")
