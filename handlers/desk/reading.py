"""A batch that was collected → drafts: read in a process of its own, with a message that tells how far it is."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

from telegram import InlineKeyboardMarkup
from telegram.error import TelegramError
from telegram.ext import JobQueue

from knowledge import Case, ChapuError, Draft, Twin, get_case, read, read_from_link
from knowledge.desk import (
    Batch,
    KeptDraft,
    Piece,
    batch_by_id,
    begin_reading,
    drop_step,
    end_reading,
    keep_draft,
    leave_batch,
    put_status,
    unread_batches,
)

from .. import send
from ..access import Context, begin
from ..apart import GoneError, apart
from ..house import Role
from ..keyboards import board, press, rows
from ..markup import head, plain
from ..send import Screen
from . import adding_texts as texts
from .pieces import is_full, together
from .previews import draft_screen

log = logging.getLogger(__name__)

STEP = "d:add"
"""An editor's next message is something to read."""
FIRST_WORD, EVERY = 3.0, 6.0
"""Seconds until the message says how long it takes already, and between two such."""
LONGEST = 60_000
"""Characters of a case; to file a longer one would hold up questions, and nobody would read it."""
REST = 0.01
"""Seconds left to other people's questions after each draft that is kept."""
SHOWN, LISTED = 3, 9
"""Drafts of a batch that are shown at once, and that are named."""
LONGER = 4
"""So many times the usual silence is waited for where more is surely to come."""


class LeftError(Exception):
    """The editor does not want it read any more."""


def read_soon(context: Context, batch_id: int, wait: float) -> None:
    """Read a batch once so many seconds have gone by without another call."""
    queue: JobQueue[Context] | None = context.job_queue  # type: ignore[assignment] # a CallbackContext does not know its own type
    name = f"batch {batch_id}"
    if queue is None:
        return
    for job in queue.get_jobs_by_name(name):
        job.schedule_removal()
    queue.run_once(_begin, wait, data=batch_id, name=name, job_kwargs={"misfire_grace_time": None})  # late is not never


async def read_on(context: Context) -> None:
    """Read what was sent before the bot was stopped, or what it was reading then; of what was still coming, the rest may come now."""
    for batch_id in unread_batches(context.library.db):
        batch = batch_by_id(context.library.db, batch_id)
        collecting = batch is not None and batch.state == "collecting"
        read_soon(context, batch_id, context.house.silence * LONGER if collecting else 0)


async def _begin(context: Context) -> None:
    batch_id = context.job.data if context.job else None
    if isinstance(batch_id, int):
        begin(context, _read(context, batch_id))


async def _read(context: Context, batch_id: int) -> None:
    """Read a batch, keep its drafts and show them; where it cannot be, its editor is told."""
    db = context.library.db
    begin_reading(db, batch_id)
    batch = batch_by_id(db, batch_id)
    if batch is None or batch.state != "reading":
        return
    drop_step(db, batch.editor_id, STEP, str(batch_id))
    try:
        drafts, told = await _read_pieces(context, batch)
        kept = await _keep(context, batch, drafts, told)
        if end_reading(db, batch_id):
            await _show(context, batch, kept, told)
    except LeftError:
        log.info("batch %s was left", batch_id)
    except TelegramError as error:
        log.warning("batch %s is read, and its editor could not be told: %s", batch_id, error)
    except Exception:
        end_reading(db, batch_id)
        with suppress(TelegramError):
            await _say(context, batch, texts.WENT_WRONG.format(name=_name_of(batch)))
        raise


async def _read_pieces(context: Context, batch: Batch) -> tuple[list[tuple[str, Draft]], list[str]]:
    """The drafts that a batch tells, each with the name of where it is from; and a sentence for each source that tells none."""
    drafts: list[tuple[str, Draft]] = []
    faults: list[str] = []
    sources = _sources(batch)
    for number, source in enumerate(sources, 1):
        word = texts.READING_OF if len(sources) > 1 else texts.READING
        telling = word.format(name=source.name, number=number, total=len(sources))
        try:
            found = await _patiently(context, batch, telling, source)
        except ChapuError as error:
            faults.append(str(error))
        except TelegramError as error:
            log.info("a file could not be fetched: %s", error)
            faults.append(texts.NOT_FETCHED.format(name=source.name))
        except GoneError:
            faults.append(texts.WENT_WRONG.format(name=source.name))
        else:
            drafts += [(source.name, draft) for draft in found]
    fitting = [(name, draft) for name, draft in drafts if _length(draft.case) <= LONGEST]
    for name, draft in drafts:
        if _length(draft.case) > LONGEST:
            count = -(-_length(draft.case) // 10_000)
            faults.append(texts.TOO_LONG.format(name=name, title=head(draft.case.title, 40), count=count))
    return fitting, faults


def _sources(batch: Batch) -> list[Piece]:
    """What there is to read: the pasted text as one, each forwarded message, file and link by itself; a long one may have come in several messages."""
    runs: list[list[str]] = []
    for piece in batch.pieces:
        if piece.kind == "forwarded" and not (runs and is_full(runs[-1][-1])):
            runs.append([piece.content])
        elif piece.kind in ("text", "forwarded"):
            runs = runs or [[]]
            runs[-1].append(piece.content)
    pasted = [Piece("text", together(run), texts.PASTED) for run in runs]
    return [*pasted, *(piece for piece in batch.pieces if piece.kind in ("link", "file"))]


async def _patiently(context: Context, batch: Batch, telling: str, source: Piece) -> list[Draft]:
    """What a source tells, while the message of progress says how long it takes.

    Raises LeftError, TelegramError where a file cannot be fetched, and as `apart` and `read` do.
    """
    await _progress(context, batch, telling)
    task = asyncio.create_task(_work(context, source))
    began = said = time.monotonic()
    try:
        while not (await asyncio.wait({task}, timeout=1))[0]:
            _stay(context, batch)
            now = time.monotonic()
            if now - said >= (FIRST_WORD if said == began else EVERY):
                said = now
                seconds = texts.SECONDS.format(seconds=round(now - began))
                await _progress(context, batch, f"{telling}{seconds}")
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return task.result()


async def _work(context: Context, source: Piece) -> list[Draft]:
    words, slots = context.library.words, context.house.slots
    if source.kind == "link":
        return await apart(slots, read_from_link, source.content, words)
    if source.kind == "text":
        return await apart(slots, read, source.content.encode(), source.name, words)
    file = await context.bot.get_file(source.content)
    return await apart(slots, read, bytes(await file.download_as_bytearray()), source.name, words)


def _stay(context: Context, batch: Batch) -> None:
    """Raise LeftError where the batch was left, or whoever sent it edits no more."""
    now = batch_by_id(context.library.db, batch.id)
    if context.house.role(batch.editor_id) < Role.EDITOR:
        leave_batch(context.library.db, batch.id)
        raise LeftError
    if now is None or now.state != "reading":
        raise LeftError


async def _keep(context: Context, batch: Batch, drafts: list[tuple[str, Draft]], told: list[str]) -> list[KeptDraft]:
    """Keep the drafts that the library does not have; for each other a line is told. Questions are answered in between."""
    kept: dict[int, KeptDraft] = {}
    if drafts:
        await _progress(context, batch, texts.FILING.format(count=len(drafts)))
    for name, draft in drafts:
        _stay(context, batch)
        found = keep_draft(context.library, draft, batch.editor_id, name, (batch.id, batch.lead_id))
        if isinstance(found, Twin):
            title = get_case(context.library.db, found.case_id, hidden=True).title
            told.append(texts.SAME_LINE.format(id=found.case_id, title=head(title, 60)))
        else:
            kept[found.id] = found
        await asyncio.sleep(REST)
    return list(kept.values())


async def _show(context: Context, batch: Batch, kept: list[KeptDraft], told: list[str]) -> None:
    """Say what became of a batch, and show its first drafts."""
    lines = [texts.DRAFT_LINE.format(id=each.id, title=head(each.draft.case.title, 60)) for each in kept[:LISTED]]
    opening = texts.READ.format(count=len(kept)) if kept else texts.NOTHING_READ
    more = [texts.MORE.format(count=len(kept) - LISTED)] if len(kept) > LISTED else []
    buttons = [press(texts.SEE_DRAFT.format(id=each.id), "d:v", each.id, 1) for each in kept[SHOWN:LISTED]]
    text = "\n".join([opening, *lines, *more, *dict.fromkeys(told)])
    await _say(context, batch, head(text, 3500), board(*rows(buttons)))
    for each in kept[:SHOWN]:
        await send.to_person(context.bot, batch.chat_id, draft_screen(context, each.id))


async def _progress(context: Context, batch: Batch, text: str) -> None:
    """Tell how far a batch is; where that does not arrive, it is read all the same. Raises LeftError where it was left."""
    _stay(context, batch)
    with suppress(TelegramError):
        await _say(context, batch, text, board([press(texts.STOP, "d:k", batch.id)]))


async def _say(context: Context, batch: Batch, text: str, buttons: InlineKeyboardMarkup | None = None) -> None:
    """Tell what became of a batch, in its message of progress, or in a new one where that is gone."""
    screen = Screen(plain(text), buttons)
    now = batch_by_id(context.library.db, batch.id)
    if now and now.status_id and await send.replace(context.bot, batch.chat_id, now.status_id, screen):
        return
    sent = await send.to_person(context.bot, batch.chat_id, screen)
    put_status(context.library.db, batch.id, sent.message_id)


def _name_of(batch: Batch) -> str:
    return next((piece.name for piece in batch.pieces if piece.name), texts.PASTED)


def _length(case: Case) -> int:
    return sum(len(each.text) for each in case.paragraphs())
