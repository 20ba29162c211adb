"""Buttons of the desk. What they carry begins with d: and a letter of its own; then come ids, never Chinese text.

d:e:K:ID         what can be changed in a case (K: c) or a draft (K: d)
d:ec:K:ID:F:P    its sources (F: s), sections (c) or missing sections (n) to choose one of, page P
d:ea:K:ID:FIELD  ask for a field anew: t title, p place, y year, o topics, sR source, cR.N section, nR.N new section of report R
d:ex:K:ID:FIELD  a section away      d:et  no more pieces come      d:es:EDIT  save      d:en:EDIT  do not
d:hh:IDS d:hs:IDS d:hp:P   hide cases, show them, those that are hidden
d:y:ID:P d:yv:VERSION:P    a case's changes, one of them
d:yb:VERSION:P d:yr:VERSION:DIGEST   back to before it, asked and done
d:u:DEED         undo a deed
d:r:P d:ra:ID d:rx:ID d:rs:ID   the editors, P 0: how to add one; one more; one less, asked and done
d:g:P d:gv:DEED:P          what was done, one of it
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import KeyboardButtonStyle

from .. import texts
from ..markup import units
from ..render import COPIED

PER_ROW = 3

Row = list[InlineKeyboardButton]


def press(text: str, *data: object) -> InlineKeyboardButton:
    """A button that carries these parts."""
    return InlineKeyboardButton(text, callback_data=":".join(map(str, data)))


def danger(text: str, *data: object) -> InlineKeyboardButton:
    """The same, for what is not to be pressed by chance."""
    return InlineKeyboardButton(text, callback_data=":".join(map(str, data)), style=KeyboardButtonStyle.DANGER)


def copy(text: str, what: str) -> Row:
    """A button that copies a text; none where Telegram would not take it."""
    return [InlineKeyboardButton(text, copy_text=CopyTextButton(what))] if 0 < units(what) <= COPIED else []


def see_case(case_id: int) -> InlineKeyboardButton:
    """A button to a case as readers see it."""
    return press(texts.SEE_CASE.format(id=case_id), "c", case_id, 1, "")


def turn(page: int, pages: int, *data: object) -> Row:
    """The buttons to the pages before and after; data: what comes before the page."""
    before = [press(texts.PREVIOUS, *data, page - 1)] if page > 1 else []
    return [*before, *([press(texts.NEXT, *data, page + 1)] if page < pages else [])]


def board(*rows: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    """Rows of buttons, empty ones left out; None where no button is left."""
    return InlineKeyboardMarkup([list(row) for row in rows if row]) if any(rows) else None


def rows(buttons: Sequence[InlineKeyboardButton], columns: int = PER_ROW) -> list[Row]:
    """Buttons, so many in a row."""
    return [list(buttons[at : at + columns]) for at in range(0, len(buttons), columns)]
