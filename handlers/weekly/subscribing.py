"""订阅 and 退订; and what Telegram says of a chat that is gone or has moved."""

from __future__ import annotations

from dataclasses import replace

from telegram import ChatMemberRestricted, Message, Update
from telegram.constants import ChatMemberStatus

from knowledge import Subscriber, move_subscriber, put_subscriber, subscribe, subscriber_by_id, unsubscribe

from .. import send
from ..access import Context, data_of
from ..keyboards import board, press
from ..send import Screen
from . import texts
from .admins import is_admin, is_anonymous, kind_of, may_change, words
from .times import every, next_time

OUT = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


async def subscribing(update: Update, context: Context) -> None:
    """Let the chat have the weekly case."""
    if update.effective_message and await speaks(update, context, texts.GROUP_SUBSCRIBE, "t:on"):
        await send.reply(update.effective_message, subscribed(update, context))


async def unsubscribing(update: Update, context: Context) -> None:
    """Let the chat have it no more."""
    if update.effective_message and update.effective_chat and await speaks(update, context, texts.GROUP_LEAVE, "t:off"):
        await send.reply(update.effective_message, send.sentence(_left(update, context)))


async def by_button(update: Update, context: Context) -> None:
    """The same by a button, for a chat whose admins write as the group; any of them who presses is known."""
    if update.callback_query and await may_change(update, context):
        on = data_of(update)[1] == "on"
        await send.show(update, subscribed(update, context) if on else send.sentence(_left(update, context)))


def subscribed(update: Update, context: Context) -> Screen:
    """Subscribe the chat that an update is from; what to say of it."""
    house, chat = context.house, update.effective_chat
    db, now = context.library.db, house.clock()
    chat_id, thread = (chat.id if chat else 0), _thread(update.effective_message)
    new = subscribe(db, chat_id, kind_of(update), now, thread)
    reader = subscriber_by_id(db, chat_id) or Subscriber(chat_id)
    if not new and reader.thread_id != thread:
        put_subscriber(db, replace(reader, thread_id=thread))
    told = texts.SUBSCRIBED if new else texts.SUBSCRIBED_ALREADY
    when = {"every": every(reader, house.schedule), "next": next_time(context, reader)}
    return send.sentence(
        told.format(**when, **words(update)),
        board([press(texts.CHOOSE_TOPICS, "t:t"), press(texts.CHOOSE_DAY, "t:d"), press(texts.CHOOSE_HOUR, "t:h")]),
    )


async def speaks(update: Update, context: Context, button: str, data: str) -> bool:
    """Whether whoever wrote may speak for the chat; who may not is told why, and an admin without a name is given a button."""
    if await is_admin(update, context):
        return True
    if update.effective_message:
        anonymous = is_anonymous(update)
        keys = board([press(button, data)]) if anonymous else None
        await send.reply(
            update.effective_message, send.sentence(texts.ANONYMOUS if anonymous else texts.ADMINS_SAY, keys)
        )
    return False


async def changed_status(update: Update, context: Context) -> None:
    """Retire a chat that blocked the bot, put it out, or lets it write no more."""
    change = update.my_chat_member
    if change is None:
        return
    now = change.new_chat_member
    silenced = isinstance(now, ChatMemberRestricted) and not now.can_send_messages
    if now.status in OUT or silenced:
        unsubscribe(context.library.db, change.chat.id, "blocked")


async def moved(update: Update, context: Context) -> None:
    """A group became a supergroup: its subscription goes on under the new id."""
    message = update.effective_message
    if message and message.migrate_to_chat_id:
        _move(context, message.chat_id, message.migrate_to_chat_id)
    elif message and message.migrate_from_chat_id:
        _move(context, message.migrate_from_chat_id, message.chat_id)


def _move(context: Context, chat_id: int, new_id: int) -> None:
    """Move a group, and tell a message that is under way to it where its row is now."""
    for week in move_subscriber(context.library.db, chat_id, new_id):
        if context.house.weekly.running:
            context.house.weekly.moved[week, chat_id] = new_id


def _left(update: Update, context: Context) -> str:
    chat = update.effective_chat
    left = chat is not None and unsubscribe(context.library.db, chat.id)
    return (texts.LEFT_NOW if left else texts.NOT_THERE).format(**words(update))


def _thread(message: Message | None) -> int | None:
    """The topic of a forum that a message stands in; a reply in another group has a thread too, which is no topic."""
    return message.message_thread_id if message and message.is_topic_message else None
