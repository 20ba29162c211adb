"""What is kept of a reader: shown, given out, deleted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from telegram import InputFile, Update

from knowledge import UNCERTAIN, forget_reader, rows_of_reader

from . import keyboards, privacy_texts, send, texts
from .access import Context, data_of
from .desk.editors import put_menu
from .house import Role


async def privacy(update: Update, context: Context) -> None:
    """Tell what is kept of a reader, with the buttons to have it or be rid of it."""
    if update.effective_message and update.effective_user:
        count = sum(map(len, rows_of_reader(context.library.db, update.effective_user.id).values()))
        number = texts.YOUR_NUMBER.format(id=update.effective_user.id)
        told = texts.PRIVACY.format(count=count) if count else texts.PRIVACY_NONE
        screen = send.sentence(f"{told}\n\n{number}", keyboards.privacy() if count else None)
        await send.reply(update.effective_message, screen)


async def own_data(update: Update, context: Context) -> None:
    """Do what the button says: export, ask before deleting, delete, or leave it."""
    query = update.callback_query
    if query is None:
        return
    match data_of(update)[1]:
        case "export":
            await _export(update, context)
        case "delete":
            role = texts.DELETE_EDITOR if context.house.role(query.from_user.id) is Role.EDITOR else ""
            await send.show(update, send.sentence(texts.DELETE_SURE + role, keyboards.delete_sure()))
        case "sure":
            was = context.house.role(query.from_user.id)
            forget_reader(context.library.db, query.from_user.id)
            if was is Role.EDITOR:
                await put_menu(context, query.from_user.id)
            await send.show(update, send.sentence(texts.DELETED))
        case _:
            await send.show(update, send.sentence(texts.NOT_DELETED))


async def _export(update: Update, context: Context) -> None:
    """Send all that is kept of a reader as a text file, to the reader alone."""
    query = update.callback_query
    if query is None:
        return
    rows = rows_of_reader(context.library.db, query.from_user.id)
    if rows:
        file = InputFile(as_text(rows, context.timezone).encode(), filename=texts.EXPORT_NAME)
        await context.bot.send_document(query.from_user.id, file)
    await send.toast(query, None if rows else texts.PRIVACY_NONE)


def as_text(rows: Mapping[str, Sequence[Mapping[str, Any]]], timezone: tzinfo) -> str:
    """All that is kept of a reader, as readable text, times as in this time zone."""
    parts = []
    for table, found in rows.items():
        lines = [
            "；".join(f"{privacy_texts.COLUMNS[name]}：{_told(name, value, timezone)}" for name, value in row.items())
            for row in found
        ]
        parts.append("\n".join([privacy_texts.TABLES[table], *(f"- {line}" for line in lines)]))
    return "\n\n".join(parts) + "\n"


def _told(name: str, value: Any, timezone: tzinfo) -> str:
    """What one column of one row holds, for its reader."""
    if value is None or value == "" or (name == "told" and value == UNCERTAIN):
        return texts.EMPTY
    if name in ("case_ids", "topics", "fewer"):
        mark = "#" if name == "case_ids" else ""
        return "、".join(f"{mark}{each}" for each in json.loads(value)) or texts.EMPTY
    if name in privacy_texts.SWITCHES:
        value = privacy_texts.YES if value else privacy_texts.NO
    if name == "good":
        return texts.USEFUL if value else texts.USELESS
    if name in ("kind", "state"):
        return privacy_texts.VALUES.get(value, str(value))
    if name in privacy_texts.TIMES or privacy_texts.COLUMNS[name] == privacy_texts.COLUMNS["asked_at"]:
        return datetime.fromisoformat(value).astimezone(timezone).strftime("%Y-%m-%d %H:%M")
    return str(value)
