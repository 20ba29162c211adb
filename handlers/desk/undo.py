"""What an editor did, taken back, and done again."""

from __future__ import annotations

from telegram import Update

from knowledge import ChapuError, Library
from knowledge.desk import (
    OF_CASES,
    OF_SYNONYMS,
    Act,
    Deed,
    change_count,
    deed_by_id,
    last_deed,
    undo_of_cases,
    undo_synonyms,
    undone_by,
    undone_for,
    versions_by,
)

from .. import send
from ..access import Context, data_of
from ..keyboards import board, press
from ..markup import bold, joined
from ..said import numbers, said
from ..send import Screen
from . import changing_texts as texts
from . import told
from .after import after_change
from .importing import undo_import, undoing

UNDOABLE = (*OF_CASES, *OF_SYNONYMS)
"""The acts that /undo looks for."""


async def undo(update: Update, context: Context) -> None:
    """Undo the last thing that the editor did; once for one message, however often Telegram brings it. Raises ChapuError where a message names a case."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    if wanted := numbers(said(message)):
        raise ChapuError(texts.UNDO_OWN.format(id=wanted[0]))
    before = undone_for(context.library.db, user.id, message.message_id)
    done = undone_by(context.library.db, before) if before else None
    deed = None if before else last_deed(context.library.db, user.id, UNDOABLE)
    if before and done:
        await send.reply(message, undoing(context, before.id) or _screen(context, before.id, done))
    elif deed:
        await _undo(update, context, deed, message.message_id)
    else:
        await send.reply(message, send.sentence(texts.NOTHING_TO_UNDO))


async def undo_this(update: Update, context: Context) -> None:
    """Undo the deed that the button names; an undoing is undone by doing again what it undid."""
    await _undo(update, context, deed_by_id(context.library.db, int(data_of(update)[2])))


async def _undo(update: Update, context: Context, deed: Deed, message_id: int | None = None) -> None:
    """Undo a deed, and tell what came back. message_id: that which asked for it."""
    user = update.effective_user
    if user is None:
        return
    done = undone_by(context.library.db, deed) or deed
    if await undo_import(update, context, deed, message_id):
        return
    undo_id = take_back(context.library, deed, user.id, message_id)
    after_change(context)
    await send.show(update, _screen(context, undo_id, done))


def take_back(library: Library, deed: Deed, editor_id: int, message_id: int | None = None) -> int:
    """Undo a deed: the one place that knows how each kind is undone. The id of the undoing. Raises ChapuError where that cannot be."""
    done = undone_by(library.db, deed) if deed.act is Act.UNDO else deed
    if done is not None and done.act in OF_SYNONYMS:
        return undo_synonyms(library, deed, editor_id, message_id)
    if done is not None and done.act not in OF_CASES:
        raise ChapuError(texts.CANNOT_UNDO.format(subject=told.short(deed.subject)))
    return undo_of_cases(library, deed, editor_id, message_id)


def _screen(context: Context, undo_id: int, done: Deed) -> Screen:
    """What an undoing, or a doing again, brought back. done: what was undone, or done again."""
    db = context.library.db
    undo, found = deed_by_id(db, undo_id), versions_by(db, undo_id, told.MOST_CASES)
    again = undo.act is Act.REDO
    taken = done.act is Act.FURTHER and not again and bool(found)
    title = (texts.REDONE if again else texts.UNDONE).format(act=told.act(context, done), subject=told.subject(done))
    if taken:
        case = told.short(found[0].after.title)
        title = texts.UNDONE_FURTHER.format(id=found[0].case_id, title=case, subject=told.short(done.subject))
    gone = bool(found) and found[0].hidden[1]
    draft = texts.DRAFT_AGAIN.format(id=done.subject_id) if gone else texts.DRAFT_AGAIN_FURTHER
    note = draft if done.act in (Act.PUBLISH, Act.FURTHER) and not again else ""
    changed = told.versions(found, change_count(db, undo_id), done.act is Act.IMPORT)
    text = joined([bold(title), note, "" if taken else changed], "\n\n")
    other = press(texts.UNDO, "d:u", done.id) if again else press(texts.REDO, "d:u", undo_id)
    return Screen(text, board([other]))
