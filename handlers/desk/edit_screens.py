"""What an editor sees of a case that is being changed: its fields, the question for one, the difference before and after it is saved."""

from __future__ import annotations

from knowledge import Case, Library
from knowledge.desk import Editable, changes, is_hidden

from .. import render
from ..access import Context
from ..keyboards import board, copy, danger, press, rows, see_case, turn
from ..markup import Html, bold, copied, head, joined
from ..send import Screen
from . import changing_texts as texts
from . import edit_fields, told

SHOWN, MOST_MESSAGES = 3400, 4
"""UTF-16 units of a present value in one message; in how many it is shown before a file is better."""
CHOICES, LABEL = 12, 12
"""Sections on one page, and the UTF-16 units of each on its button."""


def kind(made_from: Editable) -> str:
    """What a button calls it: c a case, d a draft."""
    return "d" if made_from.is_draft else "c"


def question(library: Library, made_from: Editable, field: str) -> list[Screen]:
    """The question for a new value, after the present one where that takes messages of its own; none of those where it is too long even so."""
    value = edit_fields.present(made_from, field)
    pieces = portions(value)
    *before, last = pieces if 0 < len(pieces) <= MOST_MESSAGES else [""]
    title = texts.ASKED.format(what=edit_fields.what(made_from), part=edit_fields.name(made_from, field))
    now = joined([texts.NOW_IS, copied(last)]) if last else Html()
    asked = joined([bold(title), edit_fields.asked(library, field), now], "\n\n")
    drop = [danger(texts.DROP_SECTION, "d:ex", kind(made_from), made_from.id, field)] if field[0] == "c" else []
    leave = press(texts.NOT_CHANGE, "d:e", kind(made_from), made_from.id)
    shown = [Screen(joined([texts.NOW_IS, copied(piece)])) for piece in before]
    return [*shown, Screen(asked, board(copy(texts.COPY_NOW, value), [*drop, leave]))]


def difference(made_from: Editable, field: str, case: Case, edit_id: int) -> Screen:
    """A change as it is shown before it is saved. case: with the field changed."""
    title = texts.PREVIEW.format(what=edit_fields.what(made_from), part=edit_fields.name(made_from, field))
    text = joined([bold(title), told.difference(changes(made_from.case, case)), texts.LEGEND], "\n\n")
    again = press(texts.AGAIN, "d:ea", kind(made_from), made_from.id, field)
    leave = press(texts.NOT_CHANGE, "d:en", edit_id)
    return Screen(text, board([press(texts.SAVE, "d:es", edit_id), again, leave]))


def saved(context: Context, case_id: int, cases: tuple[Case, Case], deed_id: int) -> Screen:
    """A change that was saved; cases: before and after."""
    before, after = cases
    hidden = is_hidden(context.library.db, case_id)
    title = bold(texts.SAVED.format(what=texts.CASE.format(id=case_id), title=told.short(after.title)))
    text = joined([title, texts.SAVED_HIDDEN if hidden else "", told.difference(changes(before, after))], "\n\n")
    undo = [press(texts.UNDO, "d:u", deed_id)] if deed_id else []
    see = [] if hidden else [see_case(case_id)]
    return Screen(text, board([*see, *undo, press(texts.GO_ON, "d:e", "c", case_id)]))


def fields(context: Context, made_from: Editable) -> Screen:
    """A case as it is, in short, and what can be changed in it."""
    case = made_from.case
    facts = [
        (texts.CHANGE_PLACE, str(case.place)),
        (texts.CHANGE_YEAR, str(case.year or "")),
        (texts.CHANGE_TOPICS, " ".join(case.topics)),
        (texts.CHANGE_SOURCE, "；".join(map(str, case.sources))),
        (texts.SECTIONS, "、".join(name for _, name in edit_fields.choices(made_from, "c"))),
    ]
    lines = [texts.FACT.format(name=name, value=told.short(value, 300)) for name, value in facts if value]
    own = [
        press(label, "d:ea", kind(made_from), made_from.id, field)
        for label, field in (
            (texts.CHANGE_TITLE, "t"),
            (texts.CHANGE_PLACE, "p"),
            (texts.CHANGE_YEAR, "y"),
            (texts.CHANGE_TOPICS, "o"),
        )
    ]
    which = [("s", texts.CHANGE_SOURCE), ("c", texts.CHANGE_SECTION), ("n", texts.ADD_SECTION)]
    lists = [
        press(label, "d:ec", kind(made_from), made_from.id, code, 1)
        for code, label in which
        if edit_fields.choices(made_from, code)
    ]
    hidden = not made_from.is_draft and is_hidden(context.library.db, made_from.id)
    see = [] if hidden or made_from.is_draft else [see_case(made_from.id)]
    text = joined([called(made_from, "{what}" + texts.HIDDEN * hidden), joined(lines), texts.WHAT_TO_CHANGE], "\n\n")
    return Screen(text, board(own[:3], [*own[3:], *lists[:2]], [*lists[2:], *see]))


def choice(made_from: Editable, which: str, page: int) -> Screen:
    """The sources (which: s), sections (c) or missing sections (n) to choose one of."""
    found = edit_fields.choices(made_from, which)
    at, pages, shown = render.on_page(len(found), page, CHOICES)
    here = f"{kind(made_from)}:{made_from.id}"
    buttons = [press(head(found[n][1], LABEL).strip(), "d:ea", here, found[n][0]) for n in shown]
    asked = {"s": texts.CHOOSE_SOURCE, "c": texts.CHOOSE_SECTION, "n": texts.CHOOSE_NEW}[which]
    around = [*turn(f"d:ec:{here}:{which}", at, pages), press(texts.BACK, "d:e", here)]
    return Screen(called(made_from, asked), board(*rows(buttons), around))


def called(made_from: Editable, sentence: str) -> Html:
    """A sentence about a case or draft, which it names with its title."""
    name = f"{edit_fields.what(made_from)}「{told.short(made_from.case.title)}」"
    first, *rest = sentence.format(what=name).split("\n\n")
    return joined([bold(first), *rest], "\n\n")


def portions(value: str) -> list[str]:
    """A value in pieces that a message can hold."""
    found = []
    while value:
        piece = head(value, SHOWN)
        found.append(piece)
        value = value[len(piece) :]
    return found
