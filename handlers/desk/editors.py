"""Who edits: listed, added and removed by the owners."""

from __future__ import annotations

import re
from contextlib import suppress
from unicodedata import normalize

from telegram import (
    BotCommandScopeChat,
    Message,
    MessageOriginHiddenUser,
    MessageOriginUser,
    Update,
)
from telegram.error import TelegramError
from telegram.helpers import create_deep_linked_url

from knowledge import ChapuError, put_step, take_step
from knowledge.desk import drop_editor, list_editors, name_editor, put_editor

from .. import render, send
from ..access import SHARED, Context, data_of, is_private, role_of
from ..house import Role
from ..keyboards import board, danger, press, rows, turn
from ..markup import bold, head, joined
from ..send import Screen
from . import roles_texts as texts
from . import told

STEP = "d:editors"
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
LISTED, NAME = 6, 8
"""Editors on one page, and the UTF-16 units of a name on a button."""


async def editors(update: Update, context: Context) -> None:
    """List those who edit; add the one whose number a message gives; ask about the one whose forwarded message it answers."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    given, other = " ".join(context.args or ()), message.reply_to_message
    if given:
        await send.reply(message, await _added_by_number(context, user.id, given))
    elif other and other.forward_origin:
        await send.reply(message, _asked_about(context, other))
    else:
        put_step(context.library.db, user.id, STEP, "")
        await send.reply(message, _list_screen(context, 1))


async def turn_editors(update: Update, context: Context) -> None:
    """Show a page of those who edit, and add nobody; page 0: the next message names somebody to be added."""
    query, page = update.callback_query, int(data_of(update)[2])
    if query is None:
        return
    step = take_step(context.library.db, query.from_user.id)
    if page == 0:
        put_step(context.library.db, query.from_user.id, STEP, "")
        await send.show(update, send.sentence(texts.HOW_TO_ADD, board([press(texts.NOT_ADD, "d", "r", 1)])))
        return
    if step and step[0] != STEP:
        put_step(context.library.db, query.from_user.id, *step)
    await send.show(update, _list_screen(context, page))


async def take(update: Update, context: Context) -> None:
    """Add whoever a message names by a number; of a forwarded message, ask about its writer. Anything else is left to what else it may be."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    if not message.forward_origin and not _NUMBER.fullmatch(normalize("NFKC", message.text or "").strip()):
        context.step = None
        return
    try:
        asked = _asked_about(context, message) if message.forward_origin else None
        screen = asked or await _added_by_number(context, user.id, message.text or "")
    except ChapuError:
        put_step(context.library.db, user.id, STEP, "")
        raise
    await send.reply(message, screen)


async def add(update: Update, context: Context) -> None:
    """Add the one whom the button names."""
    query = update.callback_query
    if query:
        editor_id = int(data_of(update)[2])
        await send.show(
            update, await _added(context, query.from_user.id, editor_id, await _name_of(context, editor_id))
        )


async def ask_remove(update: Update, context: Context) -> None:
    """Ask whether somebody is to edit no more."""
    editor_id = int(data_of(update)[2])
    name = _names(context).get(editor_id)
    if name is None:
        raise ChapuError(texts.NOT_EDITOR.format(id=editor_id))
    question = texts.SURE_REMOVE.format(name=name, id=editor_id)
    sure = danger(texts.REMOVE_NOW, "d:rs", editor_id)
    await send.show(update, send.sentence(question, board([sure, press(texts.NOT_REMOVE, "d:r", 1)])))


async def remove(update: Update, context: Context) -> None:
    """Make somebody an editor no more, tell them, and take their menu back."""
    query = update.callback_query
    if query is None:
        return
    editor_id = int(data_of(update)[2])
    name = _names(context).get(editor_id, "")
    if not drop_editor(context.library.db, editor_id, query.from_user.id):
        raise ChapuError(texts.NOT_EDITOR.format(id=editor_id))
    await _tell(context, editor_id, texts.GOODBYE)
    removed = texts.REMOVED.format(name=name, id=editor_id)
    await send.show(update, send.sentence(removed, board([press(texts.TO_LIST, "d:r", 1)])))


async def welcome(update: Update, context: Context) -> None:
    """Give somebody who presses START the menu of their role, and learn what an editor is called who was added by number."""
    user = update.effective_user
    if user and is_private(update) and role_of(update, context) > Role.WORKER:
        name_editor(context.library.db, user.id, told.short(user.full_name))
        await put_menu(context, user.id)


async def _added_by_number(context: Context, owner_id: int, text: str) -> Screen:
    """Add the one whose number a text is. Raises ChapuError where it is none."""
    number = _NUMBER.fullmatch(normalize("NFKC", text).strip())
    if not number:
        raise ChapuError(texts.ADD_WHOM)
    editor_id = int(number[0])
    _refuse(context, editor_id)
    return await _added(context, owner_id, editor_id, await _name_of(context, editor_id))


def _asked_about(context: Context, message: Message) -> Screen:
    """Ask whether to add the one who wrote a forwarded message. Raises ChapuError where it cannot be told who that is."""
    origin = message.forward_origin
    if isinstance(origin, MessageOriginHiddenUser):
        raise ChapuError(texts.HIDES.format(name=told.short(origin.sender_user_name)))
    if not isinstance(origin, MessageOriginUser):
        raise ChapuError(texts.NOT_PERSON)
    person = origin.sender_user
    if person.is_bot:
        raise ChapuError(texts.IS_BOT)
    _refuse(context, person.id)
    if person.id in (names := _names(context)):
        return send.sentence(texts.ALREADY_EDITOR.format(name=names[person.id], id=person.id))
    name = told.short(person.full_name)
    sure = press(texts.ADD_NOW, "d", "ra", person.id)
    return send.sentence(
        texts.SURE_ADD.format(name=name, id=person.id), board([sure, press(texts.NOT_ADD, "d", "r", 1)])
    )


async def _added(context: Context, owner_id: int, editor_id: int, name: str) -> Screen:
    """Make somebody an editor, tell them, and give them the menu."""
    _refuse(context, editor_id)
    if not put_editor(context.library.db, editor_id, told.short(name), owner_id):
        return send.sentence(texts.ALREADY_EDITOR.format(name=_names(context)[editor_id], id=editor_id))
    reached = await _tell(context, editor_id, texts.WELCOME)
    link = create_deep_linked_url(context.bot.username, "editor")
    sentence = texts.ADDED if reached else texts.ADDED_UNTOLD
    return send.sentence(
        sentence.format(name=_names(context)[editor_id], id=editor_id, link=link),
        board([press(texts.TO_LIST, "d:r", 1)]),
    )


def _refuse(context: Context, editor_id: int) -> None:
    """Raise ChapuError for a number that no editor can have."""
    if editor_id in (*SHARED, context.bot.id):
        raise ChapuError(texts.IS_BOT)
    if editor_id in context.house.owners:
        raise ChapuError(texts.IS_OWNER.format(id=editor_id))


async def put_menu(context: Context, user_id: int) -> None:
    """Give somebody the menu of their role, where Telegram knows a chat with them."""
    scope, role = BotCommandScopeChat(user_id), context.house.role(user_id)
    with suppress(TelegramError):
        if role is Role.WORKER:
            await context.bot.delete_my_commands(scope)
        else:
            await context.bot.set_my_commands(context.house.menu_of(role), scope)


async def _tell(context: Context, user_id: int, text: str) -> bool:
    """Tell somebody what became of their role, and give them its menu; whether they could be told."""
    await put_menu(context, user_id)
    try:
        await context.bot.send_message(user_id, text)
    except TelegramError:
        return False
    return True


async def _name_of(context: Context, user_id: int) -> str:
    """What somebody is called, where Telegram tells the bot."""
    try:
        return (await context.bot.get_chat(user_id)).full_name or ""
    except TelegramError:
        return ""


def _names(context: Context) -> dict[int, str]:
    """What those who edit now are called, in a few characters."""
    return {editor.id: told.short(editor.name) or texts.NO_NAME for editor in list_editors(context.library.db)}


def _list_screen(context: Context, page: int) -> Screen:
    every = list_editors(context.library.db)
    page, pages, shown = render.on_page(len(every), page, LISTED)
    names = _names(context)
    found = [every[at] for at in shown]
    lines = [
        texts.EDITOR.format(name=names[each.id], id=each.id, since=told.when(context, each.since)[:10])
        for each in found
    ]
    title = texts.EDITORS.format(count=len(every)) if every else texts.NO_EDITORS
    text = joined([bold(title), joined(lines), texts.OWNERS_ELSEWHERE], "\n\n")
    buttons = [press(texts.REMOVE.format(name=head(names[each.id], NAME)), "d:rx", each.id) for each in found]
    return Screen(text, board(*rows(buttons, 2), [*turn("d:r", page, pages), press(texts.ADD, "d:r", 0)]))
