"""The routing table: who answers what."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, InlineQueryHandler, MessageHandler, TypeHandler
from telegram.ext import filters as f

from . import access, ask, browse, cases, feedback, inline, privacy, start, texts
from .access import App, Context
from .said import Called

Does = Callable[[Update, Context], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the bot. in_group: whether a group's menu has it. private: whether it is for private chats alone."""

    name: str
    does: Does
    in_group: bool = False
    private: bool = False


async def show_help(update: Update, _: Context) -> None:
    """Tell how to ask, and every command."""
    await start.show_help(update, [command.name for command in COMMANDS])


COMMANDS = (
    Command("start", start.start),
    Command("ask", ask.ask, in_group=True),
    Command("browse", browse.browse),
    Command("new", browse.newest),
    Command("random", cases.any_case),
    Command("case", cases.show_case, in_group=True),
    Command("compare", cases.compare),
    Command("saved", cases.saved, private=True),
    Command("privacy", privacy.privacy, private=True),
    Command("help", show_help, in_group=True),
    Command("cancel", start.cancel),
)
"""In the order of the menu; what the menu says of each, and the Chinese words for it, are texts.MENU and texts.WORDS."""

PRESSES: dict[str, Does] = {
    r"a:\w+:\d+": ask.turn,
    r"v:\w+:[01]:\d+": feedback.vote,
    r"r:\w+:[0-3]?:\d+": feedback.give_reason,
    r"w:\w+:\d+": feedback.ask_reason,
    r"n:\w+": feedback.wish,
    r"c:\d{1,9}:\d+:[\w:-]*": cases.open_case,
    r"s:\d{1,9}:\d+:[01]:[\w:-]*": cases.save,
    r"f:\d+": cases.saved,
    r"m:\w+:\d+": cases.compare_these,
    r"k:\d{1,9}(-\d{1,9}){1,3}": cases.compare_again,
    r"b(:[tdy]:\d+)?": browse.browse,
    r"l:[tdy]:\w+:\d+:[\w:-]*": browse.list_cases,
    r"new:\d+": browse.newest,
    "random": cases.any_case,
    r"x:(export|delete|sure|keep)": privacy.own_data,
}
"""What the buttons do, by what they carry (keyboards.py explains it). Anything else is from an older version, or no button's at all."""

NEW = f.UpdateType.MESSAGE & ~f.VIA_BOT
"""Messages of people; a card sent by the inline mode is nobody's question."""
EDITED = f.UpdateType.EDITED_MESSAGE & ~f.VIA_BOT
PRIVATE = f.ChatType.PRIVATE
WORDS = f.TEXT | f.CAPTION


def register(app: App) -> None:
    """Tell the application. Of the handlers of one group the first that fits takes an update; a lower group comes first."""
    app.add_handler(TypeHandler(Update, access.hold_back), group=-3)
    app.add_handler(CallbackQueryHandler(access.only_asker), group=-2)
    app.add_handler(MessageHandler(NEW & PRIVATE & WORDS, access.take_step_of), group=-1)
    for command in COMMANDS:
        _register_command(app, command)
    app.add_handler(MessageHandler(NEW & Called("|".join(texts.SMALL_TALK)), start.small_talk))
    app.add_handler(MessageHandler(NEW & PRIVATE & f.COMMAND, start.unknown_command))  # none of those above
    app.add_handler(MessageHandler(NEW & WORDS & Called(), feedback.reason_or_question))
    app.add_handler(MessageHandler(NEW & PRIVATE & ~f.StatusUpdate.ALL, start.only_text))
    app.add_handler(MessageHandler(EDITED & WORDS & Called(), feedback.change_reason_or_question))
    for data, does in PRESSES.items():
        app.add_handler(CallbackQueryHandler(does, re.compile(rf"(?:{data})\Z", re.ASCII)))
    app.add_handler(CallbackQueryHandler(start.expired))
    app.add_handler(InlineQueryHandler(inline.search))
    app.add_error_handler(access.show_error)


def _register_command(app: App, command: Command) -> None:
    """A command and the words for it, typed anew or put in the place of something else."""
    anywhere = NEW if command.does is ask.ask else NEW | EDITED  # an edited question edits its answer: see above
    where = anywhere & PRIVATE if command.private else anywhere
    app.add_handler(CommandHandler(command.name, command.does, where))
    words = Called(texts.WORDS[command.name]) if command.name in texts.WORDS else None
    if words:
        app.add_handler(MessageHandler(where & words, command.does))
    if command.private:
        app.add_handler(CommandHandler(command.name, start.to_private, anywhere))
        if words:
            app.add_handler(MessageHandler(anywhere & words, start.to_private))
