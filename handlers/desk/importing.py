"""The library taken in, in bulk: a workbook or cards that an editor sends, read apart, staged, and written a little at a time."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

from telegram import Document, InputFile, Message, Update
from telegram.constants import ParseMode
from telegram.error import TelegramError

from knowledge import ChapuError, ReadError, put_step
from knowledge.desk import (
    Act,
    Deed,
    Import,
    Intake,
    apply_staged,
    begin_import,
    begin_undoing,
    change_count,
    compare_import,
    end_import,
    end_staging,
    import_under_way,
    read_import,
    stage,
    undone_by,
)

from .. import send, texts
from ..access import Context, begin
from ..apart import GoneError, apart
from ..house import Role
from ..keyboards import board, press
from ..markup import Html, bold, head, joined, plain, until
from ..said import LARGEST, MB, is_command
from ..send import Screen
from . import bulk_texts
from .after import after_change

log = logging.getLogger(__name__)

STEP = "d:import"
FETCHING_SECONDS, READING_SECONDS = 120.0, 600.0
STAGED_AT_ONCE = 40
"""Changes that are staged in one transaction."""
PAUSE = 0.005
"""Seconds between two slices of work, for whoever else waits."""
PROGRESS_SECONDS = 3.0
QUICK_SECONDS = 10.0
"""After which the outcome is a message of its own, that the phone rings for."""
MANY = 10
"""Cases of an import that take too long to be put back in one transaction."""
_READING, _WRITING = "reading an import", "importing"
"""Where the application's data holds that a file is being read, and that what is staged is being done."""
SHOWN, REASON, NAME, FEW = 20, 120, 60, 3
"""Reasons that a message tells; UTF-16 units of each, and of a file's name; entities that Telegram may find in each."""


async def take(update: Update, context: Context) -> None:
    """Take in the file that a message brings or answers, in the background; where there is none, ask for it."""
    message = update.effective_message
    if message is None:
        return
    answered = message.reply_to_message
    asked = context.step is not None and context.step[0] == STEP and not is_command(message)
    document = message.document or (answered.document if answered and not asked else None)
    if document is None:
        await _ask(update, context)
    else:
        await _begin(update, context, document)


async def undo_import(update: Update, context: Context, deed: Deed, message_id: int | None = None) -> bool:
    """Begin to undo an import of many cases, or to do one again, in the background; False, and nothing is done, where a deed is none.

    message_id: that which asked for it. Raises ChapuError as `undo_of_cases`.
    """
    message, user, count = update.effective_message, update.effective_user, change_count(context.library.db, deed.id)
    done = undone_by(context.library.db, deed) or deed
    if done.act is not Act.IMPORT or count <= MANY or message is None or user is None:
        return False
    begin_undoing(context.library, deed, user.id, message_id)
    progress = bulk_texts.UNDOING.format(name=_short(deed.subject), done=0, total=count)
    begin(context, _undo(context, message, progress), update)
    return True


def undoing(context: Context, undo_id: int) -> Screen | None:
    """How far an undoing is; None where it is done."""
    found = import_under_way(context.library.db)
    if found is None or found.deed_id != undo_id:
        return None
    done = found.new + found.changed
    return send.sentence(bulk_texts.UNDOING.format(name=_short(found.name), done=done, total=done + found.left))


async def _undo(context: Context, message: Message, progress: str) -> None:
    """Do the undoing that is staged; progress: what a message is answered first, if that can be."""
    status = None
    with suppress(TelegramError):
        status = await send.reply(message, send.sentence(progress))
    await _go_on(context, status)


async def take_up(context: Context) -> None:
    """Finish the import that was staged when the bot stopped, forget one that was not; its editor is told."""
    found = import_under_way(context.library.db)
    if found is None or context.bot_data.get(_READING):
        return
    if found.deed_id is None:
        end_import(context.library.db)
        await _say(context, found.editor_id, plain(bulk_texts.SEND_AGAIN.format(name=_short(found.name))))
    else:
        if _may_go_on(context, found):
            await _say(context, found.editor_id, plain(bulk_texts.RESUMED.format(name=_short(found.name))))
        begin(context, _go_on(context, None))


async def _ask(update: Update, context: Context) -> None:
    if update.effective_message and update.effective_user:
        put_step(context.library.db, update.effective_user.id, STEP, "")
        screen = send.sentence(bulk_texts.ASK_FILE, board([press(bulk_texts.TEMPLATE, "d:bt")]))
        await send.reply(update.effective_message, screen)


async def _begin(update: Update, context: Context, document: Document) -> None:
    """Begin to take a file in. Raises ChapuError where it is too large, or another is being taken in.

    What a fault has stopped goes on, or is forgotten where its file was not read.
    """
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    name, size = _name(document), document.file_size or 0
    if size > LARGEST:
        raise ChapuError(bulk_texts.TOO_LARGE.format(name=_short(name), size=-(-size // MB)))
    stalled = import_under_way(context.library.db)
    if stalled and not (context.bot_data.get(_READING) or context.bot_data.get(_WRITING)):
        if stalled.deed_id:
            begin(context, _go_on(context, None), update)
        else:
            end_import(context.library.db)
    begin_import(context.library.db, user.id, name)
    context.bot_data[_READING] = True
    begin(context, _import(context, user.id, document, message), update)


async def _import(context: Context, editor_id: int, document: Document, message: Message) -> None:
    """Read the file that a message asks to be taken in and stage what it changes, then do that; where it cannot be read, it may be sent again.

    Where the bot is stopped meanwhile, the next start tells that it is to be sent again.
    """
    db, name, status = context.library.db, _short(_name(document)), None
    try:
        status = await send.reply(message, send.sentence(bulk_texts.READING.format(name=name)))
        intake = await _read(context, document)
        if context.house.role(editor_id) < Role.EDITOR:
            raise ChapuError(texts.EDITORS_ONLY)
        for at in range(0, len(intake.changes), STAGED_AT_ONCE):
            stage(db, intake.changes[at : at + STAGED_AT_ONCE])
            await asyncio.sleep(0)
        end_staging(db, intake)
    except ReadError as error:
        end_import(db)
        put_step(db, editor_id, STEP, "")
        await _replace(context, status, plain(bulk_texts.NOT_READ.format(reason=error)))
    except Exception:
        end_import(db)
        await _replace(context, status, plain(bulk_texts.NOT_IMPORTED.format(name=name)))
        raise
    else:
        await _go_on(context, status)
    finally:
        context.bot_data.pop(_READING, None)


async def _read(context: Context, document: Document) -> Intake:
    """What a file changes in the library. Raises ReadError."""
    file = await context.bot.get_file(document.file_id, read_timeout=FETCHING_SECONDS)
    data, name, home = bytes(await file.download_as_bytearray()), _name(document), context.library.home
    if home is None:
        return compare_import(context.library, data, name)
    try:
        return await apart(context.house.slots, read_import, home, data, name, seconds=READING_SECONDS)
    except GoneError:
        raise ReadError(bulk_texts.TOO_LONG.format(name=_short(name))) from None


async def _go_on(context: Context, status: Message | None) -> None:
    """Do what is staged, and tell; where the bot is stopped meanwhile, the next start goes on. status: where the progress is told."""
    if context.bot_data.get(_WRITING):
        return
    begun_at = time.monotonic()
    context.bot_data[_WRITING] = True
    try:
        await _write(context, status)
        done = import_under_way(context.library.db)
        if done is None:
            return
        if done.left:
            log.warning("an import was stopped, %d changes before its end: its editor is none any more", done.left)
        else:
            await _tell(context, done, status if time.monotonic() - begun_at < QUICK_SECONDS else None)
        end_import(context.library.db)
    finally:
        del context.bot_data[_WRITING]
    if done.editor_id and done.new + done.changed:
        after_change(context)


async def _write(context: Context, status: Message | None) -> None:
    """Do what is staged, as long as whoever wants it may."""
    found = import_under_way(context.library.db)
    left = total = found.left if found else 0
    told_at = time.monotonic()
    while found and left and _may_go_on(context, found):
        left = apply_staged(context.library)
        await asyncio.sleep(PAUSE)
        if time.monotonic() - told_at > PROGRESS_SECONDS:
            told_at = time.monotonic()
            progress = bulk_texts.UNDOING if found.undoes else bulk_texts.WRITING
            told = progress.format(name=_short(found.name), done=total - left, total=total)
            await _replace(context, status, plain(told))


def _may_go_on(context: Context, found: Import) -> bool:
    """Whether an import's editor is one still, or not known any more; an undoing goes on, for half of it would be neither the one nor the other."""
    return found.undoes or found.editor_id is None or context.house.role(found.editor_id) >= Role.EDITOR


async def _tell(context: Context, done: Import, status: Message | None) -> None:
    """Tell an import's editor what became of it, in the place of its status or anew; reasons that a message does not hold are sent as a file."""
    text = bulk_texts.UNDONE.format(name=_short(done.name), count=done.new + done.changed)
    report = plain(text) if done.undoes else summary(done)
    if not await _replace(context, status, report):
        await _say(context, done.editor_id, report)
    if done.editor_id and (len(done.problems) > SHOWN or any(_cut(each) != each for each in done.problems)):
        file = InputFile("\n".join(done.problems).encode("utf-8", "replace"), filename=bulk_texts.REASONS_FILE)
        with suppress(TelegramError):
            await context.bot.send_document(done.editor_id, file)


def summary(done: Import) -> Html:
    """What became of an import: the counts, why rows were passed over, and what may be done now."""
    counts = {"new": done.new, "changed": done.changed, "same": done.same, "skipped": len(done.problems)}
    unit = bulk_texts.ROWS if done.name.lower().endswith(".xlsx") else bulk_texts.CARDS
    unknown = _cut("、".join(done.unknown))
    more = bulk_texts.MORE.format(count=len(done.problems))
    return joined(
        [
            bold(bulk_texts.SUMMARY.format(name=_short(done.name), count=done.count, unit=unit, **counts)),
            bulk_texts.UNKNOWN.format(columns=unknown) if unknown else "",
            *map(_cut, done.problems[:SHOWN]),
            more if len(done.problems) > SHOWN else "",
            bulk_texts.FIX if done.problems else "",
            bulk_texts.UNDO if done.new + done.changed else "",
        ]
    )


def _cut(text: str) -> str:
    return head(until(text, FEW), REASON)


def _name(document: Document) -> str:
    return document.file_name or bulk_texts.NAMELESS


def _short(name: str) -> str:
    return head(until(name, FEW), NAME)


async def _say(context: Context, chat_id: int | None, text: Html) -> None:
    """Tell an editor, if that can be."""
    if chat_id is not None:
        with suppress(TelegramError):
            await context.bot.send_message(
                chat_id, text.markup, parse_mode=ParseMode.HTML, link_preview_options=send.NO_PREVIEW
            )


async def _replace(context: Context, status: Message | None, text: Html) -> bool:
    """Put a text in the place of another; whether that could be."""
    if status is None:
        return False
    try:
        return await send.replace(context.bot, status.chat_id, status.message_id, Screen(text))
    except TelegramError:
        return False
