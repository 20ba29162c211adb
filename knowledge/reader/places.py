"""Places named in a text: districts, streets, communities, and the chains (区街道社区) that tell which is part of which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..case import Place
from .names import Atlas, is_slogan, name_before, name_by_neighbours

LEVELS = ("city", "district", "street", "community")
_SUFFIX = re.compile(
    r"(?P<community>社区|小区|(?<![乡农全进驻入各行山])村(?![民庄镇级委里落干容规口史]|社区)|居委会)"
    r"|(?P<street>街道办事处|街道办|街道|街办|(?<![城下故家他异还返古小集场名重之])[镇乡](?![村镇级党政亲域土愁音贤情])|(?<=[\u3400-\u9fff]{2})办(?=[\u3400-\u9fff]{2,5}社区))"
    r"|(?P<city>(?<![城超股])(?:(?<=成都)|(?<!都))市(?![场民级委区域政容集井直值情面辖属]))"
    r"|(?P<district>新区|开发区|(?<![辖园片范景社小校库灾厂街营商专郊防分全各地战湿特新])区(?![域级委别位块间分县划])|(?<![全各])县(?![级委城域市]))"
)
_MUNICIPALITIES = ("北京", "上海", "天津", "重庆")


@dataclass(frozen=True, slots=True)
class Named:
    """A place a text names: its level, its name, where it stands, and itself as a place with what the text says it is part of."""

    level: str
    name: str
    start: int
    place: Place


def named(atlas: Atlas, text: str) -> list[Named]:
    """The places that a text names, in their order."""
    if text not in atlas.found:
        atlas.found[text] = _named(atlas, text)
    return atlas.found[text]


def _named(atlas: Atlas, text: str) -> list[Named]:
    found: list[Named] = []
    above, last = Place(), 0
    for match in _SUFFIX.finditer(text):
        level, suffix = str(match.lastgroup), match.group()
        run = re.search(r"[\u3400-\u9fff·A-Za-z\d]*$", text[max(last, match.start() - 12) : match.start()])
        own = run.group() if run else ""
        chained = bool(found) and match.start() - len(own) == last
        in_city = chained and bool(above.city) and not above.district
        name = name_before(
            atlas, own, suffix, level, in_city if level == "district" else chained
        ) or name_by_neighbours(atlas, own, above if chained else Place(), level, text[match.end() :])
        start = match.start() - len(name)
        if not name or is_slogan(text, start, match.end()):
            continue
        if suffix in ("新区", "开发区") and (region := re.search(r"(四川|成都)市?$", text[max(0, start - 3) : start])):
            name = region.group(1) + name
        suffix = "街道" if suffix in ("街道办事处", "街道办") else suffix
        above = _below(above if chained and start == last else Place(), level, name + suffix, atlas)
        level = _lowest(above)
        found.append(Named(level, getattr(above, level), start, above))
        last = match.end()
    return found


def whole_places(places: Sequence[Named]) -> list[Named]:
    """Of each chain of places only the last, which has the others before it in its own place."""
    ends = [each.start + len(each.name) for each in places]
    return [
        each
        for at, each in enumerate(places)
        if at + 1 == len(places) or places[at + 1].start > ends[at] or places[at + 1].place == places[at].place
    ]


def is_estate(name: str) -> bool:
    """Whether a name is that of a 小区 alone, which is part of a community that is not named."""
    return name.endswith("小区") and "社区" not in name


def is_chengdu(atlas: Atlas, district: str) -> bool:
    """Whether a district is one of Chengdu's, by the list of places."""
    bare = re.sub(r"^(?:四川|成都)", "", district)
    return bare.endswith(("区", "市", "县")) and bare in atlas.known


def _lowest(place: Place) -> str:
    return next(level for level in reversed(LEVELS) if getattr(place, level))


def _below(above: Place, level: str, name: str, atlas: Atlas) -> Place:
    """The place that a name is, being part of another where it may be."""
    if level == "city":
        level = "district" if name in atlas.known else "city"
    if level == "community" and above.community:
        return replace(above, community=above.community + name)
    if LEVELS.index(level) <= max((at for at, each in enumerate(LEVELS) if getattr(above, each)), default=-1):
        above = Place()
    if level == "street" and above.city and not above.district and above.city[:-1] not in (*_MUNICIPALITIES, "成都"):
        above = Place(district=above.city)
    return replace(above, **{level: name})
