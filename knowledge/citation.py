"""What a line says of where a text was printed: the publication, the date and the page, in any order."""

from __future__ import annotations

import re
from datetime import date
from unicodedata import normalize

from .case import Source

FIRST_YEAR, LAST_YEAR = 1900, 2100
LONGEST = 80
"""Characters of the longest line that is nothing but a citation."""
_DATE = re.compile(r"(\d{4})\s*(?:年|[-./]|$)\s*(?:(\d{1,2})\s*(?:月|[-./]|$)\s*(?:(\d{1,2})\s*日?)?)?")
_PUBLICATION = re.compile(r"(?:报|刊|网|台|社|传媒|杂志|在线|新闻|客户端|公众号|频道)$")
_NEWSPAPER = re.compile(r"[\u4e00-\u9fff]{1,6}(?:[日晚早晨商时导周]|都市|社区|文明|工人|青年)报")
_NO_NAME = re.compile(r"本[报刊台网社]|社区|小区|一[张份家]|我们|自己|[的了是和办有]")
_NO_SOURCE = re.compile("[筹捐图]|资金|经费|补贴|补助|收入|收费|财政|赞助|受访|居民|业主")
"""What 来源 is said of that is no publication."""
_EDGES = " \t\u3000\xa0|｜/／·•,，、;；—-（）()【】[]"
_LABEL = r"(?:(?:文章|新闻|信息|稿件|内容|原文|资料)?(?:来源|出处)|稿源|转载?自|原载于?|摘自|选自|刊[于载])(?:于|自)?\s*[:：]?\s*"
_LABELLED = re.compile(
    rf"(?:^|(?<=[{re.escape(_EDGES)}\d日])){_LABEL}(?:《([^》]{{2,30}})》|([^\s《》【】|｜,，;；。（）()\d:：]{{2,24}}))"
)
_QUOTED = re.compile(r"《([^》]{2,15})》")
_PLAIN = re.compile(r"(?:^|(?<=[\s|｜/／,，（(\d日版]))([\u4e00-\u9fff]{3,12})(?=$|[\s|｜/／,，）)\d]|第\d)")
_DAY = re.compile(
    r"(?:(?:发布|发表|刊发|见报)?(?:时间|日期)\s*[:：]\s*|发布于\s*)?"
    r"(?<!\d)(\d{4}\s*(?:年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|([-./])\s*\d{1,2}\s*\2\s*\d{1,2}(?!\d)))"
    r"[ \u3000]*[,，]?[ \u3000]*[（(]?(?:星期|周)?(?:(?<=[期周])[一二三四五六日天])?[）)]?(?:[ \u3000T]*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
)
_PAGE = re.compile(
    r"(?:第\s*)?(?<![A-Za-z\d])([A-Z]?\d{1,3})\s*版(?!本)|版[次面]\s*[:：]\s*第?\s*([A-Z]?\d{1,3})(?:\s*版)?"
)


def date_of(text: str) -> str:
    """A date as YYYY-MM-DD, YYYY-MM or YYYY, as much as is told of it; "" for what is none."""
    found = _DATE.fullmatch(normalize("NFKC", text).strip())
    year, month, day = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return ""
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)])


def is_publication(name: str) -> bool:
    """Whether a name is by its ending that of a newspaper, a magazine or another publication."""
    return bool(_PUBLICATION.search(name))


def is_labelled(line: str) -> bool:
    """Whether a line begins by saying that a source follows."""
    return bool(re.match(rf"[（(【\s]*{_LABEL}", line)) and re.search("[:：]", line) is not None


def cite(line: str) -> tuple[Source, str] | None:
    """What a line says of where its text was printed, and the rest of the line, "" or people; None where it says nothing of it.

    A name alone is a publication where 来源 or 《》 stands with it, or its form says so.
    """
    if len(line) > LONGEST or re.search("[。！？；“”]", line):
        return None
    day, rest = _taken(_DAY, line)
    when = date_of(re.sub(r"\s", "", day))
    page, rest = _taken(_PAGE, rest)
    publication, rest = _publication(rest, bool(page or (when and FIRST_YEAR <= int(when[:4]) <= LAST_YEAR)))
    if (day and not when) or not (when or page or publication):
        return None
    return Source(publication, date=when, page=page), re.sub(r"[（(]\s*[）)]", " ", rest).strip(_EDGES)


def _publication(text: str, printed: bool) -> tuple[str, str]:
    """The publication that a line without its date and page names, and the rest. printed: whether it had one of these."""
    labelled, rest = _taken(_LABELLED, text)
    if labelled:
        return ("", text) if _NO_SOURCE.search(labelled) else (labelled, rest)
    quoted, rest = _taken(_QUOTED, text)
    if quoted:
        return (quoted, rest) if is_publication(quoted) else ("", text)
    for found in _PLAIN.finditer(text):
        name = found[1]
        if not _NO_NAME.search(name.replace("社区报", "")) and (
            _NEWSPAPER.fullmatch(name) or (printed and is_publication(name))
        ):
            return name, f"{text[: found.start()]} {text[found.end() :]}"
    return "", text


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """What the first group of a pattern that took part found in a text, and the text without all that was found."""
    found = pattern.search(text)
    if not found:
        return "", text
    value = next(group for group in found.groups() if group)
    return value.strip(), f"{text[: found.start()]} {text[found.end() :]}"
