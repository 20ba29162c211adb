"""An article's blocks → its sections: those with ordinals in their order, each with the place its paragraphs are about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..case import Place
from .blocks import Block, Kind, ordinal
from .form import letters, sentences
from .names import Atlas
from .places import Named, is_estate, named, whole_places

LEAST_LETTERS, LEAST_PARAGRAPHS = 180, 3
"""What is told of one community of an article's several, from which an editor makes a case of it."""
_PRONOUN = re.compile(r"^.{0,8}(?:该社区|该村|这个社区|社区(?:党委|党总支|居委会|书记|干部)?)")


@dataclass(slots=True)
class Part:
    """A section of an article: its heading's block, None for the text before the first, and its paragraphs."""

    heading: Block | None
    blocks: list[Block] = field(default_factory=list)


def read_parts(blocks: Sequence[Block], whole: bool) -> list[Part]:
    """The sections of an article, those with ordinals put in order. whole: it was not damaged."""
    parts = [Part(None)]
    for block in blocks:
        if block.kind is Kind.HEADING:
            parts.append(Part(block))
        elif block.kind in (Kind.BODY, Kind.BOX):
            parts[-1].blocks.append(block)
    return _in_order(
        _with_lists([part for part in parts if part.blocks or (part.heading and (whole or _is_marked(part.heading)))])
    )


def _is_marked(heading: Block) -> bool:
    """Whether a heading says that it is one: on a damaged page any other that nothing stands under may be a line under a picture."""
    return bool(heading.level or ordinal(heading.text))


def _with_lists(parts: Sequence[Part]) -> list[Part]:
    """The parts, each with something under its heading: a heading that nothing stands under begins that of the next part, which is lower, or else ends the
    part before it, as the last item of a list.
    """
    found, over = list[Part](), list[Block]()
    parts = _without_strays(parts)
    styles = list(dict.fromkeys(_style(part.heading) for part in parts if part.heading))
    for part, after in zip(parts, [*parts[1:], None], strict=True):
        below = after.heading if after else None
        if part.blocks or not part.heading:
            found.append(Part(_together([*over, part.heading]) if part.heading else None, part.blocks))
            over = []
        elif below and _is_over(part.heading, below, styles):
            over.append(part.heading)
        elif found:
            found[-1].blocks += [*over, part.heading]
            over = []
        else:
            found.append(part)
    return found


def _without_strays(parts: Sequence[Part]) -> list[Part]:
    """The parts, where a heading with nothing under it that does not say it is one is a paragraph of the part before it."""
    found = list[Part]()
    for part, after in zip(parts, [*parts[1:], None], strict=True):
        stray = part.heading and not part.blocks and not _is_marked(part.heading)
        if stray and part.heading and found and not (after and after.heading and _is_marked(after.heading)):
            found[-1].blocks.append(part.heading)
        else:
            found.append(part)
    return found


def _together(headings: Sequence[Block]) -> Block:
    *over, last = headings
    text, lines = " ".join(each.text for each in headings), tuple(line for each in headings for line in each.lines)
    return replace(last, text=text, lines=lines) if over else last


def _style(heading: Block) -> str:
    return (ordinal(heading.text) or ("",))[0]


def _is_over(heading: Block, below: Block, styles: Sequence[str]) -> bool:
    """Whether a heading is over the one that follows it: of a higher level, or with a kind of ordinal that the page begins with earlier."""
    if heading.level and below.level:
        return heading.level < below.level
    return styles.index(_style(heading)) < styles.index(_style(below))


def _in_order(parts: list[Part]) -> list[Part]:
    """The parts with those that begin with an ordinal, and what stands under each, in the order of their numbers.

    Only ordinals of the style that the first one has count; where a number comes twice nothing is moved. What stands without one behind the last
    that was moved up ends the article.
    """
    numbers = [ordinal(part.heading.text) if part.heading else None for part in parts]
    style = next((number[0] for number in numbers if number), None)
    at = [i for i, number in enumerate(numbers) if number and number[0] == style]
    values = [number[1] for number in numbers if number and number[0] == style]
    if len(at) < 2 or len(set(values)) < len(values) or values == sorted(values):
        return parts
    last = at[-1] + 1 if values[-1] != max(values) else len(parts)
    groups = {value: parts[start:end] for value, start, end in zip(values, at, [*at[1:], last], strict=True)}
    return [*parts[: at[0]], *(part for value in sorted(groups) for part in groups[value]), *parts[last:]]


def missing_ordinals(parts: Sequence[Part]) -> list[int]:
    """The numbers left out between the ordinals of an article's headings."""
    found = [ordinal(part.heading.text) for part in parts if part.heading]
    values = [each[1] for each in found if each and each[0] == (next(e for e in found if e)[0])]
    return [value for value in range(1, max(values, default=0)) if value not in values] if len(values) > 1 else []


def split_communities(atlas: Atlas, parts: Sequence[Part], own: Place) -> dict[str, list[Part]]:
    """What is told of single communities of an article about several, by community: those that are told enough of. It is taken out of the parts."""
    if own.community:
        return {}
    owners = {
        id(block): owner for part in parts for block, owner in zip(part.blocks, _owners(atlas, part, own), strict=True)
    }
    last = next((block for part in reversed(parts) for block in reversed(part.blocks)), None)
    if last and any(not each.place.community and _is_within(own, each.place) for each in named(atlas, last.text)):
        owners[id(last)] = ""
    told: dict[str, list[Block]] = {}
    for part in parts:
        for block in part.blocks:
            if owner := owners[id(block)]:
                told.setdefault(owner, []).append(block)
    enough = {
        name
        for name, blocks in told.items()
        if len(blocks) >= LEAST_PARAGRAPHS and sum(len(letters(b.text)) for b in blocks) >= LEAST_LETTERS
    }
    if sum(len(part.blocks) for part in parts) - sum(len(told[name]) for name in enough) < 2:
        return {}
    found: dict[str, list[Part]] = {name: [] for name in told if name in enough}
    for part in parts:
        for name in dict.fromkeys(owners[id(block)] for block in part.blocks):
            if name in enough:
                found[name].append(Part(part.heading, [block for block in part.blocks if owners[id(block)] == name]))
        part.blocks = [block for block in part.blocks if owners[id(block)] not in enough]
    return found


def _owners(atlas: Atlas, part: Part, own: Place) -> list[str]:
    """Of each paragraph of a section the community it is about; "" where it is about the whole, or about several."""
    heads = _communities(named(atlas, part.heading.text)) if part.heading else []
    owner, found = heads[0] if len(heads) == 1 else "", list[str]()
    last_told = -1
    for block in part.blocks:
        places = whole_places(named(atlas, block.text))
        told = list(dict.fromkeys(_communities(places)))
        whole = (
            bool(places)
            and places[0].start < len(sentences(block.text)[0])
            and not places[0].place.community
            and _is_within(own, places[0].place)
        )
        elsewhere = any(
            each.place.street and own.street != each.place.street and not each.place.community for each in places
        )
        if whole:
            owner = ""
        elif len(told) == 1 and (told[0] != owner):
            owner = told[0]
        elif (len(told) > 1 and not (told[0] == owner and places[0].start < 12)) or (
            not told and (elsewhere and not own.street and not _PRONOUN.match(block.text) and _is_other(found, places))
        ):
            owner = ""
        last_told = len(found) if told else last_told
        found.append(owner)
    return found


def _is_other(found: Sequence[str], places: Sequence[Named]) -> bool:
    return bool(found) and places[0].start < 12


def _communities(places: Sequence[Named]) -> list[str]:
    """The communities among places; a 小区 counts only as part of one."""
    return [each.place.community for each in places if each.place.community and not is_estate(each.place.community)]


def _is_within(own: Place, place: Place) -> bool:
    """Whether a place that a paragraph begins with is the article's own."""
    return bool(
        (own.street and own.street == place.street)
        or (own.district and own.district == place.district and not place.street)
    )
