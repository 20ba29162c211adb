"""What changed and who did it, as editors are told it, within Telegram's limits whatever was changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from knowledge import Case
from knowledge.desk import OF_SYNONYMS, Act, Change, Deed, Span, SpanKind, Version, changes, editor_names, undone_by

from .. import markup
from ..access import Context
from ..markup import Html, bold, head, joined, plain, struck
from . import changing_texts as texts
from .roles_texts import NO_NAME

ROOM, ENTITIES = 3400, 60
"""UTF-16 units of a difference, and its entities: what is around it needs the rest."""
SIZES = ((1200, 30), (400, 24), (160, 18), (60, 12))
"""UTF-16 units told of each stretch that changed, and on each side of it of what stayed; the first that lets all of it fit is taken."""
MOST_CASES = 5
"""Cases of one deed that are told."""
NAME, FEW = 60, 3
"""UTF-16 units of a title or heading in a line, and what Telegram may find in it."""


def short(text: str, most: int = NAME) -> str:
    """A text in at most so many units, in which Telegram finds little."""
    return markup.short(text, most, FEW)


def difference(found: Sequence[Change]) -> Html:
    """Changes of a case, each part with what is gone struck through and what is new in bold; and how much of it is not shown."""
    for size in SIZES:
        told, left = _fitting(_pieces(found, size))
        if not left:
            return told
    return told + "\n" + texts.MORE_CHANGES.format(count=left)


def version(before: Case | None, after: Case, hidden: tuple[bool, bool]) -> Html:
    """What a change made of a case; hidden: whether it was before, and after."""
    if before is None:
        return plain(texts.WAS_NEW)
    was, will = hidden
    seen = texts.WAS_HIDDEN[was] if was != will else ""
    return joined([seen, difference(changes(before, after))], "\n\n") or plain(texts.NO_CHANGE)


def versions(found: Sequence[Version], count: int, named: bool = False) -> Html:
    """What a deed made of cases, each under its name, as many as fit; count: how many there are. One alone has its name only where that is to be named."""
    if len(found) == 1 and not named:
        return version(found[0].before, found[0].after, found[0].hidden)
    out, shown = Html(), 0
    for each in found[:MOST_CASES]:
        title = bold(texts.OF_CASE.format(id=each.case_id, title=short(each.after.title)))
        block = joined([out, joined([title, version(each.before, each.after, each.hidden)])], "\n\n")
        if shown and (block.units > ROOM or block.entities > ENTITIES):
            break
        out, shown = block, shown + 1
    return joined([out, texts.MORE_CASES.format(count=count - shown) if shown < count else ""], "\n\n")


def parts(before: Case, after: Case) -> str:
    """The parts of a case that changed, named in one line; a further source that came or went is one."""
    both = min(len(before.reports), len(after.reports))
    named = (
        part(each) if each.report < both else texts.WHOLE_REPORT.format(number=each.report + 1)
        for each in changes(before, after)
    )
    return "、".join(dict.fromkeys(named))


def part(change: Change) -> str:
    """What a changed part of a case is called."""
    named = texts.PARTS[change.part].format(name=short(change.name) or texts.NO_HEADING)
    return (texts.OF_REPORT.format(number=change.report + 1) if change.report else "") + named


def act(context: Context, deed: Deed | None) -> str:
    """What was done, in a word, and of an undoing what it undid; a change without a deed is one."""
    if deed is None:
        return texts.ACTS[Act.EDIT.value]
    done = undone_by(context.library.db, deed) if deed.act is Act.UNDO else None
    return texts.ACTS[deed.act.value] + (texts.ACTS[done.act.value] if done else "")


def subject(deed: Deed, about: str = texts.OF_CASE, most: int = NAME) -> str:
    """What a deed was done to; about: how it is named with its number, if it has one that people know, which synonyms have not."""
    title = short(deed.subject, most) or NO_NAME
    unnumbered = deed.subject_id is None or deed.act in OF_SYNONYMS
    return title if unnumbered else about.format(id=deed.subject_id, title=title)


def who(context: Context, deed: Deed | None) -> str:
    """Who did it: by name, or else by number."""
    if deed is None:
        return texts.NO_DEED
    if deed.editor_id is None:
        return texts.NO_EDITOR
    unnamed = texts.OWNER if deed.editor_id in context.house.owners else texts.UNKNOWN
    name = editor_names(context.library.db).get(deed.editor_id) or context.house.names.get(deed.editor_id)
    return short(name, 20) if name else unnamed.format(id=deed.editor_id)


def when(context: Context, time: str) -> str:
    """A time as the chat tells it."""
    return datetime.fromisoformat(time).astimezone(context.timezone).strftime("%Y-%m-%d %H:%M")


def _pieces(found: Sequence[Change], size: tuple[int, int]) -> Iterator[tuple[Html, int]]:
    """Changes, stretch by stretch, each with how many characters of it changed; size: as in SIZES."""
    for number, change in enumerate(found):
        yield joined(["\n\n" if number else "", bold(part(change)) + "\n"], ""), 0
        for at, span in enumerate(change.spans):
            changed = 0 if span.kind is SpanKind.SAME else len(span.text)
            yield _span(span, size, at > 0, at < len(change.spans) - 1), changed


def _span(span: Span, size: tuple[int, int], before: bool, behind: bool) -> Html:
    """A stretch; before, behind: whether a change stands there, which shows where a stretch that stayed belongs."""
    most, around = size
    if span.kind is SpanKind.SAME:
        return plain(_around(span.text, around if before else 0, around if behind else 0))
    text = span.text.replace("\n", texts.NEW_LINE)
    begun = head(text, most)
    left = texts.NOT_SHOWN.format(count=len(text) - len(begun)) if begun != text else ""
    return (struck if span.kind is SpanKind.GONE else bold)(begun) + left


def _around(text: str, first: int, last: int) -> str:
    """The beginning and the end of a text that stayed, and …… for what is left out."""
    if len(text) <= first + last + len(texts.LEFT_OUT):
        return text
    return text[:first] + texts.LEFT_OUT + (text[-last:] if last else "")


def _fitting(pieces: Iterable[tuple[Html, int]]) -> tuple[Html, int]:
    """As many pieces as fit, and how many characters changed in the others."""
    out, left, full = Html(), 0, False
    for piece, changed in pieces:
        full = full or out.units + piece.units > ROOM or out.entities + piece.entities > ENTITIES
        if full:
            left += changed
        else:
            out += piece
    return out, left
