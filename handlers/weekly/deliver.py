"""The weekly case goes out: one message after the other, at a steady rate, each row of the library marked before its message leaves."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram.error import TelegramError

from knowledge import (
    Candidate,
    Choice,
    Delivery,
    Edition,
    LibraryError,
    NotFoundError,
    Subscriber,
    begin_sending,
    begin_telling_of,
    candidates,
    cases_sent,
    edition_of,
    get_case,
    give_up,
    next_try,
    pick_case,
    put_off,
    queued,
    subscriber_by_id,
    untold_weeks,
)

from ..access import Context, begin
from .message import Weekly, question_of, weekly_screen
from .outcome import settle
from .pictures import look_again, picture_of
from .report import tell_report
from .sending import Outgoing, send_weekly

log = logging.getLogger(__name__)

IN_FLIGHT = 20
"""Messages that are under way at once: so many may be uncertain after a crash."""
BATCH = 10
"""Rows that are looked at together: what is to be tried again waits no longer than these take."""
SOON = timedelta(seconds=45)
"""What is to be tried again later than this is left to the next knock, so that editors hear of the rest."""
BUSY = (1.0, 5.0)
"""Seconds before it is noted once more what became of a message, where the library's file cannot be written."""
LAST_ONES = 20.0
"""Seconds that the messages under way have for ending when the bot is stopped."""


@dataclass(slots=True)
class Run:
    """One run. weeks: of which something went out. flying: the messages under way. pools: by week, the cases to choose from. questions: by
    case, what to talk about.
    """

    begun: datetime
    weeks: set[str] = field(default_factory=set)
    flying: set[asyncio.Task[None]] = field(default_factory=set)
    pools: dict[str, list[Candidate]] = field(default_factory=dict)
    questions: dict[int, str] = field(default_factory=dict)


def deliver_soon(context: Context, week: str | None = None) -> None:
    """Begin to send what is queued, unless that goes on already. week: the one that editors want to hear of, how it goes out from now on."""
    weekly = context.house.weekly
    if week:
        begin_telling_of(context.library.db, week, context.house.clock())
    if not weekly.running:
        weekly.running = True
        begin(context, _deliver(context))


async def _deliver(context: Context) -> None:
    """Send until nothing is to go out soon, and tell how it went; what is queued while that is told goes out as well."""
    try:
        while await _run(context) and (due := next_try(context.library.db)) and due <= context.house.clock():
            pass
    finally:
        context.house.weekly.running = False


async def _run(context: Context) -> bool:
    """Send once what is queued; whether all of it could be made."""
    run, made = Run(context.house.clock()), True
    look_again(context)
    try:
        while (due := next_try(context.library.db)) or run.flying:  # what is under way may have to be tried again
            wait = due - context.house.clock() if due else SOON
            if wait > SOON and not run.flying:
                break
            if wait > timedelta(0):
                await _wait(run, min(wait, SOON))
                continue
            made = await _send_batch(context, run)
            if not made and not run.flying:
                break
            if not made:
                await _wait(run, SOON)
    finally:
        if run.flying:  # the bot is being stopped: what is under way is waited for, so that it is known to have arrived
            await asyncio.wait(run.flying, timeout=LAST_ONES)
    for week in sorted({*run.weeks, *untold_weeks(context.library.db)}):
        await tell_report(context, week, run.begun)
    return made


async def _wait(run: Run, time: timedelta) -> None:
    """Wait for the next try, or for a message under way that may have to be tried again."""
    if run.flying:
        await asyncio.wait(run.flying, timeout=time.total_seconds(), return_when=asyncio.FIRST_COMPLETED)
    else:
        await asyncio.sleep(time.total_seconds())


async def _send_batch(context: Context, run: Run) -> bool:
    """Send some of what may go out now, in its turn; whether there is any: without a case there is not."""
    db, moved = context.library.db, False
    for delivery in queued(db, context.house.clock(), BATCH):
        if wait := context.house.traffic.chat_wait(delivery.chat_id):
            put_off(db, delivery, context.house.clock() + timedelta(seconds=wait))
            moved = True
            continue
        try:
            message = await _prepare(context, run, delivery)
        except Exception as error:  # one that cannot be made stops no other
            log.exception("the weekly case of %s for %s cannot be made", delivery.week, delivery.chat_id)
            give_up(db, delivery, context.house.clock(), f"{type(error).__name__}: {error}")
            moved = True
            continue
        if message:
            await _take_turn(context, run, delivery.chat_id)
            await _launch(context, run, delivery, message)
            moved = True
    return moved


async def _prepare(context: Context, run: Run, delivery: Delivery) -> Outgoing | None:
    """A message that is ready to leave; None where it is not to go out, or there is no case."""
    db = context.library.db
    reader, edition = subscriber_by_id(db, delivery.chat_id), edition_of(db, delivery.week)
    if reader is None or edition is None:
        return None
    for pool in _pools(context, run, delivery.week):
        choice = pick_case(pool, edition, reader, cases_sent(db, reader.chat_id))
        with suppress(NotFoundError):  # hidden meanwhile
            if choice:
                return await outgoing(context, weekly_of(context, edition, reader, choice, run.questions))
    return None


async def outgoing(context: Context, weekly: Weekly) -> Outgoing:
    """A weekly message with its picture."""
    picture = await picture_of(context, weekly.case)
    return Outgoing(weekly.reader, weekly.case.id, weekly_screen(context, weekly), picture)


def _pools(context: Context, run: Run, week: str) -> Iterable[list[Candidate]]:
    """The cases to choose from, as they were at the last look, and then as they are now."""
    if week in run.pools:
        yield run.pools[week]
    run.pools[week] = candidates(context.library.db, week)
    yield run.pools[week]


def weekly_of(
    context: Context, edition: Edition, reader: Subscriber, choice: Choice, questions: dict[int, str]
) -> Weekly:
    """What a subscriber's message is made of; the editor's line goes with the editor's case alone. Raises NotFoundError.

    questions: those of cases looked at before, by case.
    """
    case = get_case(context.library.db, choice.case_id)
    if case.id not in questions:
        questions[case.id] = question_of(context.library, case)
    line = edition.line if case.id == edition.case_id else ""
    return Weekly(edition.week, case, line, questions[case.id], reader, choice.again)


async def _take_turn(context: Context, run: Run, chat_id: int) -> None:
    """Wait until one more message may go out."""
    house = context.house
    while len(run.flying) >= IN_FLIGHT:
        await asyncio.wait(run.flying, return_when=asyncio.FIRST_COMPLETED)
    while wait := max(0.0, house.weekly.halted - house.traffic.clock()) or house.traffic.room(chat_id):
        await house.traffic.sleep(wait)


async def _launch(context: Context, run: Run, delivery: Delivery, message: Outgoing) -> None:
    """Let a message leave. One whose picture Telegram does not know yet is waited for: the others then need not bring it."""
    if not begin_sending(context.library.db, delivery, message.case_id):
        return
    run.weeks.add(delivery.week)
    flight = asyncio.create_task(_send(context, delivery, message))
    run.flying.add(flight)
    flight.add_done_callback(run.flying.discard)
    if message.picture and not message.picture.file_id:
        await asyncio.wait({flight})


async def _send(context: Context, delivery: Delivery, message: Outgoing) -> None:
    """Send a message and note what became of it; whatever goes wrong stops no other."""
    became: int | Exception
    try:
        became = (await send_weekly(context, message)).message_id
    except Exception as error:
        if not isinstance(error, TelegramError):
            log.exception("a weekly message")
        became = error
    for pause in BUSY:
        try:
            settle(context, delivery, became)
            return
        except LibraryError as error:
            log.warning("what became of a weekly message is not noted yet: %s", error)
            await asyncio.sleep(pause)
    settle(context, delivery, became)
