"""How a subscriber wants the weekly case: topics, day and hour, silent or not, a pause, the own community."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from telegram import InlineKeyboardButton, Update

from knowledge import Subscriber, put_subscriber, subscriber_by_id

from .. import send
from ..access import Context, data_of
from ..keyboards import board, checksum, press, rows
from ..markup import bold, joined
from ..send import Screen
from . import texts
from .admins import kind_of, may_change
from .subscribing import speaks
from .times import day, every, hour, next_slot, next_time, weekday

HOURS = range(7, 22)
PAUSES = (1, 2, 4, 8)
FIRST, LAST = 1, 7


async def settings(update: Update, context: Context) -> None:
    """Show how the chat wants the weekly case, with the buttons to change it."""
    if update.effective_message and await speaks(update, context, texts.GROUP_SETTINGS, "t:s"):
        await send.reply(update.effective_message, settings_screen(update, context))


async def show(update: Update, context: Context) -> None:
    """The same in the place of the message whose button was pressed."""
    if update.callback_query and await may_change(update, context):
        await send.show(update, settings_screen(update, context))


async def choose(update: Update, context: Context) -> None:
    """Show what there is to choose from, for one setting; a choice that comes with the button is kept first."""
    if update.callback_query is None or not await may_change(update, context):
        return
    _, kind, *chosen = data_of(update)
    reader = _reader(update, context)
    if chosen:
        reader = _CHANGES[kind](context, reader, chosen[0])
        put_subscriber(context.library.db, reader)
    stays = kind == "t" or not chosen  # of the topics there may be several
    await send.show(
        update, _CHOICES[kind](context, reader) if stays and kind in _CHOICES else settings_screen(update, context)
    )


def settings_screen(update: Update, context: Context) -> Screen:
    """How the chat wants the weekly case."""
    reader, schedule = _reader(update, context), context.house.schedule
    if not reader.active:
        told = texts.GONE if reader.state == "blocked" else texts.OFF
        return Screen(joined([bold(texts.SETTINGS), told]), board([press(texts.SUBSCRIBE, "t:on")]))
    paused = _pause(reader, context)
    values = {
        "when": every(reader, schedule),
        "topics": "、".join(reader.topics) or texts.ANY,
        "fewer": "、".join(reader.fewer) or texts.NONE,
        "silent": texts.SILENT if reader.silent else texts.LOUD,
        "pause": texts.PAUSED_TILL.format(day=day(paused)) if paused else texts.NOT_PAUSED,
        "community": " · ".join(filter(None, (reader.district, reader.neighbourhood))) or texts.UNKNOWN,
    }
    lines = [texts.SHOWN[name].format(value=value) for name, value in values.items()]
    text = joined([bold(texts.SETTINGS), *lines, texts.NEXT_IS.format(next=next_time(context, reader))])
    silent = press(texts.TO_LOUD if reader.silent else texts.TO_SILENT, "t:q", int(not reader.silent))
    pause = press(texts.END_PAUSE, "t:p", 0) if paused else press(texts.CHOOSE_PAUSE, "t:p")
    clear = [press(texts.CLEAR_FEWER, "t:f", 0)] if reader.fewer else []
    return Screen(
        text,
        board(
            [press(texts.CHOOSE_TOPICS, "t:t"), press(texts.CHOOSE_DAY, "t:d"), press(texts.CHOOSE_HOUR, "t:h")],
            [press(texts.CHOOSE_DISTRICT, "t:c"), press(texts.CHOOSE_KIND, "t:n"), pause],
            [silent, *clear, press(texts.LEAVE, "t:off")],
        ),
    )


def _reader(update: Update, context: Context) -> Subscriber:
    chat = update.effective_chat
    chat_id = chat.id if chat else 0
    return subscriber_by_id(context.library.db, chat_id) or Subscriber(chat_id, kind_of(update), state="left")


def _pause(reader: Subscriber, context: Context) -> date | None:
    """The day on which a pause ends; None where there is none."""
    today = context.house.schedule.local(context.house.clock()).date()
    ends = date.fromisoformat(reader.paused_until) if reader.paused_until else today
    return ends if ends > today else None


def _topics(context: Context, reader: Subscriber) -> Screen:
    keys = [
        press(
            texts.CHOSEN.format(name=topic.name) if topic.name in reader.topics else topic.name,
            "t:t",
            checksum(topic.name),
        )
        for topic in context.library.words.topics
    ]
    return send.sentence(texts.ASK_TOPICS, board(*rows(keys, 2), _done()))


def _days(context: Context, reader: Subscriber) -> Screen:
    usual = press(texts.USUAL.format(value=weekday(None, context.house.schedule)), "t:d", 0)
    return send.sentence(
        texts.ASK_DAY,
        board(*rows([press(name, "t:d", at) for at, name in enumerate(texts.DAYS, 1)], 4), [usual, *_done()]),
    )


def _hours(context: Context, reader: Subscriber) -> Screen:
    usual = press(texts.USUAL.format(value=hour(None, context.house.schedule)), "t:h", 0)
    return send.sentence(
        texts.ASK_HOUR, board(*rows([press(f"{each:02}:00", "t:h", each) for each in HOURS], 5), [usual, *_done()])
    )


def _pauses(context: Context, reader: Subscriber) -> Screen:
    return send.sentence(
        texts.ASK_PAUSE, board([press(texts.WEEKS.format(count=each), "t:p", each) for each in PAUSES], _done())
    )


def _districts(context: Context, reader: Subscriber) -> Screen:
    keys = [press(name, "t:c", checksum(name)) for name in texts.DISTRICTS]
    return send.sentence(texts.ASK_DISTRICT, board(*rows(keys, 4), [press(texts.NOT_SAID, "t:c", 0), *_done()]))


def _kinds(context: Context, reader: Subscriber) -> Screen:
    keys = [press(kind.name, "t:n", checksum(kind.name)) for kind in context.library.words.neighbourhoods]
    return send.sentence(texts.ASK_KIND, board(*rows(keys), [press(texts.NOT_SAID, "t:n", 0), *_done()]))


def _done() -> list[InlineKeyboardButton]:
    return [press(texts.DONE, "t:s")]


def _with_topic(context: Context, reader: Subscriber, key: str) -> Subscriber:
    """A topic is chosen, or no more; one that was to come less often is not any more."""
    names = [topic.name for topic in context.library.words.topics]
    chosen = {name for name in reader.topics if checksum(name) != key}
    if chosen == {*reader.topics}:
        chosen |= {name for name in names if checksum(name) == key}
    return replace(
        reader,
        topics=tuple(name for name in names if name in chosen),
        fewer=tuple(each for each in reader.fewer if each not in chosen),
    )


def _with_day(context: Context, reader: Subscriber, chosen: str) -> Subscriber:
    return replace(reader, weekday=int(chosen) if FIRST <= int(chosen) <= LAST else None, since=_now(context))


def _with_hour(context: Context, reader: Subscriber, chosen: str) -> Subscriber:
    return replace(reader, hour=int(chosen) if int(chosen) in HOURS else None, since=_now(context))


def _with_pause(context: Context, reader: Subscriber, weeks: str) -> Subscriber:
    """The next so many do not come; from the day on which the one after them does, they come again."""
    awake = replace(reader, paused_until=None)
    if int(weeks) not in PAUSES:
        return awake
    schedule = context.house.schedule
    first = schedule.local(next_slot(context, awake)).date()
    return replace(reader, paused_until=f"{first + timedelta(weeks=int(weeks))}")


def _named(names: tuple[str, ...], key: str) -> str:
    return next((name for name in names if checksum(name) == key), "")


def _now(context: Context) -> str:
    return context.house.clock().isoformat()


_CHOICES: dict[str, Callable[[Context, Subscriber], Screen]] = {
    "t": _topics,
    "d": _days,
    "h": _hours,
    "p": _pauses,
    "c": _districts,
    "n": _kinds,
}
_CHANGES: dict[str, Callable[[Context, Subscriber, str], Subscriber]] = {
    "t": _with_topic,
    "d": _with_day,
    "h": _with_hour,
    "q": lambda _, reader, on: replace(reader, silent=on == "1"),
    "p": _with_pause,
    "f": lambda _, reader, __: replace(reader, fewer=()),
    "c": lambda _, reader, key: replace(reader, district=_named(texts.DISTRICTS, key)),
    "n": lambda context, reader, key: replace(
        reader, neighbourhood=_named(tuple(kind.name for kind in context.library.words.neighbourhoods), key)
    ),
}
