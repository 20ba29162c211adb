"""A case or draft changed field by field: asked, shown as a difference, and saved only then."""

from __future__ import annotations

from telegram import Message, Update

from knowledge import (
    Case,
    ChapuError,
    Editable,
    FieldError,
    changes,
    drop_edits,
    edit_by_id,
    editable,
    editable_as,
    is_hidden,
    put_edit,
    put_step,
    save_edit,
    take_step,
)

from .. import render, send
from ..access import Context, data_of
from ..markup import Html, bold, copied, head, joined
from ..said import numbers, said
from ..send import Screen
from . import changing_texts as texts
from . import edit_fields, told
from .after import after_change
from .buttons import board, copy, danger, press, rows, see_case, turn
from .previews import draft_screen

STEP = "d:edit"
SHOWN = 3400
"""UTF-16 units of a present value in one message."""
CHOICES, LABEL = 12, 12
"""Sections on one page, and the UTF-16 units of each on its button."""


async def edit(update: Update, context: Context) -> None:
    """Show what can be changed in the case or draft whose number a message gives."""
    message = update.effective_message
    if message is None:
        return
    wanted = numbers(said(message))
    known = _fields_screen(context, editable(context.library.db, wanted[0])) if wanted else None
    await send.reply(message, known or send.sentence(texts.ASK_EDIT))


async def open_fields(update: Update, context: Context) -> None:
    """Show what can be changed, in the place of what stood there; what was being typed is not asked for any more."""
    if update.effective_user:
        take_step(context.library.db, update.effective_user.id)
    await send.show(update, _fields_screen(context, _named(update, context)))


async def choose(update: Update, context: Context) -> None:
    """Show which sources or sections there are to choose one of; where there is only one source, ask for that."""
    made_from, (which, page) = _named(update, context), data_of(update)[4:6]
    found = edit_fields.choices(made_from, which)
    if which == "s" and len(found) == 1:
        await _ask(update, context, made_from, "s0")
        return
    at, pages, shown = render.on_page(len(found), int(page), CHOICES)
    kind = _kind(made_from)
    buttons = [press(head(found[n][1], LABEL).strip(), "d", "ea", kind, made_from.id, found[n][0]) for n in shown]
    question = {"s": texts.CHOOSE_SOURCE, "c": texts.CHOOSE_SECTION, "n": texts.CHOOSE_NEW}[which]
    back = press(texts.BACK, "d", "e", kind, made_from.id)
    around = [*turn(at, pages, "d", "ec", kind, made_from.id, which), back]
    await send.show(update, Screen(_called(made_from, question), board(*rows(buttons), around)))


async def ask(update: Update, context: Context) -> None:
    """Ask for a new value of the field that the button names."""
    await _ask(update, context, _named(update, context), data_of(update)[4])


async def _ask(update: Update, context: Context, made_from: Editable, field: str) -> None:
    """Show the present value so that it can be copied, and ask for a new one."""
    query, message = update.callback_query, update.effective_message
    if query is None or message is None:
        return
    value = edit_fields.present(made_from, field)
    drop_edits(context.library.db, query.from_user.id, made_from)
    _put_step(context, query.from_user.id, made_from, field)
    await send.toast(query)
    title = bold(texts.ASKED.format(what=edit_fields.what(made_from), part=edit_fields.name(made_from, field)))
    *before, last = _portions(value) or [""]
    for portion in before:
        await send.reply(message, Screen(joined([texts.NOW_IS, copied(portion)])))
    now = joined([texts.NOW_IS if last else "", copied(last)])
    asked = joined([title, edit_fields.asked(context.library, field), now], "\n\n")
    kind = _kind(made_from)
    drop = [danger(texts.DROP_SECTION, "d", "ex", kind, made_from.id, field)] if field.startswith("c") else []
    leave = press(texts.NOT_CHANGE, "d", "e", kind, made_from.id)
    await send.reply(message, Screen(asked, board(copy(texts.COPY_NOW, value), [*drop, leave])))


async def take(update: Update, context: Context) -> None:
    """Take the new value that was asked for, or one more piece of it."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None or context.step is None:
        return
    made_from, field, held = _of_step(context, context.step[1])
    if message.text is None:
        _put_step(context, user.id, made_from, field, held)
        raise FieldError(texts.NOT_TEXT)
    text = edit_fields.together([held, message.text])
    if edit_fields.is_long(field) and edit_fields.may_go_on(message.text):
        _put_step(context, user.id, made_from, field, text)
        more = texts.MORE_PIECES.format(count=len(text))
        await send.reply(message, send.sentence(more, board([press(texts.THAT_IS_ALL, "d", "et")])))
        return
    await _preview(message, context, user.id, (made_from, field, text))


async def end_pieces(update: Update, context: Context) -> None:
    """Take the pieces that came for the whole."""
    query, message = update.callback_query, update.effective_message
    step = take_step(context.library.db, query.from_user.id) if query else None
    if query is None or message is None:
        return
    if step is None or step[0] != STEP or "\n" not in step[1]:
        raise ChapuError(texts.NO_PIECES)
    made_from, field, held = _of_step(context, step[1])
    await send.put_buttons(query, None)
    await send.toast(query)
    await _preview(message, context, query.from_user.id, (made_from, field, held))


async def drop_section(update: Update, context: Context) -> None:
    """Show the case without a section, which is not saved yet."""
    query, message = update.callback_query, update.effective_message
    if query is None or message is None:
        return
    made_from, field = _named(update, context), data_of(update)[4]
    case = edit_fields.without(made_from, field)
    take_step(context.library.db, query.from_user.id)
    await send.toast(query)
    await send.reply(message, _difference(context, query.from_user.id, made_from, (field, case)))


async def save(update: Update, context: Context) -> None:
    """Save a change, and tell what it was."""
    query = update.callback_query
    if query is None:
        return
    db, edit_id = context.library.db, int(data_of(update)[2])
    kept = edit_by_id(db, edit_id, query.from_user.id)
    before = editable_as(db, kept.case_id, kept.is_draft).case if kept.content else None
    deed_id = save_edit(context.library, edit_id, query.from_user.id)
    if kept.is_draft:
        await send.show(update, draft_screen(context, kept.case_id))
        return
    after_change(context, query.from_user.id)
    if before and kept.content:
        await send.show(update, _saved(context, kept.case_id, (before, kept.content), deed_id))


async def leave(update: Update, context: Context) -> None:
    """Give up a change that was not saved."""
    query = update.callback_query
    if query is None:
        return
    kept = edit_by_id(context.library.db, int(data_of(update)[2]), query.from_user.id)
    made_from = editable_as(context.library.db, kept.case_id, kept.is_draft)
    if kept.content is not None:
        drop_edits(context.library.db, query.from_user.id, made_from)
    again = board([press(texts.GO_ON, "d", "e", _kind(made_from), made_from.id)])
    await send.show(update, send.sentence(texts.NOT_SAVED, again))


async def _preview(message: Message, context: Context, editor_id: int, typed: tuple[Editable, str, str]) -> None:
    """Show what a typed value changes; where it cannot be read, or changes nothing, it is asked for again."""
    made_from, field, text = typed
    try:
        case = edit_fields.changed(context.library, made_from, field, text)
        if not changes(made_from.case, case):
            raise FieldError(texts.SAME)
    except FieldError:
        _put_step(context, editor_id, made_from, field)
        raise
    await send.reply(message, _difference(context, editor_id, made_from, (field, case)))


def _difference(context: Context, editor_id: int, made_from: Editable, change: tuple[str, Case]) -> Screen:
    """A change as it is shown before it is saved; change: the field, and the case with it changed."""
    field, case = change
    edit_id = put_edit(context.library.db, editor_id, made_from, case)
    title = texts.PREVIEW.format(what=edit_fields.what(made_from), part=edit_fields.name(made_from, field))
    text = joined([bold(title), told.difference(changes(made_from.case, case)), texts.LEGEND], "\n\n")
    again = press(texts.AGAIN, "d", "ea", _kind(made_from), made_from.id, field)
    return Screen(
        text, board([press(texts.SAVE, "d", "es", edit_id), again, press(texts.NOT_CHANGE, "d", "en", edit_id)])
    )


def _saved(context: Context, case_id: int, cases: tuple[Case, Case], deed_id: int) -> Screen:
    """A change that was saved; cases: before and after."""
    before, after = cases
    hidden = is_hidden(context.library.db, case_id)
    title = bold(texts.SAVED.format(what=texts.CASE.format(id=case_id), title=told.short(after.title)))
    text = joined([title, texts.SAVED_HIDDEN if hidden else "", told.difference(changes(before, after))], "\n\n")
    undo = [press(texts.UNDO, "d", "u", deed_id)] if deed_id else []
    see = [] if hidden else [see_case(case_id)]
    return Screen(text, board([*see, *undo, press(texts.GO_ON, "d", "e", "c", case_id)]))


def _fields_screen(context: Context, made_from: Editable) -> Screen:
    """A case as it is, in short, and what can be changed in it."""
    case, kind = made_from.case, _kind(made_from)
    facts = [
        (texts.CHANGE_PLACE, str(case.place)),
        (texts.CHANGE_YEAR, str(case.year or "")),
        (texts.CHANGE_TOPICS, " ".join(case.topics)),
        (texts.CHANGE_SOURCE, "；".join(map(str, case.sources))),
        (texts.SECTIONS, "、".join(name for _, name in edit_fields.choices(made_from, "c"))),
    ]
    lines = [texts.FACT.format(name=name, value=told.short(value, 300)) for name, value in facts if value]
    fields = [
        press(label, "d", "ea", kind, made_from.id, field)
        for label, field in (
            (texts.CHANGE_TITLE, "t"),
            (texts.CHANGE_PLACE, "p"),
            (texts.CHANGE_YEAR, "y"),
            (texts.CHANGE_TOPICS, "o"),
        )
    ]
    which = [("s", texts.CHANGE_SOURCE), ("c", texts.CHANGE_SECTION), ("n", texts.ADD_SECTION)]
    lists = [
        press(label, "d", "ec", kind, made_from.id, code, 1)
        for code, label in which
        if edit_fields.choices(made_from, code)
    ]
    hidden = not made_from.is_draft and is_hidden(context.library.db, made_from.id)
    see = [] if hidden or made_from.is_draft else [see_case(made_from.id)]
    text = joined([_called(made_from, "{what}" + texts.HIDDEN * hidden), joined(lines), texts.WHAT_TO_CHANGE], "\n\n")
    return Screen(text, board(fields[:3], [*fields[3:], *lists[:2]], [*lists[2:], *see]))


def _called(made_from: Editable, sentence: str) -> Html:
    """A sentence about a case or draft, which it names with its title."""
    name = f"{edit_fields.what(made_from)}「{told.short(made_from.case.title)}」"
    first, *rest = sentence.format(what=name).split("\n\n")
    return joined([bold(first), *rest], "\n\n")


def _portions(value: str) -> list[str]:
    """A value in pieces that a message can hold."""
    found = []
    while value:
        piece = head(value, SHOWN)
        found.append(piece)
        value = value[len(piece) :]
    return found


def _kind(made_from: Editable) -> str:
    return "d" if made_from.is_draft else "c"


def _named(update: Update, context: Context) -> Editable:
    """The case or draft that a button names, as it is now."""
    _, _, kind, number, *_ = data_of(update)
    return editable_as(context.library.db, int(number), kind == "d")


def _put_step(context: Context, editor_id: int, made_from: Editable, field: str, held: str = "") -> None:
    """Ask for a field in the next message; held: the pieces of it that came already."""
    subject = f"{_kind(made_from)}:{made_from.id}:{field}:{made_from.digest}" + ("\n" + held if held else "")
    put_step(context.library.db, editor_id, STEP, subject)


def _of_step(context: Context, subject: str) -> tuple[Editable, str, str]:
    """(what is changed, the field, the pieces that came already) of a step. Raises ChapuError where it was changed since it was shown."""
    about, _, held = subject.partition("\n")
    kind, number, field, digest = about.split(":")
    made_from = editable_as(context.library.db, int(number), kind == "d")
    if made_from.digest != digest:
        raise ChapuError(texts.CHANGED_MEANWHILE.format(id=made_from.id))
    return made_from, field, held
