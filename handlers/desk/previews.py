"""A draft as its case will look, with what is missing and what is doubtful."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from knowledge import Case, Doubt, Filed, Twin, get_case
from knowledge.desk import KeptDraft, as_published, at_place, changes, draft_by_id, draft_twin, missing

from .. import render, send
from .. import texts as general
from ..access import Context
from ..keyboards import board, press, turn
from ..markup import ENTITIES, UNITS, bold, head, italic, joined, plain, units, until
from ..send import Screen
from . import adding_texts as texts
from . import told

NOTES, MOST_NOTES = 230, 900
"""UTF-16 units of what is said under a draft: what the longest page of a case leaves, and what is said where there is room."""
TITLE = 24
"""UTF-16 units of another case's title in there."""
DOUBTS, DOUBT = 12, 280
"""Doubts on one page, and UTF-16 units of one."""


def draft_screen(context: Context, draft_id: int, page: int = 1) -> Screen:
    """A page of a draft, just as its case's will be, with what is to be said of it and what may become of it. Raises NotFoundError."""
    kept = draft_by_id(context.library.db, draft_id)
    twin = draft_twin(context.library, kept.draft) if kept.state == "open" else None
    case = as_published(context.library.db, kept)
    replaced = twin.case_id if twin and twin.became is Filed.CHANGED else 0
    pages = render.case_pages(replace(case, id=replaced or case.id))
    page = min(max(page, 1), len(pages))
    room = max(NOTES, min(MOST_NOTES, UNITS - pages[page - 1].units - 2))
    lines = _fitting([*_notes(context, kept, twin)], [*_doubts(kept)], room)
    notes = until("\n".join(lines), ENTITIES - pages[page - 1].entities - 1)
    text = joined([pages[page - 1], italic(notes)], "\n\n")
    return Screen(text, _buttons(kept, twin, page, len(pages)))


def difference_screen(context: Context, draft_id: int) -> Screen:
    """What a draft would change in the case that it would replace."""
    db, kept = context.library.db, draft_by_id(context.library.db, draft_id)
    twin = draft_twin(context.library, kept.draft)
    back = board([press(texts.TO_DRAFT, "d:v", draft_id, 1)])
    if twin is None:
        return send.sentence(texts.NO_DIFFERENCE, back)
    found = changes(get_case(db, twin.case_id, hidden=True), as_published(db, kept))
    title = bold(texts.DIFFERENCE.format(id=twin.case_id))
    return Screen(joined([title, told.difference(found) if found else texts.NO_DIFFERENCE], "\n\n"), back)


def doubts_screen(context: Context, draft_id: int, page: int) -> Screen:
    """A page of what is doubtful about a draft."""
    doubts = draft_by_id(context.library.db, draft_id).draft.doubts
    page, pages, shown = render.on_page(len(doubts), page, DOUBTS)
    lines = [_doubt(doubts[at]) for at in shown]
    body = plain(until("\n".join(lines) or texts.NO_DOUBTS, ENTITIES - 2))
    text = joined([bold(texts.DOUBTS_TITLE.format(id=draft_id)), body], "\n\n")
    back = press(texts.TO_DRAFT, "d:v", draft_id, 1)
    return Screen(text, board(turn(f"d:o:{draft_id}", page, pages), [back]))


def missing_in(case: Case) -> str:
    """What a case lacks, in words; "" where nothing."""
    return "、".join(texts.FIELDS[name] for name in missing(case))


def _notes(context: Context, kept: KeptDraft, twin: Twin | None) -> Iterator[str]:
    """What is to be said of a draft, a sentence a line, the most important first."""
    if kept.state == "published":
        yield texts.PUBLISHED.format(id=kept.case_id, title=head(kept.draft.case.title, TITLE))
        return
    yield (texts.IS_DRAFT if kept.state == "open" else texts.DROPPED).format(name=head(kept.name, TITLE))
    if lacks := missing_in(kept.draft.case):
        yield texts.MISSING.format(missing=lacks)
    if twin:
        title = head(get_case(context.library.db, twin.case_id, hidden=True).title, TITLE)
        sentence = {Filed.CHANGED: texts.REPLACES, Filed.SAME: texts.SAME}.get(twin.became, texts.TWIN)
        yield sentence.format(id=twin.case_id, title=title)
    if kept.draft.doubts:
        yield texts.DOUBTFUL.format(count=len(kept.draft.doubts))
    if not twin and (others := at_place(context.library, kept.draft.case)):
        yield texts.BESIDE.format(cases="、".join(f"#{case_id}" for case_id in others[:5]))


def _doubts(kept: KeptDraft) -> Iterator[str]:
    """What is doubtful about an open draft, a line each."""
    return map(_doubt, kept.draft.doubts if kept.state == "open" else ())


def _doubt(doubt: Doubt) -> str:
    line = texts.DOUBT if doubt.line else texts.OF_FILE
    return head(line.format(line=doubt.line, text=doubt.text), DOUBT)


def _fitting(notes: list[str], more: list[str], room: int) -> list[str]:
    """The notes, and as many of the lines after them as fit into so many UTF-16 units."""
    lines = [head("\n".join(notes), room)]
    for line in more:
        if units("\n".join([*lines, line])) > room:
            break
        lines.append(line)
    return lines


def _buttons(kept: KeptDraft, twin: Twin | None, page: int, pages: int) -> InlineKeyboardMarkup:
    number = kept.id
    turned = turn(f"d:v:{number}", page, pages)
    home = press(texts.TO_DRAFTS, "d:l", 1)
    if kept.state == "published":
        return board(turned, [press(general.SEE_CASE.format(id=kept.case_id), "c", kept.case_id, 1, ""), home])
    if kept.state == "dropped":
        return board(turned, [press(texts.PICK_UP, "d:z", number), home])
    further: list[InlineKeyboardButton] = []
    if twin and twin.became in (Filed.FURTHER, Filed.SAME):
        further = [press(texts.AS_FURTHER.format(id=twin.case_id), "d:f", number, twin.case_id)]
    if twin and twin.became is Filed.CHANGED:
        further = [press(texts.SEE_DIFFERENCE, "d:d", number)]
    doubts = [press(texts.SEE_DOUBTS, "d:o", number, 1)] if kept.draft.doubts else []
    return board(
        turned,
        [press(texts.PUBLISH, "d:p", number), press(texts.EDIT, "d:e:d", number), press(texts.DROP, "d:x", number)],
        further,
        [*doubts, home],
    )
