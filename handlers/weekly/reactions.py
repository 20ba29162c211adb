"""The buttons under a weekly message: the full text, 收藏, 对我有用, 少发这类, 退订."""

from __future__ import annotations

from dataclasses import replace

from telegram import CallbackQuery, Update

from knowledge import (
    Subscriber,
    drop_favourite,
    get_case,
    put_favourite,
    put_subscriber,
    put_useful,
    subscribe,
    subscriber_by_id,
    unsubscribe,
)

from .. import send
from .. import texts as general
from ..access import Context, data_of, is_private
from ..cases import case_screen
from ..keyboards import checksum
from . import texts
from .admins import kind_of, may_change, words
from .message import buttons, fewer_buttons
from .times import next_time


async def full_text(update: Update, context: Context) -> None:
    """Show the whole case below the message."""
    query = update.callback_query
    if query and update.effective_message and is_private(update):  # elsewhere the button is a link
        screen = case_screen(context, update, int(data_of(update)[2]))
        await send.reply(update.effective_message, screen)
    if query:
        await send.toast(query)


async def save(update: Update, context: Context) -> None:
    """Put the case among the favourites of whoever presses, or take it out."""
    query = update.callback_query
    if query:
        _, _, case_id, on = data_of(update)
        get_case(context.library.db, int(case_id))
        (put_favourite if on == "1" else drop_favourite)(context.library.db, query.from_user.id, int(case_id))
        if is_private(update):
            await _refresh(update, context, query)
        await send.toast(query, general.SAVED if on == "1" else general.UNSAVED)


async def useful(update: Update, context: Context) -> None:
    """Note that the case was of use to whoever presses."""
    query = update.callback_query
    if query:
        case = get_case(context.library.db, int(data_of(update)[2]))
        put_useful(context.library.db, case.id, query.from_user.id)
        await send.toast(query, texts.USEFUL_KEPT)


async def ask_fewer(update: Update, context: Context) -> None:
    """Ask which of the case's topics is to come less often; of a case with one topic that is plain."""
    query = update.callback_query
    if query is None or not await may_change(update, context):
        return
    case = get_case(context.library.db, int(data_of(update)[2]))
    if len(case.topics) > 1:
        await send.put_buttons(query, fewer_buttons(case))
        await send.toast(query, texts.WHICH_FEWER)
    elif case.topics:
        await _fewer(update, context, query, case.topics[0])
    else:
        await send.toast(query, texts.FEWER_NONE)


async def fewer(update: Update, context: Context) -> None:
    """Let a topic come less often."""
    query = update.callback_query
    if query and await may_change(update, context):
        _, _, case_id, key = data_of(update)
        case = get_case(context.library.db, int(case_id))
        topic = next((topic for topic in case.topics if checksum(topic) == key), None)
        await (_fewer(update, context, query, topic) if topic else keep(update, context))


async def keep(update: Update, context: Context) -> None:
    """Bring the message's own buttons back."""
    if update.callback_query and await may_change(update, context):
        await _refresh(update, context, update.callback_query)
        await send.toast(update.callback_query)


async def leave(update: Update, context: Context) -> None:
    """Unsubscribe the chat of the message, with the way back."""
    query, chat = update.callback_query, update.effective_chat
    if query and chat and await may_change(update, context):
        unsubscribe(context.library.db, chat.id)
        await _refresh(update, context, query)
        await send.toast(query, texts.LEFT, alert=True)


async def come_back(update: Update, context: Context) -> None:
    """Subscribe the chat of the message again."""
    query, chat = update.callback_query, update.effective_chat
    if query and chat and await may_change(update, context):
        reader = _reader(update, context)
        subscribe(context.library.db, chat.id, reader.kind, context.house.clock(), reader.thread_id)
        await _refresh(update, context, query)
        when = texts.NEXT_IS.format(next=next_time(context, _reader(update, context)))
        await send.toast(query, texts.BACK_AGAIN.format(when=when))


async def _fewer(update: Update, context: Context, query: CallbackQuery, topic: str) -> None:
    reader = _reader(update, context)
    if not reader.active:
        await send.toast(query, texts.NOT_THERE.format(**words(update)), alert=True)
        return
    fewer = (*(each for each in reader.fewer if each != topic), topic)
    put_subscriber(
        context.library.db, replace(reader, fewer=fewer, topics=tuple(each for each in reader.topics if each != topic))
    )
    await _refresh(update, context, query)
    await send.toast(query, texts.FEWER_KEPT.format(topic=topic, **words(update)), alert=True)


def _reader(update: Update, context: Context) -> Subscriber:
    """The subscriber whose message it is: a preview's reader may be none."""
    chat = update.effective_chat
    found = subscriber_by_id(context.library.db, chat.id) if chat else None
    return found or Subscriber(chat.id if chat else 0, kind_of(update), state="left")


async def _refresh(update: Update, context: Context, query: CallbackQuery) -> None:
    """The message's own buttons, as they are now."""
    case = get_case(context.library.db, int(data_of(update)[2]), hidden=True)
    person_id = query.from_user.id if is_private(update) else None
    await send.put_buttons(query, buttons(context, case, _reader(update, context), person_id))
