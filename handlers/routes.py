"""The routing table: who answers what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from telegram import BotCommand, Update
from telegram.ext import (
    ApplicationHandlerStop,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
)
from telegram.ext import filters as f

from knowledge import ending_step, step_of, take_step

from . import access, ask, browse, cases, feedback, inline, menu, privacy, start, suggest, texts
from .access import App, Context, Does, only
from .desk import (
    adding,
    audit,
    checks,
    drafts,
    edit,
    editors,
    explain,
    exporting,
    gaps,
    hiding,
    history,
    importing,
    leads,
    log,
    reading,
    stats,
    synonyms,
    undo,
)
from .house import Role
from .once import note, once, pass_over
from .said import Called, Captioned, is_command
from .weekly import editions, settings, subscribing
from .weekly import routes as weekly


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the bot. in_group, of_admins: whether a group's menu has it, or that of its admins. private: whether it is for private chats alone."""

    name: str
    does: Does
    in_group: bool = False
    private: bool = False
    role: Role = Role.WORKER
    of_admins: bool = False


async def show_help(update: Update, context: Context) -> None:
    """Tell how to ask, and every command of those that this person may give."""
    role = access.role_of(update, context) if access.is_private(update) else Role.WORKER
    await start.show_help(update, [command.name for command in COMMANDS if command.role <= role])


def of_desk(name: str, does: Does, role: Role = Role.EDITOR) -> Command:
    """A command of the editors' desk. role: who may."""
    return Command(name, does, private=True, role=role)


COMMANDS = (
    Command("start", start.start),
    Command("ask", ask.ask, in_group=True),
    Command("browse", browse.browse),
    Command("new", browse.newest),
    Command("random", cases.any_case),
    Command("case", cases.show_case, in_group=True),
    Command("compare", cases.compare),
    Command("saved", cases.saved, private=True),
    Command("subscribe", subscribing.subscribing, of_admins=True),
    Command("unsubscribe", subscribing.unsubscribing, of_admins=True),
    Command("weekly", editions.weekly, in_group=True),
    Command("settings", settings.settings, of_admins=True),
    Command("suggest", suggest.suggest, private=True),
    Command("privacy", privacy.privacy, private=True),
    Command("help", show_help, in_group=True),
    Command("cancel", start.cancel),
    of_desk("add", adding.add),
    of_desk("drafts", drafts.list_drafts),
    of_desk("leads", leads.list_leads),
    of_desk("import", importing.take),
    of_desk("export", exporting.export),
    of_desk("edit", edit.edit),
    of_desk("hide", hiding.hide),
    of_desk("show", hiding.show),
    of_desk("history", history.history),
    of_desk("undo", undo.undo),
    of_desk("misses", gaps.misses),
    of_desk("syn", synonyms.syn),
    of_desk("test", explain.test),
    of_desk("audit", audit.show_audit),
    of_desk("stats", stats.stats),
    of_desk("feature", editions.feature),
    of_desk("log", log.log),
    of_desk("editors", editors.editors, Role.OWNER),
)
"""In the order of the menu; what the menu says of each, and the Chinese words for it, are menu.MENU and menu.WORDS."""

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
    r"g:\d{1,9}:[01]": suggest.sign,
    r"x:(export|delete|sure|keep)": privacy.own_data,
}
"""What the buttons do, by what they carry (keyboards.py explains it). Anything else is from an older version, or no button's at all."""

DESK_PRESSES: Mapping[str, tuple[Role, Does]] = {
    r"d:k:\d+": (Role.EDITOR, adding.stop),
    r"d:v:\d+:\d+": (Role.EDITOR, drafts.see),
    r"d:d:\d+": (Role.EDITOR, drafts.see_difference),
    r"d:o:\d+:\d+": (Role.EDITOR, drafts.see_doubts),
    r"d:p:\d+": (Role.EDITOR, drafts.publish),
    r"d:f:\d+:\d+": (Role.EDITOR, drafts.publish_as_further),
    r"d:x:\d+": (Role.EDITOR, drafts.drop),
    r"d:z:\d+": (Role.EDITOR, drafts.pick_up),
    r"d:l:\d+": (Role.EDITOR, drafts.list_drafts),
    r"d:b:\d+": (Role.EDITOR, drafts.list_dropped),
    r"d:q:\w+:\d{1,9}": (Role.EDITOR, checks.save_check),
    r"d:qd:\w+": (Role.EDITOR, checks.drop_saved),
    r"d:qx:\w+:\d+": (Role.EDITOR, checks.drop_listed),
    r"d:ql:\d+": (Role.EDITOR, checks.list_checks),
    r"d:qa": (Role.EDITOR, audit.show_audit),
    r"d:mp:\d+": (Role.EDITOR, gaps.page),
    r"d:mx:\d+": (Role.EDITOR, gaps.aside),
    r"d:mo:\w+:\d+": (Role.EDITOR, gaps.open_gap),
    r"d:my:\w+": (Role.EDITOR, gaps.ask_pair),
    r"d:ma:\w+": (Role.EDITOR, gaps.ask_case),
    r"d:mz:\w+:\d+": (Role.EDITOR, gaps.put_away),
    r"d:mr:\w+:\d+": (Role.EDITOR, gaps.bring_back),
    r"d:sl:\d+": (Role.EDITOR, synonyms.page),
    r"d:sk:\d{1,18}": (Role.EDITOR, synonyms.keep),
    r"d:sn:\d{1,18}": (Role.EDITOR, synonyms.drop),
    r"d:sr:\d{1,18}": (Role.EDITOR, synonyms.remove),
    r"d:sb:\d{1,18}": (Role.EDITOR, synonyms.put_back),
    r"d:i:l:[wa]:\d{1,9}": (Role.EDITOR, leads.list_leads),
    r"d:i:o:\d{1,9}": (Role.EDITOR, leads.open_lead),
    r"d:i:p:\d{1,9}:\d{1,9}": (Role.EDITOR, leads.see_page),
    r"d:i:a:\d{1,9}": (Role.EDITOR, leads.accept),
    r"d:i:g:\d{1,9}": (Role.EDITOR, leads.read_again),
    r"d:i:r:\d{1,9}": (Role.EDITOR, leads.ask_reason),
    r"d:i:n:\d{1,9}:[0-3]": (Role.EDITOR, leads.refuse),
    r"d:i:w:\d{1,9}": (Role.EDITOR, leads.ask_words),
    r"d:n:(7|30|90)": (Role.EDITOR, stats.stats),
    "d:bt": (Role.EDITOR, exporting.template),
    r"d:e:[cd]:\d{1,9}": (Role.EDITOR, edit.open_fields),
    r"d:ec:[cd]:\d{1,9}:[scn]:\d+": (Role.EDITOR, edit.choose),
    r"d:ea:[cd]:\d{1,9}:([tpyo]|s\d+|[cn]\d+\.\d+)": (Role.EDITOR, edit.ask),
    r"d:ex:[cd]:\d{1,9}:c\d+\.\d+": (Role.EDITOR, edit.drop_section),
    "d:et": (Role.EDITOR, edit.end_pieces),
    r"d:es:\d+": (Role.EDITOR, edit.save),
    r"d:en:\d+": (Role.EDITOR, edit.leave),
    r"d:h[hs]:\d{1,9}(-\d{1,9})*": (Role.EDITOR, hiding.move),
    r"d:hp:\d+": (Role.EDITOR, hiding.list_hidden),
    r"d:y:\d{1,9}:\d+": (Role.EDITOR, history.turn_history),
    r"d:yv:\d+:\d+": (Role.EDITOR, history.show_change),
    r"d:yb:\d+:\d+": (Role.EDITOR, history.ask_restore),
    r"d:yr:\d+:[0-9a-f]+": (Role.EDITOR, history.restore),
    r"d:u:\d+": (Role.EDITOR, undo.undo_this),
    r"d:g:\d+": (Role.EDITOR, log.log),
    r"d:gv:\d+:\d+": (Role.EDITOR, log.show_deed),
    r"d:r:\d+": (Role.OWNER, editors.turn_editors),
    r"d:ra:\d+": (Role.OWNER, editors.add),
    r"d:rx:\d+": (Role.OWNER, editors.ask_remove),
    r"d:rs:\d+": (Role.OWNER, editors.remove),
    **weekly.DESK_PRESSES,
}
"""The same of the editors' desk, with who may press them: all begin with d:, as keyboards in desk/ explain."""

STEPS: Mapping[str, tuple[Role, Does]] = {
    reading.STEP: (Role.EDITOR, adding.take),
    explain.STEP: (Role.EDITOR, explain.test_asked),
    synonyms.STEP: (Role.EDITOR, synonyms.take_line),
    suggest.STEP: (Role.WORKER, suggest.take),
    leads.STEP: (Role.EDITOR, leads.take_reason),
    importing.STEP: (Role.EDITOR, importing.take),
    edit.STEP: (Role.EDITOR, edit.take),
    editors.STEP: (Role.OWNER, editors.take),
}
"""What takes a message that was asked for, by the step, whatever else the message could be; and who may. It puts the step again where more is to come, and
takes it from the context where the message turns out to be something else, which it then is."""

NEW = f.UpdateType.MESSAGE & ~f.VIA_BOT
"""Messages of people; a card sent by the inline mode is nobody's question."""
EDITED = f.UpdateType.EDITED_MESSAGE & ~f.VIA_BOT
PRIVATE = f.ChatType.PRIVATE
WORDS = f.TEXT | f.CAPTION


def commands_of(role: Role) -> list[BotCommand]:
    """The menu of a private chat, what only few may do first."""
    theirs = [command for command in COMMANDS if command.role <= role]
    theirs.sort(key=lambda command: not command.role)
    return [BotCommand(command.name, menu.MENU[command.name]) for command in theirs]


def register(app: App) -> None:
    """Tell the application. Of the handlers of one group the first that fits takes an update; a lower group comes first."""
    app.add_handler(TypeHandler(Update, access.hold_back), group=-3)
    app.add_handler(CallbackQueryHandler(access.only_asker), group=-2)
    app.add_handler(MessageHandler(f.StatusUpdate.MIGRATE, subscribing.moved), group=-2)
    app.add_handler(MessageHandler((NEW | EDITED) & PRIVATE, pass_over), group=-2)
    app.add_handler(MessageHandler(NEW & PRIVATE & ~f.StatusUpdate.ALL, end_step), group=-1)
    app.add_handler(MessageHandler(EDITED & PRIVATE, change_piece), group=-1)
    for command in COMMANDS:
        _register_command(app, command)
    app.add_handler(MessageHandler(NEW & Called("|".join(texts.SMALL_TALK)), start.small_talk))
    app.add_handler(MessageHandler(NEW & PRIVATE & f.COMMAND, start.unknown_command))  # none of those above
    app.add_handler(MessageHandler(NEW & PRIVATE & f.Document.ALL, once(suggest.take_file)))
    app.add_handler(MessageHandler(NEW & WORDS & Called(), feedback.reason_or_question))
    app.add_handler(MessageHandler(NEW & PRIVATE & ~f.StatusUpdate.ALL, start.only_text))
    app.add_handler(MessageHandler(EDITED & WORDS & Called(), feedback.change_reason_or_question))
    presses = PRESSES | weekly.PRESSES | {data: only(role, does) for data, (role, does) in DESK_PRESSES.items()}
    for data, does in presses.items():
        app.add_handler(CallbackQueryHandler(does, re.compile(rf"(?:{data})\Z", re.ASCII)))
    app.add_handler(CallbackQueryHandler(start.expired))
    app.add_handler(InlineQueryHandler(inline.search))
    app.add_handler(ChatMemberHandler(subscribing.changed_status, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_error_handler(access.show_error)


async def end_step(update: Update, context: Context) -> None:
    """End the step that the sender of a message is in, which takes the message, unless that is a command or says 取消."""
    message = update.effective_message
    if message is None or update.effective_user is None:
        return
    db, reader_id = context.library.db, update.effective_user.id
    context.step = step_of(db, reader_id)
    role, does = STEPS.get(context.step[0], (None, None)) if context.step else (None, None)
    if role is None or does is None or is_command(message) or _names_command(update, context):
        take_step(db, reader_id)
        if adding.is_material(update, context) and not _names_command(update, context):
            await once(adding.take)(update, context)
            raise ApplicationHandlerStop
        return
    with ending_step(db, reader_id):
        await only(role, does)(update, context)
        if context.step:
            note(update, context)
    if context.step:
        raise ApplicationHandlerStop


def _names_command(update: Update, context: Context) -> bool:
    """Whether a message says no more than a word for a command of those that its sender may give; a number is rather what was asked for."""
    role = access.role_of(update, context)
    words = [menu.WORDS[each.name] for each in COMMANDS if each.role <= role and each.name in menu.WORDS]
    said_so = Called("|".join(word for word in words if word not in (menu.WORDS["case"], menu.WORDS["compare"])))
    return update.effective_message is not None and said_so.filter(update.effective_message)


async def change_piece(update: Update, context: Context) -> None:
    """Take an edited message for what it was sent as, where it was a piece of something to read."""
    if await adding.change_piece(update, context):
        raise ApplicationHandlerStop


def _register_command(app: App, command: Command) -> None:
    """A command and the words for it, typed anew or put in the place of something else."""
    does = only(command.role, command.does) if command.role > Role.WORKER else command.does
    does = once(does) if command.private else does
    anywhere = NEW if command.does is ask.ask else NEW | EDITED  # an edited question edits its answer: see above
    where = anywhere & PRIVATE if command.private else anywhere
    app.add_handler(
        CommandHandler(command.name, does, where | f.UpdateType.CHANNEL_POST if command.of_admins else where)
    )
    if command.role > Role.WORKER:
        app.add_handler(MessageHandler(where & Captioned(command.name), does))
    words = Called(menu.WORDS[command.name]) if command.name in menu.WORDS else None
    if words:
        app.add_handler(MessageHandler(where & words, does))
    if command.private:
        app.add_handler(CommandHandler(command.name, start.to_private, anywhere))
        if words:
            app.add_handler(MessageHandler(anywhere & words, start.to_private))
