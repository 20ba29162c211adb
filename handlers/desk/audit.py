"""检索体检: the saved questions asked again, in slices between which others are answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.error import TelegramError

from knowledge import Case
from knowledge.desk import Checked, audit, checks, put_places

from .. import send
from ..access import Context, begin
from ..keyboards import board, press
from ..markup import Html, bold, joined, plain, short
from ..send import Screen
from . import checks_texts as texts

SLICE = 0.005
"""Seconds that others have between two questions."""
PROGRESS_SECONDS = 2.0
SHOWN = 6
"""Questions that got worse, and better, told one by one."""
AMONG = 3
QUESTION, TITLE, FEW = 60, 60, 2

Tells = Callable[[int, int], Awaitable[None]]


async def run(context: Context, tells: Tells | None = None) -> list[Checked]:
    """Ask all saved questions again; only one at a time does so and notes what came out, by the lock `follow_up.audits`.

    tells: is given how many of how many are done, now and then.
    """
    done: list[Checked] = []
    count, told = len(checks(context.library.db)), time.monotonic()
    for checked in audit(context.library):
        done.append(checked)
        if tells and time.monotonic() - told > PROGRESS_SECONDS:
            await tells(len(done), count)
            told = time.monotonic()
        await asyncio.sleep(SLICE)
    return done


def note(context: Context, done: Iterable[Checked], changed: bool, deeds: Iterable[int] = ()) -> None:
    """Note the places that came out; changed: the library has, by these deeds, so that the places noted so far are those before."""
    put_places(context.library.db, {each.check.question: each.place for each in done}, changed, deeds)


async def show_audit(update: Update, context: Context) -> None:
    """Ask all saved questions again, in the background, with a message that tells how far it is and then what came out."""
    message, query = update.effective_message, update.callback_query
    if message is None:
        return
    count = len(checks(context.library.db))
    begun = send.sentence(texts.RUNNING.format(done=0, count=count) if count else texts.NO_CHECKS)
    if query:
        await send.show(update, begun)
    else:
        message = await send.reply(message, begun)
    if count:
        begin(context, _audit(context, message), update)


async def _audit(context: Context, message: Message) -> None:
    async def tells(done: int, count: int) -> None:
        with suppress(TelegramError):
            await _put(context, message, send.sentence(texts.RUNNING.format(done=done, count=count)))

    async with context.house.follow_up.audits:
        done = await run(context, tells)
        note(context, done, changed=False)
    await _put(context, message, report(done) if done else send.sentence(texts.NO_CHECKS))


async def _put(context: Context, message: Message, screen: Screen) -> None:
    await send.replace(context.bot, message.chat_id, message.message_id, screen)


def report(done: Sequence[Checked]) -> Screen:
    """How many saved questions have their case where, and what changed since before the last change of the library."""
    places = [each.place for each in done]
    among = sum(1 < place <= AMONG for place in places)
    counts = (places.count(1), among, sum(place > AMONG for place in places), places.count(0))
    told = "，".join(text.format(count=count) for text, count in zip(texts.PLACES, counts, strict=True) if count)
    worse = [each for each in done if each.got_worse(each.before)]
    better = [each for each in done if each.got_better(each.before)]
    changes = texts.CHANGES.format(worse=len(worse), better=len(better)) if worse or better else texts.NO_CHANGES
    above = joined([bold(texts.AUDITED.format(count=len(done))), told + "。", changes])
    parts = [
        joined([bold(title), *moved(some)]) for title, some in ((texts.WORSE, worse), (texts.BETTER, better)) if some
    ]
    return Screen(joined([above, *parts], "\n\n"), listing(again=True))


def worse_since(done: Iterable[Checked]) -> list[Checked]:
    """Those that are worse than when they were last asked."""
    return [each for each in done if each.got_worse(each.check.now)]


def got_worse(worse: Sequence[Checked]) -> Screen:
    """What an editor is told whose change made saved questions worse."""
    title = bold(texts.GOT_WORSE.format(count=len(worse)))
    lines = moved(worse, since=lambda each: each.check.now)
    return Screen(joined([title, joined(lines), texts.LOOK], "\n\n"), listing())


def moved(some: Sequence[Checked], since: Callable[[Checked], int | None] = lambda each: each.before) -> list[Html]:
    """Questions with their right case, its place before and now, and what stands first now; the first SHOWN, and how many more."""
    lines = [plain(_moved(each, since(each))) for each in some[:SHOWN]]
    return [*lines, *([plain(texts.MORE.format(count=len(some) - SHOWN))] if len(some) > SHOWN else [])]


def right(question: str, case: Case, hidden: bool) -> str:
    """A saved question with the case that is right for it."""
    named = texts.RIGHT.format(question=_question(question), id=case.id, title=_title(case))
    return named + (texts.HIDDEN if hidden else "")


def place(at: int | None) -> str:
    """A place in an answer."""
    if at is None:
        return texts.NEVER_RUN
    return texts.PLACE.format(place=at) if at else texts.NO_PLACE


def listing(again: bool = False) -> InlineKeyboardMarkup:
    """The button to the list of saved questions; again: and the one that asks them again."""
    return board([press(texts.LIST, "d:ql", 1), *([press(texts.RUN_AGAIN, "d:qa")] if again else [])])


def _moved(each: Checked, since: int | None) -> str:
    step = texts.MOVED.format(before=place(since), after=place(each.place))
    return f"{right(each.check.question, each.right, each.hidden)}\n{step}{_first_now(each)}"


def _first_now(each: Checked) -> str:
    if each.first is None:
        return texts.NONE_NOW
    first = texts.FIRST_NOW.format(id=each.first.id, title=_title(each.first))
    return "" if each.first.id == each.right.id else first


def _question(question: str) -> str:
    return short(" ".join(question.split()), QUESTION, FEW)


def _title(case: Case) -> str:
    return short(case.title, TITLE, FEW)
