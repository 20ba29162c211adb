"""The case card: one case as a Markdown file with front matter, read and written so that nothing is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from .case import HEADINGS, CardError, Case, Place, Section, Source

PLACE_KEYS = ("community", "street", "district", "city")
SOURCE_KEYS = ("publication", "title", "date", "page", "reporters", "url")
KEYS = ("id", "title", *PLACE_KEYS, "year", "topics", "source", "captions", "notes")
_LINE_BREAK = re.compile(r"\s*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")
_WORD_GAP = re.compile(r"(?<=[!-~])\n(?=[!-~])")


def read_card(text: str, name: str) -> Case:
    """The case written on a card.

    text: the whole card; name: what to call it in an error.
    Sections are put in the order of HEADINGS; a paragraph's lines are joined into one.
    Raises CardError, naming the card, the thing that is wrong and how to mend it.
    """
    meta, body = _split(text.removeprefix("\ufeff"), name)
    _known(meta, KEYS, name)
    source = meta.get("source") or {}
    if not isinstance(source, dict):
        raise CardError(f"「{name}」的「source」要分项写（publication、title、date……），请照着已有的案例卡改。")
    _known(source, SOURCE_KEYS, name)
    title = _line(meta, "title", name)
    if not title:
        raise CardError(f"「{name}」缺「title」（标题），请在抬头里补上。")
    return Case(
        id=_number(meta, "id", name) or 0,
        title=title,
        place=Place(**{key: _line(meta, key, name) for key in PLACE_KEYS}),
        year=_number(meta, "year", name),
        topics=_lines(meta, "topics", name),
        source=Source(
            **{key: _line(source, key, name) for key in SOURCE_KEYS if key != "reporters"},
            reporters=_lines(source, "reporters", name),
        ),
        sections=_read_sections(body, name),
        captions=_lines(meta, "captions", name),
        notes=_lines(meta, "notes", name),
    )


def write_card(case: Case) -> str:
    """The card of a case: `read_card` gives back the same case."""
    data = case.as_dict()
    meta = {"id": case.id, "title": case.title, **{key: data["place"][key] for key in PLACE_KEYS}}
    meta |= {"year": case.year, "topics": list(case.topics)}
    source = data["source"] | {"reporters": list(case.source.reporters)}
    meta["source"] = {key: source[key] for key in SOURCE_KEYS if source[key]}
    meta |= {"captions": list(case.captions), "notes": list(case.notes)}
    head = yaml.safe_dump(
        {key: value for key, value in meta.items() if value}, allow_unicode=True, sort_keys=False, width=10**6
    )
    body = [
        "## " + section.heading + "\n\n" + "\n\n".join(map(_escape, section.paragraphs)) for section in case.sections
    ]
    return f"---\n{head}---\n\n" + "\n\n".join(body) + "\n"


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


def _read_sections(body: str, name: str) -> tuple[Section, ...]:
    found: dict[str, list[str]] = {}
    heading, lines = "", list[str]()
    for line in [*body.splitlines(), ""]:
        if line.strip() and not line.startswith("#"):
            lines.append(line)
            continue
        if lines and not heading:
            raise CardError(
                f"「{name}」的正文「{lines[0].strip()[:12]}」不在任何小标题下，请放到「## 背景」这样的小标题后面。"
            )
        if lines:
            found.setdefault(heading, []).append(one_line("\n".join(lines)).removeprefix("\\"))
            lines = []
        heading = _heading(line, name) if line.startswith("#") else heading
    if not found:
        raise CardError(f"「{name}」没有正文，请至少写一节，例如「## 做法」。")
    return tuple(Section(heading, tuple(found[heading])) for heading in HEADINGS if heading in found)


def _heading(line: str, name: str) -> str:
    heading = line.lstrip("#").strip()
    if heading not in HEADINGS:
        raise CardError(
            f"「{name}」里有不认识的小标题「{heading}」，可用的是：{'、'.join(HEADINGS)}，写成「## 做法」这样。"
        )
    return heading


def _escape(paragraph: str) -> str:
    return "\\" + paragraph if paragraph.startswith(("#", "\\")) else paragraph


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
