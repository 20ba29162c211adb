"""How much is asked and how it is answered: as a text, and as a picture of the days."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from telegram import InputFile, Update
from telegram.error import TelegramError

from knowledge import subscriber_count
from knowledge.desk import Numbers, count_cases, count_numbers, waiting_wishes

from .. import send
from ..access import Context, begin, data_of
from ..apart import GoneError, apart
from ..keyboards import board, press
from ..markup import Html, bold, head, joined, plain, until
from ..pictures.chart import Chart, draw
from ..send import Screen
from ..slices import in_slices
from . import numbers_texts as texts

log = logging.getLogger(__name__)

SPANS, USUAL = (7, 30, 90), 30
"""Days that can be looked back on, and those that are unless another is asked for."""
NAME, FEW = 60, 4
"""UTF-16 units of a title or a question, and what Telegram may find in it."""
PICTURE = "picture"
"""What the task that draws is called in a chat's data."""


async def stats(update: Update, context: Context) -> None:
    """Tell the numbers of the last days, and send their picture after."""
    data, chat = data_of(update), update.effective_chat
    days = int(data[2]) if data else USUAL
    today = datetime.now(context.timezone).date()
    first = today - timedelta(days=days - 1)
    counted = await in_slices(count_numbers(context.library.db, first, today, context.timezone))
    buttons = board([press(texts.LAST_DAYS.format(days=span), "d:n", span) for span in SPANS if span != days])
    await send.show(update, Screen(_told(counted, _held(context)), buttons))
    if chat and context.chat_data is not None and any(day.questions for day in counted.days):
        if earlier := context.chat_data.get(PICTURE):
            earlier.cancel()  # a button that was pressed twice, or another right after it
        drawing = _send_picture(context, chat.id, counted)
        context.chat_data[PICTURE] = begin(context, drawing, update)


async def _send_picture(context: Context, chat_id: int, counted: Numbers) -> None:
    """Send a picture of the days, where there is a font to label it; without it the text tells all there is."""
    days = [(day.day, day.answered, day.questions - day.answered) for day in counted.days]
    title = texts.CHART_TITLE.format(days=len(days))
    try:
        chart = Chart(title, texts.CHART_ANSWERED, texts.CHART_MISSED, days)
        drawn = await apart(context.house.slots, draw, chart)
        if drawn:
            await context.bot.send_photo(chat_id, InputFile(drawn, "stats.png"), caption=title)
        else:
            log.info("no picture of the numbers: no font has the signs %s", "".join(sorted(chart.letters)))
    except (GoneError, TelegramError) as error:
        log.warning("no picture of the numbers: %s", error)


def _held(context: Context) -> Html:
    """How many cases and drafts there are, and how many people wait for an answer."""
    shown, hidden, drafts = count_cases(context.library.db)
    waiting = waiting_wishes(context.library.db)
    people = len({reader_id for readers in waiting.values() for reader_id in readers})
    holdings = texts.HOLDINGS.format(
        cases=shown, hidden=hidden, drafts=drafts, subscribers=subscriber_count(context.library.db)
    )
    return joined([holdings, texts.WAITING.format(people=people, questions=len(waiting)) if waiting else ""])


def _told(counted: Numbers, held: Html) -> Html:
    return joined(
        [
            joined([bold(texts.STATS_TITLE.format(days=len(counted.days))), *_asked(counted)]),
            _ranked(texts.FIRST, [(f"#{case_id} {title}", count) for case_id, title, count in counted.first]),
            _ranked(texts.MISSED, counted.missed),
            held,
        ],
        "\n\n",
    )


def _asked(counted: Numbers) -> list[str]:
    """How many asked how much, how much of it was answered, and what they said of it, a line each."""
    busy = [day for day in counted.days if day.questions]
    questions, answered = sum(day.questions for day in busy), sum(day.answered for day in busy)
    weak = sum(day.weak for day in busy)
    if not busy:
        return [texts.NOBODY]
    daily = f"{sum(day.people for day in busy) / len(busy):.1f}".removesuffix(".0")
    asked = texts.ASKED if counted.people else texts.ASKED_DAILY
    counts = {"answered": answered, "share": _percent(answered, questions), "missed": questions - answered - weak}
    lines = [
        asked.format(questions=questions, people=counted.people, busy=len(busy), daily=daily),
        (texts.ANSWERED_LOOSELY if weak else texts.ANSWERED).format(weak=weak, **counts),
        texts.VOTES.format(useful=counted.useful, useless=counted.useless),
    ]
    return lines + ([texts.KEPT_FROM.format(day=f"{counted.kept_from:%m-%d}")] if counted.kept_from else [])


def _percent(part: int, whole: int) -> int:
    """Rounded, half up."""
    return (200 * part + whole) // (2 * whole)


def _ranked(title: str, counted: Sequence[tuple[str, int]]) -> Html:
    """A title and names with how often each, a line each; nothing where there is none."""
    lines = [plain(texts.TIMES.format(name=head(until(name, FEW), NAME), count=count)) for name, count in counted]
    return joined([bold(title), *lines]) if lines else Html()
