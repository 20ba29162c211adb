"""A case or draft changed field by field: asked, shown as a difference, and saved only then."""

from __future__ import annotations

from dataclasses import dataclass, replace

from telegram import InputFile, Message, Update

from knowledge import ChapuError, put_step, take_step
from knowledge.desk import (
    Editable,
    FieldError,
    changes,
    drop_edits,
    edit_by_id,
    editable,
    editable_as,
    put_edit,
    save_edit,
)

from .. import send
from ..access import Context, data_of
from ..keyboards import board, press
from ..said import numbers, said
from . import changing_texts as texts
from . import edit_fields, pieces
from . import edit_screens as screens
from .after import after_change
from .previews import draft_screen

STEP = "d:edit"
LONGEST = 50_000
"""Characters of a section."""
BEHIND = 15
"""Seconds within which the pieces of a text that an app has cut come one after the other."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message was asked for.

    held: the pieces of it that came already; last: the number of the last message that came for it; shown_at: when that was sent, if the value is shown.
    """

    made_from: Editable
    field: str
    held: str = ""
    last: int = 0
    shown_at: int = 0


async def edit(update: Update, context: Context) -> None:
    """Show what can be changed in the case or draft whose number a message gives."""
    message = update.effective_message
    if message is None:
        return
    wanted = numbers(said(message))
    known = screens.fields(context, editable(context.library.db, wanted[0])) if wanted else None
    await send.reply(message, known or send.sentence(texts.ASK_EDIT))


async def open_fields(update: Update, context: Context) -> None:
    """Show what can be changed, in the place of what stood there; what was being typed is not asked for any more."""
    if update.callback_query:
        _end_step(context, update.callback_query.from_user.id)
        await send.show(update, screens.fields(context, _named(update, context)))


async def choose(update: Update, context: Context) -> None:
    """Show which sources or sections there are to choose one of; where there is only one source, ask for that."""
    made_from, (which, page) = _named(update, context), data_of(update)[4:6]
    if which == "s" and not made_from.case.further:
        await _ask(update, context, Asked(made_from, "s0"))
    else:
        await send.show(update, screens.choice(made_from, which, int(page)))


async def ask(update: Update, context: Context) -> None:
    """Ask for a new value of the field that the button names."""
    await _ask(update, context, Asked(_named(update, context), data_of(update)[4]))


async def _ask(update: Update, context: Context, asked: Asked) -> None:
    """Show the present value so that it can be copied, and ask for a new one."""
    query, message = update.callback_query, update.effective_message
    if query is None or message is None:
        return
    shown = screens.question(context.library, asked.made_from, asked.field)
    drop_edits(context.library.db, query.from_user.id, asked.made_from)
    _put_step(context, query.from_user.id, replace(asked, last=message.message_id))
    await send.toast(query)
    value = edit_fields.present(asked.made_from, asked.field)
    if len(screens.portions(value)) > screens.MOST_MESSAGES:
        await message.reply_document(InputFile(value.encode(), filename=texts.FILE_NAME))
    for screen in shown:
        await send.reply(message, screen)


async def take(update: Update, context: Context) -> None:
    """Take the new value that was asked for, one more piece of it, or another one in place of that which is shown and not saved."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None or context.step is None:
        return
    asked = _of_step(context, context.step[1])
    if message.message_id <= asked.last:  # Telegram brings it a second time
        _put_step(context, user.id, asked)
        return
    if asked.shown_at and not message.text:  # a file is no value, and what is shown can be saved without it
        context.step = None
        return
    piece, held = message.text or "", "" if _is_anew(message, asked) else asked.held
    asked = replace(asked, held=held + piece, last=message.message_id, shown_at=0)
    if not piece or len(asked.held) > LONGEST:
        _put_step(context, user.id, replace(asked, held=""))
        raise FieldError(texts.TOO_LONG.format(most=LONGEST) if piece else texts.NOT_TEXT)
    more = replace(asked, held=asked.held + pieces.gap_after(piece))
    if edit_fields.is_long(asked.field) and pieces.is_full(piece):
        _put_step(context, user.id, more)
        sentence = texts.MORE_PIECES.format(count=len(asked.held))
        await send.reply(message, send.sentence(sentence, board([press(texts.THAT_IS_ALL, "d:et")])))
        return
    held = more.held if edit_fields.is_long(asked.field) and pieces.may_be_cut(piece) else ""
    _put_step(context, user.id, replace(more, held=held, shown_at=_sent_at(message)))
    await _preview(message, context, user.id, asked)


async def end_pieces(update: Update, context: Context) -> None:
    """Take the pieces that came for the whole."""
    query, message = update.callback_query, update.effective_message
    step = _end_step(context, query.from_user.id) if query else None
    if query is None or message is None:
        return
    asked = _of_step(context, step) if step else None
    if asked is None or not asked.held or asked.shown_at:
        if asked:
            _put_step(context, query.from_user.id, asked)
        raise ChapuError(texts.NO_PIECES)
    await send.put_buttons(query, None)
    await send.toast(query)
    await _preview(message, context, query.from_user.id, asked)


async def drop_section(update: Update, context: Context) -> None:
    """Show the case without a section, which is not saved yet."""
    query, message = update.callback_query, update.effective_message
    if query is None or message is None:
        return
    made_from, field = _named(update, context), data_of(update)[4]
    case = edit_fields.without(made_from, field)
    _end_step(context, query.from_user.id)
    edit_id = put_edit(context.library.db, query.from_user.id, made_from, case)
    await send.toast(query)
    await send.reply(message, screens.difference(made_from, field, case, edit_id))


async def save(update: Update, context: Context) -> None:
    """Save a change, and tell what it was."""
    query = update.callback_query
    if query is None:
        return
    db, edit_id = context.library.db, int(data_of(update)[2])
    kept = edit_by_id(db, edit_id, query.from_user.id)
    before = editable_as(db, kept.case_id, kept.is_draft).case if kept.content else None
    deed_id = save_edit(context.library, edit_id, query.from_user.id)
    _end_step(context, query.from_user.id)
    if kept.is_draft:
        await send.show(update, draft_screen(context, kept.case_id))
        return
    after_change(context)
    if before and kept.content:
        await send.show(update, screens.saved(context, kept.case_id, (before, kept.content), deed_id))


async def leave(update: Update, context: Context) -> None:
    """Give up a change that was not saved."""
    query = update.callback_query
    if query is None:
        return
    kept = edit_by_id(context.library.db, int(data_of(update)[2]), query.from_user.id)
    made_from = editable_as(context.library.db, kept.case_id, kept.is_draft)
    _end_step(context, query.from_user.id)
    if kept.content is not None:
        drop_edits(context.library.db, query.from_user.id, made_from)
    again = board([press(texts.GO_ON, "d:e", screens.kind(made_from), made_from.id)])
    await send.show(update, send.sentence(texts.NOT_SAVED if kept.content else texts.WAS_SAVED, again))


async def _preview(message: Message, context: Context, editor_id: int, asked: Asked) -> None:
    """Show what a typed value changes; where it cannot be read, or changes nothing, it is asked for again."""
    made_from, field = asked.made_from, asked.field
    try:
        case = edit_fields.changed(context.library, made_from, field, asked.held)
        if not changes(made_from.case, case):
            raise FieldError(texts.SAME)
    except FieldError:
        _put_step(context, editor_id, Asked(made_from, field, last=asked.last))
        raise
    edit_id = put_edit(context.library.db, editor_id, made_from, case)
    await send.reply(message, screens.difference(made_from, field, case, edit_id))


def _named(update: Update, context: Context) -> Editable:
    """The case or draft that a button names, as it is now."""
    _, _, kind, number, *_ = data_of(update)
    return editable_as(context.library.db, int(number), kind == "d")


def _put_step(context: Context, editor_id: int, asked: Asked) -> None:
    """Take the next message for what is asked."""
    made_from = asked.made_from
    about = (screens.kind(made_from), made_from.id, asked.field, made_from.digest, asked.last, asked.shown_at)
    put_step(context.library.db, editor_id, STEP, ":".join(map(str, about)) + "\n" + asked.held)


def _end_step(context: Context, editor_id: int) -> str | None:
    """Ask for nothing any more; the subject of the step there was, if it was one of these."""
    step = take_step(context.library.db, editor_id)
    if step and step[0] != STEP:
        put_step(context.library.db, editor_id, *step)
    return step[1] if step and step[0] == STEP else None


def _is_anew(message: Message, asked: Asked) -> bool:
    """Whether a message is a value of its own: that before it is shown, and this is not the rest of it, which comes at once."""
    return bool(asked.shown_at) and _sent_at(message) - asked.shown_at > BEHIND


def _sent_at(message: Message) -> int:
    return int(message.date.timestamp())


def _of_step(context: Context, subject: str) -> Asked:
    """What a step asks for. Raises ChapuError where that was changed since it was shown."""
    about, _, held = subject.partition("\n")
    kind, number, field, digest, last, shown_at = about.split(":")
    made_from = editable_as(context.library.db, int(number), kind == "d")
    if made_from.digest != digest:
        raise ChapuError(texts.CHANGED_MEANWHILE.format(id=made_from.id))
    return Asked(made_from, field, held, int(last), int(shown_at))
